"""What pages and other packages read: standing, coverage, what waits, what goes into an edition."""

from datetime import date

import pytest
from django.utils import translation

from cairn.engine.decision import SENTENCES
from cairn.network.models import Membership
from cairn.participation import queries
from cairn.participation.actions import contributions, drafts, processes
from cairn.participation.models import Contribution, Gathering, Process
from cairn.participation.queries import drafts as draft_queries
from cairn.participation.queries import reach, rules, sentences
from cairn.participation.queries.publishing import candidates
from tests.factories import AT, make_constituent
from tests.participation.factories import (
    answer,
    later,
    make_contribution,
    make_draft,
    make_gathering,
    make_process,
    make_thread,
    make_version,
    publish,
    say,
)


def membership(cast, who):
    """Return a person's membership."""
    return Membership.objects.select_related("constituent").get(person=cast[who])


# Standing --------------------------------------------------------------------------------------------


def test_nobody_asked_yet_is_open_and_says_who_is_missing(cast):
    version = make_version(cast, make_process(cast))
    standing = queries.standing(version)
    assert (standing["not_reached"], standing["outcome"]) == (2, "open")
    assert [one.name for one in queries.ledger(version).not_reached] == ["Lower delta", "Upper valley"]


def test_standing_counts_the_latest_word_only(cast):
    version = make_version(cast, make_process(cast))
    say(cast, version, cast.upper_valley, "withheld", text="No.")
    say(cast, version, cast.upper_valley, at=later(1))
    say(cast, version, cast.lower_delta)
    standing = queries.standing(version)
    assert (standing["consent"], standing["withheld"], standing["outcome"]) == (2, 0, "passed")


def test_withdrawal_changes_the_outcome(cast):
    thread = make_thread(cast)
    say(cast, thread.version, cast.upper_valley, "withdrawn", at=later(9))
    assert queries.standing(thread.version)["outcome"] == "failed"


def test_constituent_that_left_is_shown_apart_and_not_counted(cast):
    version = make_version(cast, make_process(cast))
    for constituent in (cast.upper_valley, cast.lower_delta):
        say(cast, version, constituent)
    cast.lower_delta.left_on = date(2026, 4, 1)
    cast.lower_delta.save()
    ledger = queries.ledger(version)
    assert [line.constituent.name for line in ledger.lines] == ["Upper valley"]
    assert [line.constituent.name for line in ledger.others] == ["Lower delta"]
    assert queries.standing(version, on=date(2026, 3, 5))["consent"] == 2


def test_standing_objection_counts_as_a_no_until_more_is_said(cast):
    process = make_process(cast, rule="no_objection", closes_on=date(2026, 3, 10))
    make_constituent(cast.collective, "Middle reach")
    draft = make_draft(cast, process)
    drafts.raise_objection(
        draft=draft, constituent=cast.lower_delta, reason="Vague.", by=cast["neighbour"], at=AT
    )
    version = drafts.put_forward(draft=draft, by=cast["facilitator"], at=AT)
    say(cast, version, cast.upper_valley)
    standing = queries.standing(version, on=date(2026, 3, 11))
    assert (standing["outcome"], standing["not_reached"]) == ("failed", 2)
    say(cast, version, cast.lower_delta, at=later(1))
    assert queries.standing(version, on=date(2026, 3, 11))["outcome"] == "passed"


def test_open_rule_fails_when_its_process_is_over(cast):
    version = make_version(cast, make_process(cast, closes_on=date(2026, 3, 10)))
    say(cast, version, cast.upper_valley)
    assert queries.standing(version, on=date(2026, 3, 10))["outcome"] == "open"
    assert queries.standing(version, on=date(2026, 3, 11))["outcome"] == "failed"


def test_rule_by_people_needs_the_people(cast):
    version = make_version(cast, make_process(cast, rule="double"))
    say(cast, version, cast.upper_valley)
    say(cast, version, cast.lower_delta)
    assert queries.standing(version)["outcome"] == "passed"
    make_constituent(cast.collective, "Middle reach")
    standing = queries.standing(version)
    assert standing["outcome"] == "unknown"
    assert standing["reason"] == (
        "This rule counts people, and nobody wrote down for how many these stand: Middle reach."
    )


def test_constituent_who_is_a_person_has_no_public_name(cast):
    rosa = make_constituent(cast.collective, "Rosa Amaru", kind="person")
    version = make_version(cast, make_process(cast))
    say(cast, version, rosa, "withheld", text="Not yet.")
    standing = queries.standing(version)
    assert standing["reservations"] == [
        {"constituent": f"Person {rosa.pk}", "text": "Not yet.", "state": "withheld"}
    ]
    assert "Rosa" not in standing["reason"]


def test_standings_take_as_many_queries_for_one_version_as_for_three(cast, django_assert_num_queries):
    process = make_process(cast)
    versions = [make_version(cast, process, title=f"Water {k}") for k in range(3)]
    for version in versions:
        say(cast, version, cast.upper_valley)
    for some in (versions[:1], versions):
        with django_assert_num_queries(4):
            assert len(queries.standings(some)) == len(some)


def test_nothing_stands_without_versions(cast):
    assert queries.standings([]) == {}


@pytest.mark.parametrize("key", rules.RULES)
def test_named_rule_is_known_again(key):
    rule = rules.RULES[key].rule
    assert rules.key_of(rule) == key
    assert rules.rule_words(rule) == str(rules.RULES[key].words)


def test_other_rule_is_told_by_the_engine():
    assert (
        rules.rule_words({"rule": "quorum", "share": "1/3"})
        == "At least 1/3 of the constituents are reached."
    )
    assert rules.rule_words({}) == str(rules.NO_RULE)


def test_every_sentence_of_the_engine_is_marked_for_translation():
    assert set(sentences.SENTENCES) == set(SENTENCES.values())


def test_outcome_is_told_in_the_readers_language(cast):
    version = make_version(cast, make_process(cast))
    with translation.override("es"):
        words = queries.ledger(version).outcome.words
    assert "constituents" not in words


# Coverage --------------------------------------------------------------------------------------------


def test_coverage_counts_constituents_not_contributions(cast):
    process = make_process(cast)
    for _k in range(3):
        make_contribution(cast, process)
    found = queries.coverage(cast.collective)
    assert (found.reached, found.in_scope, [one.name for one in found.not_reached]) == (1, 2, ["Lower delta"])


def test_coverage_on_a_day_counts_the_open_processes(cast):
    make_contribution(cast, make_process(cast, closes_on=date(2026, 3, 10)))
    assert queries.coverage(cast.collective, on=date(2026, 3, 10)).reached == 1
    assert queries.coverage(cast.collective, on=date(2026, 3, 11)).reached == 0


def test_coverage_of_an_empty_collective_is_nothing_of_everybody(cast):
    found = queries.coverage(cast.collective)
    assert (found.reached, found.in_scope) == (0, 2)


def test_matrix_says_who_was_reached_in_which_round_and_by_what(cast):
    process = make_process(cast)
    for kind, first, last in [("gather", 1, 25), ("decide", 26, 28)]:
        processes.add_round(
            process=process,
            kind=kind,
            opens_on=date(2026, 2, first),
            closes_on=date(2026, 2, last),
            by=cast["steward"],
            at=AT,
        )
    make_gathering(cast, process)
    make_contribution(cast, process, constituent=cast.lower_delta)
    rounds = process.rounds.order_by("number")
    rows = reach.matrix(process, [cast.lower_delta, cast.upper_valley], rounds)
    told = [[[(one.way, one.count) for one in cell] for cell in row["cells"]] for row in rows]
    assert told == [
        [[], [], [("contribution", 1)]],  # given in March, outside the rounds
        [[("contribution", 1), ("gathering", 12)], [], []],
    ]


def test_every_way_of_reaching_a_constituent_counts(cast):
    thread = make_thread(cast)
    ways = {one.way for one in reach.reaches(thread.process, [cast.upper_valley, cast.lower_delta])}
    assert ways == {"gathering", "contribution", "objection", "consent"}


def test_roles_count_people_and_constituents(cast):
    process = make_process(cast)
    make_gathering(cast, process)
    make_gathering(cast, process, title="Second")
    assert reach.by_role(process) == [{"role": "elder", "people_": 24, "constituents": 1}]


def test_scope_is_who_was_there_while_it_ran(cast):
    process = make_process(cast, closes_on=date(2026, 3, 10))
    make_constituent(cast.collective, "Gone", left_on=date(2026, 1, 1))
    late = make_constituent(cast.collective, "Late")
    late.joined_on = date(2026, 3, 11)
    late.save()
    assert [one.name for one in reach.scope_of(process)] == ["Lower delta", "Upper valley"]


# Answered and waiting --------------------------------------------------------------------------------


def test_moved_contribution_is_answered_where_it_was_and_waits_where_it_went(cast):
    here, there = make_process(cast), make_process(cast, title="Elsewhere")
    contribution = make_contribution(cast, here)
    answer(cast, contribution, "moved", reason="It is about money.", moved_to=there)
    rows = Contribution.objects
    assert [rows.answered_in(here).count(), rows.waiting_in(here).count()] == [1, 0]
    assert [rows.answered_in(there).count(), rows.waiting_in(there).count()] == [0, 1]
    answer(cast, contribution, "not", reason="There is no money.", at=later(1))
    assert [rows.answered_in(there).count(), rows.waiting_in(there).count()] == [1, 0]
    assert rows.waiting().count() == 0


def test_taken_down_words_wait_for_nothing(cast):
    process = make_process(cast)
    contribution = make_contribution(cast, process)
    contributions.take_down(contribution=contribution, reason="wish", by=cast["steward"], at=AT)
    assert Contribution.objects.waiting_in(process).count() == 0


def test_published_is_only_what_stands_in_an_edition(cast):
    thread = make_thread(cast, published=False)
    make_contribution(cast, thread.process, text="Unheard.")
    assert (Contribution.objects.published().count(), Gathering.objects.published().count()) == (0, 0)
    publish(cast)
    assert list(Contribution.objects.published()) == [thread.contribution]
    assert list(Gathering.objects.published()) == [thread.gathering]


def test_processes_by_day(cast):
    process = make_process(cast, closes_on=date(2026, 3, 10))
    rows = Process.objects
    assert list(rows.open_on(date(2026, 3, 10))) == list(rows.closed_on(date(2026, 3, 11))) == [process]
    assert list(rows.ahead_of(date(2026, 1, 1))) == [process]


@pytest.mark.parametrize(
    ("who", "texts"), [("observer", 0), ("member", 1), ("facilitator", 2), ("steward", 2)]
)
def test_waiting_is_what_each_may_do(cast, who, texts):
    process = make_process(cast)
    make_contribution(cast, process)
    make_version(cast, process)
    drafts.raise_objection(
        draft=make_draft(cast, process),
        constituent=cast.lower_delta,
        reason="Vague.",
        by=cast["neighbour"],
        at=AT,
    )
    assert len(queries.waiting(cast.collective, membership(cast, who))) == texts


def test_waiting_ends_when_it_is_done(cast):
    process = make_process(cast)
    version = make_version(cast, process)
    (waits,) = queries.waiting(cast.collective, membership(cast, "member"))
    assert waits == (
        "Upper valley has not said yet whether it consents to Principle 1, version 1",
        f"/c/rivers/together/versions/{version.pk}/consent/",
        AT.date(),
    )
    say(cast, version, cast.upper_valley)
    assert queries.waiting(cast.collective, membership(cast, "member")) == []
    assert queries.waiting(cast.collective, None) == []


def test_answers_that_wait_are_grouped_by_process(cast):
    process = make_process(cast)
    for _k in range(2):
        make_contribution(cast, process)
    (waits,) = queries.waiting(cast.collective, membership(cast, "facilitator"))
    assert waits.text == "2 contributions to “Second revision” wait for an answer"
    assert waits.url == f"/c/rivers/together/processes/{process.pk}/contributions/?answer=waiting"


def test_superseded_version_waits_for_nobody(cast):
    process = make_process(cast)
    first = make_version(cast, process)
    words = {"language": "en", "title": "Again", "body": "", "reason": ""}
    draft = drafts.open_draft(
        process=process, component=first.component, words=words, by=cast["steward"], at=AT
    )
    second = drafts.put_forward(draft=draft, by=cast["steward"], at=AT)
    (waits,) = queries.waiting(cast.collective, membership(cast, "member"))
    assert waits.url.endswith(f"/versions/{second.pk}/consent/")


# Editions and drafts ---------------------------------------------------------------------------------


def test_text_that_no_process_put_to_consent_goes_in_and_says_so(cast):
    from cairn.pathway.actions import add_version
    from tests.participation.factories import add_principle

    version = add_version(
        component=add_principle(cast),
        texts=[{"language": "en", "title": "As it stood", "body": ""}],
        reason="",
        by=cast["steward"],
        at=AT,
    )
    (candidate,) = candidates(cast.collective)
    assert (candidate.chosen, candidate.standing["outcome"]) == (version, "none")


def test_candidates_say_what_goes_in_and_why_not(cast):
    process = make_process(cast)
    agreed, waiting = make_version(cast, process), make_version(cast, process)
    for constituent in (cast.upper_valley, cast.lower_delta):
        say(cast, agreed, constituent)
    first, second = candidates(cast.collective)
    assert (first.chosen, first.words) == (agreed, "Version 1 goes in.")
    assert (second.chosen, second.words) == (None, "Left out: no version of it is agreed yet.")
    assert second.latest == waiting


def test_candidates_take_as_many_queries_for_one_as_for_three(cast, django_assert_num_queries):
    process = make_process(cast)
    for k in range(3):
        make_version(cast, process, title=f"Water {k}")
        with django_assert_num_queries(7):
            assert len(candidates(cast.collective)) == k + 1


def test_first_revision_is_compared_with_the_version_before(cast):
    process = make_process(cast)
    version = make_version(cast, process)
    words = {
        "language": "en",
        "title": "Water first",
        "body": "Water comes first. We meet in June.",
        "reason": "",
    }
    draft = drafts.open_draft(
        process=process, component=version.component, words=words, by=cast["steward"], at=later(1)
    )
    change = draft_queries.last_change(draft)
    assert [(run.change, run.text) for run in change.body.runs] == [
        ("same", "Water comes first. We meet in "),
        ("dropped", "May"),
        ("added", "June"),
        ("same", "."),
    ]
    assert (change.added, change.dropped, change.is_empty) == (1, 1, False)


def test_first_draft_of_a_new_component_has_nothing_before_it(cast):
    assert draft_queries.last_change(make_draft(cast, make_process(cast))) is None
