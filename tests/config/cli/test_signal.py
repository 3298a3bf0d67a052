"""`cairn signal`: its keys, its words and its refusals."""

import csv
import hashlib
import json
from statistics import median

import pytest

from cairn import __version__
from cairn.config.cli.series import headings_of
from tests.config.cli.command import Command

SHIFT = [44, 45, 43, 46, 44, 45, 38, 37, 39, 36, 38, 37]
ROWS = [f"2024-{month:02},{value}" for month, value in enumerate(SHIFT, start=1)]


run = Command("signal")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "active.csv"
    path.write_text("\n".join(["month,people", *ROWS]))
    return path


def series_of(path, *arguments):
    answer = run(path, "--value", "people", "--date", "month", "--json", *arguments)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)["series"]


def test_signal_prints_one_object_with_its_contract(file):
    answer = run(file, "--value", "people", "--date", "month", "--better", "down", "--chart", "run", "--json")
    told = json.loads(answer.output)
    assert told["cairn"] == __version__
    assert told["inputs"] == [{"path": str(file), "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}]
    assert told["options"] == {
        "value": "people", "date": "month", "by": None, "denominator": None, "chart": "run", "better": "down",
        "baseline": None, "rebase": [], "today": None, "decimal_comma": False, "encoding": None,
        "target": None, "screen": True,
    }  # fmt: skip
    (series,) = told["series"]
    assert {key: series[key] for key in ("key", "centre", "lower", "upper", "variation", "assurance")} == {
        "key": None, "centre": 41.0, "lower": None, "upper": None, "variation": "improvement_low",
        "assurance": None,
    }  # fmt: skip
    assert series["points"][6] == {
        "date": "2024-07-01", "value": 38.0, "label": "6 Points Below CL", "centre": 41.0,
        "kind": "special_cause_improvement",
    }  # fmt: skip
    assert series["signals"][-1] == {
        "rule": "shift", "from": "2024-07-01", "to": "2024-12-01", "side": "below", "points": 6,
        "meaning": "improvement", "is_current": True,
    }  # fmt: skip
    assert series["verdict"].startswith("Six months below the median 41: a shift, not noise.")


def test_signal_is_the_same_for_any_order_of_rows(file, tmp_path):
    turned = tmp_path / "turned.csv"
    turned.write_text("\n".join(["month,people", *reversed(ROWS)]))
    assert series_of(file) == series_of(turned)


def test_signal_charts_each_series_by_its_key(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_text(
        "site;month;people\n" + "\n".join(f"{site};{row.replace(',', ';')}" for site in "BA" for row in ROWS)
    )
    assert [one["key"] for one in series_of(path, "--by", "site")] == ["A", "B"]
    answer = run(path, "--value", "people", "--date", "month", "--by", "site")
    assert "Six months below the median" in answer.output
    assert "Charts" in answer.output


def test_signal_divides_by_the_denominator_and_keeps_a_blank_as_a_gap(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("month,people,all\n2024-01,1,4\n2024-02,,4\n2024-03,NA,4\n\n2024-04,3,\n2024-05,3,4\n")
    (series,) = series_of(path, "--denominator", "all")
    assert [point["value"] for point in series["points"]] == [0.25, 0.75]
    assert series["missing"] == ["2024-02-01", "2024-03-01", "2024-04-01"]
    assert series["verdict"] == "2 points: not enough to draw yet."
    assert series["points"][0]["kind"] is None


def test_signal_takes_baseline_rebase_and_today(file):
    assert series_of(file, "--baseline", 6)[0]["centre"] == 44.5
    (bare,) = series_of(file, "--rebase", "2024-07")
    assert (bare["verdict_code"], bare["rebases"]) == (
        "too_few_to_draw", [{"date": "2024-07-01", "cause": None}],
    )  # fmt: skip
    (named,) = series_of(file, "--rebase", "2024-07=a new shelter = two sites")
    assert named["rebases"] == [{"date": "2024-07-01", "cause": "a new shelter = two sites"}]
    assert [phase["cause"] for phase in named["phases"]] == [None, "a new shelter = two sites"]
    assert series_of(file, "--today", "2026-01-01")[0]["verdict_code"] == "too_old_to_call"


def test_signal_reads_decimal_commas_and_old_encodings_when_told(tmp_path):
    path = tmp_path / "alt.csv"
    path.write_bytes("month;people;é\n2024-01;1,5;\n".encode("cp1252"))
    (series,) = series_of(path, "--decimal-comma", "--encoding", "cp1252")
    assert series["points"][0]["value"] == 1.5


def test_signal_without_json_says_the_verdict_then_the_table(file):
    answer = run(file, "--value", "people", "--date", "month")
    assert answer.exit_code == 0
    assert answer.output.splitlines()[0] == "Six months below the median 41: a shift, not noise."
    assert "6 Points Below CL" in answer.output


def test_signal_names_every_fault_at_once(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "month,people,all\n03/04/2024,1,1\n"
        "2024-02,many,1\n2024-03,=1+1,1\n2024-04,5,0\n2024-05,5,x\n2024-06,1,1\n"
        "2024-06,2,1\n2024-07,-,1\n"
    )
    answer = run(path, "--value", "people", "--date", "month", "--denominator", "all", "--json")
    assert answer.exit_code == 1
    lines = answer.output.removeprefix("Error: ").splitlines()
    assert [line.removeprefix(f"{path}, ") for line in lines] == [
        "row 2, column A (month): '03/04/2024' is no date or period that can be read. "
        "Write it as 2024-03-31, 2024-03, 2024-Q1 or 2024.",
        "row 3, column B (people): 'many' is not a number. Write figures only, without notes or letters.",
        "row 4, column B (people): The cell holds a formula or an error, which is never run. "
        "Put the value in its place.",
        "row 5, column C (all): 0 is no denominator. Correct it, or leave the value blank.",
        "row 6, column C (all): 'x' may mean missing, not collected, not applicable, suppressed or zero. "
        "Leave it blank, or write what it is.",
        "row 8, column A (month): 2024-06-01 is already in row 7. "
        "Keep one of the two, or name the series with --by.",
        "row 9, column B (people): '-' may mean missing, not collected, not applicable, suppressed or zero. "
        "Leave it blank, or write what it is.",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"month,people\n", "There is no row below the headings."),
        (b"month,people,people\n2024-01,1,1\n", "The column 'people' (--value) is there more than once."),
        (b"when,who\n", "The column 'month' (--date) is not there. The headings are 'when', 'who'."),
        (b"month,people\n2024-01,\xe9\n", "row 2, byte 22: The byte E9 is not UTF-8 text."),
    ],
)
def test_signal_refuses_a_file_with_its_remedy(tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    answer = run(path, "--value", "people", "--date", "month")
    assert answer.exit_code == 1
    assert message in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--chart", "p"],
        ["--chart", "c"],
        ["--chart", "xmr", "--baseline", "11"],
        ["--target", "3"],
        ["--chart", "xmr", "--today", "2024"],
        ["--chart", "xmr", "--target", "3"],
        ["--rebase", "soon"],
        ["--today", "now"],
        ["--baseline", "0"],
    ],
)
def test_signal_refuses_a_wrong_command_line(file, arguments):
    assert run(file, "--value", "people", "--date", "month", *arguments).exit_code == 2


def test_signal_draws_an_xmr_chart(tmp_path):
    path = tmp_path / "deviations.csv"
    values = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    path.write_text("day,n\n" + "".join(f"2024-01-{day:02},{n}\n" for day, n in enumerate(values, start=1)))
    arguments = [path, "--value", "n", "--date", "day", "--chart", "xmr", "--better", "up", "--target", "9"]
    (series,) = json.loads(run(*arguments, "--json").output)["series"]
    assert [round(series[line], 2) for line in ("lower", "centre", "upper")] == [-0.72, 1.94, 4.6]
    assert series["signals"] == [
        {
            "rule": "outside", "from": "2024-01-05", "to": "2024-01-05", "side": "above", "points": 1,
            "meaning": "improvement", "is_current": False,
        }
    ]  # fmt: skip
    assert (series["verdict_code"], series["verdict_params"]["assurance"]) == ("ordinary", "fail")
    assert (series["points"][4]["label"], series["points"][4]["kind"]) == (
        "Above UCL",
        "special_cause_improvement",
    )
    assert (series["variation"], series["assurance"]) == ("common_cause", "fail")
    (wide,) = json.loads(run(*arguments, "--no-screen", "--json").output)["series"]
    assert [round(wide[line], 2) for line in ("lower", "upper")] == [-3.06, 6.95]
    assert "The target 9 will not be met" in run(*arguments).output


def test_signal_refuses_values_beyond_all_numbers(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("month,people,all\n2024-01,1e300,1e-300\n")
    answer = run(path, "--value", "people", "--date", "month", "--denominator", "all")
    assert (answer.exit_code, "not a finite number" in answer.output) == (1, True)


def test_signal_of_blanks_only_has_nothing_to_draw(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_text("month,people\n2024-01,\n")
    answer = run(path, "--value", "people", "--date", "month", "--chart", "xmr", "--json")
    (series,) = json.loads(answer.output)["series"]
    assert (series["centre"], series["verdict"]) == (None, "No points yet: nothing to draw.")


@pytest.fixture
def counts(tmp_path):
    path = tmp_path / "counts.csv"
    rows = [f"2024-{month:02},{10 + month % 3},{100 + 10 * month}" for month in range(1, 13)]
    path.write_text("\n".join(["month,late,seen", *rows, "2025-01,90,200", "2025-02,,200"]))
    return path


def test_signal_draws_charts_of_counts(counts):
    arguments = ["--value", "late", "--denominator", "seen", "--date", "month", "--better", "down", "--json"]
    for chart, label in (("p", "Above UCL"), ("u", "Above UCL"), ("pprime", "Above UCL")):
        answer = run(counts, *arguments, "--chart", chart, "--target", "0.5")
        (series,) = json.loads(answer.output)["series"]
        last = series["points"][-1]
        assert (last["label"], last["kind"]) == (label, "special_cause_concern")
        assert (last["value"], last["numerator"], last["denominator"]) == (0.45, 90.0, 200.0)
        assert [series[line] for line in ("lower", "centre", "upper")] == [
            last[line] for line in ("lower", "centre", "upper")
        ]
        assert (series["variation"], series["assurance"]) == ("concern_high", "pass")
        assert (series["missing"], series["is_trial"]) == (["2025-02-01"], False)
        assert series["verdict_code"] == "outside"
        assert series["phases"] == [
            {"from": "2024-01-01", "to": "2025-01-01", "points": 13, "used": 13, "cause": None}
        ]


def test_signal_refuses_shares_where_counts_are_wanted(tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text("month,share,seen\n2024-01,0.85,200\n")
    answer = run(path, "--value", "share", "--denominator", "seen", "--date", "month", "--chart", "p")
    assert answer.exit_code == 1
    assert "The numerator of 2024-01-01 is 0.85: this chart counts" in answer.output


def test_signal_shows_the_limits_in_its_table(counts):
    arguments = [counts, "--value", "late", "--denominator", "seen", "--date", "month"]
    shown = run(*arguments, "--chart", "u").output
    assert all(word in shown for word in ("Lower", "Centre", "Upper", "Finding", "Above UCL"))


def test_signal_freezes_and_rebases_together(tmp_path):
    path = tmp_path / "long.csv"
    days = [f"{2020 + k // 12}-{k % 12 + 1:02},{(1, 2)[k % 2] + 10 * (k >= 20)}" for k in range(40)]
    path.write_text("\n".join(["month,n", *days]))
    (series,) = json.loads(
        run(
            path, "--value", "n", "--date", "month", "--chart", "xmr", "--baseline", "12",
            "--rebase", "2021-09=a second building", "--json",
        ).output
    )["series"]  # fmt: skip
    assert [phase["used"] for phase in series["phases"]] == [12, 12]
    assert [point["centre"] for point in series["points"]] == [1.5] * 20 + [11.5] * 20
    assert "a second building" in series["verdict"]


@pytest.mark.shared
def test_signal_charts_130_trusts_each_by_its_own_median(shared_data, tmp_path):
    with (shared_data / "series" / "nhs_ae_attendances.csv").open(newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["type"] == "1"]
    path = tmp_path / "type1.csv"
    with path.open("w", newline="") as target:
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    arguments = [
        "--value",
        "breaches",
        "--denominator",
        "attendances",
        "--date",
        "period",
        "--by",
        "org_code",
    ]
    told = json.loads(run(path, *arguments, "--better", "down", "--json").output)["series"]
    assert len(told) == len({row["org_code"] for row in rows})
    for one in told:
        assert one["centre"] == median(point["value"] for point in one["points"])
        shifted = [p["date"] for p in one["points"] if p["label"] and p["label"].endswith("CL")]
        signals = [signal for signal in one["signals"] if signal["rule"] == "shift"]
        assert all(any(s["from"] <= day <= s["to"] for s in signals) for day in shifted)


def many(tmp_path, n, changed):
    """Return a file of series by place, of which some end in a shift."""
    rows = ["month,people,place"]
    for place in range(n):
        values = SHIFT if place in changed else [44, 45, 43, 46, 44, 45, 44, 43, 46, 45, 44, 43]
        rows += [f"2024-{month:02},{value},p{place:02}" for month, value in enumerate(values, start=1)]
    path = tmp_path / "many.csv"
    path.write_text("\n".join(rows))
    return path


def test_a_few_series_are_counted_and_all_told(tmp_path):
    path = many(tmp_path, 3, {1})
    with path.open("a") as file:
        file.write("\n2024-01,5,new")
    lines = run(path, "--value", "people", "--date", "month", "--by", "place", "--better", "up").stdout
    assert lines.startswith(
        "4 series: 1 with a signal for the worse, 2 without a signal now, 1 of which nothing can be called.\n"
    )
    assert all(name in lines for name in ("p00", "p01", "p02", "new"))
    assert "by chance alone" not in lines


@pytest.mark.parametrize(
    ("better", "words"), [("down", " for the better"), ("up", " for the worse"), (None, "")]
)
def test_of_many_series_only_those_with_a_signal_are_told(tmp_path, better, words):
    path = many(tmp_path, 41, {7, 30})
    options = [
        "--value",
        "people",
        "--date",
        "month",
        "--by",
        "place",
        *(["--better", better] if better else []),
    ]
    lines = run(path, *options).stdout.splitlines()
    assert lines[0] == f"41 series: 2 with a signal{words}, 39 without a signal now."
    assert lines[1] == "Of 100 charts in which nothing happened, about 5 show one by chance alone."
    assert [line[:3] for line in lines if line.startswith("p")] == ["p07", "p30"]


def test_a_signal_that_is_over_is_not_counted_as_one_now(tmp_path):
    path = tmp_path / "over.csv"
    values = [10, 11, 20, 21, 22, 20, 21, 22, 10, 11, 10, 23, 9, 24]
    rows = [f"2024-{1 + k:02},{v},a" if k < 12 else f"2025-{k - 11:02},{v},a" for k, v in enumerate(values)]
    rows += [f"2024-{month:02},5,flat" for month in range(1, 13)]
    path.write_text("\n".join(["month,people,place", *rows]))
    out = run(path, "--value", "people", "--date", "month", "--by", "place").stdout
    assert out.startswith("2 series: 1 without a signal now, 1 of which nothing can be called.")


def test_more_signals_than_are_shown_are_counted(tmp_path):
    path = many(tmp_path, 60, set(range(50)))
    told = run(path, "--value", "people", "--date", "month", "--by", "place").stdout
    assert "… and 10 more with a signal (--json has every series)." in told


def test_a_longer_file_is_read_than_is_taken_from_members(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("month,people,place\n" + "2024-01,5,a\n" * 200_010)
    assert headings_of(path) == ["month", "people", "place"]
