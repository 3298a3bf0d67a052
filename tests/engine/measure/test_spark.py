"""Spark gives the same cells as DuckDB, value by value, for every shape of definition."""

import warnings
from datetime import date

import pytest

from cairn.engine.measure.finished import measure_values
from cairn.engine.measure.merging import MeasureSummary
from cairn.engine.measure.places import Places
from cairn.engine.measure.running import Duck, run_measures
from cairn.engine.measure.spark import Spark
from cairn.engine.measure.sql import DUCKDB, SPARK
from cairn.engine.measure.vectors import stage_test
from tests.engine.measure.definitions import STARTING, document, made, staged
from tests.engine.measure.reference import Absent
from tests.engine.measure.test_running import THROUGH, cells

SCHEMA = {"number": "bigint", "day": "date", "flag": "boolean", "text": "string"}
SHAPES = (
    document(),
    document(
        measure={
            "quantile": {"input": "score"},
            "at": 0.25,
            "where": {"not": {"input": "site", "is": "O'k \\u0041"}},
        },
        additivity="order",
        suppression={"threshold": 5, "counts": "rows"},
    ),
    document(
        measure={"sum": {"time_since": {"from": {"input": "day"}, "to": {"period": "end"}, "in": "years"}}},
        period={"every": "quarter", "spans": {"from": "day", "until": "gone", "counted": "last-day"}},
        additivity="stock",
        over_time="last",
        missing="hold",
    ),
    document(
        measure={"mean": {"time_since": {"from": "2024-02-29", "to": {"input": "gone"}, "in": "months"}}},
        period={"every": "year", "of": "day", "year_begins": 9},
        missing="not-met",
        suppression={"threshold": 5, "counts": "rows"},
        where={"input": "kind", "in": ["x1", "x2"]},
    ),
    document(
        measure={
            "count": "rows",
            "where": {
                "time_since": {"from": {"input": "day"}, "to": {"input": "gone"}, "in": "days"},
                "above": 20,
            },
        },
        additivity="additive",
        over_time="sum",
        over_places="sum",
    ),
)
ROWS = [
    {
        "person": Absent("missing") if number % 17 == 0 else f"p{number % 40}",
        "day": date(2024, 1 + number % 5, 1 + number % 28),
        "gone": Absent("not_applicable") if number % 3 == 0 else date(2024 + number % 2, 1 + number % 11, 28),
        "site": ["Elm", "Oak", "O'k \\u0041", "Ñ 🪨"][number % 4],
        "race": Absent("not_collected") if number % 7 == 0 else "ab"[number % 2],
        "kind": ["x1", "x2"][number % 3 % 2],
        "score": Absent("suppressed") if number == 50 else number % 13,
        "size": number % 9,
        "met": number % 2 == 0,
    }
    for number in range(200)
]


@pytest.fixture(scope="module")
def session():
    """Start one small Spark for this file."""
    sql = pytest.importorskip("pyspark.sql")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = (
            sql.SparkSession.builder.master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "1")
            .getOrCreate()
        )
    started.sparkContext.setLogLevel("OFF")
    yield started
    started.stop()


def on_spark(session, connection, definition):
    """Show Spark the rows that DuckDB holds."""
    kinds = [(one.name, SCHEMA[one.family]) for one in definition.inputs.values()]
    kinds += [(f"{one.name}#", "int") for one in definition.inputs.values() if not one.required]
    names = ", ".join(DUCKDB.name(name) for name, _ in kinds)
    rows = connection.execute(f"SELECT {names} FROM source").fetchall()
    schema = ", ".join(f"{SPARK.name(name)} {kind}" for name, kind in kinds)
    session.createDataFrame(rows, schema).createOrReplaceTempView("source")
    return Spark(session)


@pytest.mark.extras("pyspark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("shape", range(len(SHAPES)))
def test_spark_gives_the_same_values(session, shape):
    definition = made(SHAPES[shape])
    with staged(definition, ROWS) as connection:
        here = cells(run_measures(Duck(connection), [definition], through=THROUGH)[0])
        spark = on_spark(session, connection, definition)
        there = cells(run_measures(spark, [definition], through=THROUGH)[0])
    assert len(here) > 20
    assert there == here
    assert spark.kept == {}


@pytest.mark.extras("pyspark")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("shape", [0, 1])
def test_spark_rolls_up_to_the_same_places(session, shape):
    definition = made(SHAPES[shape])
    sites = sorted({row["site"] for row in ROWS})
    places = Places(
        {sites[0]: ("North", "South"), **dict.fromkeys(sites[1:], ("North",)), "North": (), "South": ()}
    )
    with staged(definition, ROWS) as connection:
        here = measure_values(Duck(connection), definition, places=places)
        spark = on_spark(session, connection, definition)
        there = measure_values(spark, definition, places=places)
    assert {"North", "South", sites[0]} <= {one.place for one in here}
    assert there == here
    assert spark.kept == {}


@pytest.mark.extras("pyspark")
@pytest.mark.filterwarnings("ignore")
def test_a_summary_made_by_spark_has_the_same_bytes(session):
    definition, key = made(SHAPES[0]), b"a secret of sixteen bytes or more"
    with staged(definition, ROWS) as connection:
        here = MeasureSummary.from_rows(Duck(connection), definition=definition, key=key)
        spark = on_spark(session, connection, definition)
        there = MeasureSummary.from_rows(spark, definition=definition, key=key)
    assert there.to_bytes() == here.to_bytes()


@pytest.mark.extras("pyspark")
@pytest.mark.filterwarnings("ignore")
def test_the_tests_inside_definitions_pass_on_spark(session):
    import duckdb

    for path in STARTING[::4]:
        definition = made_from(path)
        for test in definition.document["tests"]:
            through = date.fromisoformat(test["through"]) if "through" in test else None
            with duckdb.connect(":memory:") as connection:
                assert stage_test(connection, definition, test) == []
                spark = on_spark(session, connection, definition)
                there = measure_values(spark, definition, through=through)
                assert there == measure_values(Duck(connection), definition, through=through)


@pytest.mark.extras("pyspark")
@pytest.mark.filterwarnings("ignore")
def test_no_rows_give_no_values_on_spark(session):
    definition = made(SHAPES[0])
    with staged(definition, []) as connection:
        assert measure_values(on_spark(session, connection, definition), definition) == []


def made_from(path):
    from cairn.engine.measure.executable import read_definition

    return read_definition(path.read_text(encoding="utf-8"), file=path.name)
