"""Which of many practices work on which measures, so that chance does not fool us.

Two questions are answered apart and then together: which effects may be called at a stated rate of false
discoveries, and how large each is likely to be once all have been seen together. A practice works on a
measure only where both say so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Literal

import numpy as np
from scipy.stats import norm, t

from cairn.engine.effect.discovery import Method, discoveries
from cairn.engine.effect.panel import Floats
from cairn.engine.effect.pooling import FEWEST, Pooled, pooled_effects
from cairn.engine.effect.verdict import Verdict

Better = Literal["up", "down"]
Param = tuple[str, float | int | str | None]
SMALLEST, LARGEST = 1e-50, 1e50  # figures whose squares and ratios stay finite
PICKED = 0.05  # the p-value below which results are usually picked: what is told beside
UNLIKE = 10.0  # times that errors of measures in one unit may differ before it is asked whether they are
NAMED = 5  # effects that the summary names
RULE = (
    "Called: Benjamini and {name} at a rate of {rate:.0%}, over all that was tried. "
    "Pooled: each estimate is drawn towards its practice's mean, and that towards the mean of all. "
    "A practice works on a measure where the effect is called, and pooled, at {level:.0%}, is not nothing."
)
CLEAR = {"works": "works on", "harms": "harms", "raises": "raises", "lowers": "lowers"}
NAMES = {"bh": "Hochberg", "by": "Yekutieli"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One practice, one measure, and what was estimated; None where nothing could be.

    `estimate` and `error` are in the measure's unit, with `freedom` degrees of freedom (infinite: normal).
    `scale` is what makes measures comparable, such as each one's spread before adoption. `doubt` says why the
    estimate cannot be trusted: then it is neither called nor pooled.
    Raises: ValueError for a figure that cannot be.
    """

    practice: str
    measure: str
    estimate: float | None
    error: float | None
    freedom: float = inf
    scale: float = 1.0
    better: Better | None = None
    doubt: str | None = None

    def __post_init__(self) -> None:
        for name, value in (("error", self.error), ("scale", self.scale), ("freedom", self.freedom)):
            if value is not None and not (SMALLEST <= value <= LARGEST or (name, value) == ("freedom", inf)):
                raise ValueError(
                    f"{self.name}: the {name} is {value:g}, not a positive number that can be used."
                )
        if self.estimate is not None and not abs(self.estimate) <= LARGEST:
            raise ValueError(
                f"{self.name}: the estimate is {self.estimate:g}, not a number that can be used."
            )

    @property
    def name(self) -> str:
        """Name the practice and the measure."""
        return f"Practice {self.practice}, measure {self.measure}"

    @property
    def can_be_used(self) -> bool:
        """Say whether there is an estimate to call and to pool."""
        return self.estimate is not None and self.error is not None and not self.doubt


@dataclass(frozen=True, slots=True)
class Drawn:
    """One effect drawn together with the others, in its measure's unit and direction.

    `kept` says how much of the estimate's distance from its practice's mean was kept.
    """

    mean: float
    lower: float
    upper: float
    kept: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of one practice and one measure; None where nothing can be.

    `p` is that of the estimate alone, `adjusted` the smallest rate at which it would be called.
    """

    tried: Tried
    p: float | None
    adjusted: float | None
    is_called: bool
    pooled: Drawn | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class PracticeMean:
    """A practice over all measures it could be judged on, better up, in units of each measure's scale."""

    practice: str
    n_measures: int
    mean: float
    lower: float
    upper: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Many:
    """All effects by practice and measure, the practices' means, and a verdict over all.

    `picked` counts p below 5 %, `by_chance` what of these there would be if nothing worked. `between` and
    `within` are the spreads of practices, and of effects about their practice; None where nothing is pooled.
    """

    rule: str
    effects: tuple[Judged, ...]
    practices: tuple[PracticeMean, ...]
    n_tried: int
    n_called: int
    picked: int
    by_chance: float
    rate: float
    level: float
    between: float | None
    within: float | None
    notes: tuple[str, ...]
    verdict: Verdict


def many_effects(
    tried: Iterable[Tried], *, rate: float = 0.1, level: float = 0.95, method: Method = "bh"
) -> Many:
    """Judge every practice on every measure, knowing how many were tried.

    What could not be estimated counts among those tried, and is not called: to leave it out would make it
    easier for the rest. The order given does not matter.
    Raises: ValueError if nothing is given, a pair is there twice, or as `discoveries` and `pooled_effects`.
    Source: see `discovery` and `pooling`.

    >>> found = many_effects([Tried("tutoring", "maths", 0.8, 0.1), Tried("tutoring", "reading", 0.7, 0.1),
    ...                       Tried("posters", "maths", 0.1, 0.1)])
    >>> [one.verdict.text for one in found.effects]
    ['cannot tell: not beyond chance', 'raises it here', 'raises it here']
    """
    given = sorted(tried, key=lambda one: (one.practice, one.measure))
    _check(given)
    used = _Used.of(given)
    p = np.ones(len(given))
    p[list(used.place)] = used.p
    calls = discoveries(p, rate=rate, method=method)
    pooled = used.pooled(level) if len(used.place) >= FEWEST else None
    drawn = dict(zip(used.place, used.drawn(pooled), strict=True)) if pooled else {}
    judged = tuple(
        _judged(one, _Figures(float(p[i]), float(calls.adjusted[i]), bool(calls.is_called[i]), len(given)),
                drawn.get(i))
        for i, one in enumerate(given)
    )  # fmt: skip
    return Many(
        RULE.format(name=NAMES[method], rate=rate, level=level), judged,
        used.means(pooled) if pooled else (), len(given), int(calls.is_called.sum()),
        int((p < PICKED).sum()), PICKED * len(used.place), rate, level, pooled.between if pooled else None,
        pooled.within if pooled else None, tuple(_notes(used, len(given), pooled)), _verdict(judged, rate),
    )  # fmt: skip


def _check(given: Sequence[Tried]) -> None:
    if not given:
        raise ValueError("There is no practice and measure to judge.")
    for one, other in pairwise(given):
        if one.name == other.name:
            raise ValueError(f"{one.name} is there twice: keep one.")


@dataclass(frozen=True, slots=True)
class _Figures:
    """What is known of one effect among all that were tried."""

    p: float
    adjusted: float
    is_called: bool
    tried: int


@dataclass(frozen=True, slots=True, eq=False)
class _Used:
    """Effects that can be used, as columns (n,); `place` is where each stands among those given.

    `turn` makes figures comparable: better up, in units of scale.
    """

    tried: tuple[Tried, ...]
    place: tuple[int, ...]
    estimate: Floats
    error: Floats
    freedom: Floats
    turn: Floats
    practices: tuple[str, ...]
    practice: tuple[int, ...]

    @classmethod
    def of(cls, given: Sequence[Tried]) -> "_Used":
        place = tuple(i for i, one in enumerate(given) if one.can_be_used)
        tried = tuple(given[i] for i in place)
        rows = [
            (one.estimate, one.error, one.freedom, (-1.0 if one.better == "down" else 1.0) / one.scale)
            for one in tried
        ]
        estimate, error, freedom, turn = np.array(rows, np.float64).reshape(-1, 4).T
        names = tuple(sorted({one.practice for one in tried}))
        practice = tuple(names.index(one.practice) for one in tried)
        return cls(tried, place, estimate, error, freedom, turn, names, practice)

    @property
    def p(self) -> Floats:
        """Return the chance of an estimate as far from 0, on either side, if there is no effect."""
        return np.asarray(2 * t.sf(np.abs(self.estimate) / self.error, self.freedom))

    def pooled(self, level: float) -> Pooled:
        """Draw all together; an error with few degrees of freedom is widened as its interval is."""
        share = (1 + level) / 2
        errors = self.error * t.ppf(share, self.freedom) / norm.ppf(share)
        return pooled_effects(
            self.estimate * self.turn, errors * np.abs(self.turn), self.practice, level=level
        )

    def drawn(self, pooled: Pooled) -> list[Drawn]:
        """Turn what was drawn together back into each measure's own unit and direction."""
        mean, one, other = (values / self.turn for values in (pooled.mean, pooled.lower, pooled.upper))
        columns = (mean, np.minimum(one, other), np.maximum(one, other), pooled.kept)
        return [Drawn(*row) for row in np.array(columns).T.tolist()]

    def means(self, pooled: Pooled) -> tuple[PracticeMean, ...]:
        """Give each practice's mean, better up."""
        columns = (pooled.practice_mean, pooled.practice_lower, pooled.practice_upper)
        is_turned = all(one.better for one in self.tried)
        return tuple(
            PracticeMean(name, self.practice.count(i), mean, lower, upper,
                         _on_average(lower, upper, is_turned))
            for i, (name, (mean, lower, upper)) in enumerate(
                zip(self.practices, np.array(columns).T.tolist(), strict=True)
            )
        )  # fmt: skip

    def unlike(self) -> float:
        """Return how many times the usual error of one measure is that of another, as pooled."""
        errors = self.error * np.abs(self.turn)
        names = np.array([one.measure for one in self.tried])
        usual = [float(np.median(errors[names == name])) for name in np.unique(names)]
        return max(usual) / min(usual)


def _judged(one: Tried, figures: _Figures, drawn: Drawn | None) -> Judged:
    if not one.can_be_used:
        code, why = ("doubt", one.doubt) if one.doubt else ("no_estimate", "no effect was estimated")
        verdict = Verdict(code, (("why", why),), f"cannot tell: {why}")
        return Judged(one, None, None, False, None, verdict)
    way = 1 if (one.estimate or 0.0) > 0 else -1
    is_clear = drawn is None or (drawn.lower > 0 if way > 0 else drawn.upper < 0)
    code, text = _said(one.better, way, figures, is_clear=is_clear, is_pooled=drawn is not None)
    params = (("p", figures.p), ("adjusted", figures.adjusted), ("tried", figures.tried))
    verdict = Verdict(code, params, text)
    return Judged(one, figures.p, figures.adjusted, figures.is_called, drawn, verdict)


def _said(
    better: Better | None, way: int, figures: _Figures, *, is_clear: bool, is_pooled: bool
) -> tuple[str, str]:
    """Say what follows from the call and the pooled interval together."""
    if figures.is_called and is_clear:
        if better is None:
            return ("raises", "raises it here") if way > 0 else ("lowers", "lowers it here")
        is_better = way == (1 if better == "up" else -1)
        return ("works", "works here") if is_better else ("harms", "makes it worse here")
    if figures.is_called:
        return "size_open", "cannot tell: stands out, but beside the others may be nothing"
    text = "cannot tell: not beyond chance"
    if is_pooled and is_clear:
        return "practice_only", f"{text} by itself, though its practice as a whole speaks for it"
    return "not_called", text


def _on_average(lower: float, upper: float, is_turned: bool) -> Verdict:
    params: tuple[Param, ...] = (("lower", lower), ("upper", upper))
    if lower <= 0 <= upper:
        return Verdict("inconclusive", params, "cannot tell: may be nothing")
    if lower > 0:
        return Verdict("increase", params, "works on average" if is_turned else "raises on average")
    return Verdict("decrease", params, "makes it worse on average" if is_turned else "lowers on average")


def _notes(used: _Used, n: int, pooled: Pooled | None) -> Iterator[str]:
    if less := n - len(used.place):
        yield f"{less} of {n} could not be judged; they count among those tried."
    if pooled is None:
        yield f"Fewer than {FEWEST} effects can be used, so that nothing is drawn together."
        return
    if not all(one.better for one in used.tried):
        yield "Not every measure says which way is better: effects are drawn together as they stand."
    if (times := used.unlike()) > UNLIKE:
        yield (
            f"Errors of one measure are {times:.0f} times those of another. Effects are drawn together as if "
            "in one unit: if they are not, give each measure's scale."
        )


def _verdict(judged: Sequence[Judged], rate: float) -> Verdict:
    """Say over all what stands out, and what picking by p-value would have said."""
    n, p = len(judged), [one.p for one in judged if one.p is not None]
    picked, by_chance = sum(one < PICKED for one in p), PICKED * len(p)
    clear = sorted((one for one in judged if one.verdict.code in CLEAR), key=lambda one: one.p or 0.0)
    is_open = sum(one.verdict.code == "size_open" for one in judged)
    text = _found(clear, n, rate)
    if is_open:
        text += f" {is_open} more {_stand(is_open)} out, but beside the others may be nothing."
    text += (
        f" Picking p below {PICKED:.0%} would have called {picked}; "
        f"if nothing worked, chance alone would give about {by_chance:.{0 if by_chance >= 10 else 1}f}."
    )
    params: tuple[Param, ...] = (
        ("clear", len(clear)), ("size_open", is_open), ("tried", n), ("rate", rate), ("picked", picked),
        ("by_chance", by_chance),
    )  # fmt: skip
    return Verdict("some" if clear else "none", params, text)


def _found(clear: Sequence[Judged], n: int, rate: float) -> str:
    if not clear:
        return f"Cannot tell: none of {n} effects tried stands out beyond chance."
    named = "; ".join(
        f"{one.tried.practice} {CLEAR[one.verdict.code]} {one.tried.measure}" for one in clear[:NAMED]
    )
    more = f"; and {len(clear) - NAMED} more" if len(clear) > NAMED else ""
    return (
        f"{len(clear)} of {n} effects tried {_stand(len(clear))} out beyond chance: {named}{more}. Called so "
        f"that, on average, at most {rate:.0%} of what is called is nothing."
    )


def _stand(n: int) -> str:
    return "stands" if n == 1 else "stand"
