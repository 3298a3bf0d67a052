"""Places within places: read and checked; every level's values are those of the rows that lie there."""

# ruff: noqa: E501  a case stands on one line

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure.finished import measure_values
from cairn.engine.measure.places import Places, PlacesError, read_places
from cairn.engine.measure.reading import Batch
from cairn.engine.measure.running import Duck, run_measures
from cairn.engine.measure.staging import Staging
from tests.engine.measure.definitions import INPUTS, count, document, documents, made, rows, staged
from tests.engine.measure.reference import Absent, values
from tests.engine.measure.test_running import THROUGH, cells

SITES = ["Elm", "Oak", 'O\'k \\u0041 "y"']
ROW = {name: Absent("missing") for name in INPUTS} | {"kind": "x1", "day": date(2024, 1, 9)}


def read(*lines, file="places.csv"):
    return read_places(enumerate((line.split(",") for line in lines), start=1), file=file)


def test_a_table_of_places_is_read_with_names_and_levels():
    places = read(
        "\ufeffPlace, Parent ,Level,Name".lstrip("\ufeff"),
        "Elm,Benton,site,Elm Street",
        "",
        "Elm,Linn,site,",
        "Benton,Oregon,county,Benton County",
        "Linn, Oregon",
        "Oregon,,,",
    )
    assert places.above("Elm") == ("Benton", "Linn", "Oregon", "")
    assert (places.above(""), places.above("elsewhere")) == ((), ("",))
    assert [places.level(one) for one in ("", "Oregon", "Linn", "Elm", "Linn (no part named)")] == [
        "all", "1", "2", "site", "other",
    ]  # fmt: skip
    assert (places.depth(""), places.depth("Oregon"), places.depth("Elm")) == (0, 1, 3)
    assert places.names == {"Elm": "Elm Street", "Benton": "Benton County"}
    assert (places.own("Elm"), places.own("Linn")) == ("Elm", "Linn (no part named)")
    assert places.above("Linn (no part named)") == ("Linn", "Oregon", "")


def test_everything_wrong_with_places_is_told_at_once_by_row():
    with pytest.raises(PlacesError) as told:
        read(
            "place,parent,name",
            ",Oregon",
            "Elm,Bentn",
            "Benton,Oregon,Benton",
            "Benton,Oregon,Benton County",
            "Oregon,USA",
            "USA,Oregon",
            "Self,Self",
            "Below,Self",
            "Oregon,",
        )
    assert str(told.value).splitlines() == [
        "places.csv, row 2: The place is blank. Name it, or delete the row.",
        "places.csv, row 3: The parent 'Bentn' of 'Elm' is no place here. Is it 'Benton'? Correct it, or add a row "
        "for it, with a blank parent if it lies in none.",
        "places.csv, row 5: 'Benton' is 'Benton' in another row. Write the same name in both rows.",
        "places.csv, row 5: 'Benton' is already listed in row 4. Keep one of the two.",
        "places.csv, row 7: 'Oregon' lies in itself: Oregon in USA in Oregon. Correct one of these rows.",
        "places.csv, row 8: 'Self' lies in itself: Self in Self. Correct one of these rows.",
        "places.csv, row 10: 'Oregon' is already listed in row 6. Keep one of the two.",
    ]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], r"There are no headings place and parent\. Write them"),
        (["site,county", "Elm,Benton"], "There are no headings place and parent"),
        (["place,parent"], r"There is no place below the headings\. Add a row"),
        (["place,parent,place", "a,,"], "row 1: The heading 'place' stands twice"),
    ],
)
def test_what_is_no_table_of_places_is_refused(lines, said):
    with pytest.raises(PlacesError, match=said):
        read(*lines)


def trees():
    """Draw places above the sites: some in one county, some in two, some rows' places with parts themselves."""
    some = st.lists(st.sampled_from(["North", "South", "Oak"]), max_size=2, unique=True).map(
        lambda ups: tuple(sorted(ups))
    )
    return st.builds(
        lambda a, c: Places({SITES[0]: a, "Oak": (), SITES[2]: c, "North": ("State",), "South": ("State",), "State": ()}),
        some, some,
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(documents().filter(lambda one: "place" in one), rows, trees())
def test_every_level_has_the_values_of_the_rows_that_lie_there(given_document, some, places):
    definition = made(given_document)
    with staged(definition, some) as connection:
        found = cells(run_measures(Duck(connection), [definition], through=THROUGH, places=places)[0])
    above = {site: {places.own(site), *places.above(places.own(site))} for site in SITES}
    above["unknown"] = {"unknown", ""}
    assert found == values(given_document, some, THROUGH, above.__getitem__)


def told(changes, some, places):
    definition = made(count(**changes))
    with staged(definition, some) as connection:
        found = measure_values(Duck(connection), definition, places=places)
    return {
        (one.period, one.place): one.value if one.value is not None else one.status.value for one in found
    }


NESTED = Places({"Elm": ("County",), "Oak": ("County",), "Fir": ("Town",), "County": ("State",), "Town": ("State",), "State": ()})  # fmt: skip
SOME = [
    ROW | {"site": site, "day": date(2024, month, 9), "size": size}
    for site, month, size in [
        ("Elm", 1, 2), ("Oak", 1, 6), ("Fir", 1, 1), ("Elm", 2, 3), ("Fir", 2, 5), ("County", 2, 9),
    ]
]  # fmt: skip
SUM = {"measure": {"sum": {"input": "size"}}}


def test_a_mean_is_over_the_finest_places_at_every_level():
    found = told(SUM | {"over_places": "mean"}, SOME, NESTED)
    assert {place: one for (period, place), one in found.items() if period == "2024-01"} == {
        "": 3, "State": 3, "County": 4, "Town": 1, "Elm": 2, "Oak": 6, "Fir": 1, "County (no part named)": "missing",
    }  # fmt: skip
    assert (found["2024-02", "County"], found["2024-02", ""]) == (6, 17 / 3)


def test_under_hold_a_missing_place_holds_back_every_place_above_it_and_no_other():
    found = told(SUM | {"missing": "hold"}, SOME, NESTED)
    assert (found["2024-02", "County"], found["2024-02", "State"], found["2024-02", ""]) == ("missing",) * 3
    assert (found["2024-02", "Town"], found["2024-02", "Elm"]) == (5, 3)
    assert told(SUM, SOME, NESTED)["2024-02", "County"] == 12


def test_rows_without_a_place_count_in_all_places_only():
    inputs = INPUTS | {"site": INPUTS["site"] | {"required": False}}
    some = [ROW | {"site": site, "size": 1} for site in ("Elm", Absent("missing"))]
    found = told(SUM | {"inputs": inputs}, some, NESTED)
    assert found == {("2024-01", place): size for place, size in [("", 2), ("unknown", 1), ("Elm", 1), ("County", 1), ("State", 1)]}  # fmt: skip


def test_rows_of_places_that_are_not_listed_are_told_at_their_first_row():
    sites = ["Oak", "Elm", "Fir", "Elm"]
    day = {"site": sites, "day": [date(2024, 1, 9)] * 4, "kind": ["x1"] * 4}
    batch = Batch(
        {name: [None] * 4 for name in INPUTS} | day, {name: [3] * 4 for name in INPUTS}, "", [2, 3, 5, 6]
    )
    placeless = document()
    placeless.pop("place")
    with duckdb.connect(":memory:") as connection:
        staging = Staging(connection, made(count()))
        staging.add(batch)
        told = [str(one) for one in staging.elsewhere(Places({"Elms": (), "Oak": ()}), file="a.csv")]
        assert list(Staging(connection, made(placeless)).elsewhere(NESTED, file="a.csv")) == []
    assert told == [
        "a.csv, row 3: The place 'Elm' is not in the table of places (2 rows). Is it 'Elms'? Correct it, or add a row for it to the table of places.",
        "a.csv, row 5: The place 'Fir' is not in the table of places. Correct it, or add a row for it to the table of places.",
    ]


@pytest.mark.parametrize(
    ("changes", "places", "said"),
    [
        (
            {},
            Places({"Elms": ()}),
            r"2 places are not in the table of places\. 'Elm': Is it 'Elms'\? Correct it",
        ),
        ({"over_places": "none"}, NESTED, r"is not to be joined over places\. Leave out the table"),
    ],
)
def test_what_cannot_be_rolled_up_is_refused(changes, places, said):
    with pytest.raises(ValueError, match=said):
        told(SUM | changes, SOME[:2], places)
    placeless = document()
    placeless.pop("place")
    with staged(made(placeless), []) as connection, pytest.raises(ValueError, match="has no places"):
        measure_values(Duck(connection), made(placeless), places=places)


def test_a_place_splits_into_parts_that_share_nothing():
    def split(places, *present):
        return dict(places.split({"", *present}))

    everything = ("Elm", "Oak", "Fir", "County", "Town", "State")
    assert split(NESTED, *everything) == {
        "": ["State"], "State": ["County", "Town"], "County": ["Elm", "Oak"], "Town": ["Fir"],
    }  # fmt: skip
    assert split(NESTED, "Elm", "Fir", "Town", "State")["State"] == ["Elm", "Fir"]
    shared = Places({"Elm": ("North", "South"), "Oak": ("North",), "North": ("State",), "South": ("State",), "State": ()})  # fmt: skip
    found = split(shared, "Elm", "Oak", "North", "South", "State")
    assert (found["State"], found["North"], found["South"]) == (["Elm", "Oak"], ["Elm", "Oak"], ["Elm"])
    assert split(Places(), "Elm", "Oak") == {"": ["Elm", "Oak"]}
