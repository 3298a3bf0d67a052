"""What left before is read from bundles, answers and tables; what cannot be read is told, all at once."""

# ruff: noqa: E501  a case stands on one line

import pytest

from cairn.engine.measure import earlier
from tests.engine.measure.definitions import count, made

DEFINITION = made(count())
ABOUT = {"id": "share-of-five", "version": "1.0.0", "sha256": DEFINITION.content_hash}
VALUES = [
    {
        "period": "2024-01",
        "place": "",
        "group": "",
        "numerator": 60,
        "denominator": None,
        "value": 60,
        "status": "present",
    },
    {
        "period": "2024-01",
        "place": "Elm",
        "group": "",
        "numerator": None,
        "denominator": None,
        "value": None,
        "status": "suppressed",
    },
    {
        "period": "2024-02",
        "place": "Elm",
        "group": "",
        "numerator": None,
        "denominator": None,
        "value": None,
        "status": "missing",
    },
    {
        "period": "2024-02",
        "place": "Oak",
        "group": "",
        "numerator": 2.5,
        "denominator": None,
        "value": 2.5,
        "status": "present",
    },
]
KNOWN = {("2024-01", "", ""): (60, None), ("2024-01", "Elm", ""): None, ("2024-02", "Oak", ""): (None, None)}


def table(*lines):
    return earlier.of_table(enumerate((line.split(",") for line in lines), start=1), file="before.csv")


def test_a_bundle_and_an_answer_say_the_same():
    bundle = {"definition": ABOUT, "threshold": 7, "zero_allowed": False, "round_to": 5, "values": VALUES}
    found = earlier.of_object(bundle, DEFINITION, file="b")
    assert found.all_values == KNOWN
    assert (found.threshold, found.zero_allowed, found.round_to) == (7, False, 5)
    answer = {"measure": ABOUT, "leaves": {"threshold": 5, "values": VALUES}}
    found = earlier.of_object(answer, DEFINITION, file="b")
    assert (found.all_values, found.threshold, found.zero_allowed) == (KNOWN, 5, True)
    assert found.of_period("2024-01").values == {("", ""): (60, None), ("Elm", ""): None}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], "b: This is neither a bundle nor an answer of cairn measure"),
        ({"leaves": 3}, "b: This is neither"),
        ({"definition": ABOUT | {"sha256": "0" * 64}, "values": []}, r"It was made by share-of-five 1\.0\.0 \(SHA-256 000000000000…\)"),
        ({"definition": ABOUT, "values": [{}], "threshold": 3}, r"b: It lacks a part \('period'\)"),
        ({"definition": ABOUT, "values": [VALUES[0] | {"status": "gone"}], "threshold": 3}, "b: It lacks a part"),
        ({"definition": ABOUT, "values": [], "threshold": None}, "b: It lacks a part"),
    ],
)  # fmt: skip
def test_what_is_no_release_of_this_definition_is_refused(found, said):
    with pytest.raises(ValueError, match=said):
        earlier.of_object(found, DEFINITION, file="b")


def test_a_table_of_figures_is_read_as_people_write_it():
    found = table(
        "Period,Place,Group,Numerator,Denominator",
        "2024/25,all places,everybody,1 060,2000",
        "2024/25,Elm,race=a,<11,",
        ",,,,",
        "2024/25,Oak,,40,",
    )
    assert found.all_values == {
        ("2024/25", "", ""): (1060, 2000),
        ("2024/25", "Elm", "race=a"): None,
        ("2024/25", "Oak", ""): (40, None),
    }
    assert table("period,value", "2024-Q1,12").all_values == {("2024-Q1", "", ""): (12, None)}


def test_everything_wrong_with_a_table_is_told_by_row():
    with pytest.raises(ValueError, match="row") as told:
        table(
            "period,place,value",
            "soon,Elm,3",
            "2024-01,Elm,3",
            "2024-01,Elm,4",
            "2024-01,Oak,2.5",
            "2024-01,Fir,n/a",
        )
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == [
        f"before.csv, row {row}" for row in (2, 4, 5, 6)
    ]
    assert "'2.5' is no whole number. Give counts, not shares." in str(told.value)
    for lines in ([], ["place,value"], ["period,place"]):
        with pytest.raises(ValueError, match="The first row lacks the headings period and numerator"):
            table(*lines)


def test_json_is_told_from_tables():
    assert earlier.plain(b'\xef\xbb\xbf{"a": 1}', file="x") == {"a": 1}
    for data in (b"{", b"{" * 100_000, b"{\xff}"):
        assert earlier.is_json(data)
        with pytest.raises(ValueError, match="x: This is no JSON"):
            earlier.plain(data, file="x")
