"""`cairn quality progress`: k of n outcomes improve or are maintained, and those that nobody knows."""

import pytest

from tests.config.cli.command import Command

OUTCOMES = """year,measure,group,n,d
2022,reading,girls,300,1000
2024,reading,girls,450,1000
2022,reading,boys,300,1000
2023,reading,boys,290,1000
2024,reading,boys,not collected,
2022,maths,girls,*,1000
2024,maths,girls,500,1000
2022,maths,boys,400,1000
2024,maths,boys,395,1000
2022,maths,,0,0
2024,maths,,5,10
2023,jobs,,6,10
"""
BOARD = """outcome,baseline,now,better,tolerance,checked
Readiness,52.5,55,up,1,yes
Absence,20,24,down,5%,yes
Reading,40,40.5,Up,1,yes
Maths,35,not collected,up,,yes
Jobs,,61,up,1,yes
Housing,10,20,up,1,no
"""
WORDS = [
    "--date",
    "year",
    "--by",
    "measure",
    "--by",
    "group",
    "--value",
    "n",
    "--denominator",
    "d",
    "--better",
    "up",
]
WIDE = ["--by", "outcome", "--baseline", "baseline", "--value", "now", "--better", "better"]


run = Command("quality", "progress")
told = run.told


def states(found):
    return {one["key"]: (one["state"], one["why"]) for one in found["outcomes"]}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "outcomes.csv"
    path.write_text(OUTCOMES)
    return path


@pytest.fixture
def board(tmp_path):
    path = tmp_path / "board.csv"
    path.write_text(BOARD)
    return path


def test_each_outcome_of_a_measure_and_a_group_is_judged(file):
    found = told(file, *WORDS, "--tolerance", "0.01")
    assert states(found) == {
        "reading · girls": ("improving", None), "maths · boys": ("maintained", None),
        "reading · boys": ("unknown", "no latest value (not collected)"),
        "maths · girls": ("unknown", "no baseline (suppressed)"),
        "maths · (all)": ("unknown", "no baseline (nobody in it)"),
        "jobs · (all)": ("unknown", "no baseline (missing)"),
    }  # fmt: skip
    assert (found["k"], found["n"], found["unknown"], found["verdict_code"]) == (2, 2, 4, "all")
    assert found["parts"]["measure"]["reading"] == {"k": 1, "n": 1, "unknown": 1}
    assert found["parts"]["group"][""] == {"k": 0, "n": 0, "unknown": 2}
    girls = next(one for one in found["outcomes"] if one["key"] == "reading · girls")
    assert (girls["baseline"], girls["latest"], girls["change"]) == (0.3, 0.45, 0.15)
    assert (girls["baseline_period"], girls["latest_period"]) == ("2022", "2024")


def test_an_older_value_is_told_and_never_carried_forward(file):
    boys = next(one for one in told(file, *WORDS)["outcomes"] if one["key"] == "reading · boys")
    assert (boys["latest"], boys["last_known"]) == (None, {"value": 0.29, "period": "2023"})
    shown = " ".join(run(file, *WORDS).output.split())
    assert "last 0.29 in 2023" in shown


def test_each_outcome_may_have_its_own_first_and_last_value(file):
    found = told(file, *WORDS, "--latest", "own", "--baseline", "own")
    assert states(found)["reading · boys"] == ("worsening", None)
    assert states(found)["jobs · (all)"] == ("unknown", "no baseline (missing)")  # one value is no change
    by = {one["key"]: one["latest_period"] for one in found["outcomes"]}
    assert (by["reading · boys"], by["reading · girls"]) == ("2023", "2024")


@pytest.mark.parametrize(
    ("year", "more", "why"),
    [
        ("2022", ["--latest", "own"], "no latest value (missing)"),
        ("2024", ["--baseline", "own"], "no baseline (missing)"),
    ],
)
def test_one_value_is_no_change(tmp_path, year, more, why):
    path = tmp_path / "two.csv"
    path.write_text(f"year,measure,group,n,d\n2022,a,,1,2\n2024,a,,1,2\n{year},b,,1,2\n")
    assert states(told(path, *WORDS, *more))["b · (all)"] == ("unknown", why)


def test_the_periods_compared_may_be_named(file):
    found = told(file, *WORDS, "--baseline", "2022", "--latest", "2023")
    assert states(found)["reading · boys"] == ("worsening", None)


def test_a_scoreboard_holds_its_own_baselines_directions_and_tolerances(board):
    found = told(board, *WIDE, "--tolerance", "tolerance", "--quality", "checked")
    assert states(found) == {
        "Readiness": ("improving", None), "Absence": ("worsening", None), "Reading": ("maintained", None),
        "Maths": ("unknown", "no latest value (not collected)"), "Jobs": ("unknown", "no baseline (missing)"),
        "Housing": ("unknown", "not of quality"),
    }  # fmt: skip
    assert found["parts"] == {}
    assert found["outcomes"][0]["baseline_period"] is None


def test_of_scoreboards_of_several_quarters_the_latest_counts(tmp_path):
    files = []
    for quarter, now in ((1, 54), (2, 50)):
        files.append(tmp_path / f"board-2024-Q{quarter}.csv")
        files[-1].write_text(f"outcome,baseline,now\nReadiness,52,{now}\n")
    words = ["--by", "outcome", "--baseline", "baseline", "--value", "now", "--better", "up"]
    found = told(*files, *words)
    assert states(found) == {"Readiness": ("worsening", None)}
    path = tmp_path / "all.csv"
    path.write_text("quarter,outcome,baseline,now\n2024-Q1,Readiness,52,54\n2024-Q2,Readiness,52,50\n")
    found = told(path, *words, "--date", "quarter")
    assert (states(found), found["outcomes"][0]["latest_period"]) == (
        {"Readiness": ("worsening", None)},
        "2024-Q2",
    )


def test_people_read_a_sentence_a_table_and_the_parts(file):
    shown = run(file, *WORDS, "--tolerance", "1%").output.splitlines()
    assert shown[0] == (
        "1 of 2 outcomes are improving (1) or maintained (0); 1 is worsening. Of 4 more nobody knows."
    )
    assert any(line.split()[:3] == ["maths", "(all)", "0.5"] for line in shown)
    assert ["(all)", "0", "of", "0", "2"] in [line.split() for line in shown]


@pytest.mark.parametrize(
    ("change", "more", "message"),
    [
        ("", ["--tolerance", "-1"], "--tolerance: '-1' is no tolerance. Write a number from 0"),
        ("", ["--better", "sideways"], "--better: 'sideways' is no direction of better."),
        ("", ["--baseline", "start"], "--baseline 'start' is no heading there, and no period."),
        ("", ["--baseline", "2024"], "The baseline 2024 is not before 2024"),
        ("", ["--latest", "2030"], "--latest: The files hold no period 2030."),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(file, change, more, message):
    answer = run(file, *WORDS, *more)
    assert (answer.exit_code, message in answer.stderr) == (1, True)


def test_every_fault_of_a_scoreboard_is_told_at_once(board):
    board.write_text(BOARD.replace("down", "left").replace(",1,yes", ",few,maybe", 1))
    answer = run(board, *WIDE, "--tolerance", "tolerance", "--quality", "checked")
    assert answer.exit_code == 1
    assert "row 3, column D (better): 'left' is no direction of better. Write up or down." in answer.stderr
    assert "row 2, column E (tolerance): 'few' is no tolerance." in answer.stderr
    assert "row 2, column F (checked): 'maybe' is neither yes nor no." in answer.stderr


def test_a_direction_that_changes_within_an_outcome_is_refused(tmp_path):
    path = tmp_path / "turned.csv"
    path.write_text("year,outcome,n,better\n2022,a,1,up\n2024,a,2,down\n")
    answer = run(path, "--date", "year", "--by", "outcome", "--value", "n", "--better", "better")
    assert "row 2, column D (better): a has up here and down in another row." in answer.stderr


def test_a_column_of_baselines_has_no_denominator(board):
    assert run(board, *WIDE, "--denominator", "now").exit_code == 2
