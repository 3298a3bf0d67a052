"""`cairn allocate`: its keys, its words and its refusals."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from cairn import __version__
from cairn.config.cli import main
from cairn.config.cli.allocate import _Progress

ELECTION = """\
META
key;value
description;A test
country;Nowhere
unit;Here
instance;2024
num_projects;4
num_votes;4
budget;100.50
vote_type;approval
rule;unknown
date_begin;2024
date_end;2024
currency;EUR
PROJECTS
project_id;cost;votes;name
well;60;2;A well
school;45.25;3;A school
path;5;1;A path
hall;90;1;A hall
VOTES
voter_id;vote
1;well,school
2;well,school
3;school,path
4;hall
"""


@pytest.fixture
def election(tmp_path):
    path = tmp_path / "election.pb"
    path.write_text(ELECTION)
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["allocate", *map(str, arguments)])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_json_holds_the_promised_keys(election):
    told = answer(election, "--rule", "equal-shares")
    assert told["cairn"] == __version__
    assert told["inputs"] == [
        {"path": str(election), "sha256": hashlib.sha256(ELECTION.encode()).hexdigest()},
    ]
    assert told["options"] == {
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "none",
        "add1_stop": "overspend",
        "add1_step": "1",
    }
    assert (told["winners"], told["cost"], told["left"]) == (["school", "path"], 50.25, 50.25)
    assert (told["ties"], told["warnings"], told["endowment"], told["runs"]) == ([], [], 25.125, 1)
    assert told["rule"].startswith("Method of Equal Shares; a funded project counts by its cost;")
    assert told["projects"][0] == {
        "id": "school",
        "cost": 45.25,
        "phase": "shares",
        "price": 45.25 / 3,
        "effective_votes": 3.0,
    }


@pytest.mark.parametrize(
    ("arguments", "winners"),
    [
        (["equal-shares", "--completion", "utilitarian"], ["school", "path"]),
        (["equal-shares", "--utility", "cardinality"], ["path", "school"]),
        (["phragmen"], ["path", "school"]),
        (["greedy"], ["school", "path"]),
        (["greedy", "--utility", "cardinality"], ["path", "school"]),
    ],
)
def test_each_rule_names_its_winners_in_order(election, arguments, winners):
    assert answer(election, "--rule", *arguments)["winners"] == winners


def test_the_step_of_add1_is_given_in_currency_units(election):
    told = answer(election, "--rule", "equal-shares", "--completion", "add1", "--add1-step", "2.5")
    # at 45.125 the two who want the well have 60 between them after the school, and would overspend
    assert (told["endowment"], told["runs"], told["winners"]) == (42.625, 9, ["school", "path"])
    assert "raised by 5/2 EUR at a time" in told["rule"]


def test_a_tie_is_told_with_what_broke_it(election):
    election.write_text(ELECTION.replace("45.25", "60").replace("3;school,path", "3;path"))
    assert run(election, "--rule", "greedy").stdout.splitlines()[-2:] == [
        "school, well stood equal; school was taken because its id comes first.",
        "PROJECTS, row 18: the votes counted in the file differ from the ballots: "
        "school has 2 in the ballots, 3 in its row.",
    ]
    told = answer(election, "--rule", "greedy")
    assert told["ties"] == [
        {"tied": ["school", "well"], "chosen": "school", "broken_by": "order", "place": 0}
    ]
    assert told["warnings"] == [
        "PROJECTS, row 18: the votes counted in the file differ from the ballots: "
        "school has 2 in the ballots, 3 in its row."
    ]


def test_people_read_a_sentence_and_a_table(election):
    result = run(election, "--rule", "equal-shares")
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert lines[0] == ("2 of 4 projects are funded with 50.25 EUR of 100.5 EUR (50%); 50.25 EUR is left.")
    assert lines[3:] == [
        "Funded, in the order of selection",
        "id      name       cost  votes  how     price",
        "school  A school  45.25      3  shares  15.08",
        "path    A path        5      1  shares    5.0",
    ]


def test_an_empty_budget_is_told_without_a_share(election):
    election.write_text(ELECTION.replace("budget;100.50", "budget;0"))
    assert run(election, "--rule", "greedy").stdout.startswith(
        "0 of 4 projects are funded with 0 EUR of 0 EUR (0%); 0 EUR is left."
    )


def test_a_broken_file_is_the_inputs_fault(election):
    election.write_text(ELECTION.replace("well;60", "well;sixty"))
    result = run(election, "--rule", "greedy", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"Error: {election}: PROJECTS, row 17: 'sixty' is not an amount of money. "
        "Write it in digits, such as 12500 or 12500.50.\n"
    )


def test_points_that_are_missing_are_the_inputs_fault(election):
    result = run(election, "--rule", "equal-shares", "--utility", "points")
    assert result.exit_code == 1
    assert "carry no points; choose the utility cost or cardinality." in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rule", "magic"],
        [],
        ["--rule", "greedy", "--completion", "add1"],
        ["--rule", "equal-shares", "--utility", "joy"],
        ["--rule", "phragmen", "--utility", "points"],
        ["--rule", "equal-shares", "--completion", "add1", "--add1-step", "0"],
        ["--rule", "equal-shares", "--completion", "add1", "--add1-step", "-1"],
    ],
)
def test_a_wrong_command_line_is_refused_as_such(election, arguments):
    assert run(election, *arguments).exit_code == 2


def test_a_missing_file_is_refused():
    assert run("nowhere.pb", "--rule", "greedy").exit_code == 2


def test_progress_is_told_after_two_seconds(capsys):
    progress = _Progress()
    progress(2)
    progress.next_at -= 3
    progress(3)
    progress(4)
    assert capsys.readouterr().err == "add1: 3 runs so far\n"


@pytest.mark.shared
def test_add1_gives_the_official_result_of_assen(shared_data):
    file = shared_data / "budgets" / "Netherlands_Assen_2024.pb"
    told = answer(file, "--rule", "equal-shares", "--completion", "add1")
    assert told["winners"] == ["3", "9", "2", "11", "13", "14", "5", "6", "12"]
    assert (told["cost"], told["left"], told["runs"]) == (76700, 23300, 845)
    assert told["ties"] == [{"tied": ["11", "2"], "chosen": "2", "broken_by": "cost", "place": 2}]
