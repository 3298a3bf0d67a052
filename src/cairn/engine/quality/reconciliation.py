"""Stock and flow: does this period's stock follow from the last one, what came in and what went out?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.engine.quality.frame import frame_of
from cairn.engine.quality.numbers import Given, exact
from cairn.engine.signal.verdict import Verdict, figure

Base = Literal["expected", "actual"]


@dataclass(frozen=True, slots=True)
class Balance:
    """One period: what its stock should be, and how far off it is. `share` is of the base, at least 1."""

    period: str
    actual: Fraction | None
    expected: Fraction | None  # None: the stock before, or a flow, is not known
    difference: Fraction | None  # actual - expected
    share: Fraction | None
    status: str  # ok, explain, fail, unknown


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every period's balance, and a verdict on the last."""

    balances: tuple[Balance, ...]
    tolerance: Fraction
    base: Base
    rule: str
    verdict: Verdict


def reconcile(
    periods: Sequence[str],
    stock: Sequence[Given | None],
    *,
    inflow: Mapping[str, Sequence[Given | None]],
    outflow: Mapping[str, Sequence[Given | None]],
    tolerance: Given = "15%",
    base: Base = "expected",
) -> Reconciliation:
    """Compare each period's stock with the one before plus all that came in minus all that went out.

    Shapes: one entry per period in each series; `inflow` and `outflow` by kind (an adjustment that corrects
    an earlier month is a kind too). Units: people. The share is |difference| over the expected stock, or
    over the actual one with base="actual", and over 1 where that is less.
    Status: ok without a difference; explain up to the tolerance (ask for a note); fail beyond; unknown where
    a number is missing, as in the first period. A missing flow is never taken as 0.
    Raises: ValueError for shapes that disagree, what is no number, a kind that is both in and out, a
    tolerance below 0, or an unknown base.
    Source: the balance test of by-name data (Built for Zero, data reliability).

    >>> flows = {"inflow": {"new": [None, 41]}, "outflow": {"housed": [None, 19]}}
    >>> reconcile(["06", "07"], [198, 212], **flows).verdict.text
    'In 07 the count is 212, and 220 would follow from 06: 8 too few (3.6%), within the tolerance. Ask why.'
    """
    if base not in ("expected", "actual"):
        raise ValueError(f"The base is {base!r}: use 'expected' or 'actual'.")
    limit = exact(tolerance, "the tolerance")
    if limit < 0:
        raise ValueError(f"The tolerance is {tolerance}: give a share from 0.")
    if both := sorted(set(inflow) & set(outflow)):
        raise ValueError(f"{', '.join(both)} is both in and out: give each kind one name.")
    frame = frame_of(periods, {**inflow, **outflow, "\0stock": stock})
    signs = {**dict.fromkeys(inflow, 1), **dict.fromkeys(outflow, -1)}
    actual = frame.values["\0stock"]
    balances = []
    for place, period in enumerate(frame.periods):
        parts = [actual[place - 1] if place else None]
        for name, sign in signs.items():
            flow = frame.values[name][place]
            parts.append(None if flow is None else sign * flow)
        balances.append(_balance(period, actual[place], parts, limit, base))
    return Reconciliation(
        tuple(balances), limit, base,
        f"Stock before, plus {' + '.join(inflow) or 'nothing'}, minus {' − '.join(outflow) or 'nothing'}; "
        f"off by more than {float(limit):.1%} of the {base} stock fails.",
        _verdict(balances, limit),
    )  # fmt: skip


def _balance(
    period: str, actual: Fraction | None, parts: Sequence[Fraction | None], limit: Fraction, base: Base
) -> Balance:
    there = [part for part in parts if part is not None]
    expected = sum(there, Fraction(0)) if len(there) == len(parts) else None
    if actual is None or expected is None:
        return Balance(period, actual, expected, None, None, "unknown")
    difference = actual - expected
    share = abs(difference) / max(expected if base == "expected" else actual, Fraction(1))
    status = "ok" if not difference else "explain" if share <= limit else "fail"
    return Balance(period, actual, expected, difference, share, status)


def _verdict(balances: Sequence[Balance], limit: Fraction) -> Verdict:
    if not balances:
        return Verdict("no_periods", (), "There is no period yet: nothing to reconcile.")
    last = balances[-1]
    about: tuple[tuple[str, str | int | float | bool], ...] = (("period", last.period),)
    if last.difference is None or last.expected is None or last.actual is None or last.share is None:
        why = "the count, the one before or a flow is not known"
        text = f"Nobody can say whether {last.period} balances: {why}."
        return Verdict("unknown", about, text)
    about += (
        ("actual", float(last.actual)), ("expected", float(last.expected)),
        ("difference", float(last.difference)), ("share", float(last.share)), ("tolerance", float(limit)),
    )  # fmt: skip
    text = f"In {last.period} the count is {figure(float(last.actual))}"
    if last.status == "ok":
        return Verdict("ok", about, f"{text}, exactly what follows from {balances[-2].period}.")
    way = f"{figure(float(abs(last.difference)))} too {'few' if last.difference < 0 else 'many'}"
    text += f", and {figure(float(last.expected))} would follow from {balances[-2].period}: {way}"
    end = "within the tolerance. Ask why." if last.status == "explain" else "beyond the tolerance."
    return Verdict(last.status, about, f"{text} ({float(last.share):.1%}), {end}")
