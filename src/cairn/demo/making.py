"""The making of the pathway: voices, themes, a conversation, drafts, objections, consent, editions."""

from functools import partial

from cairn.demo.story import pathway as story
from cairn.demo.story import voices
from cairn.demo.story.learning import PROMOTIONS
from cairn.demo.story.network import MANDATES
from cairn.participation.actions import consents, contributions, drafts, gatherings, processes
from cairn.participation.models import Contribution
from cairn.participation.queries.rules import RULES
from cairn.pathway.actions import add_component, add_version, link_components, sign_edition
from cairn.results.actions import promote_practice

FIRST_PROCESS = 24
RESERVED = (
    "together",
    "Community of Upper Weir",
    "We agree, and ask that “its communities” include those who have had to move to the town.",
)
SLOW = {"Community of Low Meadow", "Community of Salt Landing"}  # not reached before the first edition


def plan(calendar):
    """Put the two years of making on the calendar."""
    world = calendar.world
    calendar.on(world.at(FIRST_PROCESS, 12), open_first_process)
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
    calendar.on(world.at(15, 2), note_practices)
    calendar.on(world.at(15, 4), answer_moved)
    calendar.on(world.at(2, 1), partial(promote, "boats"))
    calendar.on(world.at(2, 2), partial(promote, "dates"))
    calendar.on(world.at(2, 14), revise_principle)
    calendar.on(world.at(2, 16), consent_to_principle)
    calendar.on(world.at(2, 4), speak_of_boats)
    calendar.on(world.at(2, 12), draft_boats)
    calendar.on(world.at(2, 22), put_boats_forward)
    calendar.on(world.at(2, 23), consent_to_boats)
    calendar.on(world.at(1, 8), publish_second)
    calendar.on(world.at(1, 9), open_revision)
    calendar.on(world.at(1, 16), speak_of_harvest)
    calendar.on(world.at(1, 24), draft_harvest)


# The first pathway ----------------------------------------------------------------------------------
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


def words(language, title, body, reason=""):
    """Return the words of a draft as its actions take them."""
    return {"language": language, "title": title, "body": body, "reason": reason}


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


def new_component(world, at, key, kind, origin, owner):
    """Open a place in the pathway and remember it."""
    world[key] = add_component(
        collective=world.collective,
        kind=kind,
        origin=origin,
        owner=world.constituents.get(owner),
        by=world.steward,
        at=at,
    )
    return world[key]


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


def what_was_said(world, key, name):
    """Return what a constituent said to a text."""
    way = "council" if "Nation" in name else "meeting" if "Ministry" in name else "assembly"
    said = {"state": "consent", "text": "", "way": way, "given_by": ""}
    if (key, name) == RESERVED[:2]:
        said |= {"state": "reservation", "text": RESERVED[2]}
    if (key, name) == ("own-counting", "Ministry of Health"):
        said |= {
            "state": "reservation",
            "text": "The law asks us for a register of vaccines; we keep it to the names it asks for.",
        }
    if (key, name) == ("together", "Lantern Foundation"):
        said |= {
            "state": "withheld",
            "text": "The foundation decides on grants between meetings and cannot promise to wait.",
        }
    return said


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


# Practices, and what one of them grew into ----------------------------------------------------------
def note_practices(world, at):
    """Register what communities experiment with; nobody has to agree to a practice."""
    for key, kind, origin, owner, english, spanish in story.FIRST:
        if kind != "practice":
            continue
        component = new_component(world, at, key, kind, origin, owner)
        texts = [
            {"language": "en", "title": english[0], "body": english[1], "status": "original"},
            {"language": "es", "title": spanish[0], "body": spanish[1], "status": "translated"},
        ]
        add_version(component=component, texts=texts, reason="", by=world.facilitator, at=at)
    for source, target, kind in story.LINKS[3:]:
        link_components(source=world[source], target=world[target], kind=kind, by=world.facilitator, at=at)


def promote(key, world, at):
    """Call for a practice to be taken into the pathway: its adoptions speak for it."""
    told = PROMOTIONS[key]
    process = {
        "title": told["title"],
        "purpose": told["purpose"],
        "rule": RULES["no_objection"].rule,
        "opens_on": at.date(),
        "closes_on": world.day(1, 6),
    }
    fields = {"reason": told["reason"], "rival_view": told["rival_view"]}
    promotion = promote_practice(
        practice=world[told["practice"]], process=process, fields=fields, by=world.steward, at=at
    )
    world[key] = promotion.process


def answer_moved(world, at):
    """Answer what had moved to the practices."""
    for key, reason in (
        ("wells", "Both wells were closed, and have filters now: see the well book."),
        ("tired", "It is registered as the practice “Rest days at harvest”, and a revision is open on it."),
    ):
        contributions.answer_contribution(
            contribution=world[f"said-{key}"],
            answer={"outcome": "not", "reason": reason},
            by=world.facilitator,
            at=at,
        )


def revise_principle(world, at):
    """Hear Ferry Town, add one sentence to the principle, and put it forward again."""
    told = story.TOGETHER_AGAIN
    said = contributions.give_contribution(
        process=world["dates"],
        words={
            "kind": "statement",
            "text": "My daughter reads the dates on Sunday. Now we come, because now we know.",
            "language": "en",
            "voice": "relayed",
            "role": "parent",
            "constituent": world.constituents["Community of Ferry Town"],
            "relayed_by": world.facilitator,
        },
        by=world.facilitator,
        at=at,
    )
    draft_ = drafts.open_draft(
        process=world["dates"],
        component=world["together"],
        words=words("en", story.TOGETHER["title"], told["body"], told["reason"]),
        by=world.facilitator,
        at=at,
    )
    drafts.revise_draft(
        draft=draft_,
        based_on=1,
        words=words("es", story.TOGETHER["es_title"], told["es_body"], told["reason"]),
        by=world.facilitator,
        at=at,
    )
    contributions.answer_contribution(
        contribution=said,
        answer={"outcome": "taken_up", "draft": draft_, "passage": told["passage"], "reason": ""},
        by=world.facilitator,
        at=at,
    )
    world["v-together-2"] = drafts.put_forward(draft=draft_, by=world.facilitator, at=at)


def consent_to_principle(world, at):
    """Carry the principle's second version from constituent to constituent."""
    for name, constituent in world.constituents.items():
        if name in {"Community of Confluence", "Community of Far Springs"}:
            continue
        said = what_was_said(world, "together", name)
        if name == "Lantern Foundation":
            said |= {
                "state": "reservation",
                "text": "We wait for the gatherings; for floods and fires we cannot.",
            }
        consents.record_consent(
            version=world["v-together-2"], constituent=constituent, said=said, by=world.facilitator, at=at
        )


def speak_of_boats(world, at):
    """Hear those who live without a market."""
    said = [
        (
            "market",
            "Community of Salt Landing",
            "mother",
            "Start before the scales are out, then the little ones are not in the sun.",
            "market",
        ),
        (
            "auction",
            "Community of Red Bank",
            "fisher",
            "We have no market, we have the auction. Say so.",
            "no_market",
        ),
        (
            "hills",
            "Community of Far Springs",
            "elder",
            "No boat comes up here. A mule does, on the first Monday.",
            "no_market",
        ),
    ]
    for key, name, role, text, passage in said:
        contribution = contributions.give_contribution(
            process=world["boats"],
            words={
                "kind": "statement",
                "text": text,
                "language": "en",
                "voice": "relayed",
                "role": role,
                "constituent": world.constituents[name],
                "relayed_by": world.facilitator,
            },
            by=world.facilitator,
            at=at,
        )
        world[f"said-{key}"] = contribution
        world[f"passage-{key}"] = passage


def draft_boats(world, at):
    """Draft the method and answer what was said."""
    told = story.BOAT_METHOD
    component = new_component(world, at, told["key"], told["kind"], told["origin"], told["owner"])
    row = drafts.open_draft(
        process=world["boats"],
        component=component,
        words=words("en", told["title"], told["body"]),
        by=world.facilitator,
        at=at,
    )
    drafts.revise_draft(
        draft=row,
        based_on=1,
        words=words("es", told["es_title"], told["es_body"]),
        by=world.facilitator,
        at=at,
    )
    for key in ("market", "auction", "hills"):
        answered = {
            "outcome": "taken_up",
            "draft": row,
            "passage": told["passages"][world[f"passage-{key}"]],
            "reason": "",
        }
        contributions.answer_contribution(
            contribution=world[f"said-{key}"], answer=answered, by=world.facilitator, at=at
        )
    world["draft-boats"] = row


def put_boats_forward(world, at):
    """Make the method's first version, and link it to the practice it grew from."""
    world["v-boats"] = drafts.put_forward(draft=world["draft-boats"], by=world.facilitator, at=at)
    link_components(
        source=world["boat-visits"],
        target=world["boat-method"],
        kind="grew_into",
        by=world.facilitator,
        at=at,
    )


def consent_to_boats(world, at):
    """Carry the method from constituent to constituent; three are not reached yet."""
    missing = {
        "Community of Far Springs",
        "Community of Confluence",
        "Lantern Foundation",
        "Nation of the Quiet Ford",
    }
    for name, constituent in world.constituents.items():
        if name not in missing:
            said = what_was_said(world, "boat-method", name)
            if name == "Ministry of Health":
                said |= {"state": "reservation", "text": "We can man eight landings this year, not twelve."}
            consents.record_consent(
                version=world["v-boats"], constituent=constituent, said=said, by=world.facilitator, at=at
            )


def publish_second(world, at):
    """Publish the second edition, with the method that came up from practice."""
    edition = consents.publish(
        collective=world.collective,
        title="The pathway of the Three Rivers, second edition",
        foreword="One method is new: it came up from practice. The principles stand as they were.",
        by=world.steward,
        at=at,
    )
    for name in (
        "Community of Red Bank",
        "Community of Salt Landing",
        "Community of Ferry Town",
        "Nation of the Heron",
        "Ministry of Health",
        "Nation of the Long Rain",
    ):
        sign_edition(
            edition=edition, constituent=world.constituents[name], signatory="", by=world.facilitator, at=at
        )


# The revision that is open now ----------------------------------------------------------------------
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
