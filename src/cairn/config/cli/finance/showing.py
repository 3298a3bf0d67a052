"""What `cairn finance` shows to people: the story of a plan, then the tables it rests on."""

import textwrap
from fractions import Fraction

from cairn.config.cli.output import Figure, print_table, say

SHOWN = 20  # lines of a plan in a table for people
NAME = 28  # characters of a line's name
VIEWS = ("nominal", "signed", "weighted")
YEAR = ["year", "cost", "money, weighted", "gap, weighted", "gap, signed only"]
SOURCE = ["source", "named", "signed", "weighted", "used", "fits nowhere"]
COMPONENT = ["component", "cost", "gap, weighted", "gap, signed"]
LINE = ["line", "cost", "gap, weighted", "gap, signed", "name"]
EARMARK = ["commitment", "fits nowhere", "freed, it closes", "may pay only"]


def show(found):
    """Print the story first (cost, money, gap, what binds, what to do next), then what it rests on."""
    say(f"{_title(found)}\n")
    say(found.verdict)
    for number, step in enumerate(found.steps, start=1):
        say(f"{number}. {step}")
    for warning in found.warnings:
        say(f"Note: {warning}")
    for one in found.checks:
        for fault in one.breaks:
            say(f"Check {one.name} fails: {one.asks}. {fault}.")
    _table("Cost, money and gap by year", YEAR, _by_year(found))
    _table("Money by source", SOURCE, _by_source(found))
    _table("Cost and gap by component", COMPONENT, _by_component(found))
    _table(f"Cost and gap by line{_of(found.plan.lines)}", LINE, _by_line(found))
    rows = [
        [one.commitment, _whole(found, one.unused), _whole(found, one.closes), ", ".join(one.allowed)]
        for one in found.gaps["weighted"].earmarks
    ]
    _table("Earmarks that bind", EARMARK, rows)
    _show_instruments(found)
    _show_sensitivity(found)
    say(f"\n{_held(found)} {found.rule}")


def _title(found):
    years = found.plan.years
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return f"{found.plan.name}, {span}, {found.plan.currency}, scenario {found.scenario}"


def _held(found):
    failing = sum(not one.holds for one in found.checks)
    return f"{len(found.checks) - failing} of {len(found.checks)} checks hold."


def _of(rows):
    return f" ({SHOWN} of {len(rows)}, the widest gaps; --json gives all)" if len(rows) > SHOWN else ""


def _whole(found, minor):
    """Return an amount in whole units of the currency."""
    return Figure(f"{round(Fraction(minor, found.plan.scale)):,}")


def _table(title, columns, rows):
    if rows:
        print_table(f"\n{title}", columns, rows)


def _given(found, view):
    """Return what every commitment gives by year, seen in one way."""
    from cairn.engine.finance.gap import available

    return available(found.plan, view, found.plan.scenario(found.scenario))


def _by_year(found):
    comes = dict.fromkeys(found.plan.years, 0)
    for (_, year), amount in _given(found, "weighted").items():
        comes[year] += amount
    gaps = [found.gaps[view].by_year() for view in ("weighted", "signed")]
    ways = [found.costs.by_year(), comes, *gaps]
    rows = [[str(year), *(_whole(found, way[year]) for way in ways)] for year in found.plan.years]
    return [*rows, ["all", *(_whole(found, sum(way.values())) for way in ways)]] if len(rows) > 1 else rows


def _by_source(found):
    of = {one.id: one.source for one in found.plan.commitments}
    totals = {view: dict.fromkeys((one.id for one in found.plan.sources), 0) for view in VIEWS}
    for view in VIEWS:
        for (name, _), amount in _given(found, view).items():
            totals[view][of[name]] += amount
    used = found.gaps["weighted"].by_source(found.plan)
    return [
        [
            one.id,
            *(_whole(found, totals[view][one.id]) for view in VIEWS),
            _whole(found, used[one.id]),
            _whole(found, totals["weighted"][one.id] - used[one.id]),
        ]
        for one in found.plan.sources
    ]


def _by_component(found):
    """Return a row for each component, where several lines make one up."""
    costs, by_line = {}, found.costs.by_line()
    for line in found.plan.lines:
        costs[line.component] = costs.get(line.component, 0) + by_line[line.id]
    if not 1 < len(costs) < len(found.plan.lines):
        return []
    gaps = [found.gaps[view].by_component(found.plan) for view in ("weighted", "signed")]
    return [[name, *(_whole(found, way[name]) for way in (costs, *gaps))] for name in costs]


def _by_line(found):
    ways = [found.costs.by_line(), *(found.gaps[view].by_line() for view in ("weighted", "signed"))]
    widest = sorted(found.plan.lines, key=lambda one: -ways[1][one.id])[:SHOWN]
    shown = [one for one in found.plan.lines if one in widest]
    return [
        [
            one.id,
            *(_whole(found, way[one.id]) for way in ways),
            textwrap.shorten(one.name, NAME, placeholder="…"),
        ]
        for one in shown
    ]


def _show_instruments(found):
    for name, ramp in found.ramps.items():
        rows = [
            [
                str(one.year),
                Figure(f"{float(one.share):.0%}"),
                *(_whole(found, x) for x in (one.due, one.realised, one.short)),
            ]
            for one in ramp
        ]
        _table(f"Co-financing {name}", ["year", "share", "due", "signed", "short"], rows)
    told = [
        *(_loan_in_words(found, name, *one) for name, one in found.loans.items()),
        *(_outcome_in_words(found, name, one) for name, one in found.outcomes.items()),
        *(_waterfall_in_words(found, one) for one in found.plan.instruments.waterfalls),
    ]
    if told:
        say("")
    for line in told:
        say(line)


def _loan_in_words(found, name, instalments, element):
    count, interest = len(instalments), sum(one.interest for one in instalments)
    gift = "" if element is None else f"; {float(element):.1%} of it is a gift (grant element)"
    return (
        f"Loan {name}: {count} instalment{'s' * (count > 1)}, {found.plan.money(interest)} of interest{gift}."
    )


def _outcome_in_words(found, name, one):
    money = found.plan.money
    dispute = f"; {money(one.disputed)} more is in dispute" if one.disputed else ""
    lost = f"; targets that were missed would have earned {money(one.lost)}" if one.lost else ""
    return f"Outcomes {name}: {money(one.paid)} is paid{dispute}{lost}."


def _waterfall_in_words(found, planned):
    """Say what comes, what each tranche gets, what is still due to it at the end, and what is left."""
    money, periods = found.plan.money, found.waterfalls[planned.id]
    told = []
    for k, tranche in enumerate(planned.tranches):
        short = periods[-1].short[k]
        due = f" ({money(short)} still due)" if short else ""
        told.append(f"{tranche.name} {money(sum(one.paid[k] for one in periods))}{due}")
    left = sum(one.undistributed for one in periods)
    told += [f"nobody {money(left)}"] if left else []
    return f"Waterfall {planned.id}: of {money(sum(planned.cash))}, {', '.join(told)}."


def _show_sensitivity(found):
    money, sensitivity = found.plan.money, found.sensitivity
    rows = [[bar.name, _whole(found, bar.low), _whole(found, bar.high)] for bar in sensitivity.tornado[:8]]
    _table("What the weighted gap hangs on most", ["assumption", "low end", "high end"], rows)
    rows = [[one.name, _whole(found, one.gap)] for one in sensitivity.what_if]
    _table("The weighted gap, if …", ["case", "gap"], rows)
    closing = [one for one in sensitivity.break_even if one.factor is not None and one.factor != 1]
    if closing:
        say("")
    for one in closing:
        say(f"The gap closes if {one.name} is {float(one.factor):.1%} of what is assumed.")
    if chances := sensitivity.chances:
        say(
            f"\nIn {chances.draws:,} draws (seed {chances.seed}) the gap lies between {money(chances.low)} "
            f"and {money(chances.high)} nine times in ten, half of them below {money(chances.middle)}; it "
            f"closes in {float(chances.closed):.0%} of them."
        )
