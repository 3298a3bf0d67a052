"""Summaries made on a local Spark: the same bytes, the same faults."""

import pickle
import sys
import warnings
from types import SimpleNamespace

import pytest

from cairn.engine import spark
from cairn.engine.opinion.summary import ConversationSummary
from cairn.engine.summary import summarise
from tests.engine.counts import Counts, make
from tests.engine.opinion.conversations import read

WORDS = ["pebble", "cairn", "", "summit", "path", "stone", "stack"]


@pytest.fixture(scope="module")
def session():
    """Start one small Spark for this file."""
    from pyspark import sql

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = (
            sql.SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executorEnv.PYTHONPATH", ":".join(sys.path))
            .getOrCreate()
        )
    started.sparkContext.setLogLevel("OFF")
    yield started
    started.stop()


@pytest.mark.extras("pyspark", "pyarrow", "pandas")
@pytest.mark.filterwarnings("ignore")
def test_spark_gives_the_same_bytes(session, monkeypatch):
    whole = summarise(WORDS, make).to_bytes()
    assert summarise(WORDS, make, by="spark").to_bytes() == whole
    assert summarise(WORDS, make, by="spark", jobs=3).to_bytes() == whole
    monkeypatch.setattr(spark, "FEW", 1)  # so that a second step of merging is made
    assert summarise(WORDS, make, by="spark").to_bytes() == whole


def conversation_of(part):
    """Summarise part of a conversation; a function of a module, so that it can be sent."""
    people, statements, cells, times = part
    return ConversationSummary.from_rows(people, statements, cells, times=times)


@pytest.mark.shared
@pytest.mark.extras("pyspark", "pyarrow", "pandas")
@pytest.mark.filterwarnings("ignore")
def test_a_conversation_has_the_same_bytes_here_by_processes_and_on_spark(session, shared_data):
    cast = read(shared_data / "conversations" / "brexit-consensus").cast
    columns = (cast.rows, cast.cols, cast.values, cast.times)
    parts = []
    for at in range(5):
        rows, cols, values, times = (column[at::5] for column in columns)
        parts.append((cast.participants, cast.statements, (rows, cols, values), times))
    whole = conversation_of((cast.participants, cast.statements, columns[:3], cast.times)).to_bytes()
    for by in ("here", "processes", "spark"):
        assert summarise(parts, conversation_of, by=by, jobs=2).to_bytes() == whole


@pytest.mark.extras("pyspark", "pyarrow", "pandas")
@pytest.mark.filterwarnings("ignore")
def test_spark_tells_a_fault_in_a_part(session):
    with pytest.raises(ValueError, match="'x1' holds a digit: take it out"):
        summarise(["x", "x1"], make, by="spark")


@pytest.mark.extras("pyspark", "pyarrow", "pandas")
def test_a_task_merges_its_parts_into_one_row():
    import pyarrow as pa

    batches = [pa.RecordBatch.from_pydict({"part": [pickle.dumps(word)]}) for word in WORDS]
    (made,) = spark.Maker(make)(iter(batches))
    kind, data = pickle.loads(made.column(0)[0].as_py())
    assert kind is Counts
    assert data == Counts.from_rows("".join(WORDS)).to_bytes()
    assert spark.opened((kind, data)) == Counts.from_rows("".join(WORDS))
    assert list(spark.Maker(make)(iter([]))) == []


def test_a_task_tells_what_is_wrong_with_its_parts():
    answer = pickle.loads(spark.Maker(make).answer([pickle.dumps("x1")]))
    assert answer == (None, "'x1' holds a digit: take it out.")
    with pytest.raises(ValueError, match="holds a digit"):
        spark.opened(answer)


def test_without_spark_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)  # as if it were not there
    with pytest.raises(ValueError, match="Install it with `pip install 'cairn-commons"):
        summarise(WORDS, make, by="spark")


@pytest.mark.extras("pyspark", "pyarrow", "pandas")
@pytest.mark.parametrize(
    ("master", "named", "run"),
    [
        ("local[2]", "python3", sys.executable),
        ("local", "/opt/python", "/opt/python"),
        ("yarn", "python3", "python3"),
    ],
)
def test_workers_on_this_machine_run_the_same_python_unless_one_is_named(master, named, run):
    session = SimpleNamespace(sparkContext=SimpleNamespace(master=master, pythonExec=named))
    assert spark.on_this_python(session).sparkContext.pythonExec == run


def test_a_session_elsewhere_is_left_alone():
    session = SimpleNamespace()
    assert spark.on_this_python(session) is session


def test_spark_is_not_started_for_nothing():
    with pytest.raises(ValueError, match="no part to summarise"):
        summarise([], make, by="spark")
