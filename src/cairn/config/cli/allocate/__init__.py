"""`cairn allocate`: allot a budget to projects, from a .pb file of votes."""

import csv
import io
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import click

from cairn.config.cli.allocate.telling import show, told
from cairn.config.cli.allocate.types import Amount, Limit, Step
from cairn.config.cli.grouping import Grouped
from cairn.config.cli.output import FILE, JSON, Counted, InputFault, envelope, print_json

LADDER = "add1: {n:,} runs so far; a larger --add1-step needs fewer, but is another rule"
EXAMPLE = """\b
Examples:
  cairn allocate election.pb --rule equal-shares
  cairn allocate election.pb --rule equal-shares --completion add1 --json
  cairn allocate election.pb --rule equal-shares --completion add1 --by district
  cairn allocate election.pb --rule greedy --min-votes 100 --exclusive bridge,ferry
"""
HEADINGS = {
    "Rule": ["rule", "utility", "completion", "compare"],
    "With --completion add1": ["add1_stop", "add1_step", "add1_start"],
    "With --rule greedy": ["misfit", "min_score"],
    "What may be funded": ["min_votes", "eligibility", "exclusive", "limit"],
    "Ties": ["ties", "lot"],
    "Voters": ["by", "weights"],
}
SHOWN = 20  # faults of a file that are told
PAYMENTS = {
    "equal-shares": "partial",
    "exact-equal-shares": "exact",
    "bounded-equal-shares": "bounded",
}
ALIASES = {"add1e": ("add1", "exhaustive"), "add1eu": ("add1u", "exhaustive")}
ADD1_ONLY = {"add1_stop": "overspend", "add1_step": Fraction(1), "add1_start": "share"}
SHARES_ONLY = {"completion": "none", "compare": "none", **ADD1_ONLY}
GREEDY_ONLY = {"misfit": "skip", "min_score": None}


@click.command(cls=Grouped, headings=HEADINGS, epilog=EXAMPLE)
@click.argument("file", type=FILE)
@click.option(
    "--rule",
    type=click.Choice([*PAYMENTS, "phragmen", "greedy"]),
    required=True,
    help="Equal Shares and Phragmén give every group its part; greedy funds what has most votes. Under exact-"
    "equal-shares only who can pay a full part pays; bounded-equal-shares may overspend purses.",
)
@click.option(
    "--utility",
    type=click.Choice(["cost", "cardinality", "points", "points-cost"]),
    default="cost",
    show_default=True,
    help="What a funded project is worth to those who support it. Greedy goes by votes, with cardinality by "
    "votes per cost, with points by points.",
)
@click.option(
    "--completion",
    type=click.Choice(["none", "add1", "add1u", "utilitarian", "phragmen", *ALIASES]),
    default="none",
    show_default=True,
    help="What Equal Shares does with what is left. add1e and add1eu are add1 and add1u that stop as soon as "
    "nothing more fits.",
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
    type=Step(),
    default="1",
    show_default=True,
    help="How much add1 gives each voter at a time, in currency units; 1% divides a hundredth of the budget "
    "among all; next (exact-equal-shares only) goes to the next change. Another step is another rule.",
)
@click.option(
    "--add1-start",
    type=click.Choice(["share", "whole"]),
    default="share",
    show_default=True,
    help="Where the ladder of add1 begins: at the equal share, or at the share rounded down to whole units.",
)
@click.option(
    "--compare",
    type=click.Choice(["none", "projects", "covered"]),
    default="none",
    show_default=True,
    help="Take greedy by votes instead if more voters have more projects funded by it, or any at all.",
)
@click.option(
    "--misfit",
    type=click.Choice(["skip", "stop", "top-up"]),
    default="skip",
    show_default=True,
    help="What greedy does with a project that does not fit; top-up funds the first if 80% of it is left.",
)
@click.option("--min-score", type=Amount(), help="Greedy funds nothing below this score.")
@click.option("--min-votes", type=click.IntRange(0), default=0, help="Leave out what has fewer votes.")
@click.option(
    "--eligibility",
    type=Amount(),
    help="Leave out projects whose part of the votes is less than their part of the budget divided by this.",
)
@click.option(
    "--exclusive", multiple=True, metavar="ID,ID", help="Fund at most one of these. May be repeated."
)
@click.option("--limit", type=Limit(), multiple=True, help="The most for a category. May be repeated.")
@click.option(
    "--ties",
    type=click.Choice(["cost,votes", "votes,cost", "cost", "votes", "none"]),
    default="cost,votes",
    show_default=True,
    help="What breaks ties (the lowest cost, the most votes) before the id that comes first, or the lot.",
)
@click.option("--lot", metavar="SEED", help="Draw the last tie-break by lot from this public seed.")
@click.option(
    "--by",
    metavar="COLUMN|FILE.csv",
    help="Say what the share of each group bought: a column of the votes such as district, sex or age, or a "
    "file with the columns voter_id and group.",
)
@click.option(
    "--weights",
    type=FILE,
    help="A CSV file with the columns voter_id and weight: whole numbers.",
)
@click.option(
    "-o",
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the election as a .pb file with the result in its column selected.",
)
@JSON
def command(file, is_json, write, **options):
    """Allot the budget in FILE (.pb) by a rule.

    It says what is funded, what is not and why, whether the outcome is proportional, and every tie.
    """
    options["completion"], options["add1_stop"] = ALIASES.get(
        options["completion"], (options["completion"], options["add1_stop"])
    )
    _check(options)
    inputs = [file, *(Path(one) for one in (_file_of(options["by"]), options["weights"]) if one)]
    if write and write.resolve() in [one.resolve() for one in inputs]:
        raise click.UsageError(f"--write {write} would replace what is read. Name another file.")
    try:
        election, plain = _read(file, options)
        allotment = _allot(election, options)
    except ValueError as fault:
        raise InputFault("\n".join(f"{file}: {line}" for line in str(fault).splitlines())) from None
    if write:
        _write(plain, allotment, write)
    if is_json:
        print_json(envelope(inputs, _plainly(options), told(election, allotment)))
    else:
        show(election, allotment, options, _conditions(election, options))


def _check(options):
    rule = options["rule"]
    for name, default in {**SHARES_ONLY, **GREEDY_ONLY}.items():
        own = rule in PAYMENTS if name in SHARES_ONLY else rule == "greedy"
        if not own and options[name] != default:
            owner = "equal-shares" if name in SHARES_ONLY else "greedy"
            raise click.UsageError(f"--{name.replace('_', '-')} belongs to --rule {owner}, not to {rule}.")
    if rule == "phragmen" and options["utility"].startswith("points"):
        raise click.UsageError("--rule phragmen reads approvals, not points.")
    if rule in PAYMENTS:
        _check_shares(options)


def _check_shares(options):
    """Let the engine say what does not go together, before anything is read."""
    from cairn.engine.allocation import Shares

    if options["completion"] not in ("add1", "add1u"):
        for name in (name for name, default in ADD1_ONLY.items() if options[name] != default):
            raise click.UsageError(f"--{name.replace('_', '-')} needs --completion add1 or add1u.")
    step = options["add1_step"] if options["add1_step"] == "next" else None
    try:
        Shares(options["utility"], options["completion"], step=step, payment=PAYMENTS[options["rule"]])
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None


def _file_of(by):
    return by if by and by.lower().endswith(".csv") else None


def _read(file, options):
    """Return the election as it is asked for, and with every voter counted once, as it is written again."""
    from cairn.engine.allocation import pabulib

    by, weights = options["by"], options["weights"]
    if path := _file_of(by):
        by = {voter: group for _, voter, group in _column(Path(path), "group")}
    counts = _weights(weights) if weights else None
    asked = pabulib.Voters(by if isinstance(by, dict) or by is None else by.lower(), counts)
    content = file.read_bytes()
    election = pabulib.read(io.BytesIO(content), asked)
    return election, pabulib.read(io.BytesIO(content)) if weights else election


def _column(path, column):
    """Return the rows of a CSV file: their numbers, the voter_id, and a column; all faults at once."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise InputFault(f"{path}: this is no CSV file in UTF-8 ({fault}).") from None
    if not rows or not {"voter_id", column} <= set(rows[0]):
        raise InputFault(f"{path}: give a header with voter_id and {column}, and a row for each voter.")
    told = [(n, row["voter_id"], (row[column] or "").strip()) for n, row in enumerate(rows, start=2)]
    times = Counter(voter for _, voter, _ in told)
    _refuse(
        path, [f"row {n}: the voter_id {voter!r} is given twice" for n, voter, _ in told if times[voter] > 1]
    )
    return told


def _weights(path):
    """Return the weight of every voter."""
    rows = _column(path, "weight")
    wrong = [(n, text) for n, _, text in rows if not re.fullmatch("[0-9]{1,12}", text)]
    _refuse(
        path, [f"row {n}: the weight {text!r} is not a whole number of zero or more" for n, text in wrong]
    )
    return {voter: int(text) for _, voter, text in rows}


def _refuse(path, faults):
    if faults:
        more = [f"{path}: and {len(faults) - SHOWN} more."] if len(faults) > SHOWN else []
        raise InputFault("\n".join([*(f"{path}: {one}." for one in faults[:SHOWN]), *more]))


def _allot(election, options):
    from cairn.engine.allocation import Greedy, Shares, by_equal_shares, draw_lot, greedy, phragmen

    conditions = _conditions(election, options)
    lot = None if options["lot"] is None else draw_lot((p.id for p in election.projects), options["lot"])
    by = () if options["ties"] == "none" else tuple(options["ties"].split(","))
    if options["rule"] == "greedy":
        least = options["min_score"] or Fraction(0)
        asked = Greedy(options["utility"], options["misfit"], minimum_score=least, conditions=conditions)
        return greedy(election, asked, lot=lot, ties_by=by)
    if options["rule"] == "phragmen":
        return phragmen(election, lot=lot, ties_by=by, conditions=conditions)
    shares = Shares(
        options["utility"],
        options["completion"],
        options["add1_stop"],
        _step(election, options["add1_step"]),
        lot,
        options["add1_start"],
        PAYMENTS[options["rule"]],
        options["compare"],
        by,
        conditions,
    )
    return by_equal_shares(election, shares, on_run=Counted(LADDER))


def _conditions(election, options):
    from cairn.engine.allocation import Conditions

    exclusive = tuple(tuple(one.strip() for one in names.split(",")) for names in options["exclusive"])
    limits = {name: int(amount * election.scale) for name, amount in options["limit"]}
    return Conditions(options["min_votes"], options["eligibility"], exclusive, limits)


def _step(election, step):
    if step == "next":
        return step
    if isinstance(step, str):
        return max(Fraction(step[:-1]) / 100 * election.budget, Fraction(1)) / max(election.n_voters, 1)
    return step * election.scale


def _write(election, allotment, path):
    from cairn.engine.allocation import pabulib

    stream = io.StringIO(newline="")
    pabulib.write(election, stream, allotment.winners)
    try:
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    except OSError as fault:
        raise InputFault(f"{path}: it cannot be written ({fault.strerror}). Name another file.") from None


def _plainly(options):
    told = {
        name: str(value) if isinstance(value, Fraction | Path) else value for name, value in options.items()
    }
    return {**told, "limit": {name: str(amount) for name, amount in options["limit"]}}
