"""Three slates of eight on real votes: who finds themselves on the slate, and how often."""

from pathlib import Path

import numpy as np

from cairn.engine.opinion.export import FILES, read_export
from cairn.engine.opinion.map import draw as draw_map
from cairn.engine.representation import Request, people_of, propose
from docs.pictures.style import ACCENT, MUTED, SECOND, SHARED, picture

CONVERSATION = SHARED / "conversations" / "american-assembly.bowling-green"
SIZE = 8


def draw(path):
    """Draw, for each slate, how many statements people of the two groups find themselves in."""
    paths = [CONVERSATION / name for name in FILES if (CONVERSATION / name).exists()]
    files = {one.name: one.open("rb") for one in paths}
    votes = read_export(files).votes
    for file in files.values():
        file.close()
    drawn = draw_map(votes)
    slate = propose(people_of(votes, drawn.labels, [group.id for group in drawn.groups]), Request(SIZE))
    given = slate.approvals
    most = np.argsort(-given.table.sum(axis=0), kind="stable")[:SIZE].tolist()
    slates = {"The eight most approved": most, "Equal Shares": [seat.choice.column for seat in slate.seats]}
    title = "How many of eight contested statements people agree with"
    with picture(path, title=title, width=7.6, height=3.3, columns=2) as both:
        for axes, (name, columns) in zip(both, slates.items(), strict=True):
            _bars(axes, given, drawn, columns)
            axes.set_title(name)
            axes.set_ylim(0, 0.42)
        both[0].set_ylabel("share of the group")
        both[1].tick_params(labelleft=False)


def _bars(axes, given, drawn, columns):
    counts = given.table[:, columns].sum(axis=1)
    for at, (group, color) in enumerate(zip(drawn.groups, (ACCENT, SECOND), strict=False)):
        who = np.tile(drawn.labels == at, given.n_parts)
        share = np.bincount(counts[who], minlength=SIZE + 1) / who.sum()
        places = np.arange(SIZE + 1) + (at - 0.5) * 0.4
        axes.bar(
            places,
            share,
            width=0.38,
            color=color,
            hatch="" if at == 0 else "///",
            edgecolor="white",
            linewidth=0.4,
        )
        peak = int(share.argmax())
        axes.annotate(
            f"group {group.id}, {group.size}",
            (places[peak], share[peak]),
            (0, 4),
            textcoords="offset points",
            ha="left" if at == 0 else "right",
            color=color,
            fontsize=8.5,
        )
        if at:
            axes.annotate(
                f"{share[0]:.0%}",
                (places[0], share[0]),
                (0, 4),
                textcoords="offset points",
                ha="center",
                color=color,
                fontsize=8,
            )
    axes.set_xticks(range(SIZE + 1), ["none", *map(str, range(1, SIZE + 1))])
    axes.set_xlabel("statements agreed with")
    axes.xaxis.label.set_color(MUTED)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.grid(axis="x", visible=False)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
