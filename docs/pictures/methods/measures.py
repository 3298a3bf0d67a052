"""Veterans without a home on one night: what is known where the data lies, and what of it would leave."""

from collections import Counter
from pathlib import Path

import duckdb

from cairn.config.cli.measure.sources import open_source
from cairn.engine.measure.crosswalk import Crosswalk
from cairn.engine.measure.executable import read_definition
from cairn.engine.measure.finished import measure_values
from cairn.engine.measure.leaving import leaving
from cairn.engine.measure.reading import TableReader
from cairn.engine.measure.running import Duck
from cairn.engine.measure.staging import Staging
from docs.pictures.style import ACCENT, MUTED, ROOT, SECOND, SHARED, picture

DEFINITION = ROOT / "tests/engine/measure/definitions/veterans.json"
DATA = SHARED / "place/hud_pit_veteran_coc_2011_2022.xlsx"
CROSSWALK = Crosswalk(
    columns={"area": "CoC Number", "veterans": "Homeless Veterans, {sheet}"},
    fixed={"year": "{sheet}"},
    sheet="*",
)


def computed():
    """Run the definition over the published workbook; return its values and what would leave."""
    definition = read_definition(DEFINITION.read_text(encoding="utf-8"))
    with duckdb.connect(":memory:") as connection:
        reader = TableReader(DATA.name, definition, CROSSWALK, lambda problem: None)
        with open_source(str(DATA)).sheets("*", "", "") as sheets:
            Staging(connection, definition).fill(reader.batches(sheets))
        values = measure_values(Duck(connection), definition)
    return values, leaving(definition, values).values


def draw(path):
    """Draw the course over all areas, and how many areas' values leave."""
    values, left = computed()
    course = {one.period: one.value for one in values if not one.place}
    shown = Counter(one.period for one in left if one.place and one.status == "present")
    held = Counter(one.period for one in left if one.place and one.status == "suppressed")
    years = sorted(course)
    with picture(
        path, title="Veterans without a home on one night", width=7.6, height=3.3, columns=2
    ) as axes:
        first, second = axes
        first.plot(
            range(len(years)), [course[year] for year in years], color=ACCENT, marker="o", markersize=4
        )
        first.set_ylim(0)
        first.yaxis.set_major_formatter("{x:,.0f}")
        first.set_ylabel("veterans, all areas")
        second.bar(range(len(years)), [shown[year] for year in years], color=ACCENT, width=0.75)
        second.bar(
            range(len(years)),
            [held[year] for year in years],
            color=SECOND,
            width=0.75,
            hatch="///",
            edgecolor="white",
            bottom=[shown[year] for year in years],
        )
        second.set_ylim(0, 450)
        second.set_ylabel("areas")
        box = {"facecolor": ACCENT, "edgecolor": "none", "pad": 2}
        second.annotate("leave", (0.3, 130), color="white", fontsize=10, fontweight="bold", bbox=box)
        second.annotate(
            "stay: fewer than 11",
            (len(years) - 1, shown[years[-1]] + held[years[-1]] + 14),
            ha="right",
            color=SECOND,
            fontsize=9,
        )
        for one in axes:
            one.set_xticks(range(0, len(years), 3), years[::3])
        first.annotate(
            f"{course[years[-1]]:,.0f}",
            (len(years) - 1, course[years[-1]]),
            (0, 8),
            textcoords="offset points",
            ha="center",
            color=MUTED,
            fontsize=9,
        )


if __name__ == "__main__":
    draw(Path(__file__).with_suffix(".svg"))
