"""Plans as text: read exactly, every fault told with its path, no input a crash."""

import contextlib
import json
import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cairn.engine.finance import PlanFault, cost, gap, read_plan, schema, starting
from cairn.engine.finance.plan import Spread

PLAIN = {
    "cairn_plan": 1,
    "name": "A plan",
    "currency": "USD",
    "price_year": 2026,
    "years": [2027, 2026],
    "inflation": {"USD": 0.02, "LCU": {"2027": 0.1}},
    "exchange": {"LCU": {"rate": 0.5, "by_year": {"2027": 0.4}, "on": "2026-01-02", "source": "bank"}},
    "drivers": {"workers": {"2026": 3, "2027": {"low": 4, "base": 5, "high": 6}}},
    "lines": [
        {
            "id": "pay",
            "name": "Pay",
            "component": "people",
            "driver": "workers",
            "per": 12,
            "unit_cost": 10.25,
        },
        {
            "id": "kit",
            "name": "Kit",
            "quantity": 7,
            "once": 2027,
            "unit_cost": {"low": 1, "base": 2, "high": 4},
        },
        {"id": "rent", "name": "Rent", "quantity": {"2026": 1}, "unit_cost": 99, "currency": "LCU"},
    ],
    "sources": [{"id": "state", "name": "The state"}],
    "commitments": [
        {
            "id": "budget",
            "source": "state",
            "status": "signed",
            "amounts": {"2026": 100.5},
            "components": ["people"],
        },
        {"id": "hope", "source": "state", "status": "pledged", "probability": 0.25, "amounts": {"2027": 60}},
    ],
    "amendments": [
        {"of": "hope", "on": "2026-06-01", "status": "signed", "probability": 1},
        {"of": "hope", "on": "2026-03-01", "status": "expected", "amounts": {"2027": 80}},
    ],
    "spending": [{"commitment": "budget", "line": "pay", "year": 2026, "amount": 50}],
    "scenarios": {"storm": {"range": "high", "exchange": {"LCU": 0.5}, "delay": {"state": 1}}},
}


def changed(**parts):
    return json.dumps({**PLAIN, **parts})


def faults(**parts):
    with pytest.raises(PlanFault) as found:
        read_plan(changed(**parts))
    return list(found.value.faults)


def test_a_plan_is_read_in_whole_minor_units_and_exact_fractions():
    plan = read_plan(changed())
    assert (plan.years, plan.scale, plan.decimals) == ((2026, 2027), 100, 2)
    pay, kit, rent = plan.lines
    assert pay.unit_cost == Spread(Fraction(1025), Fraction(1025), Fraction(1025))
    assert pay.quantity == {
        2026: Spread(Fraction(36), Fraction(36), Fraction(36)),
        2027: Spread(Fraction(48), Fraction(60), Fraction(72)),
    }
    assert list(kit.quantity) == [2027]
    assert (rent.currency, list(rent.quantity)) == ("LCU", [2026])
    assert plan.inflation == {"USD": {2027: Fraction(1, 50)}, "LCU": {2027: Fraction(1, 10)}}
    assert plan.exchange["LCU"].by_year == {2026: Fraction(1, 2), 2027: Fraction(2, 5)}
    budget, hope = plan.commitments
    assert (budget.amounts, budget.lines, budget.probability) == ({2026: 10050}, frozenset({"pay"}), 1)
    assert plan.spending[0].amount == 5000
    assert plan.scenarios["storm"].exchange == {"LCU": Fraction(1, 2)}
    assert hope.lines is None


def test_amendments_are_applied_by_their_days():
    hope = read_plan(changed()).commitments[1]
    assert (hope.status, hope.probability, hope.amounts) == ("signed", 1, {2027: 8000})


def test_an_amount_that_floats_cannot_hold_is_read_exactly():
    lines = [{"id": "a", "name": "A", "quantity": 3, "unit_cost": 0.1}]
    exact = changed(lines=lines, currency="XOF", decimals=0, commitments=[], amendments=[], spending=[])
    assert read_plan(exact).lines[0].unit_cost.base == Fraction(1, 10)
    assert cost(read_plan(exact)).by_line() == {"a": 0}


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"years": []}, "years: [] should be non-empty."),
        ({"lines": [{"id": "a"}]}, "lines[0]: 'name' is missing. Add it."),
        (
            {"currency": "dollars"},
            "currency: 'dollars' is not the code of a currency. Write three capitals, such as EUR.",
        ),
        ({"price_year": 2027}, "price_year: it lies after the first year. Give prices of that year"),
        ({"drivers": {"workers": {"2031": 3}}}, "drivers.workers.2031: the plan does not have this year."),
        ({"drivers": {}}, "lines[0].driver: there is no driver 'workers'. Name one that the plan lists."),
        (
            {"lines": [{**PLAIN["lines"][1], "unit_cost": {"low": 3, "base": 2, "high": 4}}]},
            "lines[0].unit_cost: low, base and high do not rise. Put them in order.",
        ),
        (
            {"lines": [{**PLAIN["lines"][1], "unit_cost": {"low": 0.25}}]},
            "lines[0].unit_cost: 'base' is missing.",
        ),
        (
            {"lines": [{**PLAIN["lines"][1], "unit_cost": -0.5}]},
            "lines[0].unit_cost: -0.5 is less than the minimum",
        ),
        (
            {"lines": [{**PLAIN["lines"][1], "once": 2031}]},
            "lines[0].once: the plan does not have this year.",
        ),
        (
            {"lines": [{**PLAIN["lines"][0], "quantity": 5}]},
            "lines[0]: give either a quantity, or a driver and per. One of them is needed, not both.",
        ),
        (
            {"lines": [{**PLAIN["lines"][2], "currency": "EUR"}]},
            "lines[0].currency: there is no exchange rate for 'EUR'",
        ),
        ({"lines": PLAIN["lines"] + [PLAIN["lines"][2]]}, "lines: the id 'rent' is given twice."),
        ({"sources": PLAIN["sources"] * 2}, "sources: the id 'state' is given twice."),
        ({"sources": []}, "commitments[0].source: there is no source 'state'."),
        (
            {"commitments": [{**PLAIN["commitments"][0], "amounts": {"2026": 1.005}}], "amendments": []},
            "commitments[0].amounts.2026: 1.005 has more than 2 decimals. Round it.",
        ),
        (
            {"commitments": [{**PLAIN["commitments"][0], "status": "pledged"}], "amendments": []},
            "commitments[0].probability: what is pledged needs one. Give a number from 0 to 1.",
        ),
        (
            {"commitments": [{**PLAIN["commitments"][0], "lines": ["joy"]}], "amendments": []},
            "commitments[0].lines: there is no line 'joy'.",
        ),
        (
            {"commitments": [{**PLAIN["commitments"][0], "components": ["joy"]}], "amendments": []},
            "commitments[0].components: there is no component 'joy'.",
        ),
        (
            {"amendments": [{"of": "none", "on": "2026-01-01"}]},
            "amendments[0].of: there is no commitment 'none'.",
        ),
        (
            {"spending": [{**PLAIN["spending"][0], "year": 2031}]},
            "spending[0].year: the plan does not have this year.",
        ),
        (
            {"scenarios": {"storm": {"delay": {"bank": 1}}}},
            "scenarios.storm.delay: there is no source 'bank'.",
        ),
        (
            {"ramps": [{"id": "r", "source": "state", "shape": "linear"}]},
            "ramps[0]: A linear ramp, and no other",
        ),
        (
            {"ramps": [{"id": "r", "source": "bank", "shape": "flat", "lines": ["joy"]}]},
            "ramps[0].source: there is no source 'bank'.",
        ),
        (
            {
                "ramps": [
                    {
                        "id": "r",
                        "source": "state",
                        "shape": "stepped",
                        "steps": {"2027": 0.5},
                        "reaches_full": True,
                    }
                ]
            },
            "ramps[0]: The ramp is said to reach 100 %, but in 2027 it stands at 50.0%.",
        ),
        (
            {"loans": [{"id": "l", "principal": 5, "rate": 0, "periods": 2, "grace": 2}]},
            "loans[0]: The grace must be",
        ),
        (
            {"loans": [{"id": "l", "principal": 0.001, "rate": 0, "periods": 2}]},
            "loans[0].principal: 0.001 has more",
        ),
        (
            {"outcomes": [{"id": "o", "cap": 1, "metrics": [{"metric": "m"}]}]},
            "outcomes[0]: m: give either a price or tiers, not both.",
        ),
        (
            {"outcomes": [{"id": "o", "cap": 1, "floor": 2, "metrics": [{"metric": "m", "price": 1}]}]},
            "outcomes[0]: The floor lies above the cap. Lower it.",
        ),
        (
            {"waterfalls": [{"id": "w", "cash": [1], "tranches": [{"name": "t", "rank": 1, "due": [1, 2]}]}]},
            "waterfalls[0]: t: give what is due in each of the 1 periods",
        ),
    ],
)
def test_every_fault_is_told_with_its_path(parts, message):
    assert faults(**parts)[0].startswith(message)


def test_all_faults_are_told_at_once():
    told = faults(price_year=2027, sources=[], scenarios={"storm": {"delay": {"x": 1}}})
    assert [fault.split(":")[0] for fault in told] == [
        "price_year",
        "commitments[0].source",
        "commitments[1].source",
        "scenarios.storm.delay",
    ]


def test_very_many_faults_are_counted():
    fault = PlanFault([f"fault {k}" for k in range(60)])
    assert str(fault).splitlines()[-1] == "And 10 more."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: this is not JSON"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6: this is not JSON"),
        (b"\xff\xfe\xff", "not UTF-8 text"),
        ('{"a": 1, "a": 2}', "The key 'a' is given twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": NaN}', "NaN: a number is written in plain digits"),
        ('{"a": 1e999999999}', "1e999999999: a number is written in plain digits"),
        ('{"a": ' + "9" * 5000 + "}", "9999: a number is written in plain digits"),
        ("[]", "the plan: [] is not of type 'object'"),
        ("null", "the plan: None is not of type 'object'"),
    ],
)
def test_what_is_no_plan_is_refused(text, message):
    with pytest.raises(PlanFault, match=re.escape(message)):
        read_plan(text)


def test_the_schema_is_a_schema_and_the_example_fits_it():
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(json.loads(starting()))
    assert read_plan(starting()).place == "Two Rivers (invented)"


VALUES = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(allow_nan=False) | st.text(max_size=5)
JSON = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(PLAIN)), JSON)
def test_any_part_may_be_anything_without_a_crash(key, value):
    with contextlib.suppress(PlanFault):
        read_plan(changed(**{key: value}))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_wrong_value_deep_inside_is_no_crash(data):
    held = json.loads(starting())
    here = held
    for _ in range(data.draw(st.integers(0, 4))):
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        inner = [key for key in keys if isinstance(here[key], dict | list) and here[key]]
        if not inner:
            break
        here = here[data.draw(st.sampled_from(inner))]
    keys = list(here) if isinstance(here, dict) else list(range(len(here)))
    here[data.draw(st.sampled_from(keys))] = data.draw(JSON)
    with contextlib.suppress(PlanFault):
        gap(read_plan(json.dumps(held)))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_no_crash(content):
    with contextlib.suppress(PlanFault):
        read_plan(content)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"loans": [{"id": "l", "principal": 1, "rate": 0, "periods": 1}] * 2}, "loans: the id 'l' is given"),
        (
            {"outcomes": [{"id": "o", "cap": 1, "metrics": [{"metric": "m", "price": 1}] * 2}]},
            "outcomes[0]: The metric m is given twice. Give each a name of its own.",
        ),
        (
            {"waterfalls": [{"id": "w", "cash": [1], "tranches": [{"name": "t", "rank": 1}] * 2}]},
            "waterfalls[0]: The tranche t is given twice.",
        ),
        ({"pay": 2, "wages": 3}, "the plan: pay, wages is unknown here. Take it out;"),
        (
            {"sources": [{"id": "a b", "name": "A"}]},
            "sources[0].id: 'a b' is not an id. Use up to 64 letters,",
        ),
        (
            {"drivers": {"workers": {"26": 3}}},
            "drivers.workers: 26 is unknown here. Take it out; cairn finance --schema lists what is known.",
        ),
    ],
)
def test_what_would_be_lost_or_is_unknown_is_a_fault(parts, message):
    assert any(fault.startswith(message) for fault in faults(**parts)), faults(**parts)
