"""`cairn finance`: what a costed plan comes to, what lacks, and which earmarks keep money from it."""

from fractions import Fraction
from pathlib import Path

import click

from cairn.config.cli.output import JSON, Counted, InputFault, envelope, print_json, print_table

COLUMNS = ["cost", "gap, weighted", "gap, signed only"]
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
@click.argument("file", metavar="PLAN.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--scenario", default="base", show_default=True, help="low, base, high, or one of the plan's own."
)
@click.option(
    "--draws", type=click.IntRange(0, 100_000), default=0, help="Draw the chances of the gap so often."
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
    """Cost the plan in PLAN.json, find its gap by line and year, and say which earmarks bind."""
    from cairn.engine.finance import answer, read_plan

    try:
        plan = read_plan(file.read_bytes())
        found = answer(plan, scenario, seed=seed, draws=draws, on_draw=Counted(f"{{n}} of {draws} draws"))
    except ValueError as fault:
        raise InputFault("\n".join(f"{file}: {line}" for line in str(fault).splitlines())) from None
    if is_json:
        options = {"scenario": scenario, "draws": draws, "seed": seed}
        print_json(envelope([file], options, _told(found)))
    else:
        _show(found)


def _told(found):
    amount = _amount(found.plan)
    return {
        "rule": found.rule,
        "verdict": found.verdict,
        "currency": found.plan.currency,
        "years": list(found.plan.years),
        "cost": amount(found.costs.total),
        "costs": [
            {"line": line, "year": year, "cost": amount(cost)}
            for (line, year), cost in found.costs.cells.items()
        ],
        "gaps": {view: _gap(found, one) for view, one in found.gaps.items()},
        "ramps": {name: [_co_financing(one, amount) for one in ramp] for name, ramp in found.ramps.items()},
        "loans": {name: _loan(*one, amount) for name, one in found.loans.items()},
        "outcomes": {name: _payment(one, amount) for name, one in found.outcomes.items()},
        "waterfalls": {
            one.id: _waterfall(one, found.waterfalls[one.id], amount)
            for one in found.plan.instruments.waterfalls
        },
        "sensitivity": _sensitivity(found.sensitivity, amount),
        "checks": [
            {"name": one.name, "asks": one.asks, "holds": one.holds, "breaks": list(one.breaks)}
            for one in found.checks
        ],
    }


def _amount(plan):
    """Return what makes an amount of minor units one of currency units: whole where it is whole."""

    def told(minor):
        whole, rest = divmod(minor, plan.scale)
        return whole if not rest else minor / plan.scale

    return told


def _gap(found, one):
    amount = _amount(found.plan)
    return {
        "gap": amount(one.total),
        "idle": amount(one.idle),
        "by_year": {str(year): amount(lack) for year, lack in one.by_year().items()},
        "by_line": {line: amount(lack) for line, lack in one.by_line().items()},
        "by_source": {name: amount(used) for name, used in one.by_source(found.plan).items()},
        "cells": [
            {"line": line, "year": year, "gap": amount(lack)} for (line, year), lack in one.cells.items()
        ],
        "used": [
            {"commitment": name, "line": line, "year": year, "amount": amount(used)}
            for (name, line, year), used in sorted(one.used.items())
        ],
        "earmarks": [
            {
                "commitment": earmark.commitment,
                "source": earmark.source,
                "allowed": list(earmark.allowed),
                "unused": amount(earmark.unused),
                "closes": amount(earmark.closes),
            }
            for earmark in one.earmarks
        ],
    }


def _co_financing(one, amount):
    return {
        "year": one.year,
        "share": float(one.share),
        "due": amount(one.due),
        "realised": amount(one.realised),
        "short": amount(one.short),
    }


def _loan(instalments, element, amount):
    return {
        "grant_element": None if element is None else float(element),
        "instalments": [
            {
                "period": one.period,
                "interest": amount(one.interest),
                "principal": amount(one.principal),
                "owed": amount(one.owed),
            }
            for one in instalments
        ],
    }


def _payment(one, amount):
    return {
        "earned": amount(one.earned),
        "paid": amount(one.paid),
        "disputed": amount(one.disputed),
        "lost": amount(one.lost),
    }


def _waterfall(planned, periods, amount):
    names = [tranche.name for tranche in planned.tranches]
    return [
        {
            "cash": amount(one.cash),
            "paid": {name: amount(paid) for name, paid in zip(names, one.paid, strict=True)},
            "short": {name: amount(short) for name, short in zip(names, one.short, strict=True)},
            "undistributed": amount(one.undistributed),
        }
        for one in periods
    ]


def _sensitivity(found, amount):
    chances = found.chances
    return {
        "tornado": [
            {"name": bar.name, "low": amount(bar.low), "high": amount(bar.high)} for bar in found.tornado
        ],
        "what_if": [{"name": one.name, "gap": amount(one.gap)} for one in found.what_if],
        "break_even": [
            {"name": one.name, "factor": None if one.factor is None else float(one.factor)}
            for one in found.break_even
        ],
        "chances": chances
        and {
            "seed": chances.seed,
            "draws": chances.draws,
            "low": amount(chances.low),
            "middle": amount(chances.middle),
            "high": amount(chances.high),
            "closed": float(chances.closed),
        },
    }


def _show(found):
    click.echo(f"{found.verdict}\n{found.rule}\n")
    currency = found.plan.currency
    _table(f"Cost and gap by year, {currency}", ["year", *COLUMNS], _by_year(found))
    _table(f"By line, {currency}", ["line", *COLUMNS, "name"], _by_line(found))
    _table(
        f"Binding earmarks (weighted), {currency}",
        ["commitment", "unused", "freed, it closes", "may pay"],
        [
            [one.commitment, _whole(found, one.unused), _whole(found, one.closes), ", ".join(one.allowed)]
            for one in found.gaps["weighted"].earmarks
        ],
    )
    _show_instruments(found)
    _show_sensitivity(found)
    for one in found.checks:
        for fault in one.breaks:
            click.echo(f"Check {one.name} fails: {fault}.")


def _whole(found, minor):
    """Return an amount in whole units of the currency, with spaces that set it to the right in its column."""
    return f"{round(Fraction(minor, found.plan.scale)):>12,}"


def _table(title, columns, rows):
    if rows:
        print_table(title, columns, rows)
        click.echo()


def _by_year(found):
    ways = [found.costs.by_year(), *(found.gaps[view].by_year() for view in ("weighted", "signed"))]
    rows = [[str(year), *(_whole(found, way[year]) for way in ways)] for year in found.plan.years]
    return [*rows, ["all", *(_whole(found, sum(way.values())) for way in ways)]]


def _by_line(found):
    ways = [found.costs.by_line(), *(found.gaps[view].by_line() for view in ("weighted", "signed"))]
    return [[one.id, *(_whole(found, way[one.id]) for way in ways), one.name] for one in found.plan.lines]


def _show_instruments(found):
    money, currency = found.money, found.plan.currency
    for name, ramp in found.ramps.items():
        rows = [
            [
                one.year,
                f"{float(one.share):.0%}",
                *(_whole(found, x) for x in (one.due, one.realised, one.short)),
            ]
            for one in ramp
        ]
        _table(f"Co-financing {name}, {currency}", ["year", "share", "due", "signed", "short"], rows)
    for name, (instalments, element) in found.loans.items():
        interest = sum(one.interest for one in instalments)
        gift = "" if element is None else f", a grant element of {float(element):.1%}"
        click.echo(f"Loan {name}: {len(instalments)} instalments, {money(interest)} of interest{gift}.")
    for name, one in found.outcomes.items():
        click.echo(
            f"Outcomes {name}: {money(one.paid)} is paid; {money(one.disputed)} is in dispute; targets that "
            f"were missed cost {money(one.lost)}."
        )
    for name, periods in found.waterfalls.items():
        left = sum(one.undistributed for one in periods)
        click.echo(
            f"Waterfall {name}: {money(sum(one.cash for one in periods))} comes, {money(left)} is left."
        )


def _show_sensitivity(found):
    money, currency = found.money, found.plan.currency
    click.echo()
    rows = [
        [bar.name, _whole(found, bar.low), _whole(found, bar.high)] for bar in found.sensitivity.tornado[:8]
    ]
    _table(f"What the weighted gap hangs on most, {currency}", ["assumption", "low end", "high end"], rows)
    rows = [[one.name, _whole(found, one.gap)] for one in found.sensitivity.what_if]
    _table(f"The weighted gap, {currency}, if …", ["case", "gap"], rows)
    for one in found.sensitivity.break_even:
        if one.factor is not None:
            click.echo(f"The gap closes if {one.name} is {float(one.factor):.1%} of what is assumed.")
    if chances := found.sensitivity.chances:
        click.echo(
            f"In {chances.draws:,} draws (seed {chances.seed}) the gap lies between {money(chances.low)} and "
            f"{money(chances.high)} nine times in ten, half of them below {money(chances.middle)}; it closes "
            f"in {float(chances.closed):.0%}."
        )
