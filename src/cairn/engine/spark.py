"""Summaries made on a cluster: each task makes and merges those of its parts, and the rest is reduced."""

import math
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from cairn.engine.summary import Summary, merge_all

S = TypeVar("S", bound=Summary)
P = TypeVar("P")
FEW = 16  # summaries that are merged where they are asked for; more are first merged on the cluster
COLUMN = "part"
MISSING = "Spark is not installed. Install it with `pip install 'cairn-commons[cluster]'`, or leave it out."


def merged_on_spark(parts: list[P], make: Callable[[P], S], *, jobs: int | None) -> S:
    """Make and merge the summaries of parts by `mapInArrow`, in `jobs` tasks (one for each part).

    The session that is active is used, else the one that Spark's own configuration names.
    Only bytes of our own making pass between us and the workers: the parts there, packed summaries back.
    Raises: ValueError if there is no part, Spark is not installed, or `make` finds fault with its input.
    """
    if not parts:
        return merge_all([])
    try:
        answers = _answers(parts, make, min(jobs or len(parts), len(parts)))
    except ImportError as fault:
        raise ValueError(MISSING) from fault
    whole: S = merge_all(opened(answer) for answer in answers)
    return whole


def _answers(parts: list[Any], make: Callable[[Any], Summary], n_tasks: int) -> list[Any]:
    """Have parts summarised in so many tasks, and collect what they answer."""
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession() or on_this_python(SparkSession.builder.getOrCreate())
    rows = [(pickle.dumps(part),) for part in parts]
    frame = session.createDataFrame(rows, f"{COLUMN} binary").repartition(n_tasks)
    made = frame.mapInArrow(Maker(make), f"{COLUMN} binary")
    if n_tasks > FEW:
        made = made.repartition(math.isqrt(n_tasks)).mapInArrow(Maker(opened), f"{COLUMN} binary")
    return [pickle.loads(bytes(row[0])) for row in made.collect()]  # noqa: S301 - packed by our own worker


def on_this_python(session: Any) -> Any:
    """Let the workers of a Spark on this machine run the Python that runs us, where none is named for them.

    They would take the first `python3` of the path, which may know nothing of us.
    """
    context = getattr(session, "sparkContext", None)  # a session elsewhere has none
    if context is not None and context.master.startswith("local") and context.pythonExec == "python3":
        context.pythonExec = sys.executable
    return session


def opened(answer: tuple[type[Any] | None, Any]) -> Any:
    """Return the summary that a worker packed; ValueError where it says what is wrong instead."""
    kind, said = answer
    if kind is None:
        raise ValueError(said)
    return kind.from_bytes(said)


class Maker:
    """Makes and merges the summaries of the parts in one task's batches."""

    def __init__(self, make: Callable[[Any], Summary]) -> None:
        """Keep the function that makes one part's summary."""
        self.make = make

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Yield one batch of one row: the packed summary, or what is wrong; none where there is no part."""
        import pyarrow as pa  # type: ignore[import-untyped]

        given = [value.as_py() for batch in batches for value in batch.column(0)]
        if given:
            yield pa.RecordBatch.from_pydict({COLUMN: pa.array([self.answer(given)], pa.binary())})

    def answer(self, given: list[bytes]) -> bytes:
        """Pack the summary of some parts, or what is wrong with them."""
        try:
            whole = merge_all(self.make(pickle.loads(part)) for part in given)  # noqa: S301 - our own
        except ValueError as fault:
            return pickle.dumps((None, str(fault)))
        return pickle.dumps((type(whole), whole.to_bytes()))
