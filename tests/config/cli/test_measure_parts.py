"""`cairn measure summarise` and `merge`, places within places, and what left before."""

# ruff: noqa: E501  a case stands on one line

import csv
import json

import duckdb
import pytest

from tests.config.cli.test_measure_run import HEAD, SOME, call, measured
from tests.engine.measure.definitions import VETERANS

READY = "kindergarten-readiness"
PLACES = [
    ["place", "parent", "level", "name"],
    ["Elm", "Benton", "site", ""],
    ["Oak", "Benton", "site", "Oak School"],
    ["Benton", "", "county", ""],
]


def write(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def data(tmp_path):
    """Two members' rows, the same rows together, a secret and a table of places."""
    more = [["c1", "2024-10-30", "Oak", "ready", "white", "low"]]  # who is at both
    call("key", tmp_path / "secret", "--shared")
    north, south = [row for row in SOME if row[2] == "Elm"], [row for row in SOME if row[2] == "Oak"] + more
    for name, rows in (("north", north), ("south", south), ("all", north + south)):
        write(tmp_path / f"{name}.csv", [HEAD, *rows])
    write(tmp_path / "places.csv", PLACES)
    return tmp_path


def summarised(data, name, *more):
    out = data / f"{name}.summary"
    call(
        "summarise", READY, "--data", data / f"{name}.csv", "-o", out, "--shared-key", data / "secret", *more
    )
    return out


def merged(*arguments):
    return json.loads(call("merge", *arguments, "--json").stdout)


@pytest.mark.parametrize("with_places", [False, True])
def test_merged_parts_are_the_run_of_the_whole_value_for_value(data, with_places):
    more = ["--places", data / "places.csv"] if with_places else []
    parts = [summarised(data, "north"), summarised(data, "south")]
    whole = measured(READY, "--data", data / "all.csv", *more)
    for files in (parts, parts[::-1], [summarised(data, "all")]):
        found = merged(*files, *more)
        assert {name: found[name] for name in ("values", "leaves", "rows", "measure")} == {
            name: whole[name] for name in ("values", "leaves", "rows", "measure")
        }
    assert found["values"][0]["denominator"] == 60  # 61 rows, and one child is at both
    output = data / "whole.summary"
    merged(*parts, "-o", output)
    assert output.read_bytes() == summarised(data, "all").read_bytes()


def test_a_summary_says_plainly_what_it_holds_and_names_nobody(data):
    out = data / "a.summary"
    said = call(
        "summarise", READY, "--data", data / "south.csv", "-o", out, "--shared-key", data / "secret"
    ).output
    assert said.startswith(
        f"{out}: 31 rows as exact counts of 2 cells, 31 people as hashes of the shared key. No row and no person's name"
    )
    assert "What may go further is made with --release." in said
    assert b"c10" not in out.read_bytes()
    options = ["--data", data / "south.csv", "-o", out, "--shared-key", data / "secret", "--json"]
    told = json.loads(call("summarise", READY, *options).stdout)
    assert (told["n_cells"], told["n_people"], told["rows"], told["kind"]) == (2, 31, 31, "measure")
    assert told["options"]["release"] is None
    median = data / "median.json"
    median.write_text(json.dumps(quantile()))
    write(data / "m.csv", [["year", "place", "people"], ["2024", "Elm", "3"], ["2024", "Elm", "4"]])
    assert (
        "exact counts of 1 cell, 2 single figures."
        in call("summarise", median, "--data", data / "m.csv", "-o", out).output
    )


def quantile():
    document = json.loads(VETERANS.read_text())
    document.pop("unique", None)
    inputs = {
        "year": {"type": "period", "meaning": "y", "required": True}, "place": {"type": "text", "meaning": "p", "required": True},
        "people": {"type": "integer", "meaning": "n", "required": True},
    }  # fmt: skip
    test = document["tests"][0] | {
        "columns": ["year", "place", "people"],
        "rows": [],
        "expect": [{"period": "2024", "value": 1, "status": "present"}],
    }
    return document | {
        "inputs": inputs, "period": {"every": "year", "of": "year"}, "place": "place", "measure": {"quantile": {"input": "people"}, "at": 0.5},
        "additivity": "order", "over_time": "none", "over_places": "recompute", "suppression": {"threshold": 2, "counts": "rows"}, "tests": [test],
    }  # fmt: skip


def test_released_parts_hold_no_small_count_and_are_merged(data):
    options = ["--release", "11", "--places", data / "places.csv"]
    parts = [summarised(data, "north", *options), summarised(data, "south", *options)]
    call("summarise", READY, "--data", data / "north.csv", "-o", data / "keyless", *options)
    assert (data / "keyless").read_bytes() == parts[0].read_bytes()
    said = call("merge", *parts).output
    assert "released parts, none of fewer than 11 people in a part" in said
    assert "Released, together" in said
    found = merged(*parts)
    assert (found["minimum"], found["n_parts"]) == (11, 2)
    for one in found["values"]:
        small = [
            one[name] for name in ("numerator", "denominator") if one[name] is not None and 0 < one[name] < 11
        ]
        assert small == []
    assert (
        "give --places to `cairn measure summarise`"
        in call("merge", *parts, "--places", data / "places.csv", code=2).output
    )
    assert "--threshold needs exact counts" in call("merge", *parts, "--threshold", "12", code=2).output
    said = call(
        "summarise",
        READY,
        "--data",
        data / "south.csv",
        "-o",
        data / "o",
        "--shared-key",
        data / "secret",
        *options,
    ).output
    assert "none of fewer than 11, and no person" in said


def test_what_parts_need_is_asked_for_before_a_row_is_read(data):
    out = data / "out"
    common = ["--data", data / "nothing.csv", "-o", out]
    write(data / "nothing.csv", [HEAD])
    said = call("summarise", READY, *common, code=2).output
    assert "counts each person once: give --shared-key FILE" in " ".join(said.split())
    said = call("summarise", "active-homelessness", *common, code=2).output
    assert "give --through, the same day for all parts" in " ".join(said.split())
    said = call("summarise", READY, *common, "--places", data / "places.csv", code=2).output
    assert "--places and --released go with --release" in said
    (data / "weak").write_text("short\n")
    assert (
        "no shared secret of at least 16 bytes"
        in call("summarise", READY, *common, "--shared-key", data / "weak", code=1).output
    )
    call("key", data / "sign.pem")
    assert (
        "no shared secret"
        in call("summarise", READY, *common, "--shared-key", data / "sign.pem.pub", code=1).output
    )
    assert not out.exists()
    assert oct((data / "secret").stat().st_mode)[-3:] == "600"
    assert "cannot be written" in call("key", data / "no" / "such", "--shared", code=1).output
    said = call(
        "summarise",
        READY,
        "--data",
        data / "all.csv",
        "-o",
        data / "no" / "such",
        "--shared-key",
        data / "secret",
        code=1,
    ).output
    assert "it cannot be written (No such file or directory). Choose another place." in said


def test_parts_that_do_not_fit_are_told_by_file_all_at_once(data):
    good = summarised(data, "north")
    call("key", data / "other", "--shared")
    wrong = [data / "key.summary", data / "cut.summary", data / "days.summary"]
    call("summarise", READY, "--data", data / "south.csv", "-o", wrong[0], "--shared-key", data / "other")
    wrong[1].write_bytes(good.read_bytes()[:-3])
    call(
        "summarise",
        READY,
        "--data",
        data / "south.csv",
        "-o",
        wrong[2],
        "--shared-key",
        data / "secret",
        "--through",
        "2025-01-01",
    )
    lines = call("merge", good, *wrong, code=1).output.splitlines()
    assert [line.removeprefix("Error: ").split(": ")[0] for line in lines] == [*map(str, wrong)]
    assert f"It has other keys than {good}: make all parts by the same." in lines[0]
    panel = data / "panel"
    write(
        data / "panel.csv",
        [["u", "t", "a", "y"], *[[f"u{n}", t, 0, n + t] for n in range(12) for t in (1, 2)]],
    )
    from click.testing import CliRunner

    from cairn.config.cli import main

    names = ["--unit", "u", "--time", "t", "--adopted", "a", "--outcome", "y"]
    CliRunner().invoke(main, ["effect", "summarise", str(data / "panel.csv"), *names, "-o", str(panel)])
    assert "choose one of a measure" in call("merge", panel, code=1).output


def test_the_same_summary_twice_is_counted_and_told(data):
    part = summarised(data, "north")
    copy = data / "copy.summary"
    copy.write_bytes(part.read_bytes())
    assert f"Note: {copy} holds the same as {part}, and is counted again." in call("merge", part, copy).output
    assert merged(part, copy)["notices"] == [f"Note: {copy} holds the same as {part}, and is counted again."]


def test_a_table_shows_every_level_from_the_top(data):
    said = call("run", READY, "--data", data / "all.csv", "--places", data / "places.csv").output
    shown = [line for line in said.split("What would leave")[0].splitlines() if "everybody" in line]
    assert [" ".join(line.split()[1:4]) for line in shown] == [
        "all places everybody", "Benton (county) everybody", "Elm (site) everybody", "Oak School (site)",
    ]  # fmt: skip
    found = measured(READY, "--data", data / "all.csv", "--places", data / "places.csv")
    assert {(one["place"], one["level"], one["name"]) for one in found["values"]} == {
        ("", "all", ""), ("Benton", "county", ""), ("Elm", "site", ""), ("Oak", "site", "Oak School"),
    }  # fmt: skip
    write(data / "plain.csv", [row[:2] for row in PLACES])
    assert (
        "Elm (level 2)"
        in call("run", READY, "--data", data / "all.csv", "--places", data / "plain.csv").output
    )


def test_places_that_cannot_be_are_told_with_rows_of_both_files(data):
    write(data / "bad.csv", [["place", "parent"], ["Elm", "Bentn"], ["Benton", "Benton"]])
    said = call("run", READY, "--data", data / "all.csv", "--places", data / "bad.csv", code=1).output
    assert "bad.csv, row 2: The parent 'Bentn' of 'Elm' is no place here. Is it 'Benton'?" in said
    assert "bad.csv, row 3: 'Benton' lies in itself" in said
    write(data / "few.csv", [["place", "parent"], ["Elm", ""]])
    said = call("run", READY, "--data", data / "all.csv", "--places", data / "few.csv", code=1).output
    assert (
        "all.csv, row 32: The place 'Oak' is not in the table of places (31 rows). Correct it, or add a row"
        in said
    )
    said = call("merge", summarised(data, "south"), "--places", data / "few.csv", code=1).output
    assert "south.summary: 1 places are not in the table of places. 'Oak'" in said
    (data / "empty.csv").write_bytes(b"")
    assert (
        "empty.csv: The file is empty"
        in call("run", READY, "--data", data / "all.csv", "--places", data / "empty.csv", code=1).output
    )


def test_what_left_before_holds_back_what_would_follow_now(data):
    """The whole and Elm left before; with Oak's figures hidden then, they stay hidden."""
    call("key", data / "k.pem")
    bundle = data / "before.bundle"
    call(
        "run", READY, "--data", data / "all.csv", "--threshold", "31", "-o", bundle, "--sign", data / "k.pem"
    )
    answer = data / "before.json"
    answer.write_text(call("run", READY, "--data", data / "all.csv", "--threshold", "31", "--json").stdout)
    free = measured(READY, "--data", data / "all.csv")["leaves"]
    for file in (bundle, answer):
        held = measured(READY, "--data", data / "all.csv", "--released", file)
        assert held["leaves"]["threshold"] == 31
        assert held["leaves"]["held"] >= free["held"]
        assert held["options"]["released"] == [str(file)]
    merged_too = merged(summarised(data, "all"), "--released", bundle)
    assert merged_too["leaves"] == held["leaves"]
    table = write(
        data / "t.csv",
        [
            ["period", "place", "numerator", "denominator"],
            ["2024/25", "", 40, 60],
            ["2024/25", "Elm", 20, 58],
        ],
    )
    said = call("run", READY, "--data", data / "all.csv", "--released", table).output
    assert "also together with 1 file of what left before" in said


def test_a_part_is_released_together_with_what_left_of_it_before(data):
    table = write(data / "t.csv", [["period", "place", "numerator", "denominator"], ["2024/25", "", 40, 58]])
    before = summarised(data, "all", "--release", "1").read_bytes()
    after = summarised(data, "all", "--release", "1", "--released", table).read_bytes()
    assert len(before) > 0
    assert before != after


def test_nothing_is_written_over_what_is_read(data):
    part, rows = summarised(data, "north"), data / "north.csv"
    for arguments in (("merge", part, "-o", part), ("summarise", READY, "--data", rows, "-o", rows)):
        kept = [part.read_bytes(), rows.read_bytes()]
        assert "would write over what is read" in call(*arguments, code=2).output
        assert [part.read_bytes(), rows.read_bytes()] == kept


def test_small_counts_that_are_out_already_are_told(data):
    table = write(
        data / "t.csv", [["period", "place", "value"], ["2024", "", 25], ["2024", "A", 20], ["2024", "B", 5]]
    )
    rows = write(
        data / "v.csv", [["Year", "CoC Number", "Homeless veterans"], [2024, "A", 20], [2024, "B", 5]]
    )
    said = call("run", VETERANS, "--data", rows, "--released", table, "--threshold", "11").output
    assert "What left before already gives away 1 small count; that cannot be called back." in said


def test_released_files_that_cannot_be_read_are_told_together(data):
    (data / "a.json").write_text("{")
    (data / "b.csv").write_text("x,y\n1,2\n")
    (data / "c.json").write_text('{"bundle": {}, "key": "", "signature": ""}\n')
    (data / "d.bin").write_bytes(b"%PDF")
    files = [one for name in ("a.json", "b.csv", "c.json", "d.bin") for one in ("--released", data / name)]
    lines = call("run", READY, "--data", data / "all.csv", *files, code=1).output.splitlines()
    assert [line.removeprefix("Error: ").split(":")[0] for line in lines] == [
        "a.json",
        "b.csv",
        "c.json",
        "d.bin",
    ]


def test_a_table_of_headings_alone_gives_no_value_and_merges_as_nothing(data):
    write(data / "none.csv", [HEAD])
    assert (
        "0 rows give no value. Check that there are rows"
        in call("run", READY, "--data", data / "none.csv").output
    )
    nothing, part = summarised(data, "none"), summarised(data, "north")
    assert merged(nothing, nothing)["notices"] == []
    assert merged(nothing, part)["values"] == merged(part)["values"]
    assert "1 summary of 0 rows give no value" in call("merge", nothing).output


@pytest.mark.parametrize(
    "rows", ["\ufeffchild;assessed_on;site;result;race;income\nc1;2024-02-29;Elm;ready;asian;low\n"]
)
def test_a_byte_order_mark_semicolons_and_a_leap_day_are_read(data, rows):
    (data / "odd.csv").write_text(rows, encoding="utf-8")
    (data / "tops.csv").write_text("\ufeffplace;parent\nElm;Benton\nBenton;\n", encoding="utf-8")
    found = merged(summarised(data, "odd"), "--places", data / "tops.csv")["values"]
    assert [(one["period"], one["place"], one["value"]) for one in found if not one["group"]] == [
        ("2023/24", "", 100.0), ("2023/24", "Benton", 100.0), ("2023/24", "Elm", 100.0),
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "America/Chicago"])
def test_a_moment_is_no_day_whatever_the_zone_of_the_machine(data, zone, monkeypatch):
    monkeypatch.setenv("TZ", zone)
    path = data / "moments.parquet"
    with duckdb.connect(":memory:") as connection:
        moment = "TIMESTAMPTZ '2024-03-31 23:30:00-05'"
        connection.execute(
            f"COPY (SELECT 'p' AS person, 'Elm' AS community, {moment} AS entered_on) TO '{path}'"
        )
    said = call("run", "homelessness-inflow", "--data", path, code=1).output
    assert (
        "row 1, column C (entered_on): '2024-04-01 04:30:00+00' is a moment; on which day it was depends"
        in said
    )
    write(data / "m.csv", [["person", "community", "entered_on"], ["p", "Elm", "2024-03-31T23:30:00Z"]])
    assert (
        "Give the day where it happened."
        in call("run", "homelessness-inflow", "--data", data / "m.csv", code=1).output
    )


@pytest.mark.shared
def test_real_counts_roll_up_from_areas_to_states_and_the_nation(shared_data, tmp_path):
    file = shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx"
    areas = {one["place"] for one in measured(VETERANS, "--data", file)["values"] if one["place"]}
    states = sorted({area[:2] for area in areas})
    rows = [*((area, area[:2], "area") for area in sorted(areas)), *((one, "US", "state") for one in states)]
    places = write(tmp_path / "places.csv", [("place", "parent", "level"), *rows, ("US", "", "nation")])
    found = measured(VETERANS, "--data", file, "--places", places)
    exact = {(one["period"], one["place"]): one["value"] or 0 for one in found["values"]}
    shown = {(one["period"], one["place"]): one["value"] for one in found["leaves"]["values"]}
    held = {
        (one["period"], one["place"]) for one in found["leaves"]["values"] if one["status"] == "suppressed"
    }
    assert (exact["2020", "US"], exact["2022", ""]) == (37_252, 33_129)
    for period in sorted({period for period, _ in exact}):
        assert exact[period, "US"] == exact[period, ""] == sum(exact[period, state] for state in states)
        for state in states:
            inside = [(period, area) for area in areas if area[:2] == state and (period, area) in exact]
            assert exact[period, state] == sum(map(exact.__getitem__, inside))
            small = [one for one in inside if 0 < exact[one] < 11]
            out = [one for one in inside if one in held]
            assert not small or (period, state) in held or len(out) > 1
            if (period, state) not in held and out:
                assert exact[period, state] - sum(shown[one] or 0 for one in inside if one not in held) >= 11
