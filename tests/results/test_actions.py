"""What people do with results: done, refused, recorded."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cairn.participation.queries.rules import RULES
from cairn.results import actions
from cairn.results.models import Adoption, Commitment, Interpretation, Promotion, Question, Review, Trial
from tests.factories import AT, ON
from tests.results.factories import (
    acts,
    adopt,
    ask,
    hold,
    make_measure,
    make_practice,
    offer,
    plan,
    promise,
    send,
)


def last_entry(cast):
    return cast.collective.log.entries.order_by("-index").first()


def test_session_is_held_and_its_notes_are_not_on_the_record(cast):
    session = hold(cast, took_part=[cast.upper_valley, cast.lower_delta])
    entry = last_entry(cast)
    assert (entry.act, entry.facts) == ("sense_making_held", {"held_on": "2026-03-01", "constituents": 2})
    assert set(entry.commitments) == {"notes", "by"}
    assert session.took_part.count() == 2


def test_question_about_no_series_keeps_no_signal(cast):
    question = ask(cast, hold(cast))
    assert question.signal == {}
    assert acts(cast.collective)[-1] == "question_asked"


@pytest.mark.parametrize("given", ["measure", "place"])
def test_question_about_half_a_series_is_refused(cast, given):
    about = {"measure": make_measure(cast)} if given == "measure" else {"place": cast.place}
    with pytest.raises(actions.SenseMakingRefused, match="needs both"):
        ask(cast, hold(cast), **about)
    assert Question.objects.count() == 0


def test_explanations_stand_side_by_side_and_are_judged_one_by_one(cast):
    question = ask(cast, hold(cast))
    first, second = offer(cast, question), offer(cast, question, text="A new nurse writes more.")
    actions.judge_interpretation(interpretation=first, plausibility="likely", by=cast["facilitator"], at=AT)
    found = Interpretation.objects.order_by("pk").values_list("pk", "plausibility")
    assert list(found) == [(first.pk, "likely"), (second.pk, "open")]
    assert last_entry(cast).facts == {"plausibility": "likely"}
    assert "grandmother" not in str([entry.facts for entry in cast.collective.log.entries.all()])


def test_decision_is_written_down(cast):
    session = actions.decide(session=hold(cast), decision="Wait.", by=cast["facilitator"], at=AT)
    session.refresh_from_db()
    assert session.decision == "Wait."
    assert acts(cast.collective)[-1] == "sense_decided"


def test_empty_decision_is_refused(cast):
    with pytest.raises(actions.SenseMakingRefused, match="Write down what was decided"):
        actions.decide(session=hold(cast), decision="  ", by=cast["facilitator"], at=AT)


def test_commitment_is_made_for_an_outcome(cast):
    question = ask(cast, hold(cast))
    made = promise(cast, question=question)
    assert (made.constituent, made.question, made.recorded_by) == (
        cast.upper_valley,
        question,
        cast["facilitator"],
    )
    assert last_entry(cast).facts["due_on"] == "2026-06-01"


def test_commitment_without_words_is_refused(cast):
    with pytest.raises(actions.CommitmentRefused, match="Say what will be done"):
        promise(cast, text=" ")
    assert Commitment.objects.count() == 0


def test_later_look_stands_beside_the_earlier(cast):
    made = promise(cast)
    for outcome, reason in (("changed", "Only one post"), ("kept", "")):
        actions.review_commitment(commitment=made, outcome=outcome, reason=reason, by=cast["member"], at=AT)
    assert list(made.reviews.order_by("pk").values_list("outcome", "reason")) == [
        ("changed", "Only one post"),
        ("kept", ""),
    ]
    assert acts(cast.collective)[-2:] == ["commitment_reviewed", "commitment_reviewed"]


@pytest.mark.parametrize("outcome", ["changed", "dropped"])
def test_commitment_is_not_changed_or_dropped_without_a_reason(cast, outcome):
    made = promise(cast)
    with pytest.raises(actions.CommitmentRefused, match="Give the reason"):
        actions.review_commitment(commitment=made, outcome=outcome, reason=" ", by=cast["member"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(commitment=made, outcome=outcome, recorded_by=cast["member"], reviewed_at=AT)


def test_trial_is_planned_with_its_prediction_on_the_record(cast):
    practice = make_practice(cast)
    trial = plan(cast, practice)
    assert (trial.decision, trial.closed_at) == ("", None)
    assert last_entry(cast).facts == {"practice": practice.pk, "constituent": cast.upper_valley.pk}
    assert "prediction" in last_entry(cast).commitments  # committed to before it began, and erasable


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("principle", {}, "Only a practice or a method can be tried"),
        ("practice", {"ends_on": ON - timedelta(days=60)}, "cannot end before it starts"),
        ("practice", {"prediction": " "}, "Write down what you expect"),
    ],
)
def test_trial_that_cannot_be_is_refused(cast, kind, fields, words):
    with pytest.raises(actions.TrialRefused, match=words):
        plan(cast, make_practice(cast, kind=kind), **fields)
    assert Trial.objects.count() == 0


def test_trial_that_ends_before_it_starts_cannot_be_stored(cast):
    trial = plan(cast, make_practice(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(ends_on=trial.starts_on - timedelta(days=1))


def test_closed_trial_without_a_result_cannot_be_stored(cast):
    trial = plan(cast, make_practice(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Trial.objects.filter(pk=trial.pk).update(decision="adopt", closed_at=AT)


def close(cast, trial, **about):
    given = {"decision": "abandon", "result": "Nothing moved.", "at": AT, **about}
    return actions.close_trial(trial=trial, by=cast["member"], **given)


def test_trial_stops_with_a_lesson(cast):
    trial = close(cast, plan(cast, make_practice(cast)))
    assert (trial.get_decision_display(), trial.closed_at) == ("Stopped, with a lesson", AT)
    assert last_entry(cast).facts == {"decision": "abandon"}


def test_trial_is_closed_once(cast):
    trial = close(cast, plan(cast, make_practice(cast)))
    with pytest.raises(actions.TrialRefused, match="closed already"):
        close(cast, trial, decision="adopt")


@pytest.mark.parametrize("about", [{"decision": ""}, {"result": " "}])
def test_trial_is_not_closed_without_saying_what_happened(cast, about):
    with pytest.raises(actions.TrialRefused, match="Say what happened"):
        close(cast, plan(cast, make_practice(cast)), **about)


def test_trial_is_not_closed_before_it_began(cast):
    trial = plan(cast, make_practice(cast), starts_on=ON + timedelta(days=9))
    with pytest.raises(actions.TrialRefused, match="not begun yet"):
        close(cast, trial)


def test_practice_is_taken_up_once_by_a_constituent(cast):
    practice = make_practice(cast)
    adopt(cast, practice)
    adopt(cast, practice, cast.lower_delta)
    with pytest.raises(actions.TrialRefused, match="Upper valley took this practice up already"):
        adopt(cast, practice)
    assert Adoption.objects.count() == 2


def promote(cast, practice, at=AT):
    about = {"title": "Visits by boat", "purpose": "", "rule": RULES["all"].rule}
    about |= {"opens_on": at.date(), "closes_on": at.date() + timedelta(days=30)}
    fields = {"reason": "Two landings", "rival_view": "Too early"}
    return actions.promote_practice(
        practice=practice, process=about, fields=fields, by=cast["facilitator"], at=at
    )


def test_promotion_opens_a_process_with_the_adoptions_that_speak_for_it(cast):
    practice = make_practice(cast)
    adopted = adopt(cast, practice)
    made = promote(cast, practice)
    assert list(made.adoptions.all()) == [adopted]
    assert list(made.process.components.all()) == [practice]
    assert acts(cast.collective)[-2:] == ["process_opened", "practice_promoted"]


def test_practice_nobody_took_up_is_not_promoted(cast):
    with pytest.raises(actions.TrialRefused, match="Nobody has taken this practice up yet"):
        promote(cast, make_practice(cast))
    assert "process_opened" not in acts(cast.collective)


def test_second_call_waits_until_the_first_process_closed(cast):
    practice = make_practice(cast)
    adopt(cast, practice)
    promote(cast, practice)
    with pytest.raises(actions.TrialRefused, match="called into the pathway already"):
        promote(cast, practice, at=AT + timedelta(days=10))
    promote(cast, practice, at=AT + timedelta(days=31))
    assert Promotion.objects.count() == 2


def test_question_reads_the_series_on_the_day_of_the_session(cast):
    measure = make_measure(cast)
    send(cast, measure, [30] * 12, until=ON + timedelta(days=62))
    question = ask(cast, hold(cast), measure=measure, place=cast.place)
    assert question.signal["last"] == "2026-03-01"
