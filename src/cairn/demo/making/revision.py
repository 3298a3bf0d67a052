"""The revision that is open now: what is still asked, unanswered voices, an objection."""

from cairn.demo.making.texts import words
from cairn.participation.actions import drafts, gatherings, processes
from cairn.participation.queries.rules import RULES


def plan(calendar):
    """Put the open revision on the calendar."""
    world = calendar.world
    calendar.on(world.at(1, 9), open_revision)
    calendar.on(world.at(1, 16), speak_of_harvest)
    calendar.on(world.at(1, 24), draft_harvest)


def open_revision(world, at):
    """Open the next revision: what is still asked."""
    about = {
        "title": "School and harvest",
        "purpose": "Should the school calendar follow the harvest in every valley?",
        "rule": RULES["no_objection"].rule,
        "opens_on": at.date(),
        "closes_on": world.day(-4, 28),
    }
    process = processes.open_process(
        collective=world.collective, about=about, components=[world["harvest-days"]], by=world.steward, at=at
    )
    world["harvest"] = process
    for kind, begins, ends in (("gather", 1, -1), ("draft", 0, -2), ("decide", -3, -4)):
        processes.add_round(
            process=process,
            kind=kind,
            opens_on=world.day(begins, 9),
            closes_on=world.day(ends, 27),
            by=world.steward,
            at=at,
        )


def speak_of_harvest(world, at):
    """Record the first gathering of the revision; nobody has answered it yet."""
    about = {
        "process": world["harvest"],
        "title": "Parents' evening at Three Poplars",
        "held_on": at.date(),
        "place": world.places["Three Poplars"],
        "language": "en",
        "agreements": "",
        "reservations": "",
    }
    attendance = [
        {"constituent": world.constituents["Community of Three Poplars"], "role": "parents", "people": 27},
        {"constituent": world.constituents["Community of Three Poplars"], "role": "teachers", "people": 4},
    ]
    said = [
        ("parent", "Six days are enough if the rains do not come early."),
        ("teacher", "Let each valley choose its days, but tell us by spring."),
        ("youth", "I would rather have the exam after the harvest than the days off."),
    ]
    rows = [
        {
            "text": text,
            "constituent": world.constituents["Community of Three Poplars"],
            "role": role,
            "voice": "relayed",
        }
        for role, text in said
    ]
    gatherings.record_gathering(
        collective=world.collective,
        about=about,
        attendance=attendance,
        voices=rows,
        by=world.facilitator,
        at=at,
    )


def draft_harvest(world, at):
    """Draft a text, to which a nation objects."""
    row = drafts.open_draft(
        process=world["harvest"],
        component=world["harvest-days"],
        words=words(
            "en",
            "Rest days at harvest, chosen by each valley",
            "Each valley chooses six days at harvest and says so by spring. The rains make them up.",
        ),
        by=world.facilitator,
        at=at,
    )
    drafts.raise_objection(
        draft=row,
        constituent=world.constituents["Nation of the Heron"],
        reason="In the delta the fish come when the fields rest. Six days at the wrong time help nobody.",
        by=world.facilitator,
        at=at,
    )
