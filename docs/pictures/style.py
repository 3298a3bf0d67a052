"""The look of every picture in the documentation, and how one is written.

A methods page `docs/guide/methods/NAME.md` shows `docs/pictures/methods/NAME.svg`, made by the script of the
same name beside it from real data and the engine. `make pictures` makes all of them anew; the same data gives
the same file.

    from docs.pictures.style import ACCENT, MUTED, SHARED, picture

    def draw(path):
        with picture(path, title="Attendance at one school", width=7.2, height=3.2) as axes:
            axes.plot(days, values, color=ACCENT)
            axes.annotate("a shift begins", …)

    if __name__ == "__main__":
        draw(Path(__file__).with_suffix(".svg"))

`columns=2` gives a tuple of two axes. Say what a line is beside the line, not in a legend, where there is
room. Colours are those of the pages, told apart in any kind of colour sight;
shape or words say the same again.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CAIRN_SHARED", ROOT.parent / "shared")) / "data"
# the tokens of the pages (src/cairn/web/static/web/tokens.css), by light
PAPER, INK, MUTED, LINE = "#faf7f0", "#21261f", "#5d6357", "#dcd6c7"
ACCENT, SECOND, THIRD, FOURTH, FIFTH = "#2f6348", "#b5520f", "#2b62a8", "#7d4796", "#766316"
COLOURS = (ACCENT, SECOND, THIRD, FOURTH, FIFTH)
STYLE: dict[str, Any] = {
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.labelsize": 9.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "grid.linewidth": 0.5,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "text.color": INK,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "lines.linewidth": 1.8,
    "lines.markersize": 4.5,
    "svg.hashsalt": "cairn",  # the same picture is the same file
    "svg.fonttype": "path",  # and looks the same everywhere
}


@contextlib.contextmanager
def picture(
    path: Path, *, title: str = "", width: float = 7.2, height: float = 3.4, columns: int = 1, rows: int = 1
) -> Iterator[Any]:
    """Give axes to draw on, and write them to `path` as SVG; sizes are in inches."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(
            rows, columns, figsize=(width, height), layout="constrained", squeeze=False
        )
        if title:
            figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)
        flat = tuple(axes.flat)
        yield flat if len(flat) > 1 else flat[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(figure)
        text = path.read_text(encoding="utf-8")
        path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
