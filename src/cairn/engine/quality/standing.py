"""A status that is earned by periods in a row, and lost again."""

from collections.abc import Sequence
from dataclasses import dataclass

from cairn.engine.signal.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands where, period by period: earned, lost or not yet; and since when."""

    states: tuple[str, ...]  # one per period: not_yet, earned, lost
    earned_in: tuple[str, ...]  # every period in which it was earned
    lost_in: tuple[str, ...]
    in_a_row: int  # good periods up to the last
    rule: str
    verdict: Verdict


def standing(
    periods: Sequence[str],
    good: Sequence[bool | None],
    *,
    earned_after: int = 3,
    lost_after: int = 1,
) -> Standing:
    """Say when a status was earned and lost.

    Shapes: one entry of `good` per period; None where nobody knows, which earns nothing and, like a bad
    period, counts towards losing: a status that nobody can confirm lapses.
    Earned in the last of `earned_after` good periods in a row (the baseline period); lost in the last of
    `lost_after` others in a row, and then to be earned anew.
    Raises: ValueError if the shapes disagree or a length is below 1.
    Source: three consecutive months of reliable data (Built for Zero Canada, quality by-name list).

    >>> standing(["07", "08", "09"], [True, True, True]).verdict.text
    'Earned in 09, after 3 good periods in a row.'
    """
    if len(periods) != len(good):
        raise ValueError(f"There are {len(periods)} periods and {len(good)} marks: give one for each.")
    if earned_after < 1 or lost_after < 1:
        raise ValueError("A status is earned, and lost, after 1 period or more: correct the lengths.")
    states, earned, lost = [], [], []
    state, well, badly, why = "not_yet", 0, 0, ""
    for period, mark in zip(periods, good, strict=True):
        well, badly = (well + 1, 0) if mark else (0, badly + 1)
        if state != "earned" and well >= earned_after:
            state = "earned"
            earned.append(period)
        elif state == "earned" and badly >= lost_after:
            state, why = "lost", "not known" if mark is None else "not good"
            lost.append(period)
        states.append(state)
    row = "1 good period" if earned_after == 1 else f"{earned_after} good periods in a row"
    params = (("state", state), ("in_a_row", well), ("needed", earned_after), ("because", why))
    need = "earns" if earned_after == 1 else "earn"
    text = {
        "earned": f"Earned in {earned[-1] if earned else ''}, after {row}.",
        "lost": f"Lost in {lost[-1] if lost else ''}, which is {why}: {row} {need} it again; {well} so far.",
        "not_yet": f"Not earned yet: it takes {row}, and there {'is' if well == 1 else 'are'} {well} so far.",
    }[state]
    ends = "the first period that is" if lost_after == 1 else f"{lost_after} periods in a row that are"
    rule = f"Earned by {row}; lost by {ends} not good or not known."
    return Standing(tuple(states), tuple(earned), tuple(lost), well, rule, Verdict(state, params, text))
