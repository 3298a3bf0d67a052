import csv
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.quality.reconciliation import reconcile

PERIODS = ["05", "06", "07"]


def balance(stock, new, out, **options):
    return reconcile(PERIODS[: len(stock)], stock, inflow={"new": new}, outflow={"housed": out}, **options)


def test_the_worked_example_is_off_by_3_6_percent():
    found = balance([198, 212], [None, 41], [None, 19])
    first, last = found.balances
    assert (first.status, first.expected, first.share) == ("unknown", None, None)
    assert (last.expected, last.difference, last.share) == (220, -8, Fraction(8, 220))
    assert (last.status, round(100 * float(last.share), 1)) == ("explain", 3.6)
    assert dict(found.verdict.params) == {
        "period": "06", "actual": 212.0, "expected": 220.0, "difference": -8.0, "share": 8 / 220,
        "tolerance": 0.15,
    }  # fmt: skip
    assert found.rule == (
        "Stock before, plus new, minus housed; off by more than 15.0% of the expected stock fails."
    )


def test_the_share_of_the_actual_stock_is_the_other_published_wording():
    last = balance([198, 212], [None, 41], [None, 19], base="actual").balances[-1]
    assert last.share == Fraction(8, 212)


@pytest.mark.parametrize(
    ("stock", "status", "text"),
    [
        ([100, 100], "ok", "In 06 the count is 100, exactly what follows from 05."),
        ([100, 90], "explain", "10 too few (10.0%), within the tolerance. Ask why."),
        ([100, 130], "fail", "30 too many (30.0%), beyond the tolerance."),
        ([None, 130], "unknown", "Nobody can say whether 06 balances"),
        ([100, None], "unknown", "Nobody can say whether 06 balances"),
    ],
)
def test_a_period_is_ok_to_explain_failed_or_unknown(stock, status, text):
    found = balance(stock, [None, 5], [None, 5])
    assert (found.balances[-1].status, found.verdict.code) == (status, status)
    assert text in found.verdict.text


def test_a_missing_flow_is_never_taken_as_zero():
    assert balance([100, 100], [None, None], [None, 0]).balances[-1].status == "unknown"


def test_an_empty_stock_is_measured_against_one_person():
    assert balance([0, 2], [None, 0], [None, 0]).balances[-1].share == 2
    assert balance([2, 0], [None, 0], [None, 0], base="actual").balances[-1].share == 2


def test_no_periods_have_nothing_to_reconcile():
    assert reconcile([], [], inflow={}, outflow={}).verdict.code == "no_periods"


@settings(deadline=None)
@given(
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=10),
)
def test_a_stock_that_follows_from_its_flows_is_always_ok(first, flows):
    stock, new, back, out = [first + 1000], [None], [None], [None]
    for came, returned, left in flows:
        stock.append(stock[-1] + came + returned - left)
        new.append(came)
        back.append(returned)
        out.append(left)
    names = [str(number) for number in range(len(stock))]
    found = reconcile(names, stock, inflow={"new": new, "returned": back}, outflow={"out": out})
    assert [one.status for one in found.balances] == ["unknown", *["ok"] * len(flows)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base": "mean"}, "The base is 'mean'"),
        ({"tolerance": "-1%"}, "give a share from 0"),
        ({"tolerance": "few"}, "the tolerance is 'few', no number"),
    ],
)
def test_options_that_cannot_be_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        balance([1, 2], [1, 2], [1, 2], **options)


def test_a_kind_is_in_or_out():
    with pytest.raises(ValueError, match="moved is both in and out"):
        reconcile(["1"], [1], inflow={"moved": [1]}, outflow={"moved": [1]})


@pytest.mark.shared
def test_real_attendances_are_taken_exactly(shared_data):
    with (shared_data / "series" / "nhs_ae_attendances.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["org_code"] == "RF4" and row["type"] == "1"]
    rows.sort(key=lambda row: row["period"])
    stock = [int(row["attendances"]) for row in rows]
    changes = [None, *(b - a for a, b in zip(stock, stock[1:], strict=False))]  # noqa: RUF007
    found = reconcile([row["period"] for row in rows], stock, inflow={"change": changes}, outflow={})
    assert {one.status for one in found.balances[1:]} == {"ok"}
