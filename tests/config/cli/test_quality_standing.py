"""`cairn quality standing`: a status that is earned by periods in a row, and lost again."""

import json

import pytest

from tests.config.cli.command import Command

CHECKS = """month,site,ok
2024-01,Elm,yes
2024-02,Elm,Yes
2024-03,Elm,1
2024-04,Elm,suppressed
2024-01,Oak,yes
2024-02,Oak,no
2024-03,Oak,yes
2024-01,Fir,y
2024-02,Fir,y
2024-03,Fir,y
2024-04,Fir,y
"""


run = Command("quality", "standing")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "checks.csv"
    path.write_text(CHECKS)
    return path


WORDS = ["--date", "month", "--by", "site", "--good", "ok"]


def test_each_site_earns_and_loses_its_status(file):
    answer = run(file, *WORDS, "--json")
    told = json.loads(answer.stdout)
    assert {one["key"]: (one["state"], one["earned_in"], one["lost_in"]) for one in told["series"]} == {
        "Elm": ("lost", ["2024-03"], ["2024-04"]), "Fir": ("earned", ["2024-03"], []),
        "Oak": ("not_yet", [], []),
    }  # fmt: skip
    assert told["counts"] == {"earned": 1, "lost": 1, "not_yet": 1}
    assert told["verdict"] == "1 of 3 holds the status; 1 lost it; 1 has not earned it yet."
    elm, _, oak = told["series"]
    assert (elm["periods"][3]["good"], elm["periods"][3]["told"]) == (None, "suppressed")
    assert (oak["periods"][3]["period"], oak["periods"][3]["told"]) == ("2024-04", "missing")


def test_a_table_for_many_and_the_course_for_one(file, tmp_path):
    shown = run(file, *WORDS, "--lost-after", 2).output
    assert shown.splitlines()[0] == "2 of 3 hold the status; 0 lost it; 1 has not earned it yet."
    one = tmp_path / "one-2024-01.csv"
    one.write_text("ok\nno\n")
    shown = run(one, "--good", "ok", "--earned-after", 1).output.splitlines()
    assert shown[0] == "Not earned yet: it takes 1 good period, and there are 0 so far."
    assert shown[2].split() == ["2024-01", "not", "good", "not", "yet"]


def test_a_rule_may_say_what_is_good(tmp_path):
    path, rule = tmp_path / "counts.csv", tmp_path / "rule.json"
    path.write_text("year,n\n2021,2\n2022,2\n2023,\n")
    rule.write_text(
        json.dumps({"milestone": "few", "version": "1", "rule": {"compare": [{"measure": "n"}, "<", 3]}})
    )
    answer = run(path, "--date", "year", "--rule", rule, "--earned-after", 2, "--json")
    told = json.loads(answer.stdout)
    assert [one["told"] for one in told["series"][0]["periods"]] == ["good", "good", "not known"]
    assert told["series"][0]["lost_in"] == ["2023"]
    assert [one["path"] for one in told["inputs"]] == [str(path), str(rule)]
    assert told["options"]["rule"] == str(rule)


def test_what_is_neither_yes_nor_no_is_refused_row_by_row(file):
    file.write_text(CHECKS.replace(",no\n", ",nope\n").replace(",1\n", ",2\n"))
    answer = run(file, *WORDS)
    assert answer.exit_code == 1
    assert [line.split(": ")[-1].split(" is ")[0] for line in answer.stderr.splitlines()] == ["'2'", "'nope'"]
    assert "row 4, column C (ok): '2' is neither yes nor no." in answer.stderr


@pytest.mark.parametrize("more", [[], ["--good", "ok", "--rule", "RULE"]])
def test_one_way_to_say_what_is_good_is_needed(file, more):
    assert run(file, "--date", "month", *(str(file) if one == "RULE" else one for one in more)).exit_code == 2
