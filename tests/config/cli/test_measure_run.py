"""`cairn measure run`, `check`, `list`, `key` and `verify`: known totals, all problems at once, what leaves, signed."""

# ruff: noqa: E501  a case stands on one line

import csv
import json
import os
import shutil
import sqlite3

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from cairn.config.cli import main, output
from cairn.config.cli.measure import telling
from tests.config.cli.test_measure import totals
from tests.engine.measure.definitions import VETERANS
from tests.postgres import binaries, server

HEAD = ["Child", "Assessed on", "Site", "Result", "Race", "Income"]
MAP = {name.lower().replace(" ", "_"): name for name in HEAD}
SOME = [
    [
        f"c{n}",
        f"2024-09-{n % 28 + 1:02}",
        "Elm" if n % 2 else "Oak",
        "ready" if n % 3 else "not_ready",
        "asian",
        "low",
    ]
    for n in range(60)
]


def call(*arguments, code=0):
    result = CliRunner().invoke(main, ["measure", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result


def measured(*arguments):
    return json.loads(call("run", *arguments, "--json").stdout)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "readiness.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *SOME])
    return path


def test_a_file_gives_values_and_what_would_leave(table):
    found = measured("kindergarten-readiness", "--data", table)
    assert {"values", "leaves", "cairn", "inputs", "options"} <= set(found)
    assert [one["path"] for one in found["inputs"]][1] == str(table)
    assert found["values"][0] == {
        "period": "2024/25",
        "place": "",
        "group": "",
        "numerator": 40,
        "denominator": 60,
        "value": 4000 / 60,
        "status": "present",
    }
    assert found["rows"] == 60
    assert {one["status"] for one in found["leaves"]["values"]} == {"suppressed", "present"}
    elm = next(one for one in found["leaves"]["values"] if (one["place"], one["group"]) == ("Elm", ""))
    assert elm["value"] is None
    assert found["leaves"]["threshold"] == 11


def test_people_read_a_sentence_and_two_tables(table):
    said = call("run", "kindergarten-readiness", "--data", table).output
    assert said.startswith(
        "Ready for kindergarten (kindergarten-readiness 1.0.0): 9 values from 60 rows: 9 present."
    )
    assert said.index("Here, where the data lies") < said.index("What would leave")
    assert "Counts below 11 stay" in said


def workbook(path, title="Data"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in [HEAD, *SOME]:
        book.active.append(row)
    book.save(path)


def ods(path):
    from odfdo import Document, Table

    document = Document("spreadsheet")
    document.body.clear()
    page = Table("Data")
    page.set_values([HEAD, *SOME])
    document.body.append(page)
    document.save(path)


def parquet(path):
    with duckdb.connect(":memory:") as connection:
        create(connection)
        connection.execute(f"COPY readiness TO '{path}' (FORMAT parquet)")


def sqlite(path):
    with sqlite3.connect(path) as connection:
        create(connection)


def create(connection, mark="?"):
    connection.execute(
        "CREATE TABLE readiness (child TEXT, assessed_on DATE, site TEXT, result TEXT, race TEXT, income TEXT)"
    )
    for row in SOME:
        connection.execute(f"INSERT INTO readiness VALUES ({', '.join([mark] * 6)})", row)


@pytest.mark.parametrize(
    ("name", "write"), [("a.xlsx", workbook), ("a.ods", ods), ("a.parquet", parquet), ("a.db", sqlite)]
)
def test_every_kind_of_source_gives_the_same(table, tmp_path, name, write):
    path = tmp_path / name
    write(path)
    here = measured("kindergarten-readiness", "--data", path)
    assert here["values"] == measured("kindergarten-readiness", "--data", table)["values"]


def test_a_database_by_its_address(table, tmp_path):
    path = tmp_path / "a.db"
    sqlite(path)
    expected = measured("kindergarten-readiness", "--data", table)["values"]
    assert measured("kindergarten-readiness", "--data", f"sqlite:///{path}")["values"] == expected
    assert (
        "There is no table 'x'"
        in call("run", "kindergarten-readiness", "--data", path, "--table", "x", code=1).output
    )
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE other (a)")
    assert (
        "There are several tables or none. Say --table: readiness, other."
        in call("run", "kindergarten-readiness", "--data", path, code=1).output
    )
    assert measured("kindergarten-readiness", "--data", path, "--table", "readiness")["values"] == expected


@pytest.fixture
def postgres():
    folder = binaries()
    if folder is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed; in CI it must be.")
        pytest.skip("PostgreSQL is not installed")
    with server(folder) as url:
        yield url


def test_postgresql_is_read_in_a_transaction_that_cannot_write(postgres, table):
    import psycopg

    with psycopg.connect(postgres) as connection:
        create(connection, "%s")
        connection.execute("CREATE SCHEMA more CREATE TABLE stones (n int)")
    expected = measured("kindergarten-readiness", "--data", table)["values"]
    found = measured("kindergarten-readiness", "--data", postgres, "--table", "readiness")
    assert (found["values"], len(found["inputs"])) == (expected, 1)
    assert "postgres@" not in json.dumps(found)
    said = call("run", "kindergarten-readiness", "--data", postgres, code=1).output
    assert "Say --table: more.stones, readiness." in said
    said = call(
        "run", "kindergarten-readiness", "--data", postgres.replace("/postgres", "/nowhere"), code=1
    ).output
    assert "The database cannot be read" in said


def test_everything_wrong_is_told_at_once_and_nothing_is_computed(tmp_path, monkeypatch):
    path, told = tmp_path / "a.csv", tmp_path / "told.csv"
    bad = [
        ["c1", "soon", "Elm", "ready", "asian", "low"],
        ["=1+1", "2024-09-01", "", "perhaps", "asian", "low"],
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([HEAD, *bad, *SOME[:1], *SOME[:1]])
    result = call("run", "kindergarten-readiness", "--data", path, "--problems", told, code=1)
    lines = result.output.splitlines()
    assert lines[0] == "Error: The data has 5 problems. Nothing was computed."
    assert [line.split(":")[0] for line in lines[1:]] == [
        "a.csv, row 2, column B (Assessed on)",
        "a.csv, row 3, column A (Child)",
        "a.csv, row 3, column C (Site)",
        "a.csv, row 3, column D (Result)",
        "a.csv, row 5",
    ]
    rows = list(csv.DictReader(told.read_text().splitlines()))
    assert [(row["row"], row["column"], row["rule"]) for row in rows] == [
        ("2", "B", "date"),
        ("3", "A", "formula"),
        ("3", "C", "required"),
        ("3", "D", "code"),
        ("5", "", "twice"),
    ]
    monkeypatch.setattr(telling, "KEPT", 2)
    said = call("run", "kindergarten-readiness", "--data", path, code=1).output
    assert (
        "… and 3 more (date 1, formula 1, required 1, code 1, twice 1). Write all of them with --problems FILE."
        in said
    )


def test_a_crosswalk_is_proposed_written_and_remembered(table, tmp_path):
    kept = tmp_path / "map.json"
    call("run", "kindergarten-readiness", "--data", table, "--map", kept)
    written = json.loads(kept.read_text())
    assert written["columns"] == MAP
    other = tmp_path / "other.csv"
    other.write_text(table.read_text().replace("Site", "Where").replace("not_ready", "nein"))
    assert (
        "There is no column 'Site'"
        in call("run", "kindergarten-readiness", "--data", other, "--map", kept, code=1).output
    )
    written["columns"]["site"], written["codes"] = "Where", {"result": {"nein": "not_ready"}}
    kept.write_text(json.dumps(written))
    again = measured("kindergarten-readiness", "--data", other, "--map", kept)
    assert again["values"] == measured("kindergarten-readiness", "--data", table)["values"]
    assert str(kept) in [one["path"] for one in again["inputs"]]
    kept.write_text("{}")
    assert (
        "no crosswalk of format 1"
        in call("run", "kindergarten-readiness", "--data", table, "--map", kept, code=1).output
    )
    kept.write_bytes(b"\xff")
    call("run", "kindergarten-readiness", "--data", table, "--map", kept, code=1)


def test_what_no_column_answers_is_asked_for_or_was_not_collected(tmp_path):
    path, kept = tmp_path / "a.csv", tmp_path / "map.json"
    path.write_text("Child,Site,Result\nc1,Elm,ready\n")
    said = call("run", "kindergarten-readiness", "--data", path, "--map", kept, code=1).output
    assert "No column answers assessed_on. What was found in the headings is written to" in said
    assert "assessed_on: Day of the assessment" in said
    assert json.loads(kept.read_text())["columns"] == {"child": "Child", "result": "Result", "site": "Site"}
    path.write_text("Child,Site,Assessed on\nc1,Elm,2024-09-01\n")
    assert measured("kindergarten-readiness", "--data", path)["values"][0]["status"] == "not_collected"
    path.write_text("")
    assert "The file is empty" in call("run", "kindergarten-readiness", "--data", path, code=1).output


def test_a_bundle_is_signed_verified_and_refused_once_changed(table, tmp_path):
    key, bundle = tmp_path / "valley.pem", tmp_path / "out.bundle"
    call("key", key)
    assert oct(key.stat().st_mode)[-3:] == "600"
    assert "is there already" in call("key", key, code=1).output
    said = call(
        "run", "kindergarten-readiness", "--data", table, "-o", bundle, "--sign", key, "--sender", "Valley"
    ).output
    assert said.index("What would leave") < said.index("Signed and written")
    public = tmp_path / "valley.pem.pub"
    assert "The bundle is whole, and signed by key" in call("verify", bundle).output
    found = json.loads(call("verify", bundle, "--key", public, "--json").stdout)
    assert (found["ok"], found["checked"], found["known_sender"]) == (True, 9, True)
    assert found["bundle"]["sender"] == "Valley"
    leaves = measured("kindergarten-readiness", "--data", table, "-o", bundle, "--sign", key)["leaves"]
    assert found["bundle"]["values"] == leaves["values"]
    assert f"signed by the key in {public}" in call("verify", bundle, "--key", public).output.replace(
        "\n", ""
    )
    bundle.write_text(bundle.read_text().replace('"held":', '"held" :'))
    assert "no bundle as signing writes it" in call("verify", bundle, code=1).output
    table.with_suffix(".key").write_text("none")
    said = call(
        "run",
        "kindergarten-readiness",
        "--data",
        table,
        "-o",
        bundle,
        "--sign",
        table.with_suffix(".key"),
        code=1,
    ).output
    assert "no Ed25519 private key" in said
    assert (
        "give -o FILE and --sign KEY together"
        in call("run", "kindergarten-readiness", "--data", table, "-o", bundle, code=2).output
    )


@pytest.mark.shared
def test_real_counts_have_the_totals_that_the_file_gives(shared_data):
    file = shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx"
    found = measured(VETERANS, "--data", file)
    assert found["rows"] == 4623
    course = {one["period"]: one["value"] for one in found["values"] if not one["place"]}
    assert course == totals(file, "Homeless Veterans, {sheet}", "Total")
    small = [one for one in found["leaves"]["values"] if one["value"] and one["value"] < 11]
    assert (small, found["leaves"]["held"] > 500) == ([], True)
    missing = [one for one in found["values"] if one["status"] == "missing"]
    assert len(found["values"]) == 4623 + 12 + len(missing)


def test_definitions_are_listed_checked_and_refused(tmp_path):
    assert "kindergarten-readiness" in call("list").output
    assert len(json.loads(call("list", "--json").stdout)["definitions"]) == 12
    assert "2 of 2 tests pass" in call("check", "kindergarten-readiness").output
    copy = tmp_path / "veterans.json"
    shutil.copy(VETERANS, copy)
    found = json.loads(call("check", copy, "--json").stdout)
    assert (found["ok"], found["definitions"][0]["id"]) == (True, "veterans-on-one-night")
    copy.write_text(copy.read_text().replace('"value": 86', '"value": 87'))
    assert "value is 86.0, and the definition says 87." in call("check", copy, code=1).output
    copy.write_text("{}")
    assert "the definition: Lacking:" in call("check", copy, code=1).output
    copy.write_bytes(b"\xff")
    assert "byte 1 is not UTF-8" in call("check", copy, code=1).output
    assert "There is no definition 'rain'" in call("check", "rain", code=1).output
    call("rain", code=2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.4", "This is a PDF"),
        (b"PAR1 and no more", "This Parquet file cannot be read"),
        (b"SQLite format 3\0 and no more", "This database cannot be read"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"child\nc1\n\xff", "is not UTF-8 text"),
        (b'a,b\n"open', "quotation mark"),
    ],
)
def test_a_broken_source_is_refused_with_what_to_do(tmp_path, content, said):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    assert said in call("run", "kindergarten-readiness", "--data", path, code=1).output
    assert (
        "There is no file"
        in call("run", "kindergarten-readiness", "--data", tmp_path / "none", code=1).output
    )


def test_what_cannot_be_computed_or_leave_is_told(table, tmp_path, monkeypatch):
    said = call("run", "kindergarten-readiness", "--data", table, "--every", "quarter", code=1).output
    assert "A year cannot be told as quarters" in said
    copy = tmp_path / "veterans.json"
    copy.write_text(VETERANS.read_text().replace('"minimum": 0', '"minimum": -9'))
    rows = tmp_path / "v.csv"
    rows.write_text("Year,CoC Number,Homeless veterans\n2022,A,-3\n")
    assert "which is no count of people" in call("run", copy, "--data", rows, code=1).output
    rows.write_text("Year,CoC Number,Homeless veterans\n2022,A,12\n2022,Total,12\n")
    monkeypatch.setattr(output, "SLOW", -1)
    result = call("run", VETERANS, "--data", rows, "--through", "2023-12-31")
    assert "1 rows read …" in result.stderr
    assert "Note: 1 × skipped. v.csv, row 3: A row of 'total' was left out." in result.stdout
