import dataclasses

import pytest

from cairn.engine.measure.definition import Definition

SHARE = {"name": "Attendance", "kind": "share", "numerator": "present", "denominator": "enrolled"}


def test_each_kind_computes_its_value():
    assert Definition(**SHARE).value_of(1, 8) == 12.5
    assert Definition(**SHARE | {"kind": "rate", "per": 1000}).value_of(1, 8) == 125.0
    assert Definition(**SHARE | {"kind": "mean"}).value_of(6, 4) == 1.5
    assert Definition(name="People", kind="count", numerator="people").value_of(7) == 7.0


def test_nobody_in_the_denominator_gives_no_value():
    assert Definition(**SHARE).value_of(0, 0) is None
    assert Definition(**SHARE).value_of(0, None) is None


def test_equal_content_has_equal_hash_and_any_change_another():
    definition = Definition(**SHARE, disaggregation=("girls", "boys"))
    assert definition.content_hash() == Definition(**SHARE, disaggregation=("girls", "boys")).content_hash()
    changes = {
        "name": "Other",
        "kind": "rate",
        "numerator": "x",
        "denominator": "y",
        "unit": "%",
        "period": "year",
        "better": "up",
        "disaggregation": (),
        "threshold": 5,
        "lag_days": 30,
        "per": 100,
    }
    assert set(changes) == {field.name for field in dataclasses.fields(Definition)}
    hashes = {
        dataclasses.replace(definition, **{name: value}).content_hash() for name, value in changes.items()
    }
    assert len(hashes | {definition.content_hash()}) == len(changes) + 1


def test_the_canonical_form_stays_as_it_is():
    # Hashes are kept beside published values: if this fails, old ones would no longer be found.
    assert Definition(name="People", kind="count", numerator="péople").canonical() == (
        '{"better":"neither","denominator":"","disaggregation":[],"kind":"count","lag_days":0,"name":"People",'
        '"numerator":"péople","per":1,"period":"month","threshold":0,"unit":""}'
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "median"}, "use one of count, share, rate, mean"),
        ({"period": "week"}, "use one of month, quarter, year"),
        ({"better": "left"}, "use one of up, down, neither"),
        ({"name": " "}, "needs a name and a numerator"),
        ({"denominator": ""}, "A share needs a denominator"),
        ({"kind": "count"}, "A count takes no denominator"),
        ({"threshold": -1}, "whole numbers from 0"),
        ({"per": 0}, "per from 1"),
    ],
)
def test_parts_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        Definition(**SHARE | change)
