"""Breaches of four hours at one trust: the run chart of it all, and of each stretch since a merger."""

import csv
from datetime import date
from pathlib import Path

from cairn.engine.signal.readings import Rebase
from cairn.engine.signal.run import run_chart
from docs.pictures.style import ACCENT, INK, MUTED, SECOND, SHARED, picture

MERGED = date(2018, 7, 1)


def breaches():
    """Read the months and the numbers of one trust's main department."""
    with (SHARED / "series" / "nhs_ae_attendances.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["org_code"], row["type"]) == ("RRK", "1")]
    rows.sort(key=lambda row: row["period"])
    return [date.fromisoformat(row["period"]) for row in rows], [float(row["breaches"]) for row in rows]


def draw(path):
    """Draw both readings side by side."""
    dates, values = breaches()
    rebased = run_chart(dates, values, better="down", rebase=[Rebase(MERGED, "two trusts merged")])
    whole = run_chart(dates, values, better="down")
    with picture(path, width=7.6, height=3.2, columns=2) as both:
        for axes, chart, title in zip(
            both, (whole, rebased), ("One median", "Begun anew, with the cause"), strict=True
        ):
            axes.set_title(title)
            for number in range(len(chart.phases)):
                points = [point for point in chart.points if point.phase == number]
                days = [point.date for point in points]
                axes.plot(days, [point.value for point in points], color=MUTED, lw=1.2)
                axes.plot(days, [point.centre for point in points], color=INK, lw=1.4, ls=(0, (5, 3)))
                place = {"xytext": (2, 20)} if number == 0 else {"xytext": (-5, -3), "ha": "right"}
                words = f"median {points[0].centre:,.0f}"
                axes.annotate(
                    words, (days[0], points[0].centre), textcoords="offset points", fontsize=8.5, **place
                )
            _dots(axes, chart)
            axes.set_ylim(0, 14_500)
            axes.yaxis.set_major_formatter(lambda number, _: f"{number:,.0f}")
        both[1].axvline(MERGED, color=INK, lw=0.9, ls=":")
        both[1].annotate(
            "two trusts merged", (MERGED, 13_600), xytext=(-5, 0), textcoords="offset points", ha="right"
        )
        both[0].set_ylabel("people over four hours")


def _dots(axes, chart):
    looks = {"special_cause_concern": (SECOND, "D"), "special_cause_improvement": (ACCENT, "o")}
    for kind, (colour, marker) in looks.items():
        points = [point for point in chart.points if point.kind == kind]
        axes.plot([p.date for p in points], [p.value for p in points], marker, color=colour, ms=4.5, ls="")
    calm = [point for point in chart.points if point.kind not in looks]
    axes.plot([p.date for p in calm], [p.value for p in calm], "o", color=MUTED, ms=3, ls="")
    axes.set_xticks(
        [date(year, 4, 1) for year in (2016, 2017, 2018)], [f"April {year}" for year in (2016, 2017, 2018)]
    )


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
