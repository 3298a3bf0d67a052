"""Conversations for tests, made by the actions themselves."""

from cairn.participation.actions import conversations as actions
from cairn.participation.actions.ballots import record_ballots
from tests.factories import AT, Cast
from tests.participation.factories import OPENS, make_process


def make_conversation(cast: Cast, process=None, **about):
    """Open a conversation of a process, from February on."""
    about = {
        "title": "What the river needs",
        "prompt": "Say what you think.",
        "language": "en",
        "opens_on": OPENS,
        "closes_on": None,
        **about,
    }
    return actions.open_conversation(
        process=process or make_process(cast), about=about, by=cast["facilitator"], at=AT
    )


def make_statements(cast: Cast, conversation, *texts: str):
    """Put statements to the vote."""
    return [
        actions.add_statement(
            conversation=conversation, text=text, language="en", by=cast["facilitator"], at=AT
        )
        for text in texts
    ]


def vote(cast: Cast, conversation, statement, value: int, *, who="member", at=AT):
    """Vote as a person of the cast, who belongs to the upper valley."""
    return actions.cast_vote(
        conversation=conversation,
        statement=statement,
        value=value,
        by=cast[who],
        constituent=cast.upper_valley,
        at=at,
    )


def make_voted(cast: Cast, *, people=40, statements=12):
    """Make a conversation with two clear groups, the first three statements shared by all.

    The first half of the people belongs to the upper valley, the last two to the lower delta.
    """
    conversation = make_conversation(cast)
    make_statements(cast, conversation, *(f"Statement number {k + 1}." for k in range(statements)))
    ballots = []
    for k in range(people):
        side = 1 if k < people * 0.6 else -1
        values = {str(j + 1): 1 if j < 3 or (j + k) % 7 == 0 else side * (-1) ** j for j in range(statements)}
        constituent = cast.upper_valley if k < people // 2 else cast.lower_delta if k >= people - 2 else None
        ballots.append((f"p{k}", constituent, values))
    record_ballots(conversation=conversation, ballots=ballots, by=cast["facilitator"], at=AT)
    conversation.refresh_from_db()
    return conversation
