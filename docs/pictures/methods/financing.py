"""The example plan by year: signed, likely, not covered; and what the gap hangs on most."""

from pathlib import Path

from cairn.engine.finance import answer, read_plan, starting
from docs.pictures.style import ACCENT, FIFTH, INK, MUTED, PAPER, SECOND, picture


def layers(found, million):
    """Return, bottom up, what of each year's cost is signed, likely and lacking."""
    costs = found.costs.by_year()
    missing, unsigned = (found.gaps[view].by_year() for view in ("weighted", "signed"))
    signed = {year: min(costs[year] - unsigned[year], costs[year] - missing[year]) for year in costs}
    likely = {year: costs[year] - missing[year] - signed[year] for year in costs}
    named = {"signed": signed, "likely": likely, "not covered": missing}
    return {name: [amounts[year] / million for year in costs] for name, amounts in named.items()}


def draw_years(axes, found, million):
    """Draw a column for each year."""
    years = list(found.plan.years)
    base = [0.0] * len(years)
    looks = {
        "signed": (ACCENT, ACCENT, PAPER),
        "likely": (FIFTH, FIFTH, PAPER),
        "not covered": (PAPER, SECOND, SECOND),
    }
    for name, heights in layers(found, million).items():
        face, edge, ink = looks[name]
        hatch = "///" if name == "not covered" else None
        axes.bar(years, heights, bottom=base, width=0.74, color=face, edgecolor=edge, hatch=hatch, lw=0.8)
        k = heights.index(max(heights))
        box = {"fc": PAPER, "ec": "none", "pad": 1.5} if hatch else None
        style = {
            "color": ink,
            "ha": "center",
            "va": "center",
            "fontweight": "bold",
            "fontsize": 8,
            "bbox": box,
        }
        axes.text(years[k], base[k] + heights[k] / 2, name, **style)
        base = [low + height for low, height in zip(base, heights, strict=True)]
    axes.set(ylabel="million USD", xticks=years, title="The plan by year")
    axes.grid(axis="x", visible=False)


def draw_tornado(axes, found, million):
    """Draw how far each assumption moves the gap."""
    bars = found.sensitivity.tornado[:6][::-1]
    gap = found.gaps["weighted"].total / million
    axes.axvline(gap, color=SECOND, lw=1.4, zorder=1)
    for row, bar in enumerate(bars):
        ends = [bar.low / million, bar.high / million]
        axes.plot(ends, [row, row], color=ACCENT, lw=9, solid_capstyle="butt", zorder=2)
        box = {"fc": PAPER, "ec": "none", "pad": 0.8}
        axes.text(ends[0], row + 0.3, bar.name, color=INK, fontsize=8.5, va="bottom", bbox=box, zorder=3)
    axes.text(gap + 0.03, -0.55, f"as planned: {gap:.2f}", color=SECOND, fontsize=8.5, fontweight="bold")
    axes.set(
        xlabel="gap, million USD", ylim=(-0.75, len(bars) - 0.1), yticks=[], title="What the gap hangs on"
    )
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", colors=MUTED)
    axes.grid(axis="y", visible=False)


def draw(path):
    """Draw both."""
    found = answer(read_plan(starting()))
    million = found.plan.scale * 1e6
    with picture(path, width=7.4, height=3.4, columns=2) as (left, right):
        draw_years(left, found, million)
        draw_tornado(right, found, million)


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
