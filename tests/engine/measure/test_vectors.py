"""The tests inside a definition: a wrong expectation, a wrong row and a lacking column are told."""

from cairn.engine.measure.vectors import check_vectors
from tests.engine.measure.definitions import INPUTS, count, made

SMALL = {name: INPUTS[name] for name in ("day", "site", "size")}


def told(columns, rows, *expect):
    test = {"about": "it", "columns": columns, "rows": rows, "expect": list(expect)}
    (result,) = check_vectors(made(count(inputs=SMALL, tests=[test])))
    assert result.passed == (not result.told)
    return list(result.told)


ROWS = [["2024-01-01", "Elm", 3], ["2024-01-02", "Elm", None]]
NAMES = ["day", "site", "size"]


def test_what_comes_out_as_said_passes():
    assert (
        told(
            NAMES,
            ROWS,
            {"period": "2024-01", "place": "Elm", "numerator": 2, "value": 2.0, "status": "present"},
        )
        == []
    )
    assert told(NAMES, ROWS, {"period": "2024-01", "value": 2.0000000001, "status": "present"}) == []


def test_what_does_not_is_told():
    assert told(NAMES, ROWS, {"period": "2024-01", "value": 2.5, "status": "missing"}) == [
        "2024-01: value is 2.0, and the definition says 2.5.",
        "2024-01: status is present, and the definition says missing.",
    ]
    (line,) = told(NAMES, ROWS, {"period": "2025-01", "place": "Elm", "value": 1, "status": "present"})
    assert line.startswith("2025-01, Elm: There is no such value; there are: [('2024-01', '', '')")


def test_rows_that_cannot_be_read_and_columns_that_lack_are_told():
    (line,) = told(NAMES, [["soon", "Elm", 3]], {"period": "2024-01", "value": 1, "status": "present"})
    assert line.startswith("tests, row 2, column A (day): 'soon' is no date")
    (line,) = told(["day", "colour"], [], {"period": "2024-01", "value": 1, "status": "present"})
    assert "Not one and one only: ['site', 'size', 'colour']." in line
