"""An allotment as it is kept: exact, in any order of rows, and recomputable."""

import io
import json
from fractions import Fraction

import pytest

from cairn.activities.investment.kept import as_json, as_pabulib, decide, fingerprint
from cairn.engine.allocation import Shares, by_equal_shares
from cairn.engine.allocation.pabulib import read

BALLOT = {
    "costs": {11: 600_00, 12: 300_00, 13: 500_00},
    "approvals": {1: {11, 13}, 2: {11, 12}},
}


def result(**changes):
    given = {"budget": 900_00, "currency": "EUR", "completion": "none"}
    return decide(BALLOT, **{**given, **changes})


def test_supporters_pay_together_what_they_approve():
    # Each holds 450. Both pay 300 for the weir (11); 150 is left to each: not enough for boat or road.
    told = result()
    assert (told["first_share"], told["endowment"], told["cost"], told["left"]) == (
        "45000",
        "45000",
        60000,
        30000,
    )
    assert told["purchases"] == [{"proposal": 11, "cost": 60000, "phase": "shares", "price": "30000"}]
    assert told["shares"] == [
        {"constituent": 1, "held": "45000", "paid": [{"proposal": 11, "amount": "30000"}], "left": "15000"},
        {"constituent": 2, "held": "45000", "paid": [{"proposal": 11, "amount": "30000"}], "left": "15000"},
    ]


def test_raised_shares_spend_more_but_never_more_than_the_fund():
    told = result(completion="add1u")
    assert [one["proposal"] for one in told["purchases"]] == [11, 12]
    assert (told["left"], told["cost"]) == (0, 90000)
    assert Fraction(told["endowment"]) > Fraction(told["first_share"])


def test_everything_is_funded_where_everything_fits():
    told = result(budget=2000_00, completion="add1u")
    assert {one["proposal"] for one in told["purchases"]} == {11, 12, 13}
    assert (told["runs"], told["left"]) == (1, 600_00)


@pytest.mark.parametrize(
    ("budget", "currency", "step"), [(900_00, "EUR", 1_00), (90_000_00, "EUR", 45_00), (900, "JPY", 1)]
)
def test_shares_rise_by_whole_currency_units(budget, currency, step):
    assert result(budget=budget, currency=currency)["step"] == step


def test_the_rule_is_said_in_the_currency():
    assert "raised by one EUR at a time" in result(completion="add1u")["rule"]


def test_the_proposal_made_first_wins_a_perfect_tie():
    ballot = {"costs": {8: 100, 7: 100}, "approvals": {1: {7, 8}}}
    told = decide(ballot, budget=150, currency="EUR", completion="none")
    assert told["purchases"][0]["proposal"] == 7
    assert told["ties"] == [{"tied": [7, 8], "chosen": 7, "broken_by": "order"}]


def test_the_order_of_rows_changes_nothing():
    turned = {
        "costs": dict(reversed(BALLOT["costs"].items())),
        "approvals": dict(reversed(BALLOT["approvals"].items())),
    }
    again = decide(turned, budget=900_00, currency="EUR", completion="none")
    assert (as_json(again), fingerprint(again)) == (as_json(result()), fingerprint(result()))


def test_json_keeps_everything():
    assert json.loads(as_json(result())) == json.loads(json.dumps(result()))


def test_the_pb_file_gives_the_same_winners_when_computed_anew():
    told = result(completion="add1u")
    names = {11: "Weir; dam", 12: "Boat", 13: "Road"}
    election = read(io.StringIO(as_pabulib(told, title="Common\npot", names=names)))
    again = by_equal_shares(election, Shares("cost", "add1u"))
    assert [int(one) for one in again.winners] == [one["proposal"] for one in told["purchases"]]
    assert (Fraction(election.budget, election.scale), election.currency) == (900, "EUR")
