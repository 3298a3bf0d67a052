"""`cairn finance`: what a costed plan comes to, what lacks, and which earmarks keep money from it."""

import click

from cairn.config.cli.finance.showing import show
from cairn.config.cli.finance.telling import told
from cairn.config.cli.output import FILE, JSON, Counted, InputFault, Progress, envelope, print_json

EXAMPLE = """\b
Examples:
  cairn finance --example > plan.json
  cairn finance plan.json
  cairn finance plan.json --scenario weak-currency
  cairn finance plan.json --draws 1000 --seed 7 --json
"""


def _print_example(context, _parameter, wanted):
    """Print the example plan and end."""
    if wanted:
        from cairn.engine.finance import starting

        click.echo(starting(), nl=False)
        context.exit()


def _print_schema(context, _parameter, wanted):
    """Print the JSON Schema of a plan and end."""
    if wanted:
        import json

        from cairn.engine.finance import schema

        click.echo(json.dumps(schema(), ensure_ascii=False, indent=1))
        context.exit()


@click.command(epilog=EXAMPLE)
@click.argument("file", metavar="PLAN.json", type=FILE)
@click.option(
    "--scenario", default="base", show_default=True, help="low, base, high, or one of the plan's own."
)
@click.option(
    "--draws", type=click.IntRange(0, 100_000), default=0, help="Draw the gap so many times by chance."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of the draws.")
@click.option(
    "--example",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_example,
    help="Print an example plan and end.",
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_schema,
    help="Print the JSON Schema of a plan and end.",
)
@JSON
def command(file, scenario, draws, seed, is_json):
    """Cost the plan in PLAN.json, find its gap, and say which earmarks bind and what to do next."""
    from cairn.engine.finance import answer, read_plan

    try:
        plan = read_plan(file.read_bytes())
        with Progress() as progress:
            progress(f"Finding the gap of {len(plan.lines):,} lines and what it hangs on")
            drawn = Counted(f"{{n:,}} of {draws:,} draws")
            found = answer(plan, scenario, seed=seed, draws=draws, on_draw=drawn)
    except ValueError as fault:
        raise InputFault("\n".join(f"{file}: {line}" for line in str(fault).splitlines())) from None
    if is_json:
        options = {"scenario": scenario, "draws": draws, "seed": seed}
        print_json(envelope([file], options, told(found)))
    else:
        show(found)
