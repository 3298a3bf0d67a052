"""`cairn signal`: what a stated rule finds in a series."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from cairn.config.cli.output import InputFault, console, envelope, print_json, print_table

EXAMPLE = """\b
Examples:
  cairn signal active.csv --value people --date month --better down
  cairn signal attendance.csv --value present --denominator enrolled --date month --by school --json
"""
BLANK = {"na", "n/a", "n.a.", "#n/a", "nan", "null", "none"}  # in a chart every absence is a missing point


@click.command(epilog=EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--value", required=True, metavar="COL", help="The column of values, or of numerators.")
@click.option("--date", "date_column", required=True, metavar="COL", help="The column of dates or periods.")
@click.option("--by", metavar="COL", help="The column that names each series; without it there is one.")
@click.option("--denominator", metavar="COL", help="Divide each value by this column.")
@click.option("--chart", type=click.Choice(["run", "xmr"]), default="run", show_default=True)
@click.option("--better", type=click.Choice(["up", "down"]), help="Which direction is better.")
@click.option("--baseline", type=click.IntRange(min=1), metavar="N", help="Freeze the centre on the first N.")
@click.option(
    "--rebase", multiple=True, metavar="DATE", help="Begin a new centre line here; may be repeated."
)
@click.option("--today", metavar="DATE", help="Call nothing if the last point is over 3 months older.")
@click.option(
    "--target", type=float, metavar="X", help="xmr: whether the series will meet it (needs --better)."
)
@click.option(
    "--screen/--no-screen", default=True, show_default=True, help="xmr: leave out wild moving ranges."
)
@click.option("--decimal-comma", is_flag=True, help="Numbers are written 1.234,5.")
@click.option("--encoding", type=click.Choice(["utf-8", "cp1252"]), help="Of a file that is not UTF-8.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(file, as_json, **options):
    """Draw a chart of each series in FILE (CSV, XLSX or ODS) and say what its rules find.

    A run chart: the centre is the median; a shift is 6 points on one side, a trend 5 rising or falling; a
    signal is called from 10 points. A missing period breaks a run. Whether the series is recent is looked at
    only with --today, so that the same file always gives the same answer.

    An XmR chart: mean and limits from the moving range, labelled by the rules of "Making Data Count".
    """
    options["rebase"] = [_day(text, "--rebase").isoformat() for text in options["rebase"]]
    if options["today"]:
        options["today"] = _day(options["today"], "--today").isoformat()
    _check_chart(options)
    tell = _tell_run if options["chart"] == "run" else _tell_xmr
    series = []
    for key, rows in _series(file, options):
        try:
            series.append({"key": key, **tell(rows, options)})
        except ValueError as fault:
            raise InputFault(f"{file}, series {key or options['value']}: {fault}") from None
    if as_json:
        shown = {("date" if name == "date_column" else name): value for name, value in options.items()}
        print_json(envelope([file], shown, {"series": series}))
    else:
        _print(series)


@dataclass
class _Rows:
    """The readings of one series, and the periods that have none."""

    dates: list = field(default_factory=list)
    values: list = field(default_factory=list)
    missing: list = field(default_factory=list)


def _day(text, option):
    from cairn.engine.measure.periods import read_day

    try:
        return read_day(text)[1]
    except ValueError as fault:
        raise click.UsageError(f"{option}: {fault}") from None


def _check_chart(options):
    if options["chart"] == "run" and options["target"] is not None:
        raise click.UsageError(
            "--target belongs to --chart xmr: a run chart has no limits to compare with it."
        )
    if options["chart"] == "xmr" and options["today"]:
        raise click.UsageError("--today belongs to --chart run.")
    if options["target"] is not None and not options["better"]:
        raise click.UsageError("--target needs --better: which side of it is the right one?")


def _series(file, options):
    """Read the file into series by key, in the order of their keys; all faults are told at once."""
    from cairn.engine.measure.table import TableError, read_table

    try:
        with file.open("rb") as stream:
            table = read_table(stream, name=str(file), encoding=options["encoding"])
    except TableError as fault:
        raise InputFault(str(fault)) from None
    sheet = table.sheets[0]
    columns = _columns(file, sheet, options)
    faults, found, seen = [], defaultdict(_Rows), {}
    flags = {(flag.row, flag.column): flag.rule for flag in sheet.flags}
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            row = {role: cells[place] if place < len(cells) else "" for role, place in columns.items()}
            marked = {role for role, place in columns.items() if (number, place + 1) in flags}
            for role, fault in _read_row(row, number, marked, options, found, seen):
                faults.append(_fault(file, number, columns, role, fault, options))
    if faults:
        raise InputFault("\n".join(faults))
    if not found:
        raise InputFault(f"{file}: There is no row below the headings. Add the series' rows.")
    return sorted(found.items(), key=lambda pair: pair[0] or "")


def _columns(file, sheet, options):
    """Find the place of each column that an option names."""
    headers = [header.strip() for header in sheet.rows[0]] if sheet.rows else []
    wanted = {"date": options["date_column"], "value": options["value"]}
    wanted |= {role: options[role] for role in ("by", "denominator") if options[role]}
    faults = []
    for role, name in wanted.items():
        if headers.count(name) != 1:
            times = "is not there" if name not in headers else "is there more than once"
            here = ", ".join(repr(header) for header in headers if header) or "none"
            faults.append(f"{file}, row 1: The column {name!r} (--{role}) {times}. The headings are {here}.")
    if faults:
        raise InputFault("\n".join(faults))
    return {role: headers.index(name) for role, name in wanted.items()}


def _fault(file, number, columns, role, fault, options):
    from cairn.engine.measure.table import letters

    name = options["date_column" if role == "date" else role]
    return f"{file}, row {number}, column {letters(columns[role] + 1)} ({name}): {fault}"


def _read_row(row, number, marked, options, found, seen):
    """Add one row to its series; yield the columns at fault, each with what is wrong and what to do."""
    if marked:
        for role in sorted(marked):
            yield (
                role,
                "The cell holds a formula or an error, which is never run. Put the value in its place.",
            )
        return
    cells, faults = {}, []
    for role in ("date", "value", "denominator"):
        try:
            cells[role] = _cell(role, row, options)
        except ValueError as fault:
            faults.append((role, fault))
    if faults:
        yield from faults
        return
    key, day = row["by"].strip() if "by" in row else None, cells["date"]
    first = seen.setdefault((key, day), number)
    if first != number:
        yield "date", f"{day} is already in row {first}. Keep one of the two, or name the series with --by."
    elif cells["value"] is None or cells["denominator"] is None:
        found[key].missing.append(day)
    else:
        found[key].dates.append(day)
        found[key].values.append(cells["value"] / cells["denominator"])


def _cell(role, row, options):
    """Read a date, or a number; None for a blank, and 1 for a denominator that nobody asked for."""
    from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, read_number
    from cairn.engine.measure.periods import read_day

    if role == "date":
        return read_day(row["date"])[1]
    if role not in row:
        return 1.0
    try:
        if absence_of(row[role], dict.fromkeys(BLANK, Status.MISSING)) is not None:
            return None
    except UnclearCellError as fault:
        raise ValueError(f"{fault} Leave it blank, or write what it is.") from None
    number = read_number(row[role], decimal_comma=options["decimal_comma"])
    if role == "denominator" and number <= 0:
        raise ValueError(f"{number:g} is no denominator. Correct it, or leave the value blank.")
    return number


def _tell_run(rows, options):
    """Draw a run chart and tell it in the words of the contract; what does not apply to it is null."""
    from cairn.engine.signal.run import run_chart

    chart = run_chart(
        rows.dates,
        rows.values,
        better=options["better"],
        baseline=options["baseline"],
        today=date.fromisoformat(options["today"]) if options["today"] else None,
        rebase=[date.fromisoformat(day) for day in options["rebase"]],
    )
    return {
        "centre": chart.centre,
        "lower": None,
        "upper": None,
        "points": [
            {
                "date": p.date.isoformat(),
                "value": p.value,
                "label": p.label,
                "kind": p.kind,
                "centre": p.centre,
            }
            for p in chart.points
        ],
        "signals": [
            {
                "rule": s.rule,
                "from": s.from_.isoformat(),
                "to": s.to.isoformat(),
                "side": s.side,
                "points": s.points,
                "meaning": s.meaning,
            }
            for s in chart.signals
        ],
        "variation": chart.variation,
        "assurance": None,
        "verdict": chart.verdict.text,
        "verdict_code": chart.verdict.code,
        "verdict_params": dict(chart.verdict.params),
        "period": chart.unit,
        "missing": sorted(day.isoformat() for day in rows.missing),
    }


def _tell_xmr(rows, options):
    """Draw an XmR chart and tell it in the words of the contract; its lines are those of the last phase."""
    from cairn.engine.signal.xmr import xmr_chart

    chart = xmr_chart(
        rows.dates,
        rows.values,
        better=options["better"],
        target=options["target"],
        baseline=options["baseline"],
        rebase=[date.fromisoformat(day) for day in options["rebase"]],
        screen=options["screen"],
    )
    last = chart.points[-1].limits if chart.points else None
    stretches = [
        (rule, list(points)) for rule, points in groupby(chart.points, key=lambda p: (p.rule, p.side))
    ]
    return {
        "centre": last and last.mean,
        "lower": last and last.lower,
        "upper": last and last.upper,
        "points": [
            {
                "date": p.date.isoformat(),
                "value": p.value,
                "label": p.label,
                "kind": p.kind,
                "centre": p.limits.mean,
                "lower": p.limits.lower,
                "upper": p.limits.upper,
            }
            for p in chart.points
        ],
        "signals": [
            {
                "rule": rule,
                "from": points[0].date.isoformat(),
                "to": points[-1].date.isoformat(),
                "side": side,
            }
            for (rule, side), points in stretches
            if rule
        ],
        "variation": chart.variation,
        "assurance": chart.assurance,
        "verdict": chart.verdict,
        "missing": sorted(day.isoformat() for day in rows.missing),
    }


def _print(series):
    if len(series) > 1:
        print_table(
            "Charts",
            ["Series", "Points", "Centre", "Verdict"],
            ([one["key"], len(one["points"]), one["centre"], one["verdict"]] for one in series),
        )
        return
    (one,) = series
    console.print(one["verdict"])
    print_table(
        "",
        ["Date", "Value", "Finding"],
        ([point["date"], point["value"], point["label"] or ""] for point in one["points"]),
    )
