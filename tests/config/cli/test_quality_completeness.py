"""`cairn quality completeness`: who reported what was due, told apart from every kind of silence."""

import pytest

from tests.config.cli.command import Command

LOG = """site,quarter,received
Elm,2024-Q1,2024-04-10
Oak,2024-Q1,2024-04-30
Fir,2024-Q1,
Oak,2024-Q2,2024-07-30
Oak,2024-Q2,2024-07-21
Fir,2024-Q2,2024-07-22
Elm,2024-Q3,2024-10-01
"""


run = Command("quality", "completeness")
told = run.told


def states(period):
    return {one["who"]: one["state"] for one in period["reports"]}


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def test_a_log_says_who_was_in_time_late_and_missing(write):
    found = told(
        write("log.csv", LOG), "--by", "site", "--date", "quarter", "--received", "received", "--due", 21
    )
    assert [states(one) for one in found["periods"]] == [
        {"Elm": "on_time", "Fir": "missing", "Oak": "late"},
        {"Elm": "missing", "Fir": "late", "Oak": "on_time"},  # the first of two reports counts
        {"Elm": "on_time", "Fir": "missing", "Oak": "missing"},
    ]
    first = found["periods"][0]
    assert (first["period"], first["expected"], first["reported"], first["share"]) == ("2024-Q1", 3, 2, 2 / 3)
    assert first["late"] == [{"who": "Oak", "days": 9}]
    assert (found["expected"], found["reported"], found["on_time"]) == (9, 5, 3)
    assert found["reporters"][0]["missing"] == ["2024-Q2"]


def test_the_answer_is_the_same_whatever_the_order_of_the_rows(write):
    header, *rows = LOG.splitlines(keepends=True)
    words = ["--by", "site", "--date", "quarter", "--received", "received", "--due", "2024-07-21"]
    one, other = (
        told(write(f"{place}.csv", header + "".join(each)), *words)
        for place, each in enumerate((rows, rows[::-1]))
    )
    assert {**one, "inputs": 0} == {**other, "inputs": 0}


def test_files_named_for_their_quarter_tell_every_kind_of_silence_apart(write):
    first = write("q-2024-Q1.csv", "site,n\nAsh,0\nElm,<5\nFir,not collected\nOak,\nYew,not applicable\n")
    third = write("q-2024-Q3.csv", "site,n\nAsh,3\nElm,4\nFir,2\nOak,1\nYew,2\n")
    found = told(first, third, "--by", "site", "--value", "n")
    assert [one["period"] for one in found["periods"]] == ["2024-Q1", "2024-Q2", "2024-Q3"]
    one = found["periods"][0]
    assert states(one) == {"Ash": "undated", "Elm": "undated", "Fir": "not_collected", "Oak": "missing"}
    assert [each["figure"] for each in one["reports"]] == [
        "present",
        "suppressed",
        "not_collected",
        "missing",
    ]
    assert one["verdict"] == "2 of 4 reported (50%). Missing: Oak. Not collected: Fir."
    assert found["periods"][1]["reported"] == 0  # nobody sent the second quarter


def test_the_expected_may_be_a_list_of_names_or_a_list_of_what_is_due(write):
    file = write("counts.csv", "site,month,n\nElm,2024-01,1\nGuest,2024-01,1\nElm,2024-02,1\n")
    names = write("sites.csv", "site,town\nElm,x\nOak,y\n")
    words = [file, "--by", "site", "--date", "month"]
    found = told(*words, "--expected", names)
    assert [states(one) for one in found["periods"]] == [{"Elm": "undated", "Oak": "missing"}] * 2
    assert found["periods"][0]["unexpected"] == ["Guest"]
    calls = write(
        "calls.csv", "site,month,by\nElm,2024-01,2024-02-10\nOak,2024-02,2024-03-10\nOak,2024-03,\n"
    )
    found = told(*words, "--expected", calls, "--due", "by", "--today", "2024-03-10")
    assert [states(one) for one in found["periods"]] == [
        {"Elm": "undated"}, {"Oak": "not_yet_due"}, {"Oak": "missing"},
    ]  # fmt: skip
    assert [one["path"] for one in found["inputs"]] == [str(file), str(calls)]


def test_a_column_of_the_file_itself_may_say_when_a_report_was_due(write):
    text = "site,month,in,by\nElm,2024-01,2024-02-11,2024-02-10\nOak,2024-01,2024-02-09,2024-02-10\n"
    found = told(write("log.csv", text), "--by", "site", "--date", "month", "--received", "in", "--due", "by")
    assert states(found["periods"][0]) == {"Elm": "late", "Oak": "on_time"}


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2024-02", "2024-03-03"),
        ("2024", "2025-01-03"),
        ("2024-Q4", "2025-01-03"),
        ("2024-02-05", "2024-02-08"),
    ],
)
def test_days_count_from_the_end_of_the_period(write, period, due):
    file = write("log.csv", f"site,month\nElm,{period}\n")
    found = told(file, "--by", "site", "--date", "month", "--due", 3)
    assert found["periods"][0]["reports"][0]["due"] == due


def test_people_read_a_sentence_and_a_board(write):
    text = write("log.csv", LOG)
    shown = run(text, "--by", "site", "--date", "quarter", "--received", "received", "--due", 21).output
    assert shown.splitlines()[0] == (
        "2024-Q3: 1 of 3 reported (33%), 1 of them in time. Missing: Fir, Oak. "
        "Over all 3 periods 5 of 9 reports came."
    )
    assert "0 of 3 reported all that was due, and in time." in shown
    one = write("one-2024.csv", "site,n\nElm,*\nOak,1\n")
    shown = run(one, "--by", "site", "--value", "n").output
    assert "reported (suppressed)" in shown
    names = write("sites.csv", "site\nElm\n")
    assert "counted nowhere: Oak." in run(one, "--by", "site", "--expected", names).output
    dated = run(one, "--by", "site", "--expected", names, "--due", 5).output
    assert "2025-01-05" in dated
    full = write("full.csv", "site,month\nElm,2024-01\nElm,2024-02\n")
    assert "1 of 1 reported all that was due." in run(full, "--by", "site", "--date", "month").output


def test_every_fault_is_told_at_once(write):
    file = write("log.csv", "site,month,in\nElm,2024-01,soon\n,2024-01,2024-02\n")
    shown = run(file, "--by", "site", "--date", "month", "--received", "in")
    assert shown.exit_code == 1
    assert "row 2, column C (in): 'soon' is no day. Write it as 2024-03-31." in shown.output
    assert "row 3, column C (in): '2024-02' is no day." in shown.output
    assert "row 3, column A (site): Nobody is named." in shown.output


@pytest.mark.parametrize("due", ["soon", "2024-04", "20240410"])
def test_a_due_that_is_neither_days_nor_a_day_nor_a_heading_is_refused(write, due):
    shown = run(write("log.csv", LOG), "--by", "site", "--date", "quarter", "--due", due)
    assert (shown.exit_code, "is no heading there. Give one, a number of days, or a day" in shown.output) == (
        1, True,
    )  # fmt: skip
