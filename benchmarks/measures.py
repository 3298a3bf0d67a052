"""20 measures × 6 disaggregations × 60 months, beside SQL written measure by measure, and polars; reading rows.

Events with person, day, community (100), race (7), gender (4), age band (6), kind and hours are in one Parquet
file. 8 filtered counts, 4 counts of distinct people, 4 shares, 3 means and a median, for everybody, by each
code, and by community and race: 49,080 cells. What is timed: from the file to all values. The plain way asks
one query for each measure and disaggregation, as people write it; polars one for each disaggregation with
all measures in it. Answers are the number of cells and the sum of one distinct count, which must agree.

Reading: a CSV of rows of which one in a hundred is wrong; every problem with row, column and remedy. Seeds
stand here.
"""

# ruff: noqa: E501  queries stand on one line

import csv
import json
import random
import tempfile
from pathlib import Path

from benchmarks.measuring import Contest

RACE, GENDER, AGE = [f"r{n}" for n in range(7)], ["f", "m", "x", "u"], [f"a{n}" for n in range(6)]
COMMUNITY, KIND = [f"c{n:03}" for n in range(100)], [f"k{n}" for n in range(8)]
SPLITS = [[], ["community"], ["race"], ["gender"], ["age_band"], ["community", "race"]]


def _events(events):
    """Write the events once and keep them for all systems of this machine."""
    import duckdb

    path = Path(tempfile.gettempdir()) / f"cairn-bench-events-{events}.parquet"
    if not path.exists():
        people = max(events // 10, 1)
        with duckdb.connect(":memory:") as connection:
            connection.execute(
                f"COPY (SELECT 'p' || p AS person, make_date(2020 + m // 12, m % 12 + 1, (1 + hash(i * 5 + 3) % 28)::INT)"
                f" AS day, 'c' || lpad((hash(p * 3 + 1) % 100)::VARCHAR, 3, '0') AS community,"
                f" 'r' || (hash(p * 5 + 2) % 7) AS race, ['f', 'm', 'x', 'u'][1 + (hash(p * 7) % 4)::INT] AS gender,"
                f" 'a' || (hash(p * 11) % 6) AS age_band, 'k' || (hash(i * 13) % 8) AS kind, hash(i * 17) % 3 = 0 AS met,"
                f" (hash(i * 19) % 1200)::BIGINT AS hours FROM (SELECT i, (hash(i) % {people})::BIGINT AS p,"
                f" (i * 60 // {events})::BIGINT AS m FROM range({events}) t(i)))"
                f" TO '{path}.part' (FORMAT parquet, COMPRESSION zstd)"
            )
        Path(f"{path}.part").rename(path)
    return str(path)


def _definitions():
    """Write the twenty definitions."""
    codes = {"community": COMMUNITY, "race": RACE, "gender": GENDER, "age_band": AGE, "kind": KIND}
    inputs = {
        name: {"type": "code", "meaning": name, "required": True, "codes": {one: one for one in some}}
        for name, some in codes.items()
    }
    for name, kind in (("person", "id"), ("day", "date"), ("met", "flag"), ("hours", "integer")):
        inputs[name] = {"type": kind, "meaning": name, "required": True}
    measures = [({"count": "rows", "where": {"input": "kind", "is": one}}, "additive") for one in KIND]
    measures += [
        ({"distinct": "person", "where": {"input": "kind", "in": [f"k{n}", f"k{n + 4}"]}}, "distinct")
        for n in range(4)
    ]
    for n in range(4):
        whole = {"count": "rows", "where": {"input": "kind", "is": f"k{n}"}}
        met = {"count": "rows", "where": {"input": "met", "is": True}}
        measures.append(
            ({"ratio": {"numerator": met, "denominator": whole, "per": 100, "part_of_whole": True}}, "ratio")
        )
    measures += [
        ({"mean": {"input": "hours"}, "where": {"input": "kind", "is": f"k{n}"}}, "ratio") for n in range(3)
    ]
    measures.append(({"quantile": {"input": "hours"}, "at": 0.5}, "order"))
    for number, (measure, additivity) in enumerate(measures):
        yield json.dumps(
            {
                "schema": "cairn/measure/1",
                "id": f"m-{number}",
                "version": "1.0.0",
                "title": "m",
                "meaning": "m",
                "inputs": inputs,
                "period": {"every": "month", "of": "day"},
                "measure": measure,
                "disaggregate": SPLITS[1:],
                "additivity": additivity,
                "over_time": "last",
                "over_places": "none",
                "missing": "leave-out",
                "better": "up",
                "suppression": {"threshold": 11, "counts": "rows"},
                "tests": [
                    {
                        "about": "m",
                        "columns": ["day"],
                        "rows": [],
                        "expect": [{"period": "2020", "value": 1, "status": "present"}],
                    }
                ],
            }
        )


def cairn(events):
    """Run twenty definitions at once."""
    import duckdb

    from cairn.engine.measure.executable import read_definition
    from cairn.engine.measure.running import Duck, run_measures

    definitions, path = [read_definition(one) for one in _definitions()], _events(events)

    def compute():
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "2GB"}) as connection:
            connection.execute(f"CREATE VIEW source AS SELECT * FROM read_parquet('{path}')")
            found = run_measures(Duck(connection), definitions)
        return f"{len(found[0]):,} cells, {int(found[8].numerator.sum()):,}"

    return compute


def _expressions():
    yield from (f"count(*) FILTER (kind = '{one}')" for one in KIND)
    yield from (f"count(DISTINCT person) FILTER (kind IN ('k{n}', 'k{n + 4}'))" for n in range(4))
    yield from (
        f"100.0 * count(*) FILTER (kind = 'k{n}' AND met) / nullif(count(*) FILTER (kind = 'k{n}'), 0)"
        for n in range(4)
    )
    yield from (f"avg(hours) FILTER (kind = 'k{n}')" for n in range(3))
    yield "quantile_cont(hours, 0.5)"


def plain_sql(events):
    """Ask DuckDB one query for each measure and disaggregation."""
    import duckdb

    path = _events(events)

    def compute():
        cells = people = 0
        with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "2GB"}) as connection:
            for number, expression in enumerate(_expressions()):
                for split in SPLITS:
                    by = ", ".join(["date_trunc('month', day) AS month", *split])
                    rows = connection.execute(
                        f"SELECT {by}, {expression} FROM '{path}' GROUP BY ALL"
                    ).fetchall()
                    cells += len(rows) if number == 0 else 0
                    people += sum(row[-1] for row in rows) if number == 8 else 0
        return f"{cells:,} cells, {people:,}"

    return compute


def polars(events):
    """Ask polars one query for each disaggregation, with all measures in it, in its streaming engine."""
    import polars as pl

    path, kind, hours = _events(events), pl.col("kind"), pl.col("hours")

    def compute():
        asked = [kind.filter(kind == one).len().alias(f"n{one}") for one in KIND]
        asked += [
            pl.col("person").filter(kind.is_in([f"k{n}", f"k{n + 4}"])).n_unique().alias(f"d{n}")
            for n in range(4)
        ]
        asked += [(100 * pl.col("met").filter(kind == f"k{n}").mean()).alias(f"s{n}") for n in range(4)]
        asked += [hours.filter(kind == f"k{n}").mean().alias(f"m{n}") for n in range(3)]
        asked.append(hours.median().alias("q"))
        cells = people = 0
        for split in SPLITS:
            frame = (
                pl.scan_parquet(path)
                .group_by([pl.col("day").dt.truncate("1mo").alias("month"), *map(pl.col, split)])
                .agg(asked)
            )
            found = frame.collect(engine="streaming")
            cells, people = cells + found.height, people + int(found["d0"].sum())
        return f"{cells:,} cells, {people:,}"

    return compute


def _rows(rows):
    """Write a CSV in which one row in a hundred is wrong."""
    path = Path(tempfile.gettempdir()) / f"cairn-bench-rows-{rows}.csv"
    if not path.exists():
        chance = random.Random(5)
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["household", "month", "district", "people", "visited_on", "setting"])
            for number in range(rows):
                people = "several" if number % 100 == 7 else chance.randrange(1, 9)
                day = f"2024-0{chance.randrange(1, 7)}-{chance.randrange(1, 29):02}"
                writer.writerow(
                    [
                        f"h{number}",
                        day[:7],
                        f"d{chance.randrange(40)}",
                        people,
                        day,
                        chance.choice(["rural", "urban"]),
                    ]
                )
    return path


def reading(rows):
    """Read the rows into typed columns and tell every problem."""
    import duckdb

    from cairn.config.cli.measure.definitions import path_of, read
    from cairn.config.cli.measure.sources import open_source
    from cairn.engine.measure.crosswalk import Crosswalk
    from cairn.engine.measure.reading import TableReader
    from cairn.engine.measure.staging import Staging

    path, definition = _rows(rows), read(path_of("community-health-coverage"))
    crosswalk = Crosswalk(columns={name: name for name in definition.inputs})

    def compute():
        told = []
        with duckdb.connect(":memory:", config={"threads": 1}) as connection:
            reader = TableReader(path.name, definition, crosswalk, told.append)
            with open_source(str(path)).sheets("", "", "") as sheets:
                good = Staging(connection, definition).fill(reader.batches(sheets))
        return f"{good:,} rows, {len(told):,} problems"

    return compute


def frictionless(rows):
    """Read and check the same rows by the same types."""
    import frictionless as peer

    peer.system.trusted = True
    fields = [
        ("household", "string"),
        ("month", "yearmonth"),
        ("district", "string"),
        ("people", "integer"),
        ("visited_on", "date"),
    ]
    columns = [{"name": name, "type": kind} for name, kind in fields]
    columns.append({"name": "setting", "type": "string", "constraints": {"enum": ["rural", "urban"]}})
    path, schema = _rows(rows), peer.Schema.from_descriptor({"fields": columns})

    def compute():
        report = peer.validate(peer.Resource(path=str(path), schema=schema), limit_errors=rows)
        problems = report.stats["errors"]
        return f"{rows - problems:,} rows, {problems:,} problems"

    return compute


CONTESTS = (
    Contest(
        "Twenty measures at once",
        "From a Parquet file to 20 measures × 6 disaggregations × 60 months.",
        {"1,000,000 events": {"events": 1_000_000}, "10,000,000 events": {"events": 10_000_000}},
        {"Cairn": cairn, "SQL per measure": plain_sql, "polars": polars},
        runs=1,
        once=True,
        same_answers=True,
        curve="events",
    ),
    Contest(
        "Reading a member's rows",
        "From a CSV to typed columns and every problem.",
        {
            "10,000 rows": {"rows": 10_000},
            "100,000 rows": {"rows": 100_000},
            "1,000,000 rows": {"rows": 1_000_000},
        },
        {"Cairn": reading, "frictionless": frictionless},
        runs=1,
        once=True,
        same_answers=True,
        curve="rows",
        left_out={("1,000,000 rows", "frictionless"): "minutes"},
    ),
)
