"""Brexit: what a vote would teach, for somebody new of each of two constituencies."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.ideal.model import fit_ideal_map
from cairn.engine.opinion.routing import next_statement, set_desk
from docs.pictures.style import ACCENT, INK, SECOND, SHARED, THIRD, picture

FOLDER = SHARED / "conversations" / "brexit-consensus"
SAID = {"0": "voted Leave", "1": "voted Remain"}  # the statements by which people declared how they had voted
SHOWN = 7
PARTS = (
    ("position", "where the person stands", ACCENT),
    ("statement", "how the statement divides people", THIRD),
    ("constituency", "what the constituency thinks", SECOND),
)


def read():
    """Read the conversation."""
    files = {name: (FOLDER / name).open("rb") for name in FILES if (FOLDER / name).is_file()}
    try:
        return read_export(files)
    finally:
        for file in files.values():
            file.close()


def declared(votes):
    """Return how people said they had voted."""
    said = {}
    for one, name in SAID.items():
        is_yes = (votes.cols == votes.statements.index(one)) & (votes.values > 0)
        said |= {votes.participants[row]: name for row in votes.rows[is_yes].tolist()}
    return said


def ranked(desk, constituency, cols, values):
    """Return the choices in the order in which they would come, if each was refused."""
    found, is_open = [], desk.is_open.copy()
    for _ in range(SHOWN):
        one = next_statement(replace(desk, is_open=is_open), cols, values, constituency=constituency)
        found.append(one)
        is_open[one.statement] = False
    return sorted(found, key=lambda one: sum(one.bits.values()))


def draw(path):
    """Draw bits by statement for two people."""
    export = read()
    votes = export.votes
    desk = set_desk(fit_ideal_map(votes), declared(votes), min_size=1)  # the data are published
    text = {one.id: one.text for one in export.statements}
    with picture(path, width=7.4, height=5.4, rows=2) as panels:
        for axes, name in zip(panels, SAID.values(), strict=True):
            at = next(j for j, one in SAID.items() if one == name)
            _bars(axes, ranked(desk, name, [votes.statements.index(at)], [1]), votes, text)
            few = "few" if name == SAID["0"] else "many"
            axes.set_title(f"A person who {name}, as {few} here did")
        panels[-1].set_xlabel("expected to be learned, bits")
        panels[1].legend(loc="lower right")


def _bars(axes, choices, votes, text):
    left = np.zeros(len(choices))
    for code, name, colour in PARTS:
        bits = np.array([one.bits[code] for one in choices])
        axes.barh(range(len(choices)), bits, left=left, color=colour, label=name, height=0.62)
        left += bits
    for at, one in enumerate(choices):
        line = text[votes.statements[one.statement]]
        axes.text(
            -0.005,
            at,
            line if len(line) < 54 else f"{line[:52]}…",
            ha="right",
            va="center",
            color=INK,
            fontsize=8,
        )
    axes.set(yticks=[], xlim=(0, 1.0))
    axes.grid(visible=False, axis="y")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
