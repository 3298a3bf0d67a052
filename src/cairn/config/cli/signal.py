"""`cairn signal`: what a stated rule finds in a series."""

from datetime import date

import click

from cairn.config.cli.output import FILE, JSON, InputFault, console, envelope, print_json, print_table
from cairn.config.cli.series import Wanted, day_of, read_series

EXAMPLE = """\b
Examples:
  cairn signal active.csv --value people --date month --better down
  cairn signal attendance.csv --value present --denominator enrolled --date month --by school --json
  cairn signal breaches.csv --value late --denominator seen --date month --chart pprime --better down
  cairn signal active.csv --value people --date month --rebase "2024-03=a second shelter opened"
"""
COUNTS = ("p", "pprime", "u")
UNNAMED = "no cause was named"
SHOWN = 40  # series in the table; of more only those with a signal are told
CHANCE = (2, 5)  # in 100 charts: with limits by their last point; run charts (see the page on charts)
CALLED = ("shift", "trend", "runs", "outside", "two_of_three")  # codes of verdicts
CALM = ("no_signal", "ordinary")
SIGNALS = ("concern", "improvement", "neutral")
STANDINGS = {
    "concern": "with a signal for the worse", "improvement": "with a signal for the better",
    "neutral": "with a signal", "none": "without a signal now", "open": "of which nothing can be called",
}  # fmt: skip


@click.command(epilog=EXAMPLE)
@click.argument("file", type=FILE)
@click.option("--value", required=True, metavar="COL", help="The column of values, or of numerators.")
@click.option("--date", "date_column", required=True, metavar="COL", help="The column of dates or periods.")
@click.option("--by", metavar="COL", help="The column that names each series; without it there is one.")
@click.option("--denominator", metavar="COL", help="Divide each value by this column.")
@click.option("--chart", type=click.Choice(["run", "xmr", *COUNTS]), default="run", show_default=True)
@click.option("--better", type=click.Choice(["up", "down"]), help="Which direction is better.")
@click.option(
    "--baseline",
    type=click.IntRange(min=1),
    metavar="N",
    help="Freeze the lines on the first N (12 or more where there are limits).",
)
@click.option(
    "--rebase",
    multiple=True,
    metavar="DATE=CAUSE",
    help="Begin the lines anew here, and say why; may be repeated.",
)
@click.option("--today", metavar="DATE", help="run: call nothing if the last point is over 3 months older.")
@click.option(
    "--target", type=float, metavar="X", help="With limits: whether the series will meet it (needs --better)."
)
@click.option(
    "--screen/--no-screen", default=True, show_default=True, help="xmr: leave out wild moving ranges."
)
@click.option("--decimal-comma", is_flag=True, help="Numbers are written 1.234,5.")
@click.option("--encoding", type=click.Choice(["utf-8", "cp1252"]), help="Of a file that is not UTF-8.")
@JSON
def command(file, is_json, **options):
    """Draw a chart of each series in FILE (CSV, XLSX or ODS) and say what its rules find.

    A run chart: the centre is the median; a shift is 6 points on one side, a trend 5 rising or falling; a
    signal is called from 10 points. A missing period breaks a run. Whether the series is recent is looked at
    only with --today, so that the same file always gives the same answer.

    Charts with limits, labelled by the rules of "Making Data Count": xmr for any values (mean and moving
    range); p for shares of --denominator; pprime for shares of large denominators; u for events per
    --denominator.
    """  # fmt: skip
    rebases = [_rebase(text) for text in options["rebase"]]
    options["rebase"] = [f"{day}={cause}" if cause else f"{day}" for day, cause in rebases]
    if options["today"]:
        options["today"] = day_of(options["today"], "--today").isoformat()
    _check_chart(options)
    series = []
    for key, rows in read_series(file, _wanted(options)):
        try:
            series.append({"key": key, **_tell(rows, options, rebases)})
        except ValueError as fault:
            raise InputFault(f"{file}, series {key or options['value']}: {fault}") from None
    if is_json:
        shown = {("date" if name == "date_column" else name): value for name, value in options.items()}
        print_json(envelope([file], shown, {"series": series}))
    else:
        _print(series, options["chart"])


def _rebase(text):
    """Read DATE=CAUSE, or DATE alone."""
    day, _, cause = text.partition("=")
    return day_of(day, "--rebase"), cause.strip() or None


def _check_chart(options):
    chart = options["chart"]
    if chart == "run" and options["target"] is not None:
        raise click.UsageError("--target belongs to charts with limits: a run chart has none to compare.")
    if chart != "run" and options["today"]:
        raise click.UsageError("--today belongs to --chart run.")
    if options["target"] is not None and not options["better"]:
        raise click.UsageError("--target needs --better: which side of it is the right one?")
    if chart in COUNTS and not options["denominator"]:
        raise click.UsageError(
            f"--chart {chart} counts --value out of something: name it with --denominator."
        )
    if chart != "run" and options["baseline"] is not None and options["baseline"] < 12:
        raise click.UsageError("--baseline: limits are frozen on 12 points or more.")


def _wanted(options):
    numbers = {role: options[role] for role in ("value", "denominator") if options[role]}
    return Wanted(
        options["date_column"], options["by"], numbers,
        decimal_comma=options["decimal_comma"], encoding=options["encoding"],
    )  # fmt: skip


def _tell(rows, options, rebases):
    """Draw the chart of one series and tell it in the words of the contract; what does not apply is null."""
    chart = _draw(rows, options, rebases)
    causes = {day.isoformat(): cause for day, cause in rebases}
    told = _tell_run(chart) if options["chart"] == "run" else _tell_limits(chart)
    return told | {
        "signals": [_signal(signal) for signal in chart.signals],
        "variation": chart.variation,
        "verdict": chart.verdict.text,
        "verdict_code": chart.verdict.code,
        "verdict_params": dict(chart.verdict.params),
        "rule": chart.rule,
        "rebases": [
            {"date": one.date.isoformat(), "cause": causes[one.date.isoformat()]} for one in chart.rebases
        ],
        "missing": sorted(day.isoformat() for day in rows.missing),
    }


def _draw(rows, options, rebases):
    from cairn.engine.signal.rates import CHARTS
    from cairn.engine.signal.readings import Rebase
    from cairn.engine.signal.run import run_chart
    from cairn.engine.signal.xmr import xmr_chart

    chart, values = options["chart"], rows.column("value")
    shared = {
        "better": options["better"], "baseline": options["baseline"],
        "rebase": [Rebase(day, cause or UNNAMED) for day, cause in rebases],
    }  # fmt: skip
    if chart in COUNTS:
        return CHARTS[chart](
            rows.dates, values, rows.column("denominator"), target=options["target"], **shared
        )
    if options["denominator"]:
        values = [top / bottom for top, bottom in zip(values, rows.column("denominator"), strict=True)]
    if chart == "xmr":
        return xmr_chart(rows.dates, values, target=options["target"], screen=options["screen"], **shared)
    today = date.fromisoformat(options["today"]) if options["today"] else None
    return run_chart(rows.dates, values, today=today, **shared)


def _tell_run(chart):
    return {
        "centre": chart.centre,
        "lower": None,
        "upper": None,
        "points": [_point(point) | {"centre": point.centre} for point in chart.points],
        "assurance": None,
        "period": chart.unit,
        "phases": [
            {
                "from": one.from_.isoformat(), "to": one.to.isoformat(), "points": one.points,
                "centre": one.centre, "cause": one.cause, "is_called": one.is_called, "on_line": one.on_line,
            }
            for one in chart.phases
        ],
    }  # fmt: skip


def _tell_limits(chart):
    """Tell a chart with limits; its own lines are those of its last point."""
    last = chart.points[-1].limits if chart.points else None
    return {
        "centre": last and last.mean,
        "lower": last and last.lower,
        "upper": last and last.upper,
        "points": [
            _point(point)
            | {
                "centre": point.limits.mean, "lower": point.limits.lower, "upper": point.limits.upper,
                "numerator": point.numerator, "denominator": point.denominator,
            }
            for point in chart.points
        ],
        "assurance": chart.assurance,
        "dispersion": chart.dispersion,
        "is_trial": last and last.is_trial,
        "phases": [
            {
                "from": one.from_.isoformat(), "to": one.to.isoformat(), "points": one.points,
                "used": one.used, "cause": one.cause,
            }
            for one in chart.phases
        ],
    }  # fmt: skip


def _point(point):
    return {
        "date": point.date.isoformat(), "value": point.value, "label": point.label, "kind": point.kind,
    }  # fmt: skip


def _signal(signal):
    return {
        "rule": signal.rule, "from": signal.from_.isoformat(), "to": signal.to.isoformat(),
        "side": signal.side, "points": signal.points, "meaning": signal.meaning,
        "is_current": signal.is_current,
    }  # fmt: skip


def _print(series, chart):
    if len(series) > 1:
        _print_many(series, chart)
        return
    (one,) = series
    console.print(one["verdict"], markup=False, soft_wrap=True)
    lines = ["centre"] if one["lower"] is None else ["lower", "centre", "upper"]
    print_table(
        "",
        ["Date", "Value", *(line.capitalize() for line in lines), "Finding"],
        (
            [p["date"], _short(p["value"]), *(_short(p[line]) for line in lines), p["label"] or ""]
            for p in one["points"]
        ),
    )


def _print_many(series, chart):
    """Count how the series stand; of many, tell one by one only those with a signal now."""
    stands = [_standing(one) for one in series]
    counted = [f"{stands.count(name):,} {words}" for name, words in STANDINGS.items() if name in stands]
    console.print(f"{len(series):,} series: {', '.join(counted)}.", soft_wrap=True)
    shown, title = series, "Charts"
    if len(series) > SHOWN:
        told = sorted(zip(stands, series, strict=True), key=lambda pair: list(STANDINGS).index(pair[0]))
        shown = [one for stand, one in told if stand in SIGNALS]
        title = "Charts with a signal now"
        console.print(
            f"Of 100 charts in which nothing happened, about {CHANCE[chart == 'run']} show one by "
            "chance alone."
        )
    print_table(
        title,
        ["Series", "Points", "Centre", "Verdict"],
        ([one["key"], len(one["points"]), _short(one["centre"]), one["verdict"]] for one in shown[:SHOWN]),
    )
    if len(shown) > SHOWN:
        console.print(f"… and {len(shown) - SHOWN:,} more with a signal (--json has every series).")


def _standing(one):
    """Say how a series stands: by its verdict, and only as far as that speaks of now."""
    code, params = one["verdict_code"], one["verdict_params"]
    if code in CALM or (code in CALLED and not params.get("is_current", True)):
        return "none"
    return params["meaning"] if code in CALLED else "open"


def _short(number):
    """Write a number for a table: enough to read, never more than is there."""
    return None if number is None else float(f"{number:.6g}")
