"""`cairn effect`: what a practice changed, from a panel of units or from sites' statistics."""

from pathlib import Path

import click

from cairn.config.cli.effect_input import panel_options, read_panel
from cairn.config.cli.effect_many import many
from cairn.config.cli.output import (
    FILE,
    FILES,
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
  cairn effect a.csv --unit school --time year --adopted since --outcome present
  cairn effect a.csv --unit school --time year --adopted since --outcome present --json
  cairn effect summarise a.csv --unit school --time year --adopted since --outcome present -o a.panel
  cairn effect merge a.panel b.panel
  cairn effect many effects.csv --practice practice --measure measure --estimate effect --se error
"""


class FileFirst(click.Group):
    """A group whose first argument may be a file: then the effect is estimated."""

    def parse_args(self, ctx, args):
        """Put in the name of the command that is meant where none is given."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["estimate", *args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx, formatter):
        """Show the options of the estimate, and the commands for sites beside it."""
        estimate = self.commands["estimate"]
        inner = click.Context(estimate, info_name=ctx.info_name, parent=ctx.parent)
        estimate.format_help(inner, formatter)
        with formatter.section("For several sites, and for many practices (each with --help)"):
            formatter.write_dl(
                [(name, self.commands[name].help.partition("\n")[0])
                 for name in ("summarise", "merge", "many")]
            )  # fmt: skip


@click.group(cls=FileFirst)
def command():
    """Say what a practice changed."""


command.add_command(many)


def question_options(function):
    """Add the options of the question that is asked."""
    for option in (
        JSON,
        click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of draws."),
        click.option("--matters", type=float, metavar="X", help="The smallest effect that would matter."),
        click.option(
            "--level", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of intervals"
        ),
        click.option(
            "--method", type=click.Choice(["cs", "imputation"]), default="cs", show_default=True,
            help="Group-time comparisons, or imputation.",
        ),
        click.option(
            "--base", type=click.Choice(["varying", "universal"]), default="varying", show_default=True,
            help="Before adoption, compare with the time before or with the last before adoption.",
        ),
        click.option(
            "--control", type=click.Choice(["never", "not-yet"]), default="never", show_default=True,
            help="Who the adopters are compared with.",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


@command.command("estimate", epilog=EXAMPLE, hidden=True)
@click.argument("file", type=FILE)
@panel_options
@click.option(
    "--covariate", "covariates", multiple=True, metavar="COL", help="Adjust for it; may be repeated."
)
@click.option(
    "--adjust", type=click.Choice(["dr", "reg", "ipw"]), default="dr", show_default=True,
    help="How: doubly robust, by regression, or by weights.",
)  # fmt: skip
@question_options
def estimate(file, is_json, covariates, **options):
    """Say what a practice changed, from FILE (CSV, XLSX or ODS): one row for each unit and time.

    Each cohort of adopters is compared with units that never adopt (or had not yet), by the change since just
    before adoption. Every unit needs a value at every time. The verdict says "cannot tell, because …" where
    units are too few, groups moved apart before, or the interval holds no effect.
    """
    from cairn.engine.effect.effects import effects_of_panel

    with Progress() as progress:
        progress("Reading the panel")
        panel, times = read_panel(file, options, covariates)
        progress("Estimating")
        try:
            found = effects_of_panel(panel, _question(options, options["adjust"]), seed=options["seed"])
        except ValueError as fault:
            raise InputFault(f"{file}: {fault}") from None
    _tell([file], found, times.label, {**options, "covariate": list(covariates)}, is_json)


@command.command("summarise", epilog=EXAMPLE)
@click.argument("file", type=FILE)
@panel_options
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to."
)
@click.option(
    "--minimum",
    type=click.IntRange(min=3),
    default=5,
    show_default=True,
    help="Fewest units in a cohort that leaves.",
)
@click.option("--withhold", is_flag=True, help="Keep smaller cohorts back instead of refusing.")
@JSON
def summarise(file, output, minimum, withhold, is_json, **options):
    """Reduce FILE to cohort statistics that may leave this place; no unit's row is in them.

    They hold, for each cohort: how many units, and sums and cross-products of outcomes over times. A cohort
    of fewer than the minimum is refused, or with --withhold left out.
    """
    from cairn.engine.effect.summary import PanelSummary

    with Progress() as progress:
        progress("Reading the panel")
        panel, times = read_panel(file, options)
    try:
        whole = PanelSummary.of_panel(panel, period="number" if times.kind == "year" else times.kind)
        leaves = whole.for_release(minimum, withhold=withhold)
    except ValueError as fault:
        raise InputFault(f"{file}: {fault}") from None
    output.write_bytes(leaves.to_bytes())
    told = {
        "output": str(output), "withheld": leaves.withheld, "dropped": panel.dropped,
        "times": [times.label(time) for time in leaves.times],
        "leaves": [
            {"group": _cohort(cohort, times.label), "units": count, "sums": len(leaves.times) + 1,
             "products": leaves.products.shape[1]}
            for cohort, count in zip(leaves.cohorts, leaves.counts, strict=True)
        ],
    }  # fmt: skip
    options |= {"minimum": minimum, "withhold": withhold}
    if is_json:
        print_json(envelope([file], options, told))
        return
    console.print(
        f"{output} holds {sum(leaves.counts):,} units in {len(leaves.cohorts)} cohorts; "
        f"{leaves.withheld} cohorts are withheld.",
        soft_wrap=True,
        markup=False,
    )
    print_table(
        "What leaves", ["Adopted", "Units", "Sums", "Products"],
        ([one["group"] or "never", one["units"], one["sums"], one["products"]] for one in told["leaves"]),
    )  # fmt: skip


@command.command("merge", epilog=EXAMPLE)
@FILES
@question_options
def merge(files, is_json, **options):
    """Estimate from sites' statistics (`summarise`) together: equal to the whole, to the last bit.

    A unit must be in one site only. Covariates, and checks that need units' rows, are not possible.
    """
    from cairn.config.cli.effect_input import Times
    from cairn.engine.effect.effects import effects_of
    from cairn.engine.effect.summary import PanelSummary
    from cairn.engine.summary import merge_all

    parts, faults = [], []
    for file in files:
        try:
            parts.append(PanelSummary.from_bytes(file.read_bytes()))
        except ValueError as fault:
            faults.append(f"{file}: {fault}")
    if faults:
        raise InputFault("\n".join(faults))
    with Progress() as progress:
        progress("Estimating")
        try:
            whole = merge_all(parts)
            found = effects_of(whole, _question(options, "dr"), seed=options["seed"])
        except ValueError as fault:
            raise InputFault(f"{', '.join(map(str, files))}: {fault}") from None
    times = Times()
    times.kind = whole.period
    _tell(files, found, times.label, options, is_json)


def _question(options, adjust):
    from cairn.engine.effect.fit import Question

    return Question(
        method=options["method"], control=options["control"], base=options["base"], adjust=adjust,
        level=options["level"], matters=options["matters"],
    )  # fmt: skip


def _tell(files, found, label, options, is_json):
    from cairn.config.cli.effect_output import as_object

    told = as_object(found, label)
    if is_json:
        print_json(envelope(files, options, told))
        return
    console.print(found.verdict.text, soft_wrap=True, markup=False)
    for note in found.notes:
        console.print(note.text, soft_wrap=True)
    if found.simple is not None:
        _print_tables(told)


def _print_tables(told):
    names = {
        "simple": "All, from adoption on", "group": "By cohort, averaged", "calendar": "By time, averaged",
        "dynamic_overall": "By time since adoption, averaged",
    }  # fmt: skip
    print_table(
        "Overall", ["Average", "Effect", "Error", "From", "To"],
        ([title, *_figures(told[key])] for key, title in names.items()),
    )  # fmt: skip
    print_table(
        "By time since adoption", ["Periods", "Effect", "Error", "From", "To"],
        ([one["event_time"], *_figures(one)] for one in told["dynamic"]),
    )  # fmt: skip
    if told["pretrend"]:
        console.print(f"Test of trends before adoption: p = {told['pretrend']['p']:.3g}.")


def _figures(one):
    return [None if one[key] is None else float(f"{one[key]:.4g}") for key in ("att", "se", "lower", "upper")]


def _cohort(cohort, label):
    from cairn.engine.effect.panel import NEVER

    return None if cohort == NEVER else label(cohort)
