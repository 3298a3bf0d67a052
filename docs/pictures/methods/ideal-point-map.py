"""Brexit: where 204 people stand and how far that may be off; and how one of them is found vote by vote."""

from pathlib import Path

import numpy as np
from matplotlib.patches import Ellipse

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.ideal.model import fit_ideal_map
from cairn.engine.opinion.ideal.placing import place
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, SHARED, THIRD, picture

FOLDER = SHARED / "conversations" / "brexit-consensus"
PICKED = ((3, SECOND), (15, THIRD), (45, ACCENT))  # about so many votes that take a side


def read():
    """Read the conversation."""
    files = {name: (FOLDER / name).open("rb") for name in FILES if (FOLDER / name).is_file()}
    try:
        return read_export(files).votes
    finally:
        for file in files.values():
            file.close()


def draw(path):
    """Draw the map beside the path of one person."""
    votes = read()
    drawn = fit_ideal_map(votes)
    people = [_with(drawn, n) for n, _ in PICKED]
    with picture(path, width=7.4, height=3.9, columns=2) as (places, steps):
        _draw_places(places, drawn, people)
        _draw_steps(steps, drawn, people[-1])


def _with(drawn, n):
    """Return somebody with about so many votes that take a side, far out rather than central."""
    near = np.flatnonzero(np.abs(drawn.n_people_sides - n) <= max(1, n // 10))
    return int(near[np.abs(drawn.positions[near, 0]).argmax()])


def _draw_places(axes, drawn, people):
    axes.scatter(*drawn.positions.T, s=8, color=MUTED, alpha=0.5, lw=0)
    for person, (_, colour) in zip(people, PICKED, strict=True):
        width, turn = np.linalg.eigh(drawn.people_covariance[person, 1:, 1:])
        angle = np.degrees(np.arctan2(turn[1, 1], turn[0, 1]))
        high, wide = 2 * 2.448 * np.sqrt(width)
        middle = drawn.positions[person]
        axes.add_patch(Ellipse(middle, wide, high, angle=angle, fc=colour, ec=colour, alpha=0.13))
        axes.add_patch(Ellipse(middle, wide, high, angle=angle, fill=False, ec=colour, lw=1.2))
        axes.plot(*middle, "o", color=colour, ms=6)
        n, side = int(drawn.n_people_sides[person]), -1 if colour == SECOND else 1
        reach = 2.448 * np.sqrt(drawn.people_covariance[person, 2, 2])
        where = (middle[0], middle[1] + side * reach)
        axes.annotate(
            f"{n} votes",
            where,
            (0, side * 5),
            textcoords="offset points",
            color=colour,
            fontweight="bold",
            ha="center",
            va="bottom" if side > 0 else "top",
        )
    axes.set(
        xlabel="← Remain      first direction      Leave →",
        ylabel="second direction",
        xlim=(-4, 4),
        ylim=(-4, 4),
    )
    axes.set_title("204 people, and how sure three are")


def _draw_steps(axes, drawn, person):
    votes = drawn.votes
    own = slice(votes.starts[person], votes.starts[person + 1])
    cols, values = votes.cols[own], votes.values[own]
    steps = np.arange(len(cols) + 1)
    placed = [place(drawn, cols[:n], values[:n]) for n in steps]
    middle = np.array([one.mean[1] for one in placed])
    error = np.array([np.sqrt(one.covariance[1, 1]) for one in placed])
    axes.fill_between(steps, middle - 1.96 * error, middle + 1.96 * error, color=ACCENT, alpha=0.15, lw=0)
    axes.plot(steps, middle, color=ACCENT)
    axes.axhline(0, color=MUTED, lw=0.8, ls=":")
    axes.text(len(cols) / 2, 0.45, "in here with 95 %", color=INK, ha="center")
    axes.set(xlabel="votes so far", ylabel="place in the first direction", ylim=(-3, 3))
    axes.set_title("One of them, vote by vote")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
