"""What the five largest of 300 invented effects claim, before and after pooling, beside the truth."""

from pathlib import Path

import numpy as np

from cairn.engine.effect.pooling import pooled_effects
from docs.pictures.style import ACCENT, INK, LINE, MUTED, SECOND, picture
from tests.engine.effect.many import world

SEED = 6


def draw(path):
    """Draw estimates and pooled effects against the truth, and the five that look best."""
    true, estimate, errors, practice = world(np.random.default_rng(SEED))
    pooled = pooled_effects(estimate, errors, practice)
    with picture(path, width=7.8, height=3.4, columns=2) as panels:
        for axes, claimed, colour, title in zip(
            panels, (estimate, pooled.mean), (SECOND, ACCENT), ("As estimated", "Once pooled"), strict=True
        ):
            best = np.argsort(-claimed)[:5]
            axes.plot([-0.45, 0.45], [-0.45, 0.45], color=LINE, lw=1.2)
            axes.plot(claimed, true, ".", color=MUTED, ms=4, alpha=0.5)
            axes.plot(claimed[best], true[best], "o", color=colour, ms=7)
            axes.axhline(0, color=INK, lw=0.6)
            axes.annotate(
                f"the five best claim {claimed[best].mean():.2f},\ntruth {true[best].mean():.2f}",
                (-0.42, 0.29), color=colour, fontweight="bold",
            )  # fmt: skip
            axes.set(title=title, xlim=(-0.45, 0.48), ylim=(-0.18, 0.38), xlabel="effect claimed")
        panels[0].set_ylabel("true effect")
        panels[0].annotate("claim = truth", (0.2, 0.235), color=MUTED, rotation=38, fontsize=8.5)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
