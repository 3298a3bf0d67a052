"""`cairn slate`: a few statements that speak for many, with a certificate, from an exported conversation."""

from pathlib import Path

import click

from cairn.config.cli.map_input import (
    CONSTITUENCIES,
    MIN_SIZE,
    export_files,
    read_declared,
    read_folder,
    say_below,
    say_topic,
    shortened,
)
from cairn.config.cli.output import JSON, InputFault, Progress, envelope, print_json, print_table, say

EXAMPLE = """\b
Examples:
  cairn slate exports/parks --size 8
  cairn slate exports/parks --size 5 --kind common-ground --constituencies regions.csv
  cairn slate exports/parks --size 8 --rule phragmen --unseen left-out --json > slate.json
"""


@click.command(epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--size", type=click.IntRange(1, 100), required=True, help="How many statements.")
@click.option(
    "--kind",
    type=click.Choice(["proportional", "common-ground"]),
    default="proportional",
    show_default=True,
    help="Each group's part of what is contested, or what all agree on.",
)
@click.option(
    "--rule",
    type=click.Choice(["equal-shares", "phragmen", "pav"]),
    default="equal-shares",
    show_default=True,
    help="How a proportional slate is chosen.",
)
@CONSTITUENCIES
@click.option(
    "--weigh",
    type=click.Choice(["people", "constituencies"]),
    default="people",
    show_default=True,
    help="Everyone weighs the same, or every constituency does.",
)
@click.option(
    "--unseen",
    type=click.Choice(["ideal-point", "groups", "left-out"]),
    default="ideal-point",
    show_default=True,
    help="What people have not seen: estimated for each person by where she stands, or by what her group "
    "said; or left out, so that only stated agreement counts.",
)
@click.option("--groups", type=click.IntRange(1, 9), help="Draw so many groups, clear or not.")
@click.option(
    "--parts",
    type=click.IntRange(1, 100),
    default=4,
    show_default=True,
    help="Equal parts as which each person counts where the unseen is estimated.",
)
@MIN_SIZE
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Which parts approve the unseen, which halves test the groups, where the ideal points begin.",
)
@JSON
def command(*, folder, is_json, **options):
    """Choose a slate of statements from DIR, an exported conversation, and certify it.

    DIR holds summary.csv, comments.csv, and votes.csv or participants-votes.csv. Statements stand in the
    order in which they were chosen. The certificate says whether every large enough group that agrees has its
    part (EJR+), and how far each constituency and each group found is covered.
    """
    if options["weigh"] == "constituencies" and not options["constituencies"]:
        raise click.UsageError("--weigh constituencies needs --constituencies FILE.csv.")
    progress = Progress()
    progress("Reading the export")
    inputs = export_files(folder)
    try:
        export = read_folder(inputs)
        slate = _choose(export, options, progress)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()
    if is_json:
        table = options["constituencies"]
        said = options | {"constituencies": str(table) if table else None}
        print_json(envelope([*inputs, *filter(None, [table])], said, as_json(export, slate)))
    else:
        print_slate(export, slate)


def _choose(export, options, progress):
    """Draw the groups, estimate what was not seen, and choose."""
    from cairn.engine.opinion.map import draw
    from cairn.engine.representation import Request, people_of, propose

    votes, table = export.votes, options["constituencies"]
    declared = read_declared(table, votes) if table else None
    progress("Drawing the groups")
    drawn = draw(votes, n_groups=options["groups"], seed=options["seed"])
    names = [group.id for group in drawn.groups]
    people = people_of(votes, drawn.labels, names, declared, min_size=options["min_size"])
    chances = None
    if options["unseen"] == "ideal-point":
        progress("Estimating what people have not seen")
        chances = _ideal(votes, drawn.labels, options["seed"])
    progress("Choosing")
    request = Request(
        options["size"],
        options["kind"],
        options["rule"],
        options["weigh"],
        n_parts=options["parts"],
        seed=options["seed"],
    )
    return propose(people, request, chances=chances, estimate=options["unseen"] != "left-out")


def _ideal(votes, labels, seed):
    """Return how likely each person would agree with each statement, from where both stand.

    None where no vote takes a side, so that nobody stands anywhere.
    """
    import numpy as np

    from cairn.engine.opinion.ideal.model import fit_ideal_map, probability
    from cairn.engine.representation.approvals import chances_to_agree

    n, m = len(votes.participants), len(votes.statements)
    if not (votes.values[~votes.is_left_out[votes.cols]] != 0).any():
        return None
    placed = fit_ideal_map(votes, seed=seed)
    columns = np.arange(m)
    if_side = np.array([probability(placed, np.full(m, row), columns) for row in range(n)])
    return chances_to_agree(votes, labels, np.nan_to_num(if_side, nan=0.5))


def as_json(export, slate):
    """Return the slate as plain values: full precision, ids as strings, null for what is missing."""
    ids = export.votes.statements
    name = [ids[j] for j in slate.approvals.statements]  # of a column of the certificate
    text = {one.id: one.text for one in export.statements}
    certificate = slate.certificate
    largest = certificate.largest_claim
    return {
        "topic": export.topic,
        "kind": slate.kind,
        "verdict": slate.verdict,
        "rule": slate.rule,
        "size": slate.size,
        "n_participants": len(export.votes.participants),
        "n_candidates": slate.n_candidates,
        "statements": [_seat(slate, seat, ids[seat.statement], text) for seat in slate.seats],
        "certificate": {
            "ejr_plus": certificate.ejr_plus,
            "violations": [_claim(slate, one, name) for one in certificate.violations],
            "largest_claim": _claim(slate, largest, name) if largest else None,
            "whatever_unseen": certificate.whatever_unseen,
            "worst_constituency": _coverage(certificate.worst, name),
            "coverage": [_coverage(one, name) for one in certificate.coverage],
            "overall": _coverage(certificate.overall, name),
            "together": list(slate.together),
        },
        "ties": [
            {
                "tied": [name[c] for c in tie.columns],
                "chosen": name[tie.chosen],
                "broken_by": tie.broken_by,
                "place": tie.place,
            }
            for tie in slate.ties
        ],
        "warnings": [str(one) for one in export.warnings],
    }


def _seat(slate, seat, key, text):
    return {
        "id": key,
        "text": text[key],
        "reason": seat.reason,
        "agree": seat.agree,
        "disagree": seat.disagree,
        "pass": seat.passed,
        "seen": seat.agree + seat.disagree + seat.passed,
        **_weighed(slate, seat),
        "bridge": _bridge(seat.bridge),
    }


def _weighed(slate, seat):
    """Say what a statement weighs and cost: each costs one, and everyone holds size / voters of it.

    Where constituencies weigh the same, exact figures would tell how many of each agree: they are rounded,
    and held back where some of these are few.
    """
    choice, is_exact = seat.choice, slate.weigh == "people"
    told = {"support": seat.support, "phase": choice.phase if choice else None}
    told |= dict.fromkeys(("price", "price_exact", "share"))
    if choice and choice.most is not None:
        told["price"], told["price_exact"] = float(choice.most), str(choice.most)
        told["share"] = float(choice.most * slate.approvals.total / slate.size)
    if is_exact:
        return told
    is_held = bool(slate.is_held[slate.approvals.statements.tolist().index(seat.statement)])
    told |= dict.fromkeys(("price", "price_exact"))
    return told | {name: None if is_held else _rounded(slate, told[name]) for name in ("support", "share")}


def _rounded(slate, figure):
    return figure if figure is None or slate.weigh == "people" else round(figure, 2)


def _bridge(one):
    if one is None:
        return None
    return {
        "standing": one.standing,
        "score": one.score,
        "geometric": one.geometric,
        "weakest": _block(one.weakest) if one.weakest else None,
        "share": one.share,
        "too_few_votes_in": [_block(block) for block in one.short],
    }


def _block(block):
    return {"name": block.name, "kind": block.kind}


def _claim(slate, claim, name):
    return {
        "statement": name[claim.column],
        "level": claim.level,
        "share": _rounded(slate, float(claim.share)),
        "needed": float(claim.needed),
        "ratio": _rounded(slate, float(claim.ratio)),
    }


def _coverage(one, name):
    return {
        **_block(one.block),
        "people": one.people,
        "coverage": one.covered,
        "stated": one.stated,
        "possible": one.possible,
        "mean": one.mean,
        "best": None if one.best is None else name[one.best],
        "worst": None if one.worst is None else name[one.worst],
    }


def print_slate(export, slate):
    """Print the verdict, the statements with their reasons, and who is covered."""
    ids = export.votes.statements
    text = {one.id: one.text for one in export.statements}
    say_topic(export)
    say(slate.verdict)
    for warning in export.warnings:
        say(f"Note: {warning}")
    for place, seat in enumerate(slate.seats, 1):
        key = ids[seat.statement]
        say(f"\n{place}. {' '.join(text[key].split())} (statement {key})")
        say_below(seat.reason, 3)
    _print_coverage(slate, ids)
    if slate.together:
        say(f"Too few to be told apart: {', '.join(slate.together)}.")
    for tie in slate.ties:
        names = [ids[slate.approvals.statements[c]] for c in tie.columns]
        taken = ids[slate.approvals.statements[tie.chosen]]
        why = "more people agree with it" if tie.broken_by == "support" else "its id comes first"
        say(f"Statements {', '.join(names)} stood equal; {taken} was taken: {why}.")
    say(f"\n{slate.rule}")


def _print_coverage(slate, ids):
    """Print how far each block of people finds itself on the slate."""
    name = [ids[j] for j in slate.approvals.statements]
    rows = [
        (
            shortened(f"group {one.block.name}" if one.block.kind == "group" else one.block.name),
            one.people,
            f"{one.covered:.1%}",
            "held back" if one.stated is None else f"{one.stated:.1%}",
            round(one.mean, 1),
            "" if one.best is None else name[one.best],
            "" if one.worst is None else name[one.worst],
        )
        for one in (*slate.certificate.coverage, slate.certificate.overall)
    ]
    columns = ("who", "people", "covered", "said so", "statements each", "most agreed", "least agreed")
    print_table("\nWho agrees with at least one of them", columns, rows)
