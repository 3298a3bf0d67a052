"""Which of many effects to call: so that among those called, few are nothing (the false discovery rate)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cairn.engine.effect.panel import Floats

Method = Literal["bh", "by"]


@dataclass(frozen=True, slots=True, eq=False)
class Discoveries:
    """What may be called, in the order given.

    Shapes: `is_called` and `adjusted` (n,): the smallest rate at which each would be called. `text` is the
    verdict in words, `rate` the share of what is called that may be nothing, on average.
    """

    is_called: NDArray[np.bool_]
    adjusted: Floats
    rate: float
    method: Method
    text: str


def discoveries(p_values: ArrayLike, *, rate: float = 0.1, method: Method = "bh") -> Discoveries:
    """Call effects so that, on average, at most a share `rate` of what is called is nothing.

    Shapes: `p_values` (n,). Method bh holds for tests that are independent or hang together positively, as
    measures of one practice do; by for any dependence, and calls less.
    Raises: ValueError for a p-value outside 0 to 1, a rate outside 0 to 1, or another method.
    Source: Benjamini & Hochberg (1995), JRSS B 57; Benjamini & Yekutieli (2001), Annals of Statistics 29.

    >>> discoveries([0.001, 0.02, 0.03, 0.8], rate=0.05).is_called.tolist()
    [True, True, True, False]
    """
    p = np.asarray(p_values, np.float64)
    if p.ndim != 1 or not ((p >= 0) & (p <= 1)).all():
        raise ValueError("P-values are a list of numbers from 0 to 1: leave out what was not tested.")
    if not 0 < rate < 1 or method not in ("bh", "by"):
        raise ValueError("The rate lies between 0 and 1, and the method is bh or by.")
    n = len(p)
    order = np.argsort(p, kind="stable")
    factor = n * (1.0 if method == "bh" else float((1 / np.arange(1, n + 1)).sum()))
    raised = p[order] * factor / np.arange(1, n + 1)
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    is_called = adjusted <= rate
    return Discoveries(is_called, adjusted, rate, method, _text(int(is_called.sum()), n, rate))


def _text(called: int, n: int, rate: float) -> str:
    if not called:
        return f"None of {n} effects stands out, if at most {rate:.0%} of those called may be nothing."
    return f"{called} of {n} effects are called; about {rate:.0%} of those called may be nothing."
