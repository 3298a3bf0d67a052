"""What grew from practice: promotions, a new method, a new sentence of a principle, the second edition."""

from functools import partial

from cairn.demo.making.texts import new_component, what_was_said, words
from cairn.demo.story import pathway as story
from cairn.demo.story.learning import PROMOTIONS
from cairn.participation.actions import consents, contributions, drafts
from cairn.participation.queries.rules import RULES
from cairn.pathway.actions import add_version, link_components, sign_edition
from cairn.results.actions import promote_practice


def plan(calendar):
    """Put on the calendar what grew from practice, up to the second edition."""
    world = calendar.world
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
