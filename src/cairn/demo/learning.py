"""What the data tells them: files sent in, sense-making, commitments, trials and adoptions."""

import csv
from functools import partial
from io import BytesIO, StringIO
from random import Random

from django.core.files import File

from cairn.activities.data import actions as data
from cairn.demo.doing import count_together
from cairn.demo.story import learning as story
from cairn.demo.story.network import PLACES
from cairn.engine.measure.mapping import Mapping
from cairn.results import actions

FIRST_MONTH, DEFINED = 23, 15  # the series go back further than the definitions: old registers were typed in
SENDERS = {
    "children-seen": "Ministry of Health",
    "met-before": "Nation of the Quiet Ford",
    "wells-closed": "Ministry of Waters",
    "ill-from-water": "Ministry of Health",
}
SHOWN_BY = {"boat-visits": "children-seen", "clinic-bus": "children-seen", "dates-aloud": "met-before"}
COLUMNS = {
    "children-seen": ("Month", "Landing", "Group", "Seen", "Children under five"),
    "met-before": ("Month", "Valley site", "", "Met before", "Decisions"),
    "wells-closed": ("Month", "Landing", "", "Closed", ""),
    "ill-from-water": ("Month", "Place", "", "Treated", ""),
}


def plan(calendar):
    """Put the data and what was made of it on the calendar."""
    world = calendar.world
    calendar.on(world.at(DEFINED, 3), define)
    calendar.on(world.at(DEFINED, 20), partial(send_all, FIRST_MONTH, DEFINED + 1))
    for ago in range(DEFINED, 0, -1):
        calendar.on(world.at(ago - 1, 12), partial(send_all, ago, ago))
    for number, told in enumerate(story.SENSE):
        calendar.on(world.at(told["ago"], 18, 17), partial(make_sense, number))
    for told in story.COMMITMENTS:
        if told[6]:
            calendar.on(world.at(max(told[5] - 1, 0), 3), partial(review, told))
    for told in story.TRIALS:
        calendar.on(world.at(told[6], 2), partial(try_out, told))
        if told[8]:
            calendar.on(world.at(told[7], 26), partial(close, told))
    for told in story.ADOPTIONS:
        calendar.on(world.at(told[3], 27), partial(adopt, told))


def define(world, at):
    """Agree on the measures."""
    count_together(world, at)
    for told in story.MEASURES:
        fields = {name: told[name] for name in data.WORDS if name in told}
        fields |= {"threshold": story.PROTECTED.get(told["slug"], 0)}
        world[told["slug"]] = data.define_measure(
            collective=world.collective,
            slug=told["slug"],
            fields=fields,
            advances=world.things.get(told["advances"]),
            owner=world.constituents.get(told["owner"]),
            activity=world["counting"],
            by=world.steward,
            at=at,
        )


# Files, as members send them ------------------------------------------------------------------------
def send_all(first, last, world, at):
    """Send one file a measure for the months from first to last (counted back from now)."""
    for slug, sender in SENDERS.items():
        rows = [row for ago in range(first, last - 1, -1) for row in month(world, slug, ago)]
        submission = data.submit(
            measure=world[slug],
            constituent=world.constituents[sender],
            file=spreadsheet(slug, rows, world.month(last)),
            mapping=mapping(slug),
            by=world.people.get(
                {"children-seen": "ilse", "ill-from-water": "ilse", "wells-closed": "omar"}.get(slug),
                world.facilitator,
            ),
            at=at,
        )
        if last > 1:
            data.review_submission(
                submission=submission, note="Sums compared with the paper register.", by=world.steward, at=at
            )


def spreadsheet(slug, rows, month_):
    """Write the sender's own file: its own headings, its own order."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name in COLUMNS[slug] if name])
    writer.writerows(rows)
    return File(BytesIO(text.getvalue().encode()), name=f"{slug}-{month_:%Y-%m}.csv")


def mapping(slug):
    """Return which of the sender's columns means what."""
    period, place, group, top, bottom = COLUMNS[slug]
    return Mapping(period=period, place=place, group=group or None, numerator=top, denominator=bottom or None)


def month(world, slug, ago):
    """Return a month's rows of one measure, for every place that reported."""
    rows = registers(ago) if slug == "ill-from-water" else []
    for number, site in enumerate(story.SITES):
        began, missing = story.LATE.get(site, (FIRST_MONTH, ()))
        if ago <= began and ago not in missing:
            rows += {"children-seen": seen, "met-before": met, "wells-closed": closed, "ill-from-water": ill}[
                slug
            ](world, site, number, ago)
    return [[f"{world.month(ago):%Y-%m}", *row] for row in rows]


def seen(world, site, number, ago):
    """Count the children seen at a site: a level of its own, chance, and the boats where they go."""
    children = 34 + 17 * ((number * 7) % 9)
    share = 0.24 + 0.035 * ((number * 5) % 7)
    began, rise = story.BOATS.get(site, (-1, 0))
    if ago < began:
        share += rise * min(1, (began - ago) / 2)
    girls = children // 2 + number % 3
    rows = []
    for group, size in (("girls", girls), ("boys", children - girls)):
        count = sum(world.rng.random() < share for _child in range(size))
        rows.append([site, group, count, size])
    total = [site, "", sum(row[2] for row in rows), children]
    return [total, *rows]


def met(world, site, number, ago):
    """Count the decisions that had a gathering before them; more of them since the pathway was signed."""
    decisions = 8 + (number * 3) % 6
    share = 0.32 if ago > 14 else 0.74 if number % 4 else 0.42
    if site == "Ferry Town":
        share = 0.38 if ago > 6 else 0.85
    return [[site, sum(world.rng.random() < share for _one in range(decisions)), decisions]]


def closed(world, site, number, ago):
    """Count the closed wells: more in the dry months."""
    dry = world.month(ago).month in {1, 2, 8, 9}
    level = (number * 3) % 4 + (3 if dry else 2)
    return [[site, max(0, level + world.rng.choice([-1, 0, 0, 1]))]]


def ill(_world, site, number, ago):
    """Count the children ill from water at a site: few in most months, more where the wells are shallow."""
    chance = Random(f"{site} {ago}")  # one of its own, so that the registers above find the same children
    return [[site, chance.randint(*((9, 30) if number % 5 == 2 else (4, 14) if number % 2 else (0, 5)))]]


def registers(ago):
    """Count them in the valleys' own registers, where some belong to no site, and in the basin's."""
    valleys, within = {}, {name: above for name, _kind, above in PLACES}
    for number, site in enumerate(story.SITES):
        valleys.setdefault(within[site], []).append(ill(None, site, number, ago)[0][1])
    elsewhere = Random(f"elsewhere {ago}")
    rows = [[valley, sum(counts) + elsewhere.choice((0, 0, 7, 12))] for valley, counts in valleys.items()]
    return [["Three Rivers basin", sum(row[1] for row in rows)], *rows]


# What was made of it --------------------------------------------------------------------------------
def make_sense(number, world, at):
    """Ask what the data is telling, with competing explanations, a decision and commitments."""
    told = story.SENSE[number]
    fields = {
        "title": told["title"],
        "held_on": at.date(),
        "notes": told["notes"],
        "decision": told["decision"],
    }
    session = actions.hold_sense_making(
        collective=world.collective,
        fields=fields,
        took_part=world.named(told["took_part"]),
        by=world.facilitator,
        at=at,
    )
    questions = {(number, place): ask(world, session, one, at) for place, one in enumerate(told["questions"])}
    for key, name, answers, text, with_what, due, _review in story.COMMITMENTS:
        if answers in questions:
            world[f"commitment-{key}"] = actions.make_commitment(
                constituent=world.constituents[name],
                fields={"text": text, "with_what": with_what, "due_on": world.day(due, 1)},
                question=questions[answers],
                by=world.facilitator,
                at=at,
            )


def ask(world, session, told, at):
    """Ask one question and offer its explanations."""
    question = actions.ask_question(
        session=session,
        text=told["text"],
        measure=world[told["measure"]],
        place=world.places[told["place"]],
        by=world.facilitator,
        at=at,
    )
    for text, role, name, would_change, plausibility in told["interpretations"]:
        fields = {"text": text, "offered_as": role, "would_change_our_mind": would_change}
        offered = actions.offer_interpretation(
            question=question,
            fields=fields,
            constituent=world.constituents[name],
            by=world.facilitator,
            at=at,
        )
        if plausibility != "open":
            actions.judge_interpretation(
                interpretation=offered, plausibility=plausibility, by=world.facilitator, at=at
            )
    return question


def review(told, world, at):
    """Look at a commitment again."""
    outcome, reason = told[6]
    actions.review_commitment(
        commitment=world[f"commitment-{told[0]}"], outcome=outcome, reason=reason, by=world.facilitator, at=at
    )


def try_out(told, world, at):
    """Plan a trial, prediction first."""
    key, practice, name, place, commitment, prediction, _from, ends, _decision, _result = told
    fields = {
        "prediction": prediction,
        "starts_on": at.date(),
        "ends_on": world.day(ends, 25),
        "commitment": world.things.get(f"commitment-{commitment}"),
        "measure": world.things.get(SHOWN_BY.get(practice)),
        "place": world.places[place],
    }
    world[key] = actions.plan_trial(
        practice=world[practice],
        constituent=world.constituents[name],
        fields=fields,
        by=world.facilitator,
        at=at,
    )


def close(told, world, at):
    """Write down what happened."""
    actions.close_trial(trial=world[told[0]], decision=told[8], result=told[9], by=world.facilitator, at=at)


def adopt(told, world, at):
    """Record an adoption, with its adaptation and its own result."""
    practice, name, trial, _ago, adaptation, result = told
    fields = {"adaptation": adaptation, "result": result, "adopted_on": at.date()}
    actions.adopt_practice(
        practice=world[practice],
        constituent=world.constituents[name],
        fields=fields,
        trial=world[trial],
        by=world.facilitator,
        at=at,
    )
