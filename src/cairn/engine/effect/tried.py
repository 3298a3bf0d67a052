"""From panels to effects that can be judged together: one estimate for each practice and measure."""

from collections.abc import Iterable

import numpy as np
from scipy.stats import t

from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.fit import Question
from cairn.engine.effect.many import Better, Tried
from cairn.engine.effect.panel import Panel
from cairn.engine.effect.summary import PanelSummary

INTERVAL = ("increase", "decrease", "no_difference", "too_small", "inconclusive")  # past every gate
FLAT = "the measure does not vary before adoption, so that nothing says what one step of it is worth"


def tried_of(
    practice: str,
    measure: str,
    panel: Panel,
    question: Question | None = None,
    *,
    better: Better | None = None,
    scale: float = 1.0,
) -> Tried:
    """Estimate one practice on one measure; where a panel cannot tell, for what it lacks, that is the doubt.

    `scale` is what makes measures comparable (see `spread_before`). The effect is the average over all
    cohorts and times from adoption on; its error is that of its interval, few units' enlarged.
    Raises: ValueError as `effects_of`.
    """
    question = question or Question()
    found = effects_of(PanelSummary.of_panel(panel), question, checks=False)
    simple, doubt = found.simple, None
    if found.verdict.code not in INTERVAL:
        doubt = found.verdict.text.removeprefix("Cannot tell: ").removesuffix(".")
    elif not scale > 0:
        doubt = FLAT
    shown = scale if scale > 0 else 1.0
    if simple is None or simple.lower is None or simple.upper is None:
        return Tried(
            practice, measure, simple.att if simple else None, None, scale=shown, better=better, doubt=doubt
        )
    error = (simple.upper - simple.lower) / 2 / float(t.ppf((1 + question.level) / 2, simple.freedom))
    return Tried(practice, measure, simple.att, error, simple.freedom, shown, better, doubt)


def spread_before(panels: Iterable[Panel]) -> float:
    """Return how far a measure spreads, in all its panels, where no unit had adopted: a standard deviation.

    Levels of panels are taken out. Units: the outcome's. 0 where nothing varies, or nothing lies before.

    >>> from cairn.engine.effect.panel import panel_of
    >>> spread_before([panel_of([1, 1, 2, 2], [1, 2, 1, 2], [2, 2, 0, 0], [1.0, 9.0, 3.0, 2.0])]).__round__(3)
    0.816
    """
    squares, n = 0.0, 0
    for panel in panels:
        values = panel.outcomes[panel.times[None, :] < panel.adopted[:, None]]
        squares += float(((values - values.mean()) ** 2).sum()) if values.size else 0.0
        n += values.size
    return float(np.sqrt(squares / max(n, 1)))
