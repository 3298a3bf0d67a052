"""`cairn decide`: its keys, its words and its refusals."""

import json

import pytest
from click.testing import CliRunner

from cairn.config.cli import main

LEDGER = """\
constituent,state,weight,unit,reason,met
River nation,consent,1200,1,,
Lakes,Withheld,300,1/2,Too near the graves,

Hill towns,conditional,900,1,Survey first,no
Coast,not_reached,400,1,,
"""
BALLOTS = "voter,weight,ballot\nA,1,weir > trail = well\nB,2,trail>weir\nC,1,\n"
HALF = '{"rule": "threshold", "share": "1/2"}'


def run(rule, text, tmp_path, *more):
    path = tmp_path / "told.csv"
    path.write_text(text)
    return CliRunner().invoke(main, ["decide", rule, str(path), *more])


def answer(rule, text, tmp_path, *more):
    result = run(rule, text, tmp_path, *more, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_json_says_the_state_the_reason_and_who_is_not_reached(tmp_path):
    told = answer(HALF, LEDGER, tmp_path)
    assert told["state"] == "open"
    assert told["verdict_code"] == "threshold.open.waiting"
    assert (told["not_reached"], told["waiting"], told["opted_out"]) == (["Coast"], ["Hill towns"], [])
    assert told["counts"]["withheld"] == 1
    assert told["options"] == {"rule": json.loads(HALF), "closed": False, "round": 1}
    assert [one["path"] for one in told["inputs"]] == [str(tmp_path / "told.csv")]


def test_parts_of_a_rule_are_told_each(tmp_path):
    rule = {"rule": "any_of", "rules": [{"rule": "from_round", "number": 2}, json.loads(HALF)]}
    told = answer(json.dumps(rule), LEDGER, tmp_path, "--closed", "--round", "2")
    assert [part["state"] for part in told["parts"]] == ["passed", "failed"]


def test_a_choice_tells_its_winners(tmp_path):
    told = answer('{"rule": "ranked"}', BALLOTS, tmp_path, "--closed")
    assert (told["state"], told["winners"], told["not_reached"]) == ("passed", ["trail"], ["C"])
    assert {"option": "trail", "against": "weir", "count": 2.0} in told["one_to_one"]
    approved = answer(
        '{"rule": "approval"}', BALLOTS.replace(">", ";").replace("=", ";"), tmp_path, "--closed"
    )
    assert approved["tied"] == ["trail", "weir"]


def test_words_for_people(tmp_path):
    shown = run(HALF, LEDGER, tmp_path).stdout
    assert shown.startswith("Open. 1 of 3.5 constituents consent;")
    assert "Waiting for a condition: Hill towns." in shown
    tied = run('{"rule": "approval"}', "voter,ballot\nA,weir\nB,well\n", tmp_path).stdout
    assert tied.startswith("Tied. The votes do not decide between weir, well.")


def test_parts_of_a_rule_are_read_below_it(tmp_path):
    inner = {"rule": "all_of", "rules": [{"rule": "from_round", "number": 2}, json.loads(HALF)]}
    rule = {"rule": "any_of", "rules": [{"rule": "consent_of_all"}, inner]}
    shown = run(json.dumps(rule), LEDGER, tmp_path, "--closed").stdout.split("\n")
    assert shown[0] == "Failed. One condition is enough, but none of 2 can be met."
    assert shown[2].startswith("  - Failed. Consent of all is needed; it is not given by Lakes")
    assert shown[3:5] == [
        "  - Failed. All conditions are needed; 2 of 2 cannot be met.",
        "    - Failed. This is only round 1; the rule holds from round 2.",
    ]


def test_a_rule_may_stand_in_a_file(tmp_path):
    path = tmp_path / "rule.json"
    path.write_text('{"rule": "sense_check"}')
    told = answer(str(path), LEDGER, tmp_path)
    assert (told["binding"], len(told["inputs"])) == (False, 2)


@pytest.mark.parametrize(
    ("rule", "text", "message"),
    [
        ("{nonsense", LEDGER, "RULE is not JSON"),
        ('{"rule": "lot"}', LEDGER, "The rule 'lot' is unknown; choose one of"),
        ("{}", LEDGER, "The rule None is unknown"),
        (
            HALF,
            "name,state\nA,consent\n",
            "row 1: the table has no column constituent. It needs constituent, state",
        ),
        (HALF, "constituent,state,state\nA,consent,\n", "has two columns state"),
        (HALF, "", "The file is empty"),
        (HALF, "constituent,state\nA,consent\nA,consent\n", "A stands twice"),
        (
            '{"rule": "approval"}',
            "voter,ballot,weight\nA,weir;well,-1\n",
            "row 2, column C (weight): '-1' is no amount",
        ),
        ('{"rule": "ranked"}', "voter,ballot\nA,weir\n", "told.csv: There are 1 options"),
        (
            '{"rule": "ranked"}',
            "voter,ballot\nA,weir; well\n",
            "row 2, column B (ballot): 'weir; well': a ballot for ranked is written weir > trail = well.",
        ),
        (
            '{"rule": "approval"}',
            "voter,ballot\nA,weir > well\n",
            "'weir > well': a ballot for approval is written weir; trail.",
        ),
        (
            '{"rule": "threshold", "share": "1/2", "by": "weight"}',
            "constituent,state,weight\nA,consent,0\n",
            "told.csv: threshold: nobody in scope counts for anything by weight",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(rule, text, message, tmp_path):
    result = run(rule, text, tmp_path)
    assert result.exit_code == 1
    assert message in result.stderr


def test_everything_wrong_is_told_at_once(tmp_path):
    text = "constituent,state,weight,met\nA,maybe,1,perhaps\nB,consent,1/0,\n"
    result = run(HALF, text, tmp_path)
    assert result.exit_code == 1
    for message in (
        "row 2, column D (met): 'perhaps' says neither yes nor no.",
        "row 2, column B (state): A: the state 'maybe' is unknown",
        "row 3, column C (weight): '1/0' is no amount; write 3, 2.5 or 1/2, 0 or more.",
    ):
        assert message in result.stderr


def test_a_rule_that_is_neither_json_nor_a_file_is_a_fault_of_the_command_line(tmp_path):
    assert run("no-such-file", LEDGER, tmp_path).exit_code == 2
