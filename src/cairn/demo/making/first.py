"""The first pathway: gatherings, themes, drafts, objections, consent, the first edition."""

from functools import partial

from cairn.demo.making.texts import new_component, what_was_said, words
from cairn.demo.story import pathway as story
from cairn.demo.story import voices
from cairn.demo.story.network import MANDATES
from cairn.participation.actions import consents, contributions, drafts, gatherings, processes
from cairn.participation.models import Contribution
from cairn.participation.queries.rules import RULES
from cairn.pathway.actions import link_components, sign_edition

BEGINS = 24  # months ago
SLOW = {"Community of Low Meadow", "Community of Salt Landing"}  # not reached before the first edition


def plan(calendar):
    """Put the first pathway on the calendar: voices, a draft, consent, an edition."""
    world = calendar.world
    calendar.on(world.at(BEGINS, 12), open_first_process)
    for gathering in voices.GATHERINGS:
        calendar.on(world.at(gathering["ago"], 14, 16), partial(gather, gathering))
    calendar.on(world.at(20, 24), weave)
    calendar.on(world.at(20, 25), open_practices)
    calendar.on(world.at(19, 4), draft_first)
    calendar.on(world.at(18, 6), revise_together)
    calendar.on(world.at(18, 20), answer)
    calendar.on(world.at(17, 8), put_forward)
    calendar.on(world.at(17, 9), ask_consent)
    calendar.on(world.at(16, 3), publish_first)
    calendar.on(world.at(16, 5), sign_first)


def open_first_process(world, at):
    """Open the process that makes the first pathway."""
    about = {
        "title": "The first pathway",
        "purpose": "Write down together what we hold in common, valley by valley.",
        "rule": RULES["two_thirds"].rule,
        "opens_on": at.date(),
        "closes_on": world.day(16, 3),
    }
    process = processes.open_process(
        collective=world.collective, about=about, components=[], by=world.steward, at=at
    )
    world["first"] = process
    for kind, begins, ends in (
        ("gather", 23, 20),
        ("map", 20, 19),
        ("draft", 19, 18),
        ("amend", 18, 17),
        ("decide", 17, 16),
    ):
        processes.add_round(
            process=process,
            kind=kind,
            opens_on=world.day(begins, 1),
            closes_on=world.day(ends, 28),
            by=world.steward,
            at=at,
        )


def gather(told, world, at):
    """Record a gathering from the facilitator's sheet: who came, what was said, what was agreed."""
    about = {
        "process": world["first"],
        "title": told["title"],
        "held_on": at.date(),
        "place": world.places[told["place"]],
        "language": told["language"],
        "agreements": told["agreements"],
        "reservations": told["reservations"],
    }
    attendance = [
        {"constituent": world.constituents[name], "role": role, "people": people}
        for name, role, people in told["attendance"]
    ]
    said = [
        {"text": text, "constituent": world.constituents[name], "role": role, "voice": "relayed"}
        for _key, role, name, text, *_what_became in told["said"]
    ]
    gathering = gatherings.record_gathering(
        collective=world.collective,
        about=about,
        attendance=attendance,
        voices=said,
        by=world.facilitator,
        at=at,
    )
    rows = Contribution.objects.filter(gathering=gathering).order_by("pk")
    for (key, *_rest), row in zip(told["said"], rows, strict=True):
        world[f"said-{key}"] = row


def weave(world, at):
    """Bring what was said under themes; the small ones stay on their own."""
    for key, (title, summary) in voices.THEMES.items():
        said = [told for gathering in voices.GATHERINGS for told in gathering["said"] if told[4] == key]
        theme = contributions.name_theme(
            process=world["first"],
            title=title,
            summary=summary,
            is_minority=len(said) < 2,
            by=world.facilitator,
            at=at,
        )
        rows = [world[f"said-{told[0]}"] for told in said]
        contributions.weave(theme=theme, add=rows, leave=[], by=world.facilitator, at=at)


def open_practices(world, at):
    """Open a process for what the valleys experiment with; it stays open."""
    about = {
        "title": "What the valleys experiment with",
        "purpose": "Practices are registered freely; what several valleys take up may become a method.",
        "rule": RULES["half"].rule,
        "opens_on": at.date(),
        "closes_on": None,
    }
    world["practices"] = processes.open_process(
        collective=world.collective, about=about, components=[], by=world.steward, at=at
    )


def draft_first(world, at):
    """Draft the vision, the principles and the first methods, in both languages."""
    for key, kind, origin, owner, english, spanish in story.FIRST:
        if kind != "practice":
            draft(world, at, key, kind, origin, owner, english, spanish)
    told = story.TOGETHER
    component = new_component(world, at, told["key"], told["kind"], told["origin"], None)
    world["draft-together"] = drafts.open_draft(
        process=world["first"],
        component=component,
        words=words("en", told["first_title"], told["first_body"]),
        by=world.facilitator,
        at=at,
    )


def draft(world, at, key, kind, origin, owner, english, spanish):  # noqa: PLR0913, PLR0917
    """Draft one component in English, then in Spanish."""
    component = new_component(world, at, key, kind, origin, owner)
    row = drafts.open_draft(
        process=world["first"], component=component, words=words("en", *english), by=world.facilitator, at=at
    )
    drafts.revise_draft(draft=row, based_on=1, words=words("es", *spanish), by=world.facilitator, at=at)
    world[f"draft-{key}"] = row


def revise_together(world, at):
    """Let objections change the principle: raised, taken in, one withdrawn."""
    told, row = story.TOGETHER, world["draft-together"]
    raised = [
        ("Nation of the Long Rain", "“Made with its communities” can mean one evening in the town hall."),
        ("Community of Mill Island", "It must say what happens when nobody reaches us."),
        ("Ministry of Waters", "No valley may stop all the others for ever."),
    ]
    objections = [
        drafts.raise_objection(
            draft=row, constituent=world.constituents[name], reason=reason, by=world.facilitator, at=at
        )
        for name, reason in raised
    ]
    reason = "After the objections of the Long Rain, Mill Island and the Ministry of Waters"
    drafts.revise_draft(
        draft=row,
        based_on=1,
        words=words("en", told["title"], told["body"], reason),
        by=world.facilitator,
        at=at,
    )
    drafts.revise_draft(
        draft=row,
        based_on=2,
        words=words("es", told["es_title"], told["es_body"]),
        by=world.facilitator,
        at=at,
    )
    answers = [
        "The text now says: in their own language and at their own pace.",
        "The text now says: a meeting that was not reached is not a yes.",
    ]
    for objection, text in zip(objections, answers, strict=False):
        drafts.answer_objection(
            objection=objection, outcome="integrated", answer=text, by=world.facilitator, at=at
        )
    drafts.withdraw_objection(
        objection=objections[2],
        answer="The others may go on with what does not touch those who ask for time.",
        by=world.facilitator,
        at=at,
    )


def answer(world, at):
    """Say what became of everything that was said."""
    for gathering in voices.GATHERINGS:
        for key, _role, _name, _text, _theme, outcome, where in gathering["said"]:
            contributions.answer_contribution(
                contribution=world[f"said-{key}"],
                answer=disposition(world, outcome, where),
                by=world.facilitator,
                at=at,
            )


def disposition(world, outcome, where):
    """Return an answer: taken up at a passage, partly, refused with a reason, or moved."""
    if outcome == "taken_up":
        key = "draft-together" if where else "draft-shared-care"
        return {
            "outcome": outcome,
            "draft": world[key],
            "passage": story.TOGETHER["passages"].get(where, ""),
            "reason": "",
        }
    if outcome == "partly":
        return {"outcome": outcome, "draft": world["draft-together"], "passage": "", "reason": where}
    if outcome == "moved":
        return {"outcome": outcome, "moved_to": world["practices"], "reason": where}
    return {"outcome": outcome, "reason": where}


def put_forward(world, at):
    """Make versions of the drafts, and say how they hang together."""
    for key in ("vision", "water-first", "own-counting", "language", "together", "shared-care", "well-book"):
        world[f"v-{key}"] = drafts.put_forward(draft=world[f"draft-{key}"], by=world.facilitator, at=at)
    for source, target, kind in story.LINKS[:3]:
        link_components(source=world[source], target=world[target], kind=kind, by=world.facilitator, at=at)


def ask_consent(world, at):
    """Carry the texts from constituent to constituent, and write down what each said."""
    for key in ("vision", "water-first", "own-counting", "language", "together", "shared-care", "well-book"):
        for name, constituent in world.constituents.items():
            if name in SLOW and key != "vision":
                continue
            said = what_was_said(world, key, name)
            consents.record_consent(
                version=world[f"v-{key}"], constituent=constituent, said=said, by=world.facilitator, at=at
            )


def publish_first(world, at):
    """Publish what is agreed."""
    world["edition-1"] = consents.publish(
        collective=world.collective,
        title="The pathway of the Three Rivers",
        foreword="Written in four gatherings and seven months. It is a beginning.",
        by=world.steward,
        at=at,
    )


def sign_first(world, at):
    """Let the constituents sign at the confluence; communities first."""
    signatories = {name: holder for name, holder, *_mandate in MANDATES}
    for name, constituent in sorted(
        world.constituents.items(), key=lambda pair: (pair[1].kind != "group", pair[0])
    ):
        if name not in SLOW:
            sign_edition(
                edition=world["edition-1"],
                constituent=constituent,
                signatory=signatories.get(name, ""),
                by=world.facilitator,
                at=at,
            )
