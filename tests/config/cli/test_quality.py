"""`cairn quality`: balances, milestones and outliers of files, and refusals that name their place."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn import __version__
from cairn.config.cli import main
from tests.config.cli.command import Command

COUNTS = """month,place,active,new,housed
2024-01,Elm,100,,
2024-02,Elm,105,15,10
2024-03,Elm,106,10,10
2024-04,Elm,106,10,10
2024-06,Elm,2,5,40
"""
RULE = {"milestone": "zero", "version": "1", "rule": {"compare": [{"measure": "active"}, "<", 3]}}
FLOWS = ["--stock", "active", "--in", "new", "--out", "housed"]


run = Command("quality")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS)
    return path


@pytest.fixture
def rule(tmp_path):
    path = tmp_path / "zero.json"
    path.write_text(json.dumps(RULE))
    return path


def test_reconcile_tells_every_balance_and_the_status(file):
    answer = run("reconcile", file, "--date", "month", *FLOWS, "--json")
    told = json.loads(answer.output)
    assert (told["cairn"], told["inputs"][0]["path"], told["options"]["tolerance"]) == (
        __version__, str(file), "15%",
    )  # fmt: skip
    (series,) = told["series"]
    assert [(one["period"], one["status"], one["standing"]) for one in series["periods"]] == [
        ("2024-01", "unknown", "not_yet"), ("2024-02", "ok", "not_yet"), ("2024-03", "explain", "not_yet"),
        ("2024-04", "ok", "earned"), ("2024-05", "unknown", "lost"), ("2024-06", "unknown", "lost"),
    ]  # fmt: skip
    assert series["standing"]["earned_in"] == ["2024-04"]
    assert series["periods"][2]["share"] == pytest.approx(1 / 105)
    assert series["verdict_code"] == "unknown"
    assert series["periods"][0]["absent"] == {"new": "missing", "housed": "missing"}
    assert series["periods"][4]["absent"] == dict.fromkeys(["active", "new", "housed"], "missing")


def test_reconcile_says_it_in_words(file):
    shown = run("reconcile", file, "--date", "month", *FLOWS).output
    assert shown.splitlines()[1] == (
        "Lost in 2024-05, which is not known: 3 good periods in a row earn it again; 0 so far."
    )
    assert "explain" in shown
    row = next(line for line in shown.splitlines() if line.startswith("2024-01"))
    assert row.split()[2:] == ["unknown", "new", "missing,", "housed", "missing"]


def test_milestone_answers_true_false_or_not_known(file, rule):
    told = json.loads(run("milestone", rule, file, "--date", "month", "--json").output)
    assert (told["milestone"], told["version"], len(told["content_hash"])) == ("zero", "1", 64)
    assert told["rule"] == "active is below 3"
    assert [one["answer"] for one in told["series"][0]["periods"]] == [False] * 4 + [None, True]
    assert told["series"][0]["verdict_code"] == "true"
    assert "zero holds in 2024-06" in run("milestone", rule, file, "--date", "month").output


def test_milestone_reads_each_place_by_itself(tmp_path, rule):
    path = tmp_path / "two.csv"
    path.write_text(COUNTS + "2024-06,Oak,9,0,0\n")
    shown = run("milestone", rule, path, "--date", "month", "--by", "place").output
    assert "Elm" in shown
    assert "zero does not hold in 2024-06" in " ".join(shown.split())


def test_a_series_that_stops_goes_on_to_the_last_period_of_the_files(tmp_path, rule):
    path = tmp_path / "two.csv"
    path.write_text("month,place,active\n2024-01-31,Elm,1\n2024-02-29,Elm,*\n2024-03-31,Oak,9\n")
    told = json.loads(run("milestone", rule, path, "--date", "month", "--by", "place", "--json").output)
    elm, oak = told["series"]
    assert [(one["period"], one["answer"], one["absent"]) for one in elm["periods"]] == [
        ("2024-01", True, {}), ("2024-02", None, {"active": "suppressed"}),
        ("2024-03", None, {"active": "missing"}),
    ]  # fmt: skip
    assert [one["period"] for one in oak["periods"]] == ["2024-03"]
    assert elm["periods"][1]["unknown"] == ["active (2024-02, suppressed)"]


def test_a_milestone_may_ask_for_data_of_quality(tmp_path):
    rule, path = tmp_path / "rule.json", tmp_path / "checked.csv"
    rule.write_text(json.dumps(RULE | {"rule": {"all": [{"quality": 1}, RULE["rule"]]}}))
    path.write_text("month,active,checked\n2024-01,1,yes\n2024-02,1,no\n2024-03,1,\n")
    words = ["milestone", rule, path, "--date", "month", "--quality", "checked"]
    told = json.loads(run(*words, "--json").output)
    assert [one["answer"] for one in told["series"][0]["periods"]] == [True, False, None]
    path.write_text("month,active,checked\n2024-01,1,maybe\n")
    assert "row 2, column C (checked): 'maybe' is neither yes nor no." in run(*words).output


def test_known_milestones_can_be_printed_and_used(tmp_path, file):
    known = json.loads(run("milestone", "--known").output)["milestones"]
    path = tmp_path / "known.json"
    path.write_text(json.dumps(known[0]))
    told = json.loads(run("milestone", path, file, "--date", "month", "--json").output)
    assert told["series"][0]["periods"][-1]["answer"] is None


def test_outliers_are_told_with_their_score(tmp_path):
    path = tmp_path / "wild.csv"
    path.write_text(
        "day,n\n" + "".join(f"2024-01-{k:02},{10 + k % 3}\n" for k in range(1, 12)) + "2024-01-12,99\n"
    )
    told = json.loads(run("outliers", path, "--date", "day", "--value", "n", "--json").output)
    (series,) = told["series"]
    assert [one["period"] for one in series["periods"] if one["is_outlier"]] == ["2024-01-12"]
    assert "yes" in run("outliers", path, "--date", "day", "--value", "n").output
    flat = tmp_path / "flat.csv"
    flat.write_text("day,n\n2024-01-31,5\n2024-02-28,\n")
    shown = run("outliers", flat, "--date", "day", "--value", "n").output
    assert "1 value is too few" in shown


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is no JSON"),
        ("[" * 100_000, "This is no JSON"),
        ("[]", "The milestone is no JSON object"),
        ('{"milestone": 3}', "milestone is 3: give a text."),
        (" " * 1_000_001, "The file is larger than 1,000,000 bytes"),
    ],
)
def test_a_broken_rule_is_refused_with_its_file(tmp_path, file, text, message):
    path = tmp_path / "bad.json"
    path.write_text(text)
    answer = run("milestone", path, file, "--date", "month")
    assert (answer.exit_code, f"{path}: " in answer.output, message in answer.output) == (1, True, True)


def test_a_measure_that_is_no_column_is_named(tmp_path, rule):
    path = tmp_path / "other.csv"
    path.write_text("month,n\n2024-01,1\n")
    answer = run("milestone", rule, path, "--date", "month")
    assert answer.exit_code == 1
    assert f"{path}, row 1: The column 'active' is not there." in answer.output


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["milestone"], 2),
        (["milestone", "RULE"], 2),
        (["reconcile", "FILE", "--date", "month"], 2),
        (["reconcile", "FILE", "--date", "month", *FLOWS, "--tolerance", "few"], 1),
        (["outliers", "FILE", "--date", "month", "--value", "active", "--cut", "-1"], 1),
    ],
)
def test_a_wrong_command_line_or_option_is_refused(file, rule, arguments, status):
    given_ = [str(file) if one == "FILE" else str(rule) if one == "RULE" else one for one in arguments]
    assert run(*given_).exit_code == status


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"month,active\n{text}".encode())
    )
)
def test_no_file_does_more_than_be_refused(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    answer = run("outliers", path, "--date", "month", "--value", "active", "--json")
    assert answer.exit_code in (0, 1), answer.output
    signal = CliRunner().invoke(main, ["signal", str(path), "--date", "month", "--value", "active", "--json"])
    assert signal.exit_code in (0, 1), signal.output


ROWS = """year,site,outcome,other,ok,better
2022,Elm,30,100,yes,up
2022,Oak,60,100,no,up
2022,Ash,*,100,,up
2024,Elm,50,100,yes,up
2024,Oak,62,100,yes,up
2024,Ash,70,100,not collected,up
"""
SUBCOMMANDS = {
    "completeness": ["--by", "site", "--value", "outcome", "--due", "9"],
    "check": ["--by", "site", "--rules", "RULES"],
    "reconcile": ["--by", "site", "--stock", "outcome"],
    "outliers": ["--by", "site", "--value", "outcome"],
    "standing": ["--by", "site", "--good", "ok"],
    "gaps": ["--group", "site", "--value", "outcome", "--denominator", "other", "--better", "up"],
    "progress": ["--by", "site", "--value", "outcome", "--better", "better"],
}


@pytest.mark.parametrize("name", SUBCOMMANDS)
def test_the_order_of_the_rows_changes_nothing(tmp_path, name):
    header, *rows = ROWS.splitlines(keepends=True)
    rule = {"name": "r", "left": {"measure": "outcome"}, "operator": "less", "right": {"measure": "other"}}
    (tmp_path / "rules.json").write_text(json.dumps([rule]))
    words = [str(tmp_path / "rules.json") if word == "RULES" else word for word in SUBCOMMANDS[name]]
    told = []
    for each in (rows, rows[::-1], rows[3:] + rows[:3]):
        path = tmp_path / "rows.csv"
        path.write_text(header + "".join(each))
        answer = run(name, path, "--date", "year", *words, "--json")
        assert answer.exit_code == 0, answer.output
        one = json.loads(answer.stdout)
        told.append({key: value for key, value in one.items() if key not in ("inputs", "skipped")})
    assert told[0] == told[1] == told[2]
