"""What they do together: convenings, policy asks, sessions, and the fund."""

from functools import partial

from cairn.activities.actions import add_activity, record_outcome
from cairn.activities.influence import actions as influence
from cairn.activities.investment import actions as investment
from cairn.activities.learning import actions as learning
from cairn.activities.movement import actions as movement
from cairn.demo.story import doing as story


def plan(calendar):
    """Put the activities on the calendar, each with what follows it."""
    world = calendar.world
    for told in story.CONVENINGS:
        calendar.on(world.at(max(told[2] + 2, 0), 1 if told[2] < 0 else 4), partial(convene, told))
        calendar.on(world.at(told[2], 12, 20), partial(tell, told))
    for told in story.ASKS:
        calendar.on(world.at(told[2], 2), partial(ask, told))
        for ago, stage, note in told[8]:
            calendar.on(world.at(ago, 17), partial(step, told[0], stage, note))
    for told in story.SESSIONS:
        calendar.on(world.at(told[2] + 1, 6), partial(announce, told))
        calendar.on(world.at(told[2], 15, 18), partial(debrief, told))
    plan_fund(calendar)


def plan_fund(calendar):
    """Put the fund on the calendar: opened, proposed to, approved, allotted."""
    world, ago = calendar.world, story.FUND["ago"]
    calendar.on(world.at(ago, 1), open_fund)
    calendar.on(world.at(ago, 12), propose)
    calendar.on(world.at(ago, 20), approve)
    calendar.on(world.at(ago - 1, 6), allot)


def about(world, title, advances, served, starts_on, **more):
    """Return an activity's fields."""
    return {
        "title": title,
        "advances": world.things.get(advances),
        "served": world.named(served),
        "starts_on": starts_on,
        **more,
    }


# Movement -------------------------------------------------------------------------------------------
def convene(told, world, at):
    """Call a convening, some weeks ahead."""
    key, title, ago, advances, served, agenda, _story, _people = told
    fields = about(world, title, advances, served, world.day(ago, 12), purpose="momentum")
    world[key] = movement.call_convening(
        collective=world.collective, fields=fields, agenda=agenda, by=world.steward, at=at
    )
    for name in served:
        answer = {"answer": "coming", "people": world.rng.randint(3, 20), "note": ""}
        movement.reply(
            convening=world[key], constituent=world.constituents[name], fields=answer, by=world.steward, at=at
        )


def tell(told, world, at):
    """Write down the story a convening carried."""
    movement.tell_story(
        convening=world[told[0]], story=told[6], people_reached=told[7], by=world.steward, at=at
    )


# Influence ------------------------------------------------------------------------------------------
def ask(told, world, at):
    """Ask an institution for a decision, with the names of those whom it serves."""
    key, title, ago, advances, served, institution, level, wanted, _steps = told
    where = influence.add_institution(
        collective=world.collective, name=institution, level=level, by=world.steward, at=at
    )
    fields = about(world, title, advances, served, world.day(ago, 2), purpose="effectiveness")
    world[key] = influence.ask_institution(
        institution=where, ask=wanted, fields=fields, by=world.steward, at=at
    )
    for name in served:
        influence.sign_ask(ask=world[key], constituent=world.constituents[name], by=world.steward, at=at)


def step(key, stage, note, world, at):
    """Write down how far an ask has come."""
    influence.record_step(
        ask=world[key], stage=stage, reached_on=at.date(), note=note, by=world.steward, at=at
    )


# Learning -------------------------------------------------------------------------------------------
def announce(told, world, at):
    """Announce a session with its question."""
    key, title, ago, advances, served, question, _notes, _debriefs = told
    fields = about(world, title, advances, served, world.day(ago, 15), purpose="effectiveness")
    world[key] = learning.hold_session(
        collective=world.collective, fields=fields, question=question, by=world.facilitator, at=at
    )


def debrief(told, world, at):
    """Record the session and what each took from it."""
    key, _title, _ago, _advances, served, _question, notes, debriefs = told
    learning.record_session(
        session=world[key], notes=notes, attended=world.named(served), by=world.facilitator, at=at
    )
    for name, learned, will_do in debriefs:
        fields = {"learned": learned, "will_do": will_do}
        learning.give_debrief(
            session=world[key],
            constituent=world.constituents[name],
            fields=fields,
            by=world.facilitator,
            at=at,
        )


# Investment and data --------------------------------------------------------------------------------
def open_fund(world, at):
    """Open the pooled fund."""
    told = story.FUND
    terms = {
        "budget": told["budget"],
        "currency": told["currency"],
        "closes_on": world.day(told["ago"], 28),
        "completion": "add1u",
    }
    fields = about(world, told["title"], told["advances"], [], at.date(), purpose="effectiveness")
    world["fund"] = investment.open_fund(
        collective=world.collective, fields=fields, terms=terms, by=world.steward, at=at
    )


def propose(world, at):
    """Take in the proposals."""
    for title, name, cost, summary, _approve in story.PROPOSALS:
        fields = {"title": title, "summary": summary, "cost": cost}
        world[f"proposal-{title}"] = investment.propose(
            fund=world["fund"], constituent=world.constituents[name], fields=fields, by=world.steward, at=at
        )


def approve(world, at):
    """Let every constituent approve what it wants."""
    for name, constituent in world.constituents.items():
        wanted = [world[f"proposal-{told[0]}"] for told in story.PROPOSALS if name in told[4]]
        if wanted:
            investment.approve(
                fund=world["fund"], constituent=constituent, proposals=wanted, by=world.steward, at=at
            )


def allot(world, at):
    """Allot the fund by equal shares, and say what came of it."""
    investment.allot(fund=world["fund"], by=world.steward, at=at)
    outcome = "The roof at the landing stands; fuel is paid for a year."
    activity = world["fund"].activity
    record_outcome(
        activity=activity,
        outcome=outcome,
        ends_on=world.day(1, 20) if world.day(1, 20) > activity.starts_on else None,
        by=world.steward,
        at=at,
    )


def count_together(world, at):
    """Begin the shared-data activity that the measures belong to."""
    fields = about(
        world,
        "Counting together",
        "own-counting",
        [name for name, row in world.constituents.items() if row.kind == "group"],
        at.date(),
        purpose="effectiveness",
        type="measure",
    )
    world["counting"] = add_activity(
        collective=world.collective, kind="data", fields=fields, by=world.steward, at=at
    )
