"""How many outcomes improve, hold or worsen: k of n, with those that nobody knows told too."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cairn.engine.quality.numbers import Given, exact, known
from cairn.engine.signal.verdict import Verdict

STATES = ("improving", "maintained", "worsening", "unknown")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its baseline and latest values, which way is better, and how much change is none."""

    baseline: Given | None
    latest: Given | None
    better: Literal["up", "down"]
    tolerance: Given = 0
    is_relative: bool = False  # the tolerance is a share of the baseline
    is_quality: bool = True  # False: the latest value is not of quality, so that nobody knows


@dataclass(frozen=True, slots=True)
class Progress:
    """Every outcome's state, and the count: k improving or maintained of n known."""

    states: Mapping[str, str]
    why: Mapping[str, str]  # of the unknown ones: no_baseline, no_latest, not_of_quality, share_of_zero
    k: int
    n: int
    unknown: int
    rule: str
    verdict: Verdict


def progress(outcomes: Mapping[str, Outcome]) -> Progress:
    """Count the outcomes that improve or are maintained since their baseline.

    improving: the latest value is better than the baseline by more than the tolerance; worsening: worse by
    more than it; maintained: neither; unknown: either value is missing, the latest is not of quality, or a
    relative tolerance has a baseline of 0. Unknown ones are in neither k nor n, and are told.
    Raises: ValueError for what is no number, a tolerance below 0, or a direction that cannot be.

    >>> found = progress({"reading": Outcome(40, 44, "up", 1), "absence": Outcome(20, 20, "down"),
    ...                   "maths": Outcome(50, None, "up")})
    >>> found.verdict.text
    '2 of 2 outcomes are improving (1) or maintained (1); 0 are worsening. Of 1 more nobody knows.'
    """
    judged = {name: _state(name, outcome) for name, outcome in sorted(outcomes.items())}
    states = {name: state for name, (state, _) in judged.items()}
    why = {name: reason for name, (_, reason) in judged.items() if reason}
    counts = {state: sum(1 for one in states.values() if one == state) for state in STATES}
    k = counts["improving"] + counts["maintained"]
    n = k + counts["worsening"]
    if n:
        noun, verb = ("outcome", "is") if n == 1 else ("outcomes", "are")
        text = (
            f"{k} of {n} {noun} {verb} improving ({counts['improving']}) or maintained "
            f"({counts['maintained']}); {counts['worsening']} {'is' if counts['worsening'] == 1 else 'are'} "
            "worsening."
        )
    else:
        text = "No outcome has a baseline and a latest value of quality."
    if counts["unknown"]:
        text += f" Of {counts['unknown']} more nobody knows."
    rule = "Latest against baseline in the better direction, beyond each outcome's own tolerance."
    params = (("k", k), ("n", n), *counts.items())
    code = "none_known" if not n else "all" if k == n else "majority" if 2 * k > n else "minority"
    return Progress(states, why, k, n, counts["unknown"], rule, Verdict(code, params, text))


def _state(name: str, outcome: Outcome) -> tuple[str, str]:
    """Give the state, and why nobody knows it where nobody does."""
    if outcome.better not in ("up", "down"):
        raise ValueError(f"Better for {name} is {outcome.better!r}: use 'up' or 'down'.")
    tolerance = exact(outcome.tolerance, f"the tolerance of {name}")
    if tolerance < 0:
        raise ValueError(f"The tolerance of {name} is {outcome.tolerance}: give a number from 0.")
    first = known(outcome.baseline, f"the baseline of {name}")
    last = known(outcome.latest, f"the latest value of {name}")
    if first is None or last is None:
        return "unknown", "no_baseline" if first is None else "no_latest"
    if not outcome.is_quality or (outcome.is_relative and not first):
        return "unknown", "share_of_zero" if outcome.is_quality else "not_of_quality"
    allowed = tolerance * abs(first) if outcome.is_relative else tolerance
    gain: Fraction = (last - first) if outcome.better == "up" else (first - last)
    return "improving" if gain > allowed else "worsening" if gain < -allowed else "maintained", ""
