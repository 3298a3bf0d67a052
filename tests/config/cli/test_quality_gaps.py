"""`cairn quality gaps`: how far each group is behind, and whether the gap closes."""

import pytest

from tests.config.cli.command import Command

READING = """year,measure,income,proficient,tested
2022,reading,low,300,1000
2022,reading,middle,450,1000
2022,reading,high,600,1000
2022,reading,homeless,*,
2024,reading,low,450,1000
2024,reading,middle,470,1000
2024,reading,high,610,1000
2024,reading,homeless,20,90
2022,maths,low,200,1000
2022,maths,high,500,1000
2022,maths,,700,2000
2024,maths,low,150,1000
2024,maths,high,550,1000
2024,maths,none,0,0
"""
WORDS = ["--date", "year", "--group", "income", "--value", "proficient", "--better", "up"]
SHARES = [*WORDS, "--denominator", "tested"]


run = Command("quality", "gaps")
told = run.told


def codes(series):
    return {one["group"]: one["code"] for one in series["gaps"]}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reading.csv"
    path.write_text(READING)
    return path


@pytest.fixture
def reading(tmp_path):
    """Return the rows of one measure, every group known."""
    path = tmp_path / "one.csv"
    path.write_text(
        "".join(line for line in READING.splitlines(True) if "maths" not in line and "home" not in line)
    )
    return path


def test_each_measure_has_its_gaps_and_the_count_of_those_that_close(file):
    found = told(file, *SHARES, "--by", "measure")
    maths, reading = found["series"]
    assert codes(maths) == {"low": "widening", "none": "unknown"}
    assert codes(reading) == {"homeless": "unknown", "low": "closing", "middle": "cannot_tell"}
    assert (reading["reference"], reading["baseline"], reading["latest"]) == ("high", "2022", "2024")
    low = reading["gaps"][1]
    assert (low["then"]["value"], low["now"]["value"], low["change"]["value"]) == pytest.approx(
        (0.3, 0.16, -0.14)
    )
    assert low["change"]["upper"] < 0
    assert low["values"][1] == {"value": 0.45, "numerator": 450, "denominator": 1000, "absent": None}
    assert reading["unknown_at_first"] == {"homeless": "suppressed"}
    assert (
        reading["gaps"][0]["verdict"] == "The gap of homeless is not known: homeless is suppressed in 2022."
    )
    assert (
        maths["gaps"][1]["verdict_params"]["because"]
        == "none is missing in 2022; none is nobody in it in 2024"
    )
    assert found["verdict"] == "1 of 3 gaps closes; 1 widens; of 1 nobody can tell. Of 2 more nobody knows."


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("best", {"low": "closing", "middle": "cannot_tell"}),
        ("low", {"high": "not_behind", "middle": "not_behind"}),
        ("average", {"high": "not_behind", "low": "closing", "middle": "opened"}),
        ("others", {"high": "not_behind", "low": "closing", "middle": "opened"}),
        ("0.8", {"high": "cannot_tell", "low": "closing", "middle": "cannot_tell"}),
        ("80%", {"high": "cannot_tell", "low": "closing", "middle": "cannot_tell"}),
    ],
)
def test_the_reference_is_said_by_a_word_a_name_or_a_number(reading, reference, expected):
    (series,) = told(reading, *SHARES, "--reference", reference)["series"]
    assert codes(series) == expected


def test_a_reference_that_is_not_known_is_told_of_every_group(file):
    named = told(file, *SHARES, "--by", "measure", "--reference", "homeless")["series"][1]
    assert set(codes(named).values()) == {"unknown"}
    average = run(file, *SHARES, "--by", "measure", "--reference", "average").output
    assert "Not known of high, homeless, low, middle: homeless is suppressed in 2022." in average


def test_without_errors_nobody_can_tell(reading):
    (series,) = told(reading, *WORDS)["series"]
    assert codes(series) == {"low": "no_interval", "middle": "no_interval"}
    assert series["gaps"][0]["change"] == {"value": -140, "lower": None, "upper": None}
    assert "cannot tell" in run(reading, *WORDS).output


def test_standard_errors_make_intervals_too(tmp_path):
    path = tmp_path / "means.csv"
    path.write_text("year,g,v,e\n2022,a,10,1\n2022,b,20,1\n2024,a,18,1\n2024,b,20,1\n")
    words = ["--date", "year", "--group", "g", "--value", "v", "--error", "e", "--better", "up"]
    (series,) = told(path, *words, "--level", "0.9")["series"]
    assert codes(series) == {"a": "closing"}
    assert series["gaps"][0]["change"]["lower"] == pytest.approx(-8 - 2 * 1.6448536269514722)


def test_one_period_has_gaps_but_no_change(reading, tmp_path):
    (series,) = told(reading, *SHARES, "--latest", "2022")["series"]
    assert codes(series) == {"low": "behind", "middle": "behind"}
    assert (series["baseline"], series["gaps"][0]["change"]) == (None, None)
    alone = tmp_path / "alone-2024.csv"
    alone.write_text("g,n,d\na,1,2\n")
    shown = run(
        alone, "--group", "g", "--value", "n", "--denominator", "d", "--better", "up", "--reference", "others"
    )
    assert "Not known of a: there is no other group." in shown.output
    fixed = run(
        alone, "--group", "g", "--value", "n", "--denominator", "d", "--better", "up", "--reference", "0.99"
    )
    assert fixed.output.splitlines()[0] == "1 of 1 groups is behind; 0 are ahead."


def test_files_may_be_one_for_each_period(tmp_path):
    files = []
    for period, low in (("2023-Q4", 30), ("2024-Q1", 40), ("2024-Q3", 58)):
        files.append(tmp_path / f"counts-{period}.csv")
        files[-1].write_text(f"g,n,d\nlow,{low},100\nhigh,60,100\n")
    words = ["--group", "g", "--value", "n", "--denominator", "d", "--better", "up"]
    (series,) = told(*files, *words)["series"]
    assert (series["baseline"], series["latest"], codes(series)) == ("2023-Q4", "2024-Q3", {"low": "closing"})
    (later,) = told(*files, *words, "--baseline", "2024-Q1", "--latest", "2024-Q2")["series"]
    assert (
        later["gaps"][0]["verdict_params"]["because"]
        == "low is missing in 2024-Q2; high is missing in 2024-Q2"
    )


def test_people_read_a_sentence_and_a_table_for_each_measure(file):
    shown = run(file, *SHARES, "--by", "measure").output.splitlines()
    assert shown[0] == "1 of 3 gaps closes; 1 widens; of 1 nobody can tell. Of 2 more nobody knows."
    assert shown[2] == "maths: 0 of 1 gaps close; 1 widens. Of 1 more nobody knows."
    assert shown[3] == "Behind high in 2024 since 2022; below 0 is ahead."
    (low,) = [line for line in shown if line.startswith("low") and "closes" in line]
    assert low.split() == ["low", "0.3", "0.16", "-0.14", "-0.2", "to", "-0.0799", "closes"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--reference", "rich"], "--reference 'rich' is no group there. The groups are high, low, middle;"),
        (["--baseline", "2021"], "--baseline: The files hold no period 2021. They go from 2022 to 2024"),
        (["--baseline", "2024"], "The baseline 2024 is not before 2024"),
        (["--baseline", "2024", "--latest", "2022"], "The baseline 2024 is not before 2022"),
        (["--group", "measure", "--by", "income", "--reference", "reading"], ""),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_remedy(reading, more, message):
    answer = run(reading, *SHARES, *more)
    assert answer.exit_code == (1 if message else 0)
    assert message in answer.stderr


def test_counts_that_are_no_share_are_told_row_by_row(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("year,income,proficient,tested\n2022,a,5,4\n2022,b,1.5,4\n2024,a,-1,4\n")
    answer = run(path, *SHARES)
    assert answer.exit_code == 1
    assert "row 2, column C (proficient): 5 of 4 is no share" in answer.stderr
    assert "row 3, column C (proficient): 1.5 of 4 are no whole numbers" in answer.stderr
    assert "row 4, column C (proficient): -1 of 4 is no share" in answer.stderr


def test_rows_without_groups_are_refused(tmp_path):
    path = tmp_path / "nobody.csv"
    path.write_text("year,income,proficient,tested\n2022,,5,4\n")
    assert "No row names a group in 'income'." in run(path, *SHARES).stderr


@pytest.mark.parametrize(
    "more", [["--level", "2"], ["--level", "x"], ["--denominator", "tested", "--error", "tested"]]
)
def test_a_wrong_command_line_ends_with_2(reading, more):
    assert run(reading, *WORDS, *more).exit_code == 2
