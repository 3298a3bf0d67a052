"""What would leave: nothing small, nothing that gives it away, and absences as they are."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure.cells import Status
from cairn.engine.measure.finished import Value
from cairn.engine.measure.leaving import leaving
from tests.engine.measure.definitions import count, document, made


def value(place="Elm", group="", numerator=20, denominator=None, status=Status.PRESENT, **more):
    given_value = numerator if denominator is None else 100 * numerator / denominator if denominator else None
    fields = {"period": "2024-01", "starts_on": date(2024, 1, 1), "rows": 50, "value": given_value}
    return Value(
        place=place, group=group, numerator=numerator, denominator=denominator, status=status, **fields | more
    )


def shown(definition, *values, **options):
    return [
        (one.numerator, one.denominator, one.value) for one in leaving(definition, values, **options).values
    ]


def test_a_small_count_stays_and_so_does_what_would_give_it_away():
    sites = [
        value("", numerator=63),
        value("Elm", numerator=3),
        value("Oak", numerator=20),
        value("Fir", numerator=40),
    ]
    out = leaving(made(count()), sites)
    assert [one.value for one in out.values] == [63, None, None, 40]
    assert (out.held, out.threshold) == (2, 5)
    assert out.rule == "Counts below 5 stay, and with them what would give one away."


def test_a_share_leaves_only_with_both_sides_of_it():
    definition = made(document())
    assert shown(definition, value(numerator=20, denominator=40)) == [(20, 40, 50)]
    assert shown(definition, value(numerator=38, denominator=40)) == [(None, None, None)]
    assert shown(definition, value(numerator=2, denominator=40)) == [(None, None, None)]
    assert shown(definition, value(numerator=40, denominator=40)) == [(40, 40, 100)]
    rate = document()
    rate["measure"]["ratio"]["part_of_whole"] = False
    assert shown(made(rate), value(numerator=38, denominator=40)) == [(38, 40, 95)]


def test_a_threshold_may_be_tightened_never_loosened():
    assert shown(made(count()), value(numerator=8), threshold=10) == [(None, None, None)]
    assert shown(made(count()), value(numerator=4), threshold=1) == [(None, None, None)]


def test_rows_protect_what_counts_nobody():
    rows = made(document(suppression={"threshold": 5, "counts": "rows"}))
    assert shown(rows, value(numerator=1, denominator=2, rows=7)) == [(1, 2, 50)]
    assert shown(rows, value(numerator=1, denominator=2, rows=4)) == [(None, None, None)]
    assert shown(made(count()), value(numerator=None, value=2.5, rows=4)) == [(None, None, None)]


def test_rounded_figures_give_a_value_of_their_own():
    share = made(document(suppression={"threshold": 5, "round_to": 10}))
    out = leaving(share, [value(numerator=33, denominator=68)])
    assert [(one.numerator, one.denominator, one.value) for one in out.values] == [(30, 70, 3000 / 70)]
    assert out.rule.endswith("Figures are rounded to 10.")
    assert shown(made(count(suppression={"threshold": 5, "round_to": 10})), value(numerator=26)) == [
        (30, None, 30)
    ]
    tiny = made(document(suppression={"threshold": 0, "round_to": 10}))
    assert shown(tiny, value(numerator=1, denominator=4)) == [(0, 0, None)]


def test_absences_stay_what_they_are_and_zero_too():
    definition = made(count())
    absent = [
        value(str(status), numerator=None, value=None, status=status)
        for status in Status
        if status != "present"
    ]
    out = leaving(definition, [*absent, value(numerator=0)])
    assert [one.status for one in out.values] == [*(one.status for one in absent), Status.PRESENT]
    strict = made(count(suppression={"threshold": 5, "zero_allowed": False}))
    nobody = value(numerator=None, value=None, status=Status.NOT_APPLICABLE)
    out = leaving(strict, [nobody, value("Oak", numerator=0)])
    assert [one.status for one in out.values] == [Status.SUPPRESSED, Status.SUPPRESSED]
    assert "Zero is held back too." in out.rule


@pytest.mark.parametrize("figure", [2.5, -3])
def test_what_is_no_count_is_refused_with_a_remedy(figure):
    with pytest.raises(ValueError, match=r'which is no count of people\. Write "counts": "rows"'):
        leaving(made(count()), [value(numerator=figure)])


def test_people_in_two_groups_do_not_break_the_sums():
    both = [value(numerator=30), value(group="race=a", numerator=20), value(group="race=b", numerator=25)]
    assert [one[0] for one in shown(made(count()), *both)] == [30, 20, 25]
    more = [value("", numerator=30), value("Elm", numerator=40)]
    assert [one[0] for one in shown(made(count()), *more)] == [30, 40]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=12, max_size=12))
def test_no_small_count_follows_from_what_leaves_by_subtraction(numbers):
    """Try every sum of a place, a group or a part: one that is missing alone would be known."""
    places, groups = ("Elm", "Oak", "Fir"), ("race=a", "race=b")
    cells = dict(zip(product(places, groups, ("in", "out")), numbers, strict=True))

    def made_of(place, group):
        some = [(key, one) for key, one in cells.items() if place in (key[0], "") and group in (key[1], "")]
        inside = sum(one for key, one in some if key[2] == "in")
        whole = sum(one for _, one in some)
        status = Status.PRESENT if whole else Status.NOT_APPLICABLE
        return value(place, group, inside if whole else None, whole or None, status)

    asked = [made_of(place, group) for place, group in product(("", *places), ("", *groups))]
    out = {
        (one.place, one.group): one for one in leaving(made(document(disaggregate=[["race"]])), asked).values
    }
    for one in asked:
        if one.value is None or out[one.place, one.group].value is not None:
            small = [part for part in (one.numerator, one.denominator) if part and part < 5]
            assert one.value is None or not small
    for part in ("numerator", "denominator"):
        lines = [[(place, group) for place in ("", *places)] for group in ("", *groups)]
        lines += [[(place, group) for group in ("", *groups)] for place in ("", *places)]
        for line in lines:
            held = [key for key in line if out[key].status is Status.SUPPRESSED]
            exact = {(one.place, one.group): getattr(one, part) for one in asked}
            assert len(held) != 1 or exact[held[0]] is None or not 0 < exact[held[0]] < 5
