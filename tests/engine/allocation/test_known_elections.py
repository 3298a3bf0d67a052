"""Real elections: every winner that is known, in its order, and the three official Equal Shares results."""

import json
from fractions import Fraction

import pytest

from cairn.engine.allocation import Shares, by_equal_shares, greedy, phragmen
from cairn.engine.allocation.pabulib import read

RULES = {
    "greedy_votes": greedy,
    "greedy_density": lambda election: greedy(election, utility="cardinality"),
    "phragmen": phragmen,
    "mes_cost": by_equal_shares,
    "mes_card": lambda election: by_equal_shares(election, Shares("cardinality")),
    "mes_cost_add1": lambda election: by_equal_shares(election, Shares(completion="add1")),
    "mes_cost_add1e": lambda election: by_equal_shares(
        election, Shares(completion="add1", add1_stop="exhaustive")
    ),
}
FILES = ["France_Toulouse_2022", "Hungary_Budapest_2024", "Netherlands_Assen_2024"]
FILES += ["Poland_Lodz_2022", "Poland_Swiecie_2023", "Poland_Wieliczka_2023_Green_Budget"]
OFFICIAL = {
    "Netherlands_Assen_2024": (9, 76700),
    "Poland_Swiecie_2023": (17, 1040337),
    "Poland_Wieliczka_2023_Green_Budget": (30, 995079),
}


def election_of(shared_data, name):
    with (shared_data / "budgets" / f"{name}.pb").open("rb") as stream:
        return read(stream)


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_every_rule_gives_the_known_winners(shared_data, name):
    lines = (shared_data / "budgets" / "winners.jsonl").read_text().splitlines()
    known = next(answer for line in lines if (answer := json.loads(line))["file"] == f"{name}.pb")
    election = election_of(shared_data, name)
    found = {rule: allot(election) for rule, allot in RULES.items() if rule in known}
    assert {rule: list(allotment.winners) for rule, allotment in found.items()} == {
        r: known[r] for r in found
    }
    assert len(election.weights) == known["types"]
    assert election.warnings == ()
    if "runs" in known:
        assert found["mes_cost_add1"].runs == known["runs"]


@pytest.mark.shared
@pytest.mark.parametrize("name", OFFICIAL)
def test_add1_gives_the_official_result(shared_data, name):
    rows = (shared_data / "budgets" / f"{name}.pb").read_text().split("PROJECTS\n")[1].split("VOTES\n")[0]
    header, *lines = [line.split(";") for line in rows.splitlines()]
    selected = {line[0] for line in lines if line[header.index("selected")] == "1"}
    allotment = by_equal_shares(election_of(shared_data, name), Shares(completion="add1"))
    assert set(allotment.winners) == selected
    assert (len(allotment.winners), allotment.cost) == OFFICIAL[name]


@pytest.mark.shared
def test_lodz_is_exact_to_the_fraction(shared_data):
    allotment = by_equal_shares(election_of(shared_data, "Poland_Lodz_2022"))
    assert allotment.endowment == Fraction(6112868, 90494)
    first = allotment.purchases[0]
    assert (first.project, first.price, first.effective_votes) == ("L081", Fraction(590000, 14620), 14620)


@pytest.mark.shared
def test_points_are_read_from_cumulative_ballots(shared_data):
    election = election_of(shared_data, "Poland_Katowice_2023")
    allotment = greedy(election, utility="points")
    assert set(allotment.winners) == {"M/01/X", "M/02/X", "M/08/X", "M/15/X", "M/25/X", "M/29/X"}
