"""`cairn effect`: its keys, its sites, its words and its refusals."""

import csv
import hashlib

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn import __version__
from tests.config.cli.command import Command

COLUMNS = ("--unit", "school", "--time", "year", "--adopted", "since", "--outcome", "present")


run = Command("effect")


def rows_of(n=16, times=6, label=lambda t: 2000 + t, adopted=3):
    chance = np.random.default_rng(1)
    rows = []
    for unit in range(n):
        since = label(adopted) if unit < n // 2 else ("", "0", "NA", "never")[unit % 4]
        values = chance.normal(size=times).cumsum() * 0.1 + 2 * (unit < n // 2) * (
            np.arange(times) >= adopted
        )
        rows += [[f"s{unit:02}", label(t), since, f"{value:.6f}"] for t, value in enumerate(values)]
    return rows


def write(path, rows, header=("school", "year", "since", "present"), delimiter=","):
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    return path


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "schools.csv", rows_of())


told = run.told


@pytest.mark.shared
def test_effect_prints_one_object_with_its_contract(shared_data):
    path = shared_data / "panels/mpdta.csv"
    columns = ("--unit", "countyreal", "--time", "year", "--adopted", "first.treat", "--outcome", "lemp")
    found = told(path, *columns)
    assert found["cairn"] == __version__
    assert found["inputs"] == [{"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}]
    assert found["options"]["control"] == "never"
    assert {key: round(found["simple"][key], 6) for key in ("att", "se")} == {
        "att": -0.039951,
        "se": 0.012034,
    }
    assert found["att_gt"][0].keys() == {"group", "time", "att", "se", "lower", "upper"}
    assert round(found["group"]["att"], 6) == -0.031018
    assert round(found["calendar"]["se"], 6) == 0.015972
    assert round(found["dynamic_overall"]["att"], 6) == -0.07724
    assert [one["event_time"] for one in found["dynamic"]] == [-3, -2, -1, 0, 1, 2, 3]
    assert round(found["pretrend"]["p"], 5) == 0.16812
    assert found["verdict_code"] == "decrease"
    adjusted = told(path, *columns, "--covariate", "lpop", "--control", "never")
    assert round(adjusted["simple"]["att"], 6) == -0.041752


@pytest.mark.parametrize(
    "options", [(), ("--control", "not-yet", "--base", "universal"), ("--method", "imputation")]
)
def test_sites_merged_equal_the_whole(tmp_path, file, options):
    rows = rows_of()
    parts = []
    for site in (0, 1):
        mine = [row for row in rows if int(row[0][1:]) % 2 == site]
        part = write(tmp_path / f"{site}.csv", mine[::-1])
        answer = run("summarise", part, *COLUMNS, "-o", tmp_path / f"{site}.panel", "--minimum", 4)
        assert answer.exit_code == 0, answer.output
        assert "holds 8 units in 2 cohorts; 0 cohorts are withheld." in answer.output
        parts.append(tmp_path / f"{site}.panel")
    merged, whole = told("merge", *parts, *options), told(file, *COLUMNS, *options)
    rows_only = {"inputs", "options", "leave_out", "small_network"}
    assert {key: value for key, value in merged.items() if key not in rows_only} == {
        key: value for key, value in whole.items() if key not in rows_only
    }
    assert whole["small_network"]["ways"] == 2000 or whole["small_network"]["is_exact"]
    assert merged["leave_out"]["units"] is None


def test_summarise_says_what_leaves_and_holds_small_cohorts_back(tmp_path, file):
    out = tmp_path / "a.panel"
    refused = run("summarise", file, *COLUMNS, "-o", out, "--minimum", 9)
    assert refused.exit_code == 1
    assert "Too few units to leave this place: cohort 2003 (8), never (8); the minimum is 9" in refused.output
    assert not out.exists()
    left = told("summarise", file, *COLUMNS, "-o", out)
    assert left["leaves"] == [
        {"group": 2003, "units": 8, "sums": 7, "products": 28},
        {"group": None, "units": 8, "sums": 7, "products": 28},
    ]
    more = write(tmp_path / "more.csv", [*rows_of(), *[["x", 2000 + t, 2004, "1"] for t in range(6)]])
    assert told("summarise", more, *COLUMNS, "-o", out, "--withhold")["withheld"] == 1
    assert told("merge", out)["notes"][0]["code"] == "withheld"
    assert "1 cohorts stayed with their holders" in run("merge", out).output


@pytest.mark.parametrize(
    ("label", "first"),
    [
        (lambda t: f"2023-{t + 9:02}" if t < 4 else f"2024-{t - 3:02}", "2023-09"),
        (lambda t: f"2023-Q{t + 1}" if t < 4 else f"2024-Q{t - 3}", "2023-Q1"),
        (lambda t: f"2024-02-{t + 26:02}" if t < 4 else f"2024-03-{t - 3:02}", "2024-02-26"),
        (lambda t: t + 1, 1),
    ],
)
def test_effect_reads_periods_and_writes_them_back(tmp_path, label, first):
    path = write(tmp_path / "p.csv", rows_of(label=label), delimiter=";")
    found = told(path, *COLUMNS)
    assert found["att_gt"][0]["time"] == label(1)
    assert {one["group"] for one in found["att_gt"]} == {label(3)}
    assert [one["event_time"] for one in found["dynamic"]] == [-2, -1, 0, 1, 2]
    out = tmp_path / "p.panel"
    assert told("summarise", path, *COLUMNS, "-o", out)["times"][0] == first
    assert told("merge", out)["att_gt"] == found["att_gt"]


def test_a_day_of_adoption_lies_in_its_period(tmp_path):
    rows = [[u, t, "2023-12-17" if s not in ("", "0", "NA", "never") else s, y] for u, t, s, y in
            rows_of(label=lambda t: f"2023-{t + 9:02}" if t < 4 else f"2024-{t - 3:02}")]  # fmt: skip
    found = told(write(tmp_path / "p.csv", rows), *COLUMNS)
    assert {one["group"] for one in found["att_gt"]} == {"2023-12"}


def test_effect_without_json_says_the_verdict_then_the_tables(file):
    answer = run(file, *COLUMNS)
    assert answer.exit_code == 0
    assert answer.output.startswith("After adoption the outcome is ")
    assert "By time since adoption" in answer.output
    assert "Test of trends before adoption: p = " in answer.output


def test_effect_says_that_it_cannot_tell(tmp_path):
    path = write(tmp_path / "p.csv", [row for row in rows_of() if row[2] == 2003])
    answer = run(path, *COLUMNS)
    assert answer.exit_code == 0
    assert answer.output == "Cannot tell: there are no controls.\n"
    found = told(path, *COLUMNS)
    assert found["simple"] is None
    assert found["att_gt"] == []
    short = write(tmp_path / "s.csv", rows_of(times=2, adopted=1))
    assert "only one time before" in run(short, *COLUMNS).output


def test_weights_gaps_and_decimal_commas(tmp_path):
    rows = [[*row[:3], row[3].replace(".", ","), "2"] for row in rows_of()]
    path = write(
        tmp_path / "w.csv", rows, header=("school", "year", "since", "present", "pupils"), delimiter=";"
    )
    found = told(path, *COLUMNS, "--weights", "pupils", "--decimal-comma")
    assert found["simple"]["att"] == pytest.approx(
        told(write(tmp_path / "p.csv", rows_of()), *COLUMNS)["simple"]["att"]
    )
    gaps = write(tmp_path / "g.csv", [[*row[:3], ""] if i == 7 else row for i, row in enumerate(rows_of())])
    assert told(gaps, *COLUMNS, "--incomplete", "drop")["n_units"] == 15
    refused = run(gaps, *COLUMNS)
    assert f"{gaps}, row 9, column D (present): The outcome is missing. Add it" in refused.output


def test_effect_names_every_fault_at_once(tmp_path):
    rows = [
        ["", 2001, 0, 1], ["a", "", 0, 1], ["a", "03/04/2024", 0, 1], ["a", 2001, "soon", "=1+1"],
        ["a", 2001, 0, "many"], ["a", "2024-05", 0, 1], [],
    ]  # fmt: skip
    path = write(tmp_path / "bad.csv", rows)
    answer = run(path, *COLUMNS, "--json")
    assert answer.exit_code == 1
    lines = [line.removeprefix(f"{path}, ") for line in answer.output.removeprefix("Error: ").splitlines()]
    assert [line.partition(":")[0] for line in lines] == [
        "row 2, column A (school)", "row 3, column B (year)", "row 4, column B (year)",
        "row 5, column C (since)", "row 5, column D (present)",
        "row 6, column D (present)", "row 7, column B (year)",
    ]  # fmt: skip
    assert lines[-1].endswith("'2024-05' is a month, and the times are by year. Write all alike.")
    many = write(tmp_path / "many.csv", [["a", 2001, 0, "x"]] * 120)
    assert run(many, *COLUMNS).output.endswith("… and 20 more.\n")


def test_effect_names_faults_between_rows(tmp_path):
    rows = rows_of(n=8)
    path = write(tmp_path / "bad.csv", [*rows, rows[0]])
    assert (
        f"row {len(rows) + 2}, column B (year): unit s00 at time 2000 is already in row 2"
        in run(path, *COLUMNS).output
    )
    changed = [[*row[:2], 2005, row[3]] if i == 4 else row for i, row in enumerate(rows)]
    path = write(tmp_path / "changed.csv", changed)
    assert (
        "row 6, column C (since): 2005 differs from 2003 in row 2 of the same unit"
        in run(path, *COLUMNS).output
    )
    month = rows_of(n=8, label=lambda t: f"2023-{t + 1:02}")
    path = write(tmp_path / "gap.csv", month[:-1])
    assert "column A (school): unit s07 has no value at 2023-06" in run(path, *COLUMNS).output
    heavy = write(
        tmp_path / "w.csv", [[*row, -1] for row in rows], ("school", "year", "since", "present", "w")
    )
    assert "row 2, column E (w): -1.0 is no weight" in run(heavy, *COLUMNS, "--weights", "w").output
    assert run(heavy, *COLUMNS, "--weights", "w").output.endswith("more.\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty"),
        ("school,year,since,present\n", "no row with an outcome"),
        ("school,year,present,present\na,1,1,1\n", "The column 'since' (--adopted) is not there"),
        ("school,year,present,present\na,1,1,1\n", "'present' (--outcome) is there more than once"),
    ],
)
def test_effect_refuses_a_file_that_is_no_panel(tmp_path, text, message):
    path = tmp_path / "p.csv"
    path.write_text(text)
    answer = run(path, *COLUMNS)
    assert answer.exit_code == 1
    assert message in answer.output


def test_effect_refuses_gaps_everywhere_covariates_and_other_files(tmp_path, file):
    path = write(tmp_path / "p.csv", [["a", 1, 0, 1], ["b", 2, 0, 1]])
    assert "No unit has a value at every time" in run(path, *COLUMNS, "--incomplete", "drop").output
    rows = [[*row, 1] for row in rows_of()]
    wide = write(tmp_path / "w.csv", rows, ("school", "year", "since", "present", "size"))
    assert "cannot be told apart" in run(wide, *COLUMNS, "--covariate", "size").output
    blank = write(
        tmp_path / "b.csv", [[*row, ""] for row in rows_of(2)], ("school", "year", "since", "present", "size")
    )
    assert (
        "row 2, column E (size): The value is missing" in run(blank, *COLUMNS, "--covariate", "size").output
    )
    assert "'nothing' (--covariate) is not there" in run(file, *COLUMNS, "--covariate", "nothing").output
    answer = run("merge", file, tmp_path / "w.csv")
    assert answer.exit_code == 1
    assert answer.output.count("This is no summary") == 2


def test_sites_with_other_times_are_refused(tmp_path, file):
    other = write(tmp_path / "o.csv", rows_of(times=5))
    for name, path in (("a", file), ("b", other)):
        assert run("summarise", path, *COLUMNS, "-o", tmp_path / name).exit_code == 0
    answer = run("merge", tmp_path / "a", tmp_path / "b")
    assert answer.exit_code == 1
    assert "The panels have different times" in answer.output
    assert run(file, *COLUMNS, "--matters", "-1").exit_code == 1


def test_help_shows_the_estimate_and_the_commands():
    answer = run("--help")
    assert answer.exit_code == 0
    assert "--adopted COL" in answer.output
    assert "summarise" in answer.output
    assert "cairn effect merge a.panel b.panel" in answer.output
    assert run().exit_code == 2
    assert run("nowhere.csv").exit_code == 2


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_answered_or_refused(tmp_path, data):
    path = tmp_path / "any.csv"
    for content in (data, b"school,year,since,present\n" + data):
        path.write_bytes(content)
        assert run(path, *COLUMNS).exit_code in (0, 1)
        assert run("merge", path).exit_code == 1
