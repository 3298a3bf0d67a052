"""Bowling Green: where people stand and in which group, and the evidence for each number of groups."""

from contextlib import ExitStack
from pathlib import Path

import numpy as np

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.groups import MIN_RECURRENCE, MIN_STABILITY
from cairn.engine.opinion.map import draw as draw_map
from docs.pictures.style import ACCENT, INK, LINE, PAPER, SECOND, SHARED, picture

CONVERSATION = SHARED / "conversations" / "american-assembly.bowling-green"
LABELS_AT = 6.6  # up
BOX = {"fc": PAPER, "ec": "none", "pad": 1.5, "alpha": 0.85}


def drawn():
    """Draw the map from the shared export."""
    with ExitStack() as files:
        paths = [CONVERSATION / name for name in FILES if (CONVERSATION / name).exists()]
        return draw_map(
            read_export({path.name: files.enter_context(path.open("rb")) for path in paths}).votes
        )


def draw(path):
    """Draw both panels."""
    found = drawn()
    with picture(path, width=7.6, height=3.9, columns=2) as (people, evidence):
        _people(people, found)
        _evidence(evidence, found)


def _people(axes, found):
    for group, colour, marker in zip(found.groups, (ACCENT, SECOND), ("o", "^"), strict=True):
        own = found.positions[found.labels == ord(group.id) - ord("A")]
        axes.scatter(*own.T, s=7, color=colour, marker=marker, alpha=0.5, lw=0)
        x = own[:, 0].mean() * 2.2
        axes.text(
            x,
            LABELS_AT,
            f"{group.id}: {group.size:,}",
            ha="center",
            color=colour,
            fontweight="bold",
            bbox=BOX,
        )
    axes.set(title="Where people stand", xticks=[], yticks=[], xlabel="first direction", ylabel="second")
    low, high = np.percentile(found.positions[found.is_clustered], [0.3, 99.7], axis=0)
    axes.set(xlim=(low[0] - 0.5, high[0] + 0.5), ylim=(low[1] - 0.5, high[1] + 0.5))


def _evidence(axes, found):
    for line, colour in ((MIN_STABILITY, ACCENT), (MIN_RECURRENCE, SECOND)):
        axes.axvline(line, color=colour, lw=1, ls=(0, (4, 3)))
    for tried in found.tried:
        y = tried.n_groups
        axes.axhline(y, color=LINE, lw=6, alpha=0.5 if tried.is_clear else 0.2, zorder=0)
        axes.scatter(tried.stability, [y + 0.12] * y, color=ACCENT, s=26)
        axes.scatter(tried.bootstrap, [y - 0.12] * y, color=SECOND, s=26, marker="D")
        if tried.is_clear:
            axes.text(0.02, y - 0.06, "clear", color=INK, fontweight="bold")
    axes.text(MIN_STABILITY - 0.02, 5.62, "halves ●", color=ACCENT, ha="right", fontsize=8.5)
    axes.text(MIN_RECURRENCE + 0.02, 5.62, "people drawn anew ◆", color=SECOND, ha="left", fontsize=8.5)
    axes.grid(visible=False)
    axes.set(
        title="Are they found again?",
        xlim=(0, 1),
        ylim=(1.5, 6),
        yticks=[2, 3, 4, 5],
        ylabel="groups",
        xlabel="for each group: 0 by chance or never, 1 always",
    )


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
