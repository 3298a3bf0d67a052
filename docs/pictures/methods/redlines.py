"""Article 10 of the UN Declaration on the Rights of Indigenous Peoples: the draft of 1994 beside 2007."""

import re
from pathlib import Path

from cairn.engine.redline import difference
from docs.pictures.style import ACCENT, INK, SECOND, picture

DRAFT = (
    "Indigenous peoples shall not be forcibly removed from their lands or territories. No relocation shall "
    "take place without the free and informed consent of the indigenous peoples concerned and after "
    "agreement on just and fair compensation and, where possible, with the option of return."
)
ADOPTED = DRAFT.replace("free and informed", "free, prior and informed")
LOOKS = {"same": (INK, "normal"), "added": (ACCENT, "bold"), "dropped": (SECOND, "normal")}


def draw(path):
    """Write the words line by line, each in the look of what became of it."""
    with picture(path, width=7.2, height=1.75) as axes:
        axes.figure.set_layout_engine("none")
        axes.set_position((0.03, 0, 0.94, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        x, y = 0.0, 0.88
        for run in difference(DRAFT, ADOPTED).runs:
            for word in re.findall(r"\S+\s*", run.text):
                colour, weight = LOOKS[run.change]
                text = axes.text(
                    0, y, word.rstrip(), color=colour, fontweight=weight, fontsize=11, va="center"
                )
                width = _width(axes, text)
                x, y = (0.0, y - 0.22) if x + width > 1 else (x, y)
                text.set_position((x, y))
                if run.change != "same":
                    line = y - 0.08 if run.change == "added" else y
                    axes.plot([x, x + width], [line, line], color=colour, lw=1.6)
                x += width + (0.009 if word[-1].isspace() else 0)


def _width(axes, text):
    """Return how wide a text is, as a share of the axes."""
    box = text.get_window_extent(axes.figure.canvas.get_renderer())
    return box.transformed(axes.transAxes.inverted()).width


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
