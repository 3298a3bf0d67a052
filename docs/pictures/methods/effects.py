"""Minimum wage and teen employment in 500 counties: effects by years since, and how far to trust them."""

import csv
from pathlib import Path

from cairn.engine.effect.effects import effects_of
from cairn.engine.effect.panel import panel_of
from cairn.engine.effect.summary import PanelSummary
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, SHARED, picture


def effects():
    """Estimate from the counties' file."""
    with (SHARED / "panels/mpdta.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = (("countyreal", int), ("year", int), ("first.treat", int), ("lemp", float))
    return effects_of(
        PanelSummary.of_panel(panel_of(*([kind(row[name]) for row in rows] for name, kind in columns)))
    )


def draw(path):
    """Draw the event study with its bands, and the intervals under trends that part."""
    found = effects()
    with picture(path, width=7.8, height=3.5, columns=2) as (left, right):
        for one, half in zip(found.dynamic, found.bands.halves, strict=True):
            colour, att = ACCENT if one.key >= 0 else MUTED, one.estimate.att
            left.plot([one.key] * 2, [att - half, att + half], color=colour, lw=1)
            left.plot([one.key] * 2, [one.estimate.lower, one.estimate.upper], color=colour, lw=4, alpha=0.55)
            left.plot(one.key, att, "o", color=colour)
        left.axhline(0, color=INK, lw=0.8)
        left.axvline(-0.5, color=INK, lw=0.8, ls=":")
        left.annotate("adoption", (-0.42, 0.085), color=MUTED)
        left.annotate("before: should\nbe near 0", (-3.2, -0.075), color=MUTED)
        left.set(
            title="By years since adoption", xlabel="years since", ylabel="log employment", ylim=(-0.25, 0.11)
        )
        for part in found.sensitivity.magnitudes:
            colour = ACCENT if part.upper < 0 else SECOND
            right.plot([part.lower, part.upper], [part.allowed] * 2, color=colour, lw=4, alpha=0.8)
        right.axvline(0, color=INK, lw=0.8)
        right.axhline(found.sensitivity.breakdown, color=MUTED, lw=0.8, ls=":")
        right.annotate(
            f"below {found.sensitivity.breakdown:.2f} times\n“no effect”\nis ruled out",
            (-0.36, 0.06),
            color=MUTED,
        )
        right.set(
            title="If trends parted after adoption", ylim=(-0.15, 2.2), xlim=(-0.38, 0.22),
            xlabel="mean effect, 95 % interval", ylabel="times the worst step before",
        )  # fmt: skip


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
