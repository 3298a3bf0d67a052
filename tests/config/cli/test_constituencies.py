"""How constituencies are told: plain values that JSON holds, and tables that people read."""

import json

import numpy as np
import pytest

from cairn.config.cli.constituencies import as_json, print_constituencies
from cairn.engine.opinion.votes import votes_from_matrix
from cairn.engine.representation import constituencies

NAN = float("nan")
WHERE = ["North [hills]"] * 20 + ["South"] * 12 + ["Isle"] * 3
COLUMN = [1.0] * 18 + [-1.0] * 2 + [1.0] * 9 + [NAN] * 3 + [1.0] * 3
POPULATIONS = {"North [hills]": 100, "South": 300, "Isle": 20, "Far": 30}


@pytest.fixture
def votes():
    """Return the votes of 35 people on two statements, of which some have seen one."""
    return votes_from_matrix(np.array([COLUMN, [1.0] * 2 + [NAN] * 18 + [-1.0] * 15]).T)


def found(votes, **kept):
    """Return what is said of three constituencies."""
    return constituencies(votes, {str(i): name for i, name in enumerate(WHERE)}, **kept)


def test_plain_values_hold_the_keys_of_the_map_and_more(votes):
    told = json.loads(json.dumps(as_json(found(votes, populations=POPULATIONS), votes), allow_nan=False))
    north, together = told["constituencies"]
    assert (north["name"], north["size"], north["min_size"], north["includes"]) == (
        "North [hills]",
        20,
        5,
        [],
    )
    assert (together["name"], together["size"]) == ("Smaller ones together", 15)
    assert together["includes"] == ["Isle", "South"]
    first = north["statements"][0]
    counts = [first[key] for key in ("id", "agree", "disagree", "pass", "seen", "is_suppressed", "status")]
    assert counts == ["0", 18, 2, 0, 20, False, "shown"]
    assert first["low"] < first["agreement"] < first["high"]
    second = north["statements"][1]
    assert (second["agree"], second["seen"], second["status"]) == (None, None, "small")
    assert together["statements"][1]["status"] == "protecting"
    assert [(one["name"], one["standing"]) for one in told["participation"]["reached"]] == [
        ("Far", "not yet reached"),
        ("North [hills]", "over"),
        ("Smaller ones together", "under"),
    ]
    assert told["participation"]["population"] == 450
    (bridge, unknown) = told["bridging"]["statements"]
    assert (bridge["id"], bridge["standing"], bridge["too_few_votes_in"]) == ("0", "bridges", [])
    assert bridge["weakest"] == {"name": "North [hills]", "kind": "constituency"}
    assert unknown["too_few_votes_in"] == [{"name": "North [hills]", "kind": "constituency"}]


def test_what_nobody_saw_is_weakest_nowhere():
    votes = votes_from_matrix(np.array([[1.0] * 12, [NAN] * 12]).T)
    told = as_json(constituencies(votes, {str(i): "N" for i in range(12)}), votes)
    assert told["bridging"]["statements"][1]["weakest"] is None


def test_people_read_tables(votes, capsys):
    texts = {"0": "More benches [wood]", "1": "Fewer"}
    print_constituencies(found(votes, populations=POPULATIONS), votes, texts, [0, 1])
    said = " ".join(capsys.readouterr().out.split())
    assert "35 of 450 people took part (7.8%). Not yet reached: Far." in said
    assert "Who took part" in said
    assert "North [hills]" in said
    assert "held back" in said
    assert "Too few to be told apart: Isle, South." in said
    assert "0: More benches [wood] Agreed in both constituencies; least in" in said


def test_without_populations_no_rates_are_printed(votes, capsys):
    print_constituencies(found(votes), votes, {"0": "a", "1": "b"}, [0])
    said = capsys.readouterr().out
    assert "No populations are declared" in said
    assert "Who took part" not in said


def test_unknown_populations_and_few_people_are_told(capsys):
    votes = votes_from_matrix(np.ones((9, 1)))
    where = {str(i): "N" if i < 6 else "S" for i in range(9)}
    few = constituencies(votes, where, populations={"N": 20})
    print_constituencies(few, votes, {"0": "a"}, [0])
    said = " ".join(capsys.readouterr().out.split())
    assert "Too few to be told apart: N, S." in said
    alone = constituencies(
        votes_from_matrix(np.ones((3, 1))), {"0": "N", "1": "N", "2": "N"}, populations={"N": 5}
    )
    assert as_json(alone, votes)["constituencies"][0]["size"] is None
    print_constituencies(
        constituencies(votes, where, populations={"N": 20, "W": 9}, min_size=1), votes, {"0": "a"}, [0]
    )
    assert "unknown" in capsys.readouterr().out
    print_constituencies(alone, votes, {"0": "a"}, [])
    assert "held back" in capsys.readouterr().out
