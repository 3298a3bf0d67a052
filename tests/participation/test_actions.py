"""What a person may do: done, refused, recorded."""

from datetime import date

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from cairn.participation.actions import consents, contributions, drafts, processes
from cairn.participation.actions import refusal as refused
from cairn.participation.models import Contribution, Conversation, Statement
from cairn.record.actions import subject_of
from cairn.record.leaf import commitment
from cairn.record.models import Entry, Salt
from tests.factories import AT, make_collective, make_constituent
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

WORDS = {"language": "en", "title": "Water first", "body": "Water comes first, always.", "reason": "Clearer."}


def acts(cast):
    """Return the acts on the record, in order."""
    return list(cast.collective.log.entries.order_by("index").values_list("act", flat=True))


def test_whole_thread_is_on_the_record(cast):
    make_thread(cast)
    assert acts(cast) == [
        "process_opened",
        "round_added",
        "gathering_recorded",
        "contribution_given",
        "component_added",
        "draft_opened",
        "contribution_answered",
        "theme_named",
        "theme_woven",
        "objection_raised",
        "version_added",
        "draft_put_forward",
        "consent_recorded",
        "consent_recorded",
        "edition_published",
    ]


def test_record_holds_no_words_of_people(cast):
    make_thread(cast)
    facts = " ".join(str(entry.facts) for entry in Entry.objects.all())
    for words in ("river has rights", "Rosa Amaru", "Too short", "elder’s", "Member"):
        assert words not in facts


def test_process_keeps_its_rule_and_components(cast):
    process = make_process(cast, rule="two_thirds")
    about = {"title": "Third revision", "rule": {"rule": "consent_of_all"}}
    processes.revise_process(process=process, about=about, components=[], by=cast["steward"], at=AT)
    process.refresh_from_db()
    assert (process.title, process.rule) == ("Third revision", {"rule": "consent_of_all"})
    assert acts(cast)[-1] == "process_revised"


def test_rounds_are_numbered(cast):
    process = make_process(cast)
    for kind in ("gather", "decide"):
        given = {"kind": kind, "opens_on": date(2026, 2, 1), "closes_on": date(2026, 2, 9)}
        processes.add_round(process=process, **given, by=cast["steward"], at=AT)
    assert [str(one) for one in process.rounds.order_by("number")] == ["1. Gather voices", "2. Decide"]


def test_gathering_relays_each_statement(cast):
    gathering = make_gathering(cast, make_process(cast), said=("One.", "Two."))
    assert list(
        gathering.contributions.order_by("pk").values_list("text", "voice", "relayed_by", "role")
    ) == [
        ("One.", "relayed", cast["facilitator"].pk, "elder"),
        ("Two.", "relayed", cast["facilitator"].pk, "elder"),
    ]
    assert gathering.attendance.get().people == 12
    assert acts(cast)[-3:] == ["gathering_recorded", "contribution_given", "contribution_given"]


def test_broken_gathering_leaves_nothing(cast):
    from cairn.participation.actions.gatherings import record_gathering
    from cairn.participation.models import Gathering

    about = {"title": "A", "process": make_process(cast), "held_on": date(2026, 2, 1), "language": "en"}
    voices = [{"text": "One.", "constituent": None, "role": "", "voice": "constituent"}]
    with pytest.raises(IntegrityError), transaction.atomic():
        record_gathering(
            collective=cast.collective,
            about=about,
            attendance=[],
            voices=voices,
            by=cast["facilitator"],
            at=AT,
        )
    assert Gathering.objects.count() == 0
    assert acts(cast) == ["process_opened"]


def test_contribution_for_a_constituent_names_it(cast):
    process = make_process(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_contribution(cast, process, voice="constituent", constituent=None)


# Answers ---------------------------------------------------------------------------------------------


def test_answer_keeps_the_earlier_ones(cast):
    process = make_process(cast)
    contribution, draft = make_contribution(cast, process), make_draft(cast, process)
    answer(cast, contribution, "not", reason="Said elsewhere.")
    answer(cast, contribution, "partly", draft=draft, passage="Water comes first.", reason="The rest is law.")
    assert [one.outcome for one in contribution.dispositions.order_by("pk")] == ["not", "partly"]
    assert Contribution.objects.with_answer().get().outcome == "partly"


def test_passage_stands_in_the_draft(cast):
    process = make_process(cast)
    contribution = make_contribution(cast, process)
    draft = make_draft(cast, process, body="Water comes first.\n\nWe meet\nin May.")
    with pytest.raises(refused.PassageNotInDraft, match="word by word"):
        answer(cast, contribution, draft=draft, passage="Fire comes first.")
    with pytest.raises(refused.PassageNotInDraft, match="Choose the draft"):
        answer(cast, contribution, "not", reason="No.", passage="Water comes first.")
    assert contribution.dispositions.count() == 0
    assert answer(cast, contribution, draft=draft, passage="We meet in May.").passage == "We meet in May."


def test_passage_of_an_earlier_revision_is_refused(cast):
    process = make_process(cast)
    contribution, draft = make_contribution(cast, process), make_draft(cast, process)
    drafts.revise_draft(draft=draft, based_on=1, words=WORDS, by=cast["steward"], at=AT)
    with pytest.raises(refused.PassageNotInDraft):
        answer(cast, contribution, draft=type(draft).objects.get(), passage="We meet in May.")


def test_answer_stays_in_the_collective(cast):
    contribution = make_contribution(cast, make_process(cast))
    elsewhere = make_process(cast, title="Elsewhere")
    elsewhere.collective = make_collective("lakes", "Lakes")
    elsewhere.save()
    with pytest.raises(refused.AnswerElsewhere, match="of this collective"):
        answer(cast, contribution, "moved", reason="There.", moved_to=elsewhere)


def test_contribution_is_not_moved_where_it_is(cast):
    contribution = make_contribution(cast, make_process(cast))
    with pytest.raises(refused.AnswerElsewhere, match="already"):
        answer(cast, contribution, "moved", reason="Here.", moved_to=contribution.process)


def test_refusal_without_a_reason_is_not_kept(cast):
    contribution = make_contribution(cast, make_process(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        answer(cast, contribution, "not")


def test_weaving_keeps_other_themes(cast):
    process = make_process(cast)
    contribution = make_contribution(cast, process)
    themes = [
        contributions.name_theme(
            process=process, title=title, summary="", is_minority=False, by=cast["steward"], at=AT
        )
        for title in ("Water", "Pace")
    ]
    for theme in themes:
        contributions.weave(theme=theme, add=[contribution], leave=[], by=cast["steward"], at=AT)
    contributions.weave(theme=themes[0], add=[], leave=[contribution], by=cast["steward"], at=AT)
    assert list(contribution.themes.all()) == [themes[1]]


def test_taken_down_words_leave_a_tombstone(cast):
    process = make_process(cast)
    contribution = make_contribution(cast, process, role="elder")
    conversation = Conversation.objects.create(
        collective=cast.collective, title="Water", language="en", opens_on=AT.date(), created_at=AT
    )
    statement = Statement.objects.create(
        conversation=conversation,
        key="1",
        text=contribution.text,
        language="en",
        contribution=contribution,
        created_at=AT,
    )
    contributions.take_down(contribution=contribution, reason="wish", by=cast["steward"], at=later(1))
    contribution.refresh_from_db()
    statement.refresh_from_db()
    assert (contribution.text, contribution.role, contribution.taken_down_at) == ("", "", later(1))
    assert (statement.text, statement.moderation) == ("", Statement.Moderation.OUT)
    salts = Salt.objects.filter(entry__subject=subject_of(contribution))
    assert [(salt.name, salt.entry.act) for salt in salts] == [("by", "contribution_taken_down")]
    assert acts(cast)[-1] == "contribution_taken_down"
    with pytest.raises(refused.AlreadyTakenDown):
        contributions.take_down(contribution=contribution, reason="law", by=cast["steward"], at=later(2))


# Drafts ----------------------------------------------------------------------------------------------


def test_second_of_two_writers_is_refused_and_nothing_is_overwritten(cast):
    draft = make_draft(cast, make_process(cast))
    drafts.revise_draft(draft=draft, based_on=1, words=WORDS, by=cast["steward"], at=AT)
    with pytest.raises(refused.DraftChanged, match="revision 2"):
        drafts.revise_draft(
            draft=draft, based_on=1, words={**WORDS, "title": "Mine"}, by=cast["facilitator"], at=AT
        )
    assert [one.title for one in draft.revisions.order_by("number")] == ["Water first", "Water first"]
    drafts.revise_draft(
        draft=draft, based_on=2, words={**WORDS, "title": "Both"}, by=cast["facilitator"], at=AT
    )
    assert draft.revisions.get(number=3).title == "Both"


def test_put_forward_makes_the_next_version_in_every_language(cast):
    process = make_process(cast)
    draft = make_draft(cast, process)
    spanish = {"language": "es", "title": "El agua primero", "body": "El agua va primero.", "reason": ""}
    drafts.revise_draft(draft=draft, based_on=1, words=spanish, by=cast["steward"], at=AT)
    version = drafts.put_forward(draft=draft, by=cast["steward"], at=later(1))
    assert version.number == 1
    assert list(version.texts.order_by("pk").values_list("language", "title", "status")) == [
        ("en", "Water first", "original"),
        ("es", "El agua primero", "translated"),
    ]
    draft.refresh_from_db()
    assert (draft.version, draft.closed_at) == (version, later(1))


def test_put_forward_draft_no_longer_changes(cast):
    draft = make_version(cast, make_process(cast)).draft
    with pytest.raises(refused.DraftClosed):
        drafts.put_forward(draft=draft, by=cast["steward"], at=AT)
    with pytest.raises(refused.DraftClosed):
        drafts.revise_draft(draft=draft, based_on=1, words=WORDS, by=cast["steward"], at=AT)
    with pytest.raises(refused.DraftClosed):
        drafts.raise_objection(
            draft=draft, constituent=cast.upper_valley, reason="Late.", by=cast["member"], at=AT
        )


def object_to(cast, draft):
    """Raise an objection of the upper valley."""
    return drafts.raise_objection(
        draft=draft, constituent=cast.upper_valley, reason="Too vague.", by=cast["member"], at=AT
    )


def test_objection_is_integrated_with_an_answer(cast):
    objection = object_to(cast, make_draft(cast, make_process(cast)))
    drafts.answer_objection(
        objection=objection, outcome="integrated", answer="Named the river.", by=cast["steward"], at=later(1)
    )
    objection.refresh_from_db()
    assert (objection.outcome, objection.answer, objection.answered_at) == (
        "integrated",
        "Named the river.",
        later(1),
    )
    with pytest.raises(refused.ObjectionAnswered):
        drafts.withdraw_objection(objection=objection, answer="", by=cast["member"], at=later(2))


def test_objection_left_standing_may_still_be_withdrawn(cast):
    objection = object_to(cast, make_draft(cast, make_process(cast)))
    drafts.answer_objection(
        objection=objection, outcome="standing", answer="We differ.", by=cast["steward"], at=later(1)
    )
    drafts.withdraw_objection(objection=objection, answer="We talked.", by=cast["member"], at=later(2))
    objection.refresh_from_db()
    assert (objection.outcome, objection.answer) == ("withdrawn", "We differ.\n\nWe talked.")
    assert acts(cast)[-2:] == ["objection_answered", "objection_withdrawn"]


# Consent ---------------------------------------------------------------------------------------------


def test_consent_is_appended_never_changed(cast):
    version = make_version(cast, make_process(cast))
    say(cast, version, cast.upper_valley, "withheld", text="Not in our language.")
    say(cast, version, cast.upper_valley, "consent", at=later(1))
    assert [one.state for one in version.consents.order_by("pk")] == ["withheld", "consent"]
    assert acts(cast)[-2:] == ["consent_recorded", "consent_recorded"]


@pytest.mark.parametrize("state", ["reservation", "withheld"])
def test_reservation_has_words(cast, state):
    version = make_version(cast, make_process(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        say(cast, version, cast.upper_valley, state)


def test_consent_is_of_those_asked(cast):
    version = make_version(cast, make_process(cast))
    guest = make_constituent(cast.collective, "Guests", is_consulted=False)
    stranger = make_constituent(make_collective("lakes", "Lakes"), "Far shore")
    for constituent in (guest, stranger):
        with pytest.raises(refused.NotConsulted):
            say(cast, version, constituent)


def test_consent_is_withdrawn_at_any_time_even_after_publishing(cast):
    version = make_thread(cast).version
    said = {"text": "The dam came.", "way": "assembly", "given_by": "The assembly"}
    consents.withdraw_consent(
        version=version, constituent=cast.upper_valley, said=said, by=cast["member"], at=later(90)
    )
    assert version.consents.filter(constituent=cast.upper_valley).order_by("-pk").first().state == "withdrawn"
    assert acts(cast)[-1] == "consent_withdrawn"
    with pytest.raises(refused.NothingToWithdraw):
        consents.withdraw_consent(
            version=version, constituent=cast.upper_valley, said=said, by=cast["member"], at=later(91)
        )


def test_evidence_is_kept_and_its_digest_is_on_the_record(cast):
    version = make_version(cast, make_process(cast))
    said = {
        "state": "consent",
        "text": "",
        "way": "council",
        "given_by": "",
        "evidence": ContentFile(b"We agree.", "letter.pdf"),
    }
    consent = consents.record_consent(
        version=version, constituent=cast.upper_valley, said=said, by=cast["member"], at=AT
    )
    with consent.evidence.open("rb") as kept:
        assert kept.read() == b"We agree."
    entry = Entry.objects.get(subject=subject_of(consent))
    digest = "7ed727ed3508bd4738b621ac9e2c93fbc3ac2f60b880f3f2915283332ccd89ea"
    assert entry.facts["has_evidence"] is True
    assert entry.commitments["evidence"] == commitment(entry.salts.get(name="evidence").value, digest)


def test_asking_sends_one_letter_and_keeps_no_address(cast, django_capture_on_commit_callbacks):
    version = make_version(cast, make_process(cast))
    with django_capture_on_commit_callbacks(execute=True):
        consents.ask_for_consent(
            version=version,
            constituent=cast.upper_valley,
            email="rosa@example.org",
            by=cast["facilitator"],
            at=AT,
        )
    (letter,) = mail.outbox
    assert letter.to == ["rosa@example.org"]
    assert "/c/rivers/together/consent/" in letter.body
    assert "Water first" in letter.body
    entry = cast.collective.log.entries.last()
    assert (entry.act, list(entry.commitments)) == ("consent_asked", ["by"])
    assert "rosa" not in str(entry.facts)


def test_nothing_is_published_before_a_rule_passed(cast):
    make_version(cast, make_process(cast))
    with pytest.raises(refused.NothingAgreed):
        publish(cast)


def test_last_agreed_version_is_published_when_the_newest_failed(cast):
    process = make_process(cast)
    first = make_version(cast, process)
    for constituent in (cast.upper_valley, cast.lower_delta):
        say(cast, first, constituent)
    draft = drafts.open_draft(
        process=process, component=first.component, words=WORDS, by=cast["steward"], at=later(1)
    )
    second = drafts.put_forward(draft=draft, by=cast["steward"], at=later(2))
    say(cast, second, cast.upper_valley, "withheld", text="Too hard.", at=later(3))
    edition = publish(cast, at=later(4))
    assert [entry.version for entry in edition.entries.all()] == [first]


def test_published_standing_is_kept_whole(cast):
    version = make_version(cast, make_process(cast))
    say(cast, version, cast.upper_valley, "reservation", text="Name the springs.")
    say(cast, version, cast.lower_delta)
    edition = publish(cast)
    assert edition.entries.get().standing == {
        "consent": 1,
        "reservation": 1,
        "withheld": 0,
        "not_reached": 0,
        "withdrawn": 0,
        "reservations": [
            {"constituent": "Upper valley", "text": "Name the springs.", "state": "reservation"}
        ],
        "rule": "Every constituent consents; a reservation counts, and is published beside the text",
        "outcome": "passed",
        "reason": "All 2 constituents consent, 1 with reservation.",
    }
