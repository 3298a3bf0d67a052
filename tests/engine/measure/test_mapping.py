import json

import pytest

from cairn.engine.measure.definition import Definition
from cairn.engine.measure.mapping import Mapping, guess_mapping

SHARE = Definition(name="Attendance", kind="share", numerator="pupils present", denominator="pupils enrolled")


def test_a_mapping_is_remembered_as_plain_values():
    mapping = Mapping(
        place="Site", numerator="N", fixed=(("period", "2024"),), absences=(("n/a", "missing"),)
    )
    assert Mapping.from_json(json.loads(json.dumps(mapping.as_json()))) == mapping
    assert Mapping.from_json({"place": "Site", "of_an_older_version": 1}) == Mapping(place="Site")


def test_headings_are_matched_by_their_words():
    headers = ["", "School", "Month", "Sex", "Pupils enrolled", "Pupils present"]
    assert guess_mapping(headers, SHARE) == Mapping(
        period="Month", place="School", group="Sex", numerator="Pupils present", denominator="Pupils enrolled"
    )


def test_a_value_column_is_proposed_where_there_is_no_numerator():
    assert guess_mapping(["Site", "Quarter", "Attendance"], SHARE) == Mapping(
        place="Site", period="Quarter", value="Attendance"
    )


def test_what_nothing_speaks_for_stays_empty():
    assert guess_mapping(["a", "b"], SHARE) == Mapping()


def test_a_mapping_is_recalled_if_its_columns_are_here():
    remembered = Mapping(place="b", period="a", value="c {sheet}")
    assert guess_mapping(["A", " B ", "C 2024"], SHARE, remembered, sheet="2024") == remembered
    assert guess_mapping(["A", "B"], SHARE, remembered) == Mapping()


def test_a_sheet_named_as_a_year_gives_the_period():
    mapping = guess_mapping(["State", "Pupils present, 2022", "Pupils enrolled, 2022"], SHARE, sheet="2022")
    assert mapping == Mapping(
        place="State",
        numerator="Pupils present, {sheet}",
        denominator="Pupils enrolled, {sheet}",
        sheet="*",
        period_from_sheet=True,
    )


def test_a_mapping_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match=r"\['value'\] cannot be fixed"):
        Mapping(fixed=(("value", "3"),))
    with pytest.raises(ValueError, match=r"\['gone'\] is no status"):
        Mapping(absences=(("-", "gone"),))
