"""The same share of late patients on a P chart and on a P′ chart: chance alone, and how it really spreads."""

import csv
from datetime import date
from pathlib import Path

from cairn.engine.signal.rates import p_chart, pprime_chart
from docs.pictures.style import ACCENT, INK, LINE, MUTED, SECOND, SHARED, picture

TRUST = "RAL"


def counts():
    """Read the months, those seen late and all who came, at one trust's main department."""
    with (SHARED / "series" / "nhs_ae_attendances.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["org_code"], row["type"]) == (TRUST, "1")]
    rows.sort(key=lambda row: row["period"])
    days = [date.fromisoformat(row["period"]) for row in rows]
    return days, [float(row["breaches"]) for row in rows], [float(row["attendances"]) for row in rows]


def draw(path):
    """Draw both charts side by side, on one scale."""
    days, late, seen = counts()
    charts = [make(days, late, seen, better="down", target=0.05) for make in (p_chart, pprime_chart)]
    with picture(path, width=7.6, height=3.3, columns=2) as both:
        titles = ("P: what chance alone allows", "P′: how far it really spreads")
        for axes, chart, title in zip(both, charts, titles, strict=True):
            axes.set_title(title)
            lower = [100 * point.limits.lower for point in chart.points]
            upper = [100 * point.limits.upper for point in chart.points]
            axes.fill_between(days, lower, upper, color=LINE, alpha=0.75, lw=0)
            axes.axhline(100 * chart.points[-1].limits.mean, color=INK, lw=1.2, ls=(0, (5, 3)))
            axes.plot(days, [100 * point.value for point in chart.points], color=MUTED, lw=1.1)
            looks = {"special_cause_concern": (SECOND, "D"), "special_cause_improvement": (ACCENT, "o")}
            for point in chart.points:
                colour, marker = looks.get(point.kind, (MUTED, "o"))
                axes.plot(
                    [point.date], [100 * point.value], marker, color=colour, ms=4.5 if point.rule else 3
                )
            outside = sum(point.rule == "outside" for point in chart.points)
            axes.annotate(
                f"{outside} of {len(days)} outside", (0.03, 0.94), xycoords="axes fraction", va="top"
            )
            axes.axhline(5, color=INK, lw=0.9, ls=":")
            axes.annotate("target 5%", (days[-1], 5), xytext=(0, 3), textcoords="offset points", ha="right")
            axes.set_ylim(0, None)
            axes.set_xticks(
                [date(year, 4, 1) for year in (2016, 2017, 2018)],
                [f"April {year}" for year in (2016, 2017, 2018)],
            )
        top = max(axes.get_ylim()[1] for axes in both) * 1.12
        for axes in both:
            axes.set_ylim(0, top)
        both[0].set_ylabel("% seen after four hours")


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
