"""Three constituencies of very different size: each alone, and pooled, on real votes."""

from pathlib import Path

import numpy as np

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.statements import wilson
from cairn.engine.representation import constituencies
from docs.pictures.style import ACCENT, INK, LINE, MUTED, SECOND, SHARED, picture

CONVERSATION = SHARED / "conversations" / "scoop-hivemind.biodiversity"
NAMES = ("North", "South", "Islands")
PARTS = {"0": (0.78, 0.2, 0.02), "1": (0.15, 0.65, 0.2)}  # by the group that the export names; invented
OTHERS = (0.65, 0.3, 0.05)


def votes_and_names():
    """Read the votes, and deal people into invented constituencies (the export names none)."""
    paths = [CONVERSATION / name for name in FILES]
    files = {path.name: path.open("rb") for path in paths}
    export = read_export(files)
    for file in files.values():
        file.close()
    chance = np.random.default_rng(3)
    parts = [PARTS.get(export.group_of.get(one, ""), OTHERS) for one in export.votes.participants]
    dealt = [str(chance.choice(NAMES, p=part)) for part in parts]
    return export.votes, dict(zip(export.votes.participants, dealt, strict=True))


def draw(path):
    """Draw agreement by constituency with intervals: pooled dark, alone pale."""
    votes, declared = votes_and_names()
    found = constituencies(votes, declared)
    columns = _shown(found)
    title = "How far each constituency agrees, and how sure that is"
    with picture(path, title=title, width=7.6, height=3.9) as axes:
        for place, j in enumerate(columns):
            for row, name in enumerate(found.rows.names):
                _interval(axes, found, (row, j), (place, name))
        axes.set_yticks(range(len(columns)), [f"statement {votes.statements[j]}" for j in columns])
        axes.invert_yaxis()
        axes.set_xlim(0, 1.0)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.set_xlabel(
            "agree, of those who saw it: dark pooled with the others, pale by its own votes alone (|)"
        )
        axes.axvline(0.5, color=LINE, linewidth=1.2, zorder=0)
        axes.grid(axis="y", visible=False)


def _shown(found):
    """Choose six statements of different agreement that the smallest constituency has seen a little."""
    small = found.agreement.seen[list(found.rows.names).index("Islands")]
    able = np.flatnonzero(small >= found.rows.min_size)
    order = able[np.argsort(-found.agreement.pooled.share[0, 0, able], kind="stable")]
    return order[np.linspace(0, len(order) - 1, 6).astype(int)].tolist()


def _interval(axes, found, cell, where):
    (row, j), (place, name) = cell, where
    at = place + 0.27 * (NAMES.index(name) - 1)
    n, of = found.agreement.agree[row, j], found.agreement.seen[row, j]
    low, high = (float(end) for end in wilson(np.array(n), np.array(of)))
    pooled = found.agreement.pooled
    ends, share = (pooled.low[0, row, j], pooled.high[0, row, j]), pooled.share[0, row, j]
    color = SECOND if name == "Islands" else ACCENT
    axes.plot((low, high), (at, at), color=LINE, linewidth=5, solid_capstyle="round", zorder=1)
    axes.plot(ends, (at, at), color=color, linewidth=1.6, zorder=2)
    axes.plot(share, at, "o" if name != "Islands" else "D", color=color, markersize=4.5, zorder=3)
    axes.plot(n / of, at, "|", color=MUTED, markersize=7, zorder=2)
    if place == 0:
        axes.annotate(
            f"{name} {of}",
            (max(high, ends[1]), at),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=INK,
        )
    else:
        axes.annotate(
            f"{of}",
            (max(high, ends[1]), at),
            (5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=MUTED,
        )


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
