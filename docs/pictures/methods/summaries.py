"""vTaiwan in three parts by time: each part's own map, and the merged one, which is that of the whole."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.map import draw as draw_map
from cairn.engine.opinion.summary import ConversationSummary
from cairn.engine.summary import merge_all
from docs.pictures.style import ACCENT, INK, SECOND, SHARED, THIRD, picture

CONVERSATION = SHARED / "conversations" / "vtaiwan.uberx"
PARTS = 3


def read():
    """Read the shared export."""
    with ExitStack() as files:
        paths = [CONVERSATION / name for name in FILES if (CONVERSATION / name).exists()]
        return read_export({path.name: files.enter_context(path.open("rb")) for path in paths})


def parts_of(export):
    """Cut the votes into parts of equal size by time, and summarise each."""
    cast = export.cast
    for rows in np.array_split(np.argsort(cast.times, kind="stable"), PARTS):
        kept = replace(
            cast, rows=cast.rows[rows], cols=cast.cols[rows], values=cast.values[rows], times=cast.times[rows]
        )
        yield ConversationSummary.from_export(replace(export, cast=kept))


def draw(path):
    """Draw the maps side by side."""
    export = read()
    parts = list(parts_of(export))
    merged = merge_all(parts)
    if merged.to_bytes() != ConversationSummary.from_export(export).to_bytes():
        raise SystemExit("The merged summary is not that of the whole.")
    with picture(path, width=7.8, height=2.5, columns=PARTS + 1) as panels:
        for axes, part, colour in zip(panels, parts, (ACCENT, SECOND, THIRD), strict=False):
            points = draw_map(part.votes, n_splits=0).positions
            axes.scatter(*points.T, s=4, color=colour, alpha=0.5, lw=0)
            _framed(axes, points, f"{len(part.votes.values):,} votes", f"of {len(points):,} people")
        points = draw_map(merged.votes, n_splits=0).positions
        panels[-1].scatter(*points.T, s=3, color=INK, alpha=0.6, lw=0)
        _framed(panels[-1], points, f"{len(merged.votes.values):,} votes", f"of {len(points):,} people")
        for axes, sign in zip(panels, "++=", strict=False):
            axes.text(
                1.09, 0.5, sign, transform=axes.transAxes, ha="center", va="center", fontsize=15, color=INK
            )


def _framed(axes, points, title, below):
    low, high = np.percentile(points, [0.5, 99.5], axis=0)
    pad = 0.1 * (high - low)
    axes.set(xlim=(low[0] - pad[0], high[0] + pad[0]), ylim=(low[1] - pad[1], high[1] + pad[1]))
    axes.set(xticks=[], yticks=[], xlabel=below)
    axes.set_title(title, fontsize=9.5)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
