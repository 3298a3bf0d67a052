"""`cairn quality`: whether data may be relied on, and which milestones they reach."""

import json
from pathlib import Path

import click

from cairn.config.cli.output import JSON, InputFault, console, envelope, print_json, print_table
from cairn.config.cli.series import Wanted, read_series

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DATE = click.option("--date", "date_column", required=True, metavar="COL", help="The column of periods.")
BY = click.option("--by", metavar="COL", help="The column that names each series, such as the place.")
COMMA = click.option("--decimal-comma", is_flag=True, help="Numbers are written 1.234,5.")
LARGEST_RULE = 1_000_000  # bytes


@click.group()
def command():
    """Say whether data may be relied on, and which milestones they reach."""


@command.command(
    epilog="""\b
Example:
  cairn quality reconcile counts.csv --date month --stock active --in new --in returned --out housed
"""
)
@FILE
@DATE
@BY
@click.option("--stock", required=True, metavar="COL", help="How many there are in each period.")
@click.option("--in", "inflow", multiple=True, metavar="COL", help="Who came; may be repeated.")
@click.option("--out", "outflow", multiple=True, metavar="COL", help="Who left; may be repeated.")
@click.option("--tolerance", default="15%", show_default=True, help="Off by more than this share fails.")
@click.option("--base", type=click.Choice(["expected", "actual"]), default="expected", show_default=True)
@click.option(
    "--earned-after",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="K",
    help="The status is earned by so many good periods in a row.",
)
@COMMA
@JSON
def reconcile(file, is_json, **options):  # fmt: skip
    """Say whether each period's stock follows from the one before, what came in and what went out.

    A period whose stock is off by no more than the tolerance is good; some in a row earn the status, and one
    that is not, or that nobody knows, loses it. A missing number is never taken as 0, and a period that has
    no row is told as missing.
    """
    from cairn.engine.quality.reconciliation import reconcile
    from cairn.engine.quality.standing import standing

    names = {"stock": options["stock"]}
    names |= {f"in:{name}": name for name in options["inflow"]}
    names |= {f"out:{name}": name for name in options["outflow"]}
    series = []
    for key, periods, columns in _columns(file, names, options):
        flows = {
            side: {name: columns[f"{side}:{name}"] for name in options[f"{side}flow"]}
            for side in ("in", "out")
        }
        try:
            found = reconcile(
                periods, columns["stock"], inflow=flows["in"], outflow=flows["out"],
                tolerance=options["tolerance"], base=options["base"],
            )  # fmt: skip
        except ValueError as fault:
            raise InputFault(f"{file}: {fault}") from None
        good = [{"ok": True, "explain": True, "fail": False}.get(one.status) for one in found.balances]
        status = standing(periods, good, earned_after=options["earned_after"])
        series.append(
            {
                "key": key,
                "periods": [
                    {
                        "period": one.period, "actual": _plain(one.actual), "expected": _plain(one.expected),
                        "difference": _plain(one.difference), "share": _plain(one.share),
                        "status": one.status, "standing": state,
                    }
                    for one, state in zip(found.balances, status.states, strict=True)
                ],
                "rule": f"{found.rule} {status.rule}",
                **_verdict(found.verdict),
                "standing": {
                    "state": status.states[-1], "earned_in": status.earned_in, "lost_in": status.lost_in,
                    **_verdict(status.verdict),
                },
            }
        )  # fmt: skip
    _answer([file], options, series, is_json, ("period", "actual", "expected", "difference", "status"))


@command.command(
    epilog="""\b
Example:
  cairn quality milestone zero.json counts.csv --date month --by community
  cairn quality milestone --known
A rule: {"milestone": "zero", "version": "1", "rule": {"compare": [{"measure": "active"}, "<", 3]}}
"""
)
@click.argument("rule", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--date", "date_column", metavar="COL", help="The column of periods.")
@BY
@click.option("--known", is_flag=True, help="Print the milestones that communities published, as rules.")
@COMMA
@JSON
def milestone(rule, file, known, is_json, **options):
    """Say in which periods of FILE a milestone holds: true, false, or not known.

    RULE is a JSON file; the measures that it names are columns of FILE. What rests on a missing number or a
    missing period is not known, unless the rest of the rule decides.
    """
    from cairn.engine.quality.expressions import measures_of
    from cairn.engine.quality.known_milestones import FUNCTIONAL_ZERO
    from cairn.engine.quality.milestones import course, milestone_of

    if known:
        print_json(envelope([], {"known": True}, {"milestones": FUNCTIONAL_ZERO}))
        return
    if rule is None or file is None or not options["date_column"]:
        raise click.UsageError("Give a RULE, a FILE and --date; or --known for the published rules.")
    try:
        one = milestone_of(_document(rule))
    except ValueError as fault:
        raise InputFault("\n".join(f"{rule}: {line}" for line in str(fault).splitlines())) from None
    from cairn.engine.quality.frame import frame_of

    series = []
    for key, periods, columns in _columns(file, {name: name for name in measures_of(one.rule)}, options):
        answers = course(one, frame_of(periods, columns))
        last = answers[-1]
        series.append(
            {
                "key": key,
                "periods": [
                    {
                        "period": found.period, "answer": found.answer, "unknown": list(found.unknown),
                        "told": {True: "true", False: "false", None: "not known"}[found.answer],
                    }
                    for found in answers
                ],
                **_verdict(last.verdict),
            }
        )  # fmt: skip
    about = {
        "milestone": one.name,
        "version": one.version,
        "content_hash": one.content_hash,
        "rule": one.words,
    }
    _answer([rule, file], options, series, is_json, ("period", "told"), about)


@command.command(
    epilog="\b\nExample:\n  cairn quality outliers counts.csv --date month --value active --by site\n"
)
@FILE
@DATE
@BY
@click.option("--value", required=True, metavar="COL", help="The column of values.")
@click.option(
    "--method", type=click.Choice(["modified_z", "z", "fences"]), default="modified_z", show_default=True
)
@click.option("--cut", type=float, metavar="X", help="3.5 for modified_z, 3 for the others, unless given.")
@COMMA
@JSON
def outliers(file, is_json, **options):  # fmt: skip
    """Say which values lie far from the others of their series; or why nobody can tell."""
    from cairn.engine.quality.outliers import outliers

    series = []
    for key, periods, columns in _columns(file, {"value": options["value"]}, options):
        try:
            found = outliers(columns["value"], method=options["method"], cut=options["cut"])
        except ValueError as fault:
            raise InputFault(f"{file}: {fault}") from None
        scores = found.scores or [None] * len(periods)
        series.append(
            {
                "key": key,
                "periods": [
                    {"period": period, "value": value, "score": score, "is_outlier": place in found.places}
                    for place, (period, value, score) in enumerate(
                        zip(periods, columns["value"], scores, strict=True)
                    )
                ],
                "rule": found.rule,
                **_verdict(found.verdict),
            }
        )
    _answer([file], options, series, is_json, ("period", "value", "score", "is_outlier"))


def _document(path):
    """Read a rule, of which nobody writes a megabyte."""
    if path.stat().st_size > LARGEST_RULE:
        raise InputFault(f"{path}: The file is larger than {LARGEST_RULE:,} bytes, no rule is: give a rule.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputFault(f"{path}: This is no JSON ({fault}): correct it there.") from None


def _columns(file, names, options):
    """Yield each series with its periods, missing ones among them, and its columns."""
    from cairn.engine.measure.periods import period_at

    wanted = Wanted(
        options["date_column"], options["by"], names, needs_all=False, decimal_comma=options["decimal_comma"]
    )
    for key, rows in read_series(file, wanted):
        found = dict(zip(rows.dates, rows.numbers, strict=True)) | {day: {} for day in rows.missing}
        kind, days = _every_period(sorted(found))
        labels = [period_at(day, kind).key if kind else day.isoformat() for day in days]
        yield key, labels, {role: [found.get(day, {}).get(role) for day in days] for role in names}


def _every_period(days):
    """Fill the periods that have no row, where the series goes by months, quarters or years."""
    from cairn.engine.signal.periods import rhythm_of

    kind, months = rhythm_of(days).unit, {"month": 1, "quarter": 3, "year": 12}
    if kind not in months or days[0].day > 28 or len({day.day for day in days}) > 1:
        return None, days
    filled, place = [], days[0].year * 12 + days[0].month - 1
    while (day := days[0].replace(year=place // 12, month=place % 12 + 1)) <= days[-1]:
        filled.append(day)
        place += months[kind]
    return (kind, filled) if set(days) <= set(filled) else (None, days)


def _plain(number):
    return None if number is None else float(number)


def _verdict(verdict):
    return {"verdict": verdict.text, "verdict_code": verdict.code, "verdict_params": dict(verdict.params)}


def _answer(inputs, options, series, is_json, columns, about=None):
    if is_json:
        shown = {("date" if name == "date_column" else name): value for name, value in options.items()}
        print_json(envelope(inputs, shown, (about or {}) | {"series": series}))
        return
    if len(series) > 1:
        rows = ([one["key"], len(one["periods"]), one["verdict"]] for one in series)
        print_table("", ["Series", "Periods", "Verdict"], rows)
        return
    (one,) = series
    console.print(one["verdict"], markup=False, soft_wrap=True)
    if "standing" in one:
        console.print(one["standing"]["verdict"], markup=False, soft_wrap=True)
    names = [name.replace("_", " ").capitalize() for name in columns]
    print_table("", names, ([_cell(row[name]) for name in columns] for row in one["periods"]))


def _cell(value):
    if isinstance(value, bool):
        return "yes" if value else ""
    return float(f"{value:.6g}") if isinstance(value, float) else value
