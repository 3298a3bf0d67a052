"""Expressions as SQL text. Only names that a definition checked and quoted literals ever reach it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cairn.engine.measure.expressions import (
    Compare,
    Condition,
    Constant,
    InputRef,
    Joined,
    Known,
    Not,
    OneOf,
    PeriodEdge,
    TimeSince,
    Value,
)

MONTHS = {"month": 1, "quarter": 3, "year": 12}
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _-.")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the two engines: DuckDB, and Spark where `is_spark`."""

    is_spark: bool = False

    def name(self, name: str) -> str:
        """Quote a name.

        >>> DUCKDB.name('a"b'), SPARK.name("a`b")
        ('"a""b"', '`a``b`')
        """
        mark = "`" if self.is_spark else '"'
        return mark + name.replace(mark, mark * 2) + mark

    def text(self, text: str) -> str:
        r"""Quote a text; for Spark, which reads escapes, every unusual character is written as one.

        >>> DUCKDB.text("it's"), SPARK.text("it's")
        ("'it''s'", "'it\\u0027s'")
        """
        if not self.is_spark:
            return "'" + text.replace("'", "''") + "'"
        units = text.encode("utf-16-be", "surrogatepass")
        pairs = [int.from_bytes(units[i : i + 2], "big") for i in range(0, len(units), 2)]
        return "'" + "".join(chr(one) if chr(one) in PLAIN else f"\\u{one:04x}" for one in pairs) + "'"

    def days(self, start: str, end: str) -> str:
        """Count the days from one to another."""
        return f"datediff({end}, {start})" if self.is_spark else f"date_diff('day', {start}, {end})"

    def last_day(self, start: str, every: str) -> str:
        """Give the last day of the period that begins on `start`."""
        months = MONTHS[every]
        if self.is_spark:
            return f"date_sub(add_months({start}, {months}), 1)"
        return f"CAST({start} + INTERVAL {months} MONTH - INTERVAL 1 DAY AS DATE)"

    def whole(self, over: str, under: str) -> str:
        """Divide whole numbers and drop the rest."""
        return f"({over} div {under})" if self.is_spark else f"({over} // {under})"


DUCKDB = Dialect()
SPARK = Dialect(is_spark=True)


def period_start(day: str, every: str, year_begins: int) -> str:
    """Write the first day of the period that a day lies in; both engines read it alike.

    >>> period_start("d", "month", 1)
    'make_date(year(d), month(d), 1)'
    """
    if every == "month":
        return f"make_date(year({day}), month({day}), 1)"
    if every == "quarter":
        return f"make_date(year({day}), quarter({day}) * 3 - 2, 1)"
    if year_begins == 1:
        return f"make_date(year({day}), 1, 1)"
    before = f"CASE WHEN month({day}) < {year_begins} THEN 1 ELSE 0 END"
    return f"make_date(year({day}) - {before}, {year_begins}, 1)"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes conditions and values for one engine; rows have a column `period`, the first day of theirs."""

    dialect: Dialect
    every: str

    def value(self, node: Value) -> str:
        """Write a value."""
        if isinstance(node, InputRef):
            return self.dialect.name(node.name)
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, PeriodEdge):
            return "period" if node.edge == "start" else self.dialect.last_day("period", self.every)
        return self.since(node)

    def constant(self, node: Constant) -> str:
        """Write a literal."""
        if isinstance(node.value, str):
            return self.dialect.text(node.value)
        if isinstance(node.value, date):
            return f"DATE '{node.value.isoformat()}'"
        return str(node.value).upper()

    def since(self, node: TimeSince) -> str:
        """Write a time since: days, or whole months and years that have passed."""
        start, end = self.value(node.start), self.value(node.end)
        if node.unit == "days":
            return self.dialect.days(start, end)
        months = (
            f"((year({end}) - year({start})) * 12 + month({end}) - month({start})"
            f" - CASE WHEN day({end}) < day({start}) THEN 1 ELSE 0 END)"
        )
        if node.unit == "months":
            return months
        return f"CAST(floor({months} / 12.0) AS INT)"

    def condition(self, node: Condition) -> str:
        """Write a condition; it is NULL where it is unknown."""
        if isinstance(node, Compare):
            return f"({self.value(node.left)} {node.sign} {self.value(node.right)})"
        if isinstance(node, OneOf):
            return f"({self.value(node.left)} IN ({', '.join(map(self.constant, node.options))}))"
        if isinstance(node, Known):
            return f"({self.value(node.value)} IS NOT NULL)"
        if isinstance(node, Not):
            return f"(NOT {self.condition(node.part)})"
        return f"({self.joined(node)})"

    def joined(self, node: Joined) -> str:
        """Write several conditions as one."""
        return (" AND " if node.is_all else " OR ").join(map(self.condition, node.parts))


def listed(parts: Iterable[str]) -> str:
    """Write a list of columns."""
    return ", ".join(parts)
