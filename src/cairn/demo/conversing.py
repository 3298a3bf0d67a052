"""The conversation put to the vote after the first gatherings, on paper ballots and phones."""

from math import exp

from cairn.demo.story.voices import STATEMENTS
from cairn.participation.actions.ballots import record_ballots
from cairn.participation.actions.conversations import add_statement, open_conversation

PEOPLE = 230


def plan(calendar):
    """Put the conversation on the calendar."""
    calendar.on(calendar.world.at(20, 26), open_vote)
    calendar.on(calendar.world.at(19, 25), collect)


def open_vote(world, at):
    """Put what was said to the vote, each statement with the voice it came from."""
    about = {
        "title": "How shall we decide about a valley?",
        "prompt": "Agree, disagree or pass. Each sentence stands for itself; most were said at a gathering.",
        "language": "en",
        "opens_on": at.date(),
        "closes_on": world.day(19, 24),
    }
    world["vote"] = open_conversation(process=world["first"], about=about, by=world.facilitator, at=at)
    for number, (text, key, *_leanings) in enumerate(STATEMENTS):
        source = world.things.get(f"said-{key}") if key else None
        world[f"statement-{number}"] = add_statement(
            conversation=world["vote"],
            text=text,
            language="en",
            by=world.facilitator,
            at=at,
            contribution=source,
        )


def collect(world, at):
    """Count the ballots: people lean this way or that, see some of the statements, and sometimes pass."""
    ballots = [ballot(world, number) for number in range(PEOPLE)]
    record_ballots(conversation=world["vote"], ballots=ballots, by=world.facilitator, at=at)


def ballot(world, number):
    """Fill in one person's ballot."""
    constituents = [row for row in world.constituents.values() if row.kind in {"group", "government"}]
    weights = [12 if row.kind == "group" else 5 for row in constituents]
    constituent = world.rng.choices(constituents, weights)[0]
    is_town = constituent.kind == "government" or constituent.name.endswith("Ferry Town")
    x = world.rng.gauss(-1.1 if is_town or world.rng.random() < 0.22 else 1.0, 0.5)
    y = world.rng.gauss(-0.7 if is_town else 0.5, 0.7)
    votes = {}
    for place, (_text, _key, along, across, appeal) in enumerate(STATEMENTS):
        if world.rng.random() < 0.78:
            agrees = world.rng.random() < 1 / (1 + exp(-(along * x + across * y + appeal)))
            votes[world[f"statement-{place}"].key] = 0 if world.rng.random() < 0.11 else 1 if agrees else -1
    return f"{number + 1}", constituent, votes
