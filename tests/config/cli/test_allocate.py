"""`cairn allocate`: its keys, its words and its refusals."""

import hashlib
import json
from fractions import Fraction

import pytest

from cairn import __version__
from cairn.config.cli.allocate import LADDER
from cairn.config.cli.output import Counted
from tests.config.cli.command import Command

PROPORTIONAL = "Proportional: no group that agrees on a project was left with less than its part (EJR+)."
TIES = "ties go to the lowest cost, then the most votes, then the id that comes first."
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


run = Command("allocate")


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, "Error" in result.stderr) == (0, False)  # progress may be told
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
        "add1_start": "share",
        "compare": "none",
        "misfit": "skip",
        "min_score": None,
        "min_votes": 0,
        "eligibility": None,
        "exclusive": [],
        "limit": {},
        "ties": "cost,votes",
        "lot": None,
        "by": None,
        "weights": None,
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
        "school and well stood equal; school was taken because its id comes first.",
        "Note: PROJECTS, row 18: the votes counted in the file differ from the ballots: "
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
    assert lines == [
        "2 of 4 projects are funded with 50.25 EUR of 100.50 EUR (50%); 50.25 EUR is left.",
        f"Method of Equal Shares; a funded project counts by its cost; what is left stays unspent; {TIES}",
        "Each of 4 voters had 25.12 EUR to spend.",
        "",
        "Funded, in the order of selection, EUR",
        "id      project    cost  votes  how     each pays",
        "school  A school  45.25      3  shares      15.08",
        "path    A path        5      1  shares       5.00",
        "",
        "Not funded, EUR",
        "id    project  cost  votes  why",
        "well  A well     60      2  costs more than is left",
        "hall  A hall     90      1  costs more than is left",
        "",
        f"{PROPORTIONAL} Every project was paid by its own supporters from equal shares (priceable). "
        "3 of 4 voters approve a funded project.",
    ]


def test_what_equal_shares_leaves_unspent_is_explained(election):
    text = ELECTION.replace("hall;90;1", "hall;9;1;") + "5;\n6;\n"
    more = "".join(f"p{n};{200 if n else 1};0;Unwanted\n" for n in range(8))
    election.write_text(text.replace("VOTES\n", f"{more}VOTES\n"))
    lines = [line.rstrip() for line in run(election, "--rule", "equal-shares").stdout.splitlines()]
    assert "Not funded (8 of 10, those with most votes), EUR" in lines
    assert (
        "Equal Shares leaves money unspent. To spend more of it, add --completion add1 or utilitarian."
        in lines
    )
    assert [line.split(maxsplit=4)[-1] for line in lines if line.startswith(("well", "p0", "p1"))] == [
        "2  costs more than is left",
        "nobody voted for it",
        "nobody voted for it",
    ]
    completed = run(election, "--rule", "equal-shares", "--completion", "utilitarian").stdout
    assert "unspent. To spend" not in completed


@pytest.mark.parametrize(
    "condition", [["--exclusive", "school,path"], ["--min-votes", "2"], ["--eligibility", "0.1"]]
)
def test_what_a_condition_leaves_out_is_named_so(election, condition):
    election.write_text(ELECTION.replace("path;5", "path;50" if "0.1" in condition else "path;5"))
    stdout = run(election, "--rule", "greedy", *condition).stdout
    (path,) = (line for line in stdout.splitlines() if line.startswith("path"))
    assert path.rstrip().endswith("a condition leaves it out")


def test_a_project_dearer_than_the_budget_is_named_so(election):
    election.write_text(ELECTION.replace("hall;90", "hall;101"))
    assert "costs more than the budget" in run(election, "--rule", "greedy").stdout


def test_without_votes_nothing_is_claimed(election):
    election.write_text(ELECTION[: ELECTION.index("1;well")])
    lines = run(election, "--rule", "equal-shares").stdout.splitlines()
    assert lines[0] == "0 of 4 projects are funded with 0 EUR of 100.50 EUR (0%); 100.50 EUR is left."
    assert "Nobody voted, so there is nothing to be proportional to." in lines
    assert not [line for line in lines if line.startswith(("Funded", "Each of"))]


def test_the_price_of_points_is_named_so(election):
    election.write_text(
        ELECTION.replace("approval", "cumulative")
        .replace("voter_id;vote", "voter_id;vote;points")
        .replace("well,school\n", "well,school;1,2\n")
        .replace("school,path\n", "school,path;1,2\n")
        .replace("4;hall", "4;hall;3")
    )
    assert "a point costs" in run(election, "--rule", "equal-shares", "--utility", "points").stdout


def test_an_empty_budget_is_told_without_a_share(election):
    election.write_text(ELECTION.replace("budget;100.50", "budget;0"))
    assert run(election, "--rule", "greedy").stdout.startswith(
        "0 of 4 projects are funded with 0 EUR of 0 EUR; 0 EUR is left."
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
    progress = Counted(LADDER)
    progress(2)
    progress.next_at -= 3
    progress(3)
    progress(4)
    assert capsys.readouterr().err == (
        "add1: 3 runs so far; a larger --add1-step needs fewer, but is another rule\n"
    )


@pytest.mark.shared
def test_add1_gives_the_official_result_of_assen(shared_data):
    file = shared_data / "budgets" / "Netherlands_Assen_2024.pb"
    told = answer(file, "--rule", "equal-shares", "--completion", "add1")
    assert told["winners"] == ["3", "9", "2", "11", "13", "14", "5", "6", "12"]
    assert (told["cost"], told["left"], told["runs"]) == (76700, 23300, 845)
    assert told["ties"] == [{"tied": ["11", "2"], "chosen": "2", "broken_by": "cost", "place": 2}]


def test_json_holds_the_certificate_and_the_order_of_ties(election):
    told = answer(election, "--rule", "greedy", "--lot", "3 May")
    assert sorted(told["tie_order"]) == ["hall", "path", "school", "well"]
    assert told["certificate"] == {
        "ejr_plus": True,
        "neglected": None,
        "priceable": None,
        "amount": None,
        "affordable": [],
        "covered": 3,
        "in_words": f"{PROPORTIONAL} 3 of 4 voters approve a funded project.",
    }
    assert told["groups"] == []


def test_a_neglected_group_is_named(election):
    election.write_text(ELECTION.replace("hall;90", "hall;20").replace("well;60", "well;55"))
    found = answer(election, "--rule", "greedy")["certificate"]
    assert (found["ejr_plus"], found["neglected"]) == (
        False,
        {"project": "hall", "voters": 1, "deserved": 25.125, "got": 0},
    )


@pytest.mark.parametrize(
    ("arguments", "winners"),
    [
        (["exact-equal-shares"], ["school", "path"]),
        (["exact-equal-shares", "--completion", "add1", "--add1-step", "next"], ["school", "path"]),
        (["bounded-equal-shares"], ["school", "path"]),
        (["equal-shares", "--completion", "add1", "--add1-step", "1%"], ["school", "path"]),
        (["equal-shares", "--completion", "add1e"], ["school", "path"]),
        (["equal-shares", "--completion", "add1eu", "--add1-start", "whole"], ["school", "path"]),
        (["equal-shares", "--min-votes", "2"], ["school"]),
        (["equal-shares", "--eligibility", "2"], ["school", "path"]),
        (["greedy", "--exclusive", "school,path"], ["school"]),
        (["greedy", "--misfit", "stop"], ["school"]),
        (["greedy", "--misfit", "top-up"], ["school", "well"]),
        (["greedy", "--min-score", "2"], ["school"]),
        (["greedy", "--limit", "water=0"], ["school", "path"]),
        (["phragmen", "--ties", "votes,cost"], ["path", "school"]),
        (["equal-shares", "--compare", "projects", "--ties", "none"], ["school", "path"]),
    ],
)
def test_each_condition_and_variant_is_at_hand(election, arguments, winners):
    text = ELECTION.replace("votes;name", "votes;name;category").replace("A well", "A well;water")
    election.write_text(text.replace("well;60;2", "well;65;2") if "top-up" in arguments else text)
    assert answer(election, "--rule", *arguments)["winners"] == winners


def test_the_comparison_is_told(election):
    told = answer(election, "--rule", "equal-shares", "--compare", "covered")
    assert told["comparison"] == {
        "by": "covered",
        "prefer_equal_shares": 0,
        "prefer_greedy": 0,
        "taken": "equal-shares",
    }
    stdout = run(election, "--rule", "equal-shares", "--compare", "covered").stdout
    assert "0 under greedy by votes. Equal Shares stands." in stdout.replace("\n", " ")


def test_the_share_of_each_group_is_told(election, tmp_path):
    election.write_text(
        ELECTION.replace("voter_id;vote", "voter_id;vote;sex")
        .replace("1;well,school", "1;well,school;F")
        .replace("3;school,path", "3;school,path;M")
    )
    told = answer(election, "--rule", "equal-shares", "--by", "sex")["groups"]
    assert [(one["group"], one["voters"], one["covered"]) for one in told] == [
        ("F", 1, 1),
        ("M", 1, 1),
        ("not given", 2, 1),
    ]
    assert told[1] == {
        "group": "M",
        "voters": 1,
        "covered": 1,
        "part": 25.125,
        "held": 25.125,
        "paid": [{"id": "school", "amount": 45.25 / 3}, {"id": "path", "amount": 5.0}],
        "left": float(Fraction("25.125") - Fraction("45.25") / 3 - 5),
    }
    groups = tmp_path / "groups.csv"
    groups.write_text("voter_id,group\n1,north\n2,north\n3,south\n4,south\n")
    result = run(election, "--rule", "greedy", "--by", groups)
    lines = [line.split() for line in result.stdout.splitlines()]
    assert ["north", "2", "2", "50", "30", "school"] in lines
    assert ["south", "2", "1", "50", "20", "school,", "path"] in lines
    inputs = answer(election, "--rule", "greedy", "--by", groups)["inputs"]
    assert [one["path"] for one in inputs] == [str(election), str(groups)]


def test_voters_may_carry_weights(election, tmp_path):
    weights = tmp_path / "weights.csv"
    weights.write_text("voter_id,weight\n1,1\n2,1\n3,1\n4,9\n")
    told = answer(election, "--rule", "greedy", "--weights", weights)
    assert (told["n_voters"], told["winners"], told["options"]["weights"]) == (
        12,
        ["hall", "path"],
        str(weights),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"voter_id,weight\n1,1\n1,1\n", "row 3: the voter_id '1' is given twice"),
        (b"voter_id,weight\n1,x\n2,1\n3,-\n", "row 4: the weight '-' is not a whole number"),
        (b"voter_id,weight\n" + b"1,1\n" * 30, "and 10 more."),
        (b"voter,weight\n1,1\n", "give a header with voter_id and weight"),
        (b"", "give a header with voter_id and weight"),
        (b"voter_id,weight\n1,-1\n", "the weight '-1' is not a whole number"),
        (b"voter_id,weight\n1\n", "the weight '' is not a whole number"),
        (b"voter_id,weight\n1,1\n", "the weights give the voter '2' no whole number"),
        (b"\xff\xfe", "this is no CSV file in UTF-8"),
    ],
)
def test_a_broken_file_of_weights_is_the_inputs_fault(election, tmp_path, content, message):
    weights = tmp_path / "weights.csv"
    weights.write_bytes(content)
    result = run(election, "--rule", "greedy", "--weights", weights)
    assert result.exit_code == 1
    assert message in result.stderr


def test_the_result_is_written_as_a_file_of_its_own(election, tmp_path):
    written = tmp_path / "result.pb"
    answer(election, "--rule", "equal-shares", "-o", written)
    rows = [line for line in written.read_text().splitlines() if line.startswith(("school", "hall"))]
    assert rows == ["hall;90;1;A hall;0", "school;45.25;3;A school;1"]
    assert answer(written, "--rule", "equal-shares")["winners"] == ["school", "path"]


def test_what_is_read_is_never_replaced(election, tmp_path):
    result = run(election, "--rule", "greedy", "-o", tmp_path / "." / "election.pb")
    assert (result.exit_code, election.read_text()) == (2, ELECTION)
    assert "would replace what is read" in result.stderr
    result = run(election, "--rule", "greedy", "-o", tmp_path / "nowhere" / "result.pb")
    assert result.exit_code == 1
    assert "it cannot be written (No such file or directory). Name another file." in result.stderr


def test_what_must_be_added_is_said(election):
    election.write_text(ELECTION.replace("well;60", "well;65"))
    stdout = run(election, "--rule", "greedy", "--misfit", "top-up").stdout
    assert "(110%); 9.75 EUR must be added." in stdout.replace("\n", " ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["phragmen", "--misfit", "stop"], "--misfit belongs to --rule greedy, not to phragmen."),
        (["greedy", "--compare", "covered"], "--compare belongs to --rule equal-shares, not to greedy."),
        (["equal-shares", "--completion", "add1", "--add1-step", "next"], "known under exact payment only"),
        (["equal-shares", "--add1-step", "2"], "--add1-step needs --completion add1 or add1u."),
        (
            ["greedy", "--add1-stop", "exhaustive"],
            "--add1-stop belongs to --rule equal-shares, not to greedy.",
        ),
        (["equal-shares", "--add1-step", "0%"], "a part of the budget such as 1%, or next"),
        (["greedy", "--limit", "sport"], "is not a category and an amount, such as sport=50000"),
    ],
)
def test_options_that_do_not_go_together_are_refused(election, arguments, message):
    result = run(election, "--rule", *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())


def test_a_project_that_does_not_exist_is_the_inputs_fault(election):
    result = run(election, "--rule", "greedy", "--exclusive", "well,tunnel")
    assert result.exit_code == 1
    assert "not in the election: tunnel" in result.stderr
