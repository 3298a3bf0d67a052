"""Definitions run by Spark where the data lies: the same SQL but for the quoting, and the same cells."""

from typing import Any

from cairn.engine.measure.running import Columns
from cairn.engine.measure.sql import SPARK


class Spark:
    """A Spark session as an engine of measures; `pyspark` is asked for by whoever makes the session.

    Give it a view: `frame.createOrReplaceTempView("source")`, with columns as run_measures describes them.
    """

    dialect = SPARK

    def __init__(self, session: Any) -> None:
        self.session = session
        self.kept: dict[str, Any] = {}

    def columns(self, source: str) -> dict[str, str]:
        """Give the columns of a view and their types."""
        return {str(name): str(kind).upper() for name, kind in self.session.table(source).dtypes}

    def keep(self, name: str, sql: str) -> None:
        """Compute a table once and keep it on the cluster."""
        frame = self.session.sql(sql).persist()
        frame.createOrReplaceTempView(name)
        self.kept[name] = frame

    def ask(self, sql: str) -> Columns:
        """Compute a table and bring its columns here."""
        frame = self.session.sql(sql)
        rows = frame.collect()
        columns = list(zip(*rows, strict=True)) if rows else [() for _ in frame.columns]
        return dict(zip(frame.columns, columns, strict=True))

    def drop(self, name: str) -> None:
        """Forget a kept table."""
        self.session.catalog.dropTempView(name)
        self.kept.pop(name).unpersist()
