"""What `cairn finance --json` answers: one object, amounts in currency units."""


def told(found):
    amount = _amount(found.plan)
    return {
        "rule": found.rule,
        "verdict": found.verdict,
        "steps": list(found.steps),
        "warnings": list(found.warnings),
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
        "by_component": {name: amount(lack) for name, lack in one.by_component(found.plan).items()},
        "bare": list(one.bare()),
        "overlaps": [
            {"line": line, "year": year, "sources": list(sources)}
            for (line, year), sources in one.overlaps(found.plan).items()
        ],
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
