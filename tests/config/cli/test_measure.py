"""`cairn measure load`: the page's own action, everything that is wrong at once, real counts by place."""

import csv
import json
from collections import Counter
from io import StringIO

import pytest
from click.testing import CliRunner
from django.urls import reverse

from cairn.activities.data import actions, queries
from cairn.activities.data.models import Observation, Submission
from cairn.config.cli import main
from cairn.engine.measure.table import EVERY_SHEET, read_table
from cairn.network.models import Place
from tests.activities.data.factories import COUNT, csv_of, make_measure
from tests.factories import AT

HEADER = ("Month", "Site", "Closed")
MAPPING = {"period": "Month", "place": "Site", "numerator": "Closed"}


def load(tmp_path, file, mapping=MAPPING, *more, measure="wells"):
    map_file = tmp_path / "map.json"
    map_file.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping))
    options = ["--collective", "rivers", "--measure", measure, "--map", str(map_file)]
    options += ["--constituent", "Upper valley", *more]
    return CliRunner().invoke(main, ["measure", "load", str(file), *options])


@pytest.fixture
def wells(cast):
    return make_measure(cast, "wells", **COUNT)


def write(tmp_path, *rows, name="wells.csv"):
    path = tmp_path / name
    path.write_bytes(csv_of(*rows, header=HEADER))
    return path


def test_a_file_is_loaded_and_its_unknown_places_are_added(wells, tmp_path):
    file = write(tmp_path, ["2026-01", "Confluence", 7], ["2026-01", "Red Bank", 0])
    result = load(tmp_path, file, MAPPING, "--add-places", "site")
    assert result.exit_code == 0, result.output
    assert "2 values of Upper valley are stored for wells (1 places added" in result.output
    assert [(one.place.name, one.numerator) for one in Observation.objects.order_by("row")] == [
        ("Confluence", 7),
        ("Red Bank", 0),
    ]


def test_everything_wrong_is_told_at_once_and_nothing_is_stored(wells, tmp_path):
    file = write(
        tmp_path, ["2026-01", "Nowhere", 7], ["2026-13", "Confluence", 2], ["2026-02", "Confluence", -1]
    )
    result = load(tmp_path, file)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "Error: The file has errors. Nothing of it was stored."
    assert [line.split(":")[0] for line in lines[1:]] == [
        "wells.csv, row 2, column B (Site)",
        "wells.csv, row 3, column A (Month)",
        "wells.csv, row 4, column C (Closed)",
    ]
    assert (Submission.objects.count(), Place.objects.count()) == (0, 1)


def test_new_places_are_not_kept_when_the_file_is_wrong(wells, tmp_path):
    file = write(tmp_path, ["2026-01", "Nowhere", 7], ["2026-13", "Confluence", 2])
    assert load(tmp_path, file, MAPPING, "--add-places", "site").exit_code == 1
    assert list(Place.objects.values_list("name", flat=True)) == ["Confluence"]


@pytest.mark.parametrize(
    ("mapping", "more", "measure", "said"),
    [
        ("[1]", (), "wells", "The mapping cannot be read"),
        ('{"fixed": [["value", "1"]]}', (), "wells", "The mapping cannot be read"),
        (MAPPING, ("--by", "nobody@example.org"), "wells", "no such person"),
        (MAPPING, (), "rain", "There is no measure 'rain'. Check --measure; there are: wells."),
        (MAPPING, ("--constituent", "Nobody"), "wells", "There is no constituent 'Nobody'."),
        (MAPPING, ("--collective", "hills"), "wells", "There is no collective at /c/hills/."),
    ],
)
def test_what_does_not_exist_is_said(wells, tmp_path, mapping, more, measure, said):
    result = load(tmp_path, write(tmp_path, ["2026-01", "Confluence", 7]), mapping, *more, measure=measure)
    assert (result.exit_code, said in result.output) == (1, True), result.output


def test_the_same_file_is_loaded_once(wells, tmp_path):
    file = write(tmp_path, ["2026-01", "Confluence", 7])
    assert load(tmp_path, file).exit_code == 0
    again = load(tmp_path, file)
    assert (again.exit_code, "submitted already" in again.output) == (1, True)
    assert Observation.objects.count() == 1


VETERANS = {**COUNT, "name": "Homeless veterans", "numerator": "Veterans without a home on one night"}
VETERANS |= {"unit": "veterans", "period": "year", "threshold": 11}


@pytest.mark.shared
def test_real_veterans_load_and_nothing_small_leaves(public_cast, shared_data, tmp_path, client):
    measure = make_measure(public_cast, "veterans", **VETERANS)
    file = shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx"
    mapping = {"place": "CoC Number", "numerator": "Homeless Veterans, {sheet}", "sheet": "*"}
    result = load(
        tmp_path, file, mapping | {"period_from_sheet": True}, "--add-places", "county", measure="veterans"
    )
    assert result.exit_code == 0, result.output
    assert Observation.objects.count() == 4623
    stored = Counter()
    for year, number in Observation.objects.values_list("period_on__year", "numerator"):
        stored[str(year)] += int(number or 0)
    assert stored == totals(file, "Homeless Veterans, {sheet}", "Total")
    small = {
        (row.place.name, row.period_on.isoformat())
        for row in Observation.objects.select_related("place").filter(numerator__gt=0, numerator__lt=11)
    }
    assert len(small) > 500
    assert leaks(client, measure, small) == []


def leaks(client, measure, small):
    """List what of the small values is found in the CSV, the JSON, the page, or by its own number."""
    text = client.get(reverse("data:measure_csv", args=["rivers", measure.slug])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    found = [
        row for row in rows if (row["place"], row["starts_on"]) in small and row["status"] != "held_back"
    ]
    found += [row for row in rows if row["value"] and 0 < float(row["value"]) < 11]
    data = client.get(reverse("data:measure_json", args=["rivers", measure.slug])).json()
    found += [row for row in data["values"] if row["value"] is not None and 0 < row["value"] < 11]
    assert len(rows) == len(data["values"]) == 4623
    for number in (1, 2, 8):
        page = client.get(reverse("data:measure", args=["rivers", measure.slug]), {"page": number})
        cells = [cell for row in page.context["sheet"].rows for cell in row.cells]
        found += [cell for cell in cells if cell.value and cell.value.value and 0 < cell.value.value < 11]
        found += [row for row in page.context["sheet"].rows if any(0 < (one or 0) < 11 for one in row.course)]
    return found


@pytest.mark.shared
def test_real_counts_by_state_load_as_one_series_each(cast, shared_data, tmp_path):
    fields = {**VETERANS, "name": "Homeless people", "numerator": "People without a home", "threshold": 0}
    measure = make_measure(cast, "homeless", **fields)
    file = shared_data / "place" / "hud_pit_state_2007_2022.xlsx"
    mapping = {"place": "State", "numerator": "Overall Homeless, {sheet}", "sheet": "*"}
    mapping |= {"period_from_sheet": True, "skip_sheets": ["Change", "2007"]}
    for name in sorted(states(file)):
        Place.objects.create(collective=cast.collective, kind="state", name=name)
    result = load(tmp_path, file, mapping, measure="homeless")
    assert result.exit_code == 0, result.output
    series = queries.series([measure])
    assert len(series) == 56
    stored = Counter()
    for values in series.values():
        for one in values:
            stored[str(one.period_on.year)] += int(one.value or 0)
    assert stored == totals(file, "Overall Homeless, {sheet}", "Total")


def sheets(file):
    with file.open("rb") as stream:
        return read_table(stream, name=file.name, sheet=EVERY_SHEET).sheets


def states(file):
    return {row[0] for sheet in sheets(file) for row in sheet.rows[1:] if len(row[0]) == 2}


def totals(file, header, label):
    """Find the totals that the file itself gives, by year."""
    found = Counter()
    for sheet in sheets(file):
        heading = header.replace("{sheet}", sheet.name)
        if heading in sheet.rows[0]:
            row = next(row for row in sheet.rows if label in row[:2])
            found[sheet.name] = int(float(row[sheet.rows[0].index(heading)]))
    return found


def test_loading_appends_to_the_record(wells, cast, tmp_path):
    before = cast.collective.log.__class__.objects.get(pk=cast.collective.log.pk).size
    load(tmp_path, write(tmp_path, ["2026-01", "Confluence", 7]))
    cast.collective.log.refresh_from_db()
    assert cast.collective.log.size == before + 1
    assert actions.remembered(measure=wells, constituent=cast.upper_valley).place == "Site"
    assert Submission.objects.get().sent_at > AT
