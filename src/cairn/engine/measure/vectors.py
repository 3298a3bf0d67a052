"""The tests inside a definition: a small table in, and the values that must come out, wherever it runs."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from cairn.engine.measure.crosswalk import Crosswalk
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.finished import Value, measure_values
from cairn.engine.measure.problems import Problem
from cairn.engine.measure.reading import SheetRows, TableReader, cell_text
from cairn.engine.measure.running import Duck, Engine
from cairn.engine.measure.staging import Staging

CLOSE = 1e-9  # relative; a definition writes decimals, not the last bit


@dataclass(frozen=True, slots=True)
class VectorResult:
    """What became of one test: nothing told means that it passed."""

    about: str
    told: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Say whether everything came out as the definition says."""
        return not self.told


def check_vectors(definition: Executable) -> list[VectorResult]:
    """Run each test of a definition through the same reader and the same plan as members' data."""
    return [
        VectorResult(test["about"], tuple(_told(definition, test))) for test in definition.document["tests"]
    ]


def _told(definition: Executable, test: Dictionary[str, Any]) -> Iterator[str]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        problems = stage_test(connection, definition, test)
        if problems:
            yield from map(str, problems)
            return
        values = values_of_test(Duck(connection), definition, test)
    yield from differences(values, test["expect"])


def stage_test(
    connection: duckdb.DuckDBPyConnection, definition: Executable, test: Dictionary[str, Any]
) -> list[Problem]:
    """Put the rows of a test into the table `source`; return what is wrong with them."""
    problems: list[Problem] = []
    names = test["columns"]
    crosswalk = Crosswalk(columns={name: name for name in names if name in definition.inputs})
    lacking = [*crosswalk.lacking(definition), *(name for name in names if name not in definition.inputs)]
    if lacking:
        remedy = "Give every input one column."
        return [Problem("tests", "", None, None, "", "column", f"Not one and one only: {lacking}.", remedy)]
    reader = TableReader("tests", definition, crosswalk, problems.append)
    rows = [[cell_text(cell) for cell in row] for row in test["rows"]]
    sheet = SheetRows("", enumerate([names, *rows], start=1))
    staging = Staging(connection, definition)
    staging.fill(reader.batches([sheet]))
    problems += staging.twice(file="tests")
    return [problem for problem in problems if problem.is_error]


def values_of_test(engine: Engine, definition: Executable, test: Dictionary[str, Any]) -> list[Value]:
    """Compute the values of a test whose rows are in place."""
    through = date.fromisoformat(test["through"]) if "through" in test else None
    return measure_values(engine, definition, through=through)


def differences(values: Sequence[Value], expected: Sequence[Dictionary[str, Any]]) -> Iterator[str]:
    """Tell where values are not those expected; values of which nothing is said may be anything."""
    found = {(one.period, one.place, one.group): one.as_json() for one in values}
    for wanted in expected:
        key = (wanted["period"], wanted.get("place", ""), wanted.get("group", ""))
        where = ", ".join(filter(None, key))
        if key not in found:
            yield f"{where}: There is no such value; there are: {sorted(found)[:10]}."
            continue
        for name, value in wanted.items():
            got = found[key][name]
            if not _same(got, value):
                yield f"{where}: {name} is {got}, and the definition says {value}."


def _same(got: Any, wanted: Any) -> bool:
    if isinstance(wanted, Decimal) and got is not None:
        return bool(abs(got - float(wanted)) <= CLOSE * max(1.0, abs(got)))
    return bool(got == wanted)
