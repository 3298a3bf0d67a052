"""Opening a conversation, statements, moderation, votes and paper ballots: done, refused, recorded."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cairn.participation.actions import conversations as actions
from cairn.participation.actions.ballots import BallotFault, ballots_hash, record_ballots
from cairn.participation.models import Conversation, Participant, Statement, Vote
from cairn.record.models import Entry
from tests.factories import AT
from tests.participation.conversation_factories import make_conversation, make_statements, vote
from tests.participation.factories import later, make_contribution


@pytest.fixture
def conversation(cast):
    return make_conversation(cast)


def newest(cast) -> Entry:
    return Entry.objects.filter(log=cast.collective.log).order_by("-index")[0]


def test_opening_a_conversation_is_recorded(cast, conversation):
    assert (conversation.collective, conversation.process.title) == (cast.collective, "Second revision")
    entry = newest(cast)
    assert (entry.act, entry.facts["opens_on"], sorted(entry.commitments)) == (
        "conversation_opened",
        "2026-02-01",
        ["by", "title"],
    )


@pytest.mark.django_db
def test_conversation_cannot_close_before_it_opens(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_conversation(cast, closes_on=date(2026, 1, 1))


def test_statements_of_a_facilitator_are_numbered_and_accepted(cast, conversation):
    one, other = make_statements(cast, conversation, "Wells first.", "Boats first.")
    assert [one.key, other.key, one.moderation] == ["1", "2", Statement.Moderation.IN]
    entry = newest(cast)
    assert (entry.act, entry.facts["key"], sorted(entry.commitments)) == (
        "statement_given",
        "2",
        ["by", "text"],
    )
    assert "Boats" not in str(entry.content)


def test_statement_from_a_contribution_keeps_the_link_and_is_put_once(cast, conversation):
    contribution = make_contribution(cast, conversation.process)
    given = {"conversation": conversation, "text": contribution.text, "language": "en", "at": AT}
    statement = actions.add_statement(**given, by=cast["facilitator"], contribution=contribution)
    assert list(contribution.statements.all()) == [statement]
    with pytest.raises(actions.NotPutToTheVote, match="already"):
        actions.add_statement(**given, by=cast["facilitator"], contribution=contribution)


def test_statement_from_words_taken_down_or_from_elsewhere_is_refused(cast, conversation):
    contribution = make_contribution(cast, conversation.process)
    given = {"conversation": conversation, "text": "x", "language": "en", "by": cast["facilitator"], "at": AT}
    contribution.taken_down_at = AT
    with pytest.raises(actions.NotPutToTheVote, match="taken down"):
        actions.add_statement(**given, contribution=contribution)
    contribution.taken_down_at, contribution.collective_id = None, cast.collective.pk + 1
    with pytest.raises(actions.NotPutToTheVote, match="of this collective"):
        actions.add_statement(**given, contribution=contribution)


def test_proposed_statement_waits_and_its_entry_names_nobody(cast, conversation):
    statement = actions.propose_statement(
        conversation=conversation,
        text="More boats.",
        language="en",
        by=cast["member"],
        constituent=cast.upper_valley,
        at=AT,
    )
    assert (statement.moderation, statement.author.constituent) == (
        Statement.Moderation.WAITING,
        cast.upper_valley,
    )
    assert list(newest(cast).commitments) == ["text"]


def test_moderation_needs_a_reason_to_leave_out(cast, conversation):
    (statement,) = make_statements(cast, conversation, "Wells first.")
    out = {
        "statement": statement,
        "moderation": Statement.Moderation.OUT,
        "by": cast["facilitator"],
        "at": AT,
    }
    with pytest.raises(actions.ReasonMissing):
        actions.moderate_statement(**out, reason=" ")
    actions.moderate_statement(**out, reason="It names a person.")
    statement.refresh_from_db()
    assert (statement.moderation, statement.reason) == (-1, "It names a person.")
    assert (newest(cast).act, newest(cast).facts["moderation"]) == ("statement_moderated", -1)
    statement.text = ""
    with pytest.raises(actions.NotPutToTheVote):
        actions.moderate_statement(
            statement=statement, moderation=Statement.Moderation.IN, reason="", by=cast["steward"], at=AT
        )


def test_vote_takes_the_place_of_the_earlier_one_and_each_is_on_the_record(cast, conversation):
    (statement,) = make_statements(cast, conversation, "Wells first.")
    first = vote(cast, conversation, statement, 1)
    second = vote(cast, conversation, statement, -1, at=later(1))
    kept = Vote.objects.get()
    assert (kept.value, kept.cast_at, kept.participant.person) == (-1, later(1), cast["member"])
    assert (first.act, second.index, first.subject) == ("vote_given", first.index + 1, second.subject)
    assert set(first.facts) == {"conversation", "statement"}
    conversation.refresh_from_db()
    assert conversation.n_changes == 3


@pytest.mark.parametrize("moderation", [Statement.Moderation.OUT, Statement.Moderation.WAITING])
def test_vote_on_a_statement_not_put_to_the_vote_is_refused(cast, moderation):
    conversation = make_conversation(cast, is_moderated_first=True)
    (statement,) = make_statements(cast, conversation, "Wells first.")
    Statement.objects.update(moderation=moderation)
    with pytest.raises(actions.NotPutToTheVote):
        vote(cast, conversation, statement, 1)


def test_vote_after_the_end_is_refused(cast):
    conversation = make_conversation(cast, closes_on=date(2026, 3, 2))
    (statement,) = make_statements(cast, conversation, "Wells first.")
    vote(cast, conversation, statement, 1, at=later(1))
    with pytest.raises(actions.VotingIsClosed):
        vote(cast, conversation, statement, 0, at=later(2))


def ballots_of(cast):
    return [
        ("p1", cast.upper_valley, {"1": 1, "2": -1}),
        ("p2", None, {"2": 0}),
    ]


def test_ballots_are_kept_with_one_entry(cast, conversation):
    make_statements(cast, conversation, "Wells first.", "Boats first.")
    before = Entry.objects.count()
    kept = record_ballots(conversation=conversation, ballots=ballots_of(cast), by=cast["facilitator"], at=AT)
    assert (kept, Entry.objects.count() - before) == (3, 1)
    rows = Vote.objects.order_by("pk").values_list("participant__key", "statement__key", "value")
    assert list(rows) == [("p1", "1", 1), ("p1", "2", -1), ("p2", "2", 0)]
    entry = newest(cast)
    assert (entry.act, entry.facts) == (
        "ballots_recorded",
        {"ballots": 2, "votes": 3},
    )
    again = [("p2", cast.lower_delta, {"2": 1, "1": 1})]
    record_ballots(conversation=conversation, ballots=again, by=cast["facilitator"], at=later(1))
    assert Participant.objects.get(key="p2").constituent == cast.lower_delta
    assert list(Vote.objects.filter(participant__key="p2").order_by("value").values_list("value")) == [
        (1,),
        (1,),
    ]


def test_hash_of_ballots_does_not_hang_on_their_order(cast):
    ballots = ballots_of(cast)
    assert ballots_hash(ballots) == ballots_hash(ballots[::-1])
    assert ballots_hash(ballots) != ballots_hash(ballots[:1])


def test_faulty_ballots_are_all_told_and_none_is_kept(cast, conversation):
    make_statements(cast, conversation, "Wells first.")
    record_ballots(
        conversation=conversation, ballots=[("p1", cast.upper_valley, {})], by=cast["facilitator"], at=AT
    )
    wrong = [
        ("p1", cast.lower_delta, {"1": 1}),
        ("p2", None, {"1": 7}),
        ("p2", None, {"9": 1}),
        ("", None, {}),
    ]
    with pytest.raises(BallotFault) as refusal:
        record_ballots(conversation=conversation, ballots=wrong, by=cast["facilitator"], at=AT)
    assert str(refusal.value).splitlines() == [
        "Participant p1 is somebody else in this conversation. Use another number.",
        "Participant p2, statement 1: a vote is 1 (agree), 0 (pass) or -1 (disagree).",
        "Participant p2 is there twice. Give each one ballot.",
        "Participant p2: there is no statement 9 in this conversation.",
        "A ballot has no participant's number, or one longer than 64 characters.",
    ]
    assert Vote.objects.count() == 0


def test_only_the_first_twenty_faults_are_told(cast, conversation):
    wrong = [(f"p{k}", None, {"9": 1}) for k in range(30)]
    with pytest.raises(BallotFault) as refusal:
        record_ballots(conversation=conversation, ballots=wrong, by=cast["facilitator"], at=AT)
    assert len(str(refusal.value).splitlines()) == 21
    assert str(refusal.value).endswith("… and 10 more.")


def test_imported_conversation_takes_neither_statements_nor_ballots(cast, conversation):
    Conversation.objects.update(source="a" * 64)
    with pytest.raises(actions.VotingIsClosed):
        make_statements(cast, conversation, "Wells first.")
    with pytest.raises(actions.VotingIsClosed):
        record_ballots(conversation=conversation, ballots=[], by=cast["facilitator"], at=AT)
