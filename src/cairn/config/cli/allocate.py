"""`cairn allocate`: allot a budget to projects, from a .pb file of votes."""

import re
import time
from fractions import Fraction
from pathlib import Path

import click

from cairn.config.cli.output import InputFault, envelope, print_json, print_table

EXAMPLE = """\b
Examples:
  cairn allocate election.pb --rule equal-shares
  cairn allocate election.pb --rule equal-shares --completion add1 --json
"""


class Amount(click.ParamType):
    """An exact amount of money above zero, such as 10 or 0.25."""

    name = "amount"

    def convert(self, value, param, ctx):
        """Read the digits as an exact fraction."""
        if not re.fullmatch(r"[0-9]{1,15}([.][0-9]{1,6})?", str(value)) or not Fraction(value):
            self.fail(f"{value!r} is not an amount above zero, such as 10 or 0.25.", param, ctx)
        return Fraction(value)


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(["equal-shares", "phragmen", "greedy"]), required=True)
@click.option(
    "--utility",
    type=click.Choice(["cost", "cardinality", "points"]),
    default="cost",
    show_default=True,
    help="What a funded project is worth to those who support it. Greedy goes by votes, with cardinality by "
    "votes per cost, with points by points.",
)
@click.option(
    "--completion",
    type=click.Choice(["none", "add1", "add1u", "utilitarian", "phragmen"]),
    default="none",
    show_default=True,
    help="What Equal Shares does with what is left.",
)
@click.option(
    "--add1-stop",
    type=click.Choice(["overspend", "exhaustive"]),
    default="overspend",
    show_default=True,
    help="When add1 stops: at the first step that overspends, or already when nothing more fits.",
)
@click.option(
    "--add1-step",
    type=Amount(),
    default="1",
    show_default=True,
    help="How much add1 gives each voter at a time, in currency units. Where a unit is worth "
    "little, a larger step is much faster, and is another rule.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(file, as_json, **options):
    """Allot the budget in FILE (.pb) by a rule."""
    from cairn.engine.allocation import pabulib

    _check(options)
    try:
        with file.open("rb") as stream:
            election = pabulib.read(stream)
        allotment = _allot(election, options)
    except ValueError as fault:
        raise InputFault(f"{file}: {fault}") from None
    if as_json:
        print_json(
            envelope([file], {**options, "add1_step": str(options["add1_step"])}, _told(election, allotment))
        )
    else:
        _show(election, allotment)


def _check(options):
    if options["rule"] != "equal-shares" and options["completion"] != "none":
        raise click.UsageError(f"--completion belongs to --rule equal-shares, not to {options['rule']}.")
    if options["rule"] == "phragmen" and options["utility"] == "points":
        raise click.UsageError("--rule phragmen reads approvals, not points.")


def _allot(election, options):
    from cairn.engine.allocation import Shares, by_equal_shares, greedy, phragmen

    if options["rule"] == "greedy":
        return greedy(election, utility=options["utility"])
    if options["rule"] == "phragmen":
        return phragmen(election)
    step = options["add1_step"] * election.scale
    shares = Shares(options["utility"], options["completion"], options["add1_stop"], step)
    return by_equal_shares(election, shares, on_run=_Progress())


class _Progress:
    """Say on standard error how far the ladder is, once it takes over two seconds."""

    def __init__(self):
        self.next_at = time.monotonic() + 2

    def __call__(self, number):
        """Note one run of the ladder."""
        if time.monotonic() >= self.next_at:
            click.echo(f"add1: {number} runs so far", err=True)
            self.next_at += 2


def _told(election, allotment):
    money = election.money
    return {
        "rule": allotment.rule,
        "budget": money(election.budget),
        "cost": money(allotment.cost),
        "left": money(allotment.left),
        "currency": election.currency or None,
        "n_voters": election.n_voters,
        "n_projects": len(election.projects),
        "winners": list(allotment.winners),
        "projects": [_project(election, purchase) for purchase in allotment.purchases],
        "ties": [
            {"tied": list(tie.tied), "chosen": tie.chosen, "broken_by": tie.broken_by, "place": tie.place}
            for tie in allotment.ties
        ],
        "endowment": _amount(election, allotment.endowment),
        "runs": allotment.runs,
        "warnings": list(allotment.warnings),
    }


def _project(election, purchase):
    votes = purchase.effective_votes
    return {
        "id": purchase.project,
        "cost": election.money(purchase.cost),
        "phase": purchase.phase,
        "price": _amount(election, purchase.price),
        "effective_votes": None if votes is None else float(votes),
    }


def _amount(election, minor):
    return None if minor is None else float(minor / election.scale)


def _show(election, allotment):
    money = f"{{:,}} {election.currency}".rstrip()
    share = allotment.cost / election.budget if election.budget else 0
    click.echo(
        f"{len(allotment.winners)} of {len(election.projects)} projects are funded with "
        f"{money.format(election.money(allotment.cost))} of {money.format(election.money(election.budget))} "
        f"({share:.0%}); {money.format(election.money(allotment.left))} is left."
    )
    click.echo(f"{allotment.rule}\n")
    print_table(
        "Funded, in the order of selection",
        ["id", "name", "cost", "votes", "how", "price"],
        _rows(election, allotment),
    )
    for line in [*(tie.in_words for tie in allotment.ties), *allotment.warnings]:
        click.echo(line)


def _rows(election, allotment):
    places = {project.id: place for place, project in enumerate(election.projects)}
    votes = election.votes.tolist()
    for purchase in allotment.purchases:
        place = places[purchase.project]
        price = _amount(election, purchase.price)
        yield [
            purchase.project,
            election.projects[place].name[:48],
            election.money(purchase.cost),
            votes[place],
            purchase.phase,
            None if price is None else round(price, 2),
        ]
