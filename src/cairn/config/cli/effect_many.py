"""`cairn effect many`: which of many practices work on which measures, and would chance have fooled us."""

from math import isfinite

import click

from cairn.config.cli.effect_input import (
    ABSENT,
    direction,
    named,
    open_sheet,
    panel_options,
    read_panels,
    refuse,
)
from cairn.config.cli.output import (
    FILE,
    JSON,
    InputFault,
    Progress,
    console,
    envelope,
    print_json,
    print_table,
)

EXAMPLE = """\b
Examples:
  cairn effect many effects.csv --practice practice --measure measure --estimate effect --se error
  cairn effect many effects.csv --practice practice --measure measure --estimate effect --se error \\
    --better better --scale spread --json
  cairn effect many schools.csv --practice practice --measure measure --better better \\
    --unit school --time year --adopted since --outcome value
"""
ESTIMATES = ("estimate", "se", "df", "scale", "doubt")
PANEL = ("unit", "time", "adopted", "outcome", "weights")
NUMBERS = {"estimate": "estimate", "se": "error", "df": "freedom", "scale": "scale"}
HINTS = {"se": "", "df": ", or leave it blank for many", "scale": ""}
SHOWN = 12  # effects in the table, unless more are called; all are in --json


def _choices(function):
    """Add the options that are about the answer, and about estimating."""
    for option in (
        JSON,
        click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True,
                     help="Of intervals."),
        click.option("--fdr", type=click.Choice(["bh", "by"]), default="bh", show_default=True,
                     help="Benjamini and Hochberg, or Yekutieli: holds however tests hang together."),
        click.option("--q", type=click.FloatRange(0.001, 0.5), default=0.1, show_default=True,
                     help="The share of what is called that may be nothing, on average."),
        click.option("--method", type=click.Choice(["cs", "imputation"]), default="cs", show_default=True,
                     help="Panel: how each effect is estimated."),
        click.option("--control", type=click.Choice(["never", "not-yet"]), default="never",
                     show_default=True, help="Panel: who the adopters are compared with."),
    ):  # fmt: skip
        function = option(function)
    return function


def _columns(function):
    """Add the options that name columns of practices, measures and estimates."""
    for option in (
        click.option("--doubt", metavar="COL", help="Why an estimate is not to be trusted; blank: it is."),
        click.option("--scale", metavar="COL", help="What makes measures comparable, as each one's spread."),
        click.option("--df", metavar="COL", help="Degrees of freedom of the error; blank: many."),
        click.option("--se", metavar="COL", help="The column of standard errors."),
        click.option("--estimate", metavar="COL", help="The column of estimates; blank: none could be made."),
        click.option("--better", metavar="COL", help="Which way of the measure is better: up or down."),
        click.option("--measure", required=True, metavar="COL", help="The column that names measures."),
        click.option("--practice", required=True, metavar="COL", help="The column that names practices."),
    ):
        function = option(function)
    return function


@click.command("many", epilog=EXAMPLE)
@click.argument("file", type=FILE)
@_columns
@lambda function: panel_options(function, are_needed=False)
@_choices
def many(file, is_json, **options):
    """Say which practices work on which measures, knowing how many were tried.

    FILE (CSV, XLSX or ODS) holds one row for each practice and measure with --estimate and --se; or panels,
    one row for each practice, measure, unit and time, from which effects are estimated (--unit, --time,
    --adopted, --outcome). Of many effects some look large by luck: each is drawn towards its practice's mean
    (partial pooling), and few of those called are nothing (false discovery rate). "Works here" needs both.

    Give every practice and measure that was tried, also where nothing came out.
    """
    from cairn.engine.effect.many import many_effects

    is_panel = _is_panel(options)
    with Progress() as progress:
        progress("Reading the file")
        tried = _from_panels(file, options, progress) if is_panel else _from_estimates(file, options)
        progress("Judging")
        try:
            found = many_effects(tried, rate=options["q"], level=options["level"], method=options["fdr"])
        except ValueError as fault:
            raise InputFault(f"{file}: {fault}") from None
    if is_json:
        print_json(envelope([file], options, _as_object(found)))
    else:
        _print(found)


def _is_panel(options):
    """Say whether columns of a panel are named; a file of both kinds, or of neither, cannot be."""
    table, panel = ([role for role in roles if options[role]] for roles in (ESTIMATES, PANEL))
    needed = {False: ("estimate", "se"), True: PANEL[:4]}[bool(panel)]
    missing = [f"--{role}" for role in needed if not options[role]]
    if table and panel:
        raise click.UsageError(
            f"--{table[0]} is of a table of estimates, --{panel[0]} of a panel: one of both."
        )
    if missing:
        raise click.UsageError(
            f"{', '.join(missing)} missing: name --estimate and --se of a table of estimates, or --unit, "
            "--time, --adopted and --outcome of a panel."
        )
    return bool(panel)


def _from_estimates(file, options):
    """Read a table of estimates: one row for each practice and measure."""
    columns = {role: options[role] for role in ("practice", "measure", "better", *ESTIMATES)}
    opened = open_sheet(file, columns, options["encoding"])
    found, faults = {}, []
    for number, row, wrong in opened.rows(lambda role, text: _cell(role, text, options)):
        faults += wrong
        if not wrong:
            try:
                _keep(found, number, row)
            except _Wrong as fault:
                faults.append(opened.told(number, fault.role, fault))
    refuse(faults)
    if not found:
        raise InputFault(
            f"{file}: There is no row below the headings. Add one for each practice and measure."
        )
    return [one for _, one in found.values()]


class _Wrong(ValueError):
    """What is wrong with a row whose cells are right, at the column of one role."""

    def __init__(self, role, text):
        super().__init__(text)
        self.role = role


def _keep(found, number, row):
    """Add a row's estimate under its practice and measure."""
    from cairn.engine.effect.many import Tried

    key = row["practice"], row["measure"]
    if key in found:
        raise _Wrong("measure", f"{' × '.join(key)} is already in row {found[key][0]}. Keep one of the two.")
    if row["estimate"] is not None and row["se"] is None:
        raise _Wrong("se", "An estimate needs its error. Add it, or leave the estimate blank too.")
    given = {NUMBERS.get(role, role): value for role, value in row.items() if value is not None}
    found[key] = number, Tried(**({"estimate": None, "error": None} | given))


def _cell(role, text, options):
    """Read one cell by what its column is for; None for a blank."""
    from cairn.engine.effect.many import LARGEST, SMALLEST
    from cairn.engine.measure.cells import read_number

    if role in ("practice", "measure"):
        return named(role, text)
    if role == "better":
        return direction(text)
    if text.casefold() in ABSENT:
        if role == "scale":
            raise ValueError("The scale is missing. Give every row one, or leave out --scale.")
        return None
    if role == "doubt":
        return text
    number = read_number(text, decimal_comma=options["decimal_comma"])
    if role != "estimate" and number <= 0:
        raise ValueError(f"{number:g} is not positive. Correct it{HINTS[role]}.")
    if number and not SMALLEST <= abs(number) <= LARGEST:
        raise ValueError(f"{number:g} cannot be used. Choose a unit in which figures are of usual size.")
    return number


def _from_panels(file, options, progress):
    """Estimate the effect in each practice's and measure's panel."""
    from cairn.engine.effect.fit import Question
    from cairn.engine.effect.tried import spread_before, tried_of

    panels, _ = read_panels(file, options)
    progress("Estimating")
    question = Question(method=options["method"], control=options["control"], level=options["level"])
    spreads = {
        name: spread_before(panel for (_, measure), (panel, _) in panels.items() if measure == name)
        for name in {measure for _, measure in panels}
    }
    return [
        tried_of(practice, measure, panel, question, better=better, scale=spreads[measure])
        for (practice, measure), (panel, better) in panels.items()
    ]


def _as_object(found):
    """Return the answer in plain values."""
    return {
        "rule": found.rule, "n_tried": found.n_tried, "n_called": found.n_called,
        "picked": found.picked, "by_chance": found.by_chance, "between": found.between,
        "within": found.within, "notes": list(found.notes), "verdict": found.verdict.text,
        "verdict_code": found.verdict.code, "verdict_params": dict(found.verdict.params),
        "practices": [
            {"practice": one.practice, "measures": one.n_measures, "mean": one.mean, "lower": one.lower,
             "upper": one.upper, **_verdict(one)}
            for one in found.practices
        ],
        "effects": [_effect(one) for one in found.effects],
    }  # fmt: skip


def _effect(one):
    tried = one.tried
    drawn = {"mean": None, "lower": None, "upper": None, "kept": None}
    if one.pooled:
        drawn = {key: getattr(one.pooled, key) for key in drawn}
    return {
        "practice": tried.practice, "measure": tried.measure, "better": tried.better,
        "estimate": tried.estimate, "se": tried.error,
        "df": tried.freedom if isfinite(tried.freedom) else None, "scale": tried.scale,
        "p": one.p, "adjusted_p": one.adjusted, "is_called": one.is_called, "pooled": drawn["mean"],
        "lower": drawn["lower"], "upper": drawn["upper"], "kept": drawn["kept"], **_verdict(one),
    }  # fmt: skip


def _verdict(one):
    return {
        "verdict": one.verdict.text, "verdict_code": one.verdict.code,
        "verdict_params": dict(one.verdict.params),
    }  # fmt: skip


def _print(found):
    console.print(found.verdict.text, soft_wrap=True, markup=False)
    for note in found.notes:
        console.print(note, soft_wrap=True, markup=False)
    if found.practices:
        unit = " (in units of scale)" if any(one.tried.scale != 1 for one in found.effects) else ""
        print_table(
            f"\nPractices, over all measures{unit}",
            ["Practice", "Measures", "Mean", "From", "To", "Verdict"],
            ([one.practice, one.n_measures, *map(_short, (one.mean, one.lower, one.upper)), one.verdict.text]
             for one in sorted(found.practices, key=lambda one: -one.mean)),
        )  # fmt: skip
    first = sorted(found.effects, key=lambda one: (not one.is_called, 2 if one.p is None else one.p))
    shown = max(SHOWN, found.n_called)
    print_table(
        "\nEffects", ["Practice", "Measure", "Alone", "Pooled", "From", "To", "Verdict"],
        ([one.tried.practice, one.tried.measure, _short(one.tried.estimate), *_drawn(one), one.verdict.text]
         for one in first[:shown]),
    )  # fmt: skip
    if len(first) > shown:
        console.print(f"… and {len(first) - shown} more, none of them called (--json has all).")


def _drawn(one):
    return [_short(getattr(one.pooled, end, None)) for end in ("mean", "lower", "upper")]


def _short(number):
    return None if number is None else float(f"{number:.3g}")
