"""`cairn effect many`: from a table of estimates or from panels to which practices work on which measures."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from cairn.config.cli import main

TABLE = ["--practice", "practice", "--measure", "measure", "--estimate", "effect", "--se", "error"]
PANEL = ["--practice", "practice", "--measure", "measure", "--unit", "school", "--time", "year",
         "--adopted", "since", "--outcome", "value"]  # fmt: skip
ROWS = """\
practice,measure,effect,error,better,spread,doubt,df
Mentoring,Absence,-4.0,0.5,down,4,,
Mentoring,Maths,12,1.5,up,15,,30
Breakfast,Absence,0.2,0.5,down,4,,
Breakfast,Maths,,,up,15,,
Visits,Maths,30,1,up,15,groups moved apart before,
"""
BETTER = ["--better", "better", "--scale", "spread", "--doubt", "doubt", "--df", "df"]


def run(tmp_path, text, *options):
    file = tmp_path / "many.csv"
    file.write_text(text)
    return CliRunner().invoke(main, ["effect", "many", str(file), *options])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refused(tmp_path, text, *options):
    result = run(tmp_path, text, *options)
    assert result.exit_code == 1, result.output
    return result.stderr


def panels(shift, better="up"):
    """Return schools' rows of three practices and one measure; each practice adds its shift."""
    chance, rows = np.random.default_rng(4), ["practice,measure,school,year,since,value,better"]
    for practice, more in shift.items():
        for school in range(20):
            since = (0, 2018, 2019, 0)[school % 4]
            for year in range(2014, 2022):
                value = school + chance.normal() + (more if 0 < since <= year else 0)
                rows.append(f"{practice},Score,{school},{year},{since or 'NA'},{value:.4f},{better}")
    return "\n".join(rows) + "\n"


def test_a_table_says_what_works_and_what_cannot_be_told(tmp_path):
    told = answer(tmp_path, ROWS, *TABLE, *BETTER)
    verdicts = {(one["practice"], one["measure"]): one["verdict"] for one in told["effects"]}
    assert verdicts == {
        ("Mentoring", "Absence"): "works here",
        ("Mentoring", "Maths"): "works here",
        ("Breakfast", "Absence"): "cannot tell: not beyond chance",
        ("Breakfast", "Maths"): "cannot tell: no effect was estimated",
        ("Visits", "Maths"): "cannot tell: groups moved apart before",
    }
    assert (told["n_tried"], told["n_called"], told["picked"]) == (5, 2, 2)
    one = next(one for one in told["effects"] if one["measure"] == "Absence" and one["estimate"] == -4.0)
    assert one["lower"] < one["pooled"] < one["upper"] < 0
    assert [one["df"] for one in told["effects"]].count(30.0) == 1
    assert told["options"]["q"] == 0.1


def test_the_readable_answer_begins_with_the_sentence(tmp_path):
    lines = run(tmp_path, ROWS, *TABLE, *BETTER).stdout.splitlines()
    assert lines[0].startswith("2 of 5 effects tried stand out beyond chance: Mentoring works on Absence;")
    assert lines[1] == "2 of 5 could not be judged; they count among those tried."
    assert any(line.startswith("Practices, over all measures (in units of scale)") for line in lines)
    assert any("works on average" in line for line in lines)


def test_a_long_table_shows_what_is_called_and_some_more(tmp_path):
    text = "practice,measure,effect,error\n" + "".join(f"a,{i:02},0.1,1\n" for i in range(40))
    assert "… and 28 more, none of them called (--json has all)." in run(tmp_path, text, *TABLE).stdout
    text += "".join(f"b,{i:02},9,1\n" for i in range(20))
    assert "… and 40 more" in run(tmp_path, text, *TABLE).stdout


def test_fewer_than_three_have_no_table_of_practices(tmp_path):
    found = run(tmp_path, "practice,measure,effect,error\na,x,5,1\n", *TABLE).stdout
    assert "raises it here" in found
    assert "Practices, over" not in found


def test_panels_are_estimated_and_judged(tmp_path):
    told = answer(tmp_path, panels({"A": 4.0, "B": 3.5, "C": 0.0}), *PANEL, "--better", "better")
    assert [one["verdict_code"] for one in told["effects"]] == ["works", "works", "not_called"]
    one = told["effects"][0]
    assert one["scale"] == pytest.approx(5.8, abs=0.3)
    assert 4 < one["df"] < 20
    same = answer(tmp_path, panels({"A": 4.0, "B": 3.5, "C": 0.0}, "down"), *PANEL, "--better", "better")
    assert [one["verdict_code"] for one in same["effects"]] == ["harms", "harms", "not_called"]


def test_rows_in_any_order_give_the_same_answer(tmp_path):
    for text, options in ((ROWS, [*TABLE, *BETTER]), (panels({"A": 4.0, "B": 1.0, "C": 0.0}), PANEL)):
        header, *rows = text.splitlines(keepends=True)
        one, other = (
            answer(tmp_path, text, *options),
            answer(tmp_path, header + "".join(rows[::-1]), *options),
        )
        assert one.pop("inputs") != other.pop("inputs")
        assert one == other


def test_everything_wrong_in_a_table_is_told_at_once(tmp_path):
    text = (
        ROWS + "Mentoring,Maths,1,1,up,15,,\n,Maths,1,0,sideways,,,-1\nx,y,1,,up,1,,\nx,z,1e90,=A1,up,1,,\n"
    )
    told = refused(tmp_path, text, *TABLE, *BETTER)
    for words in (
        "row 7, column B (measure): Mentoring × Maths is already in row 3. Keep one of the two.",
        "row 8, column A (practice): The practice has no name.",
        "row 8, column D (error): 0 is not positive. Correct it.",
        "row 8, column E (better): 'sideways' does not say which way is better. Write up or down",
        "row 8, column F (spread): The scale is missing.",
        "row 8, column H (df): -1 is not positive. Correct it, or leave it blank for many.",
        "row 9, column D (error): An estimate needs its error.",
        "row 10, column C (effect): 1e+90 cannot be used.",
        "row 10, column D (error): The cell holds a formula",
    ):
        assert words in told


def test_everything_wrong_in_panels_is_told_at_once(tmp_path):
    text = panels({"A": 1.0, "B": 1.0, "C": 0.0})
    lines = text.splitlines(keepends=True)
    twice = refused(tmp_path, text + lines[1] + lines[-1], *PANEL, "--better", "better")
    assert twice.count("is already in row") == 2
    both = text + "D,Score,1,2014,0,1,up\nD,Score,1,2015,0,1,down\n"
    assert "D, Score: One row says that up is better, another down" in refused(
        tmp_path, both, *PANEL, "--better", "better"
    )
    assert "There is no row below" in refused(tmp_path, "practice,measure,effect,error\n", *TABLE)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([*TABLE[:4]], "--estimate, --se missing"),
        ([*TABLE, "--unit", "x"], "--estimate is of a table of estimates, --unit of a panel"),
        ([*PANEL[:-2]], "--outcome missing"),
        ([*TABLE, "--q", "0.9"], "0.9 is not in the range"),
    ],
)
def test_a_command_line_that_mixes_or_lacks_columns_ends_with_2(tmp_path, options, words):
    result = run(tmp_path, ROWS, *options)
    assert result.exit_code == 2
    assert words in result.stderr
