"""From a member's rows to typed columns: a stream in, batches out, and every problem told with its place."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import Any, NamedTuple

from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, bare_number
from cairn.engine.measure.compiled import ABSENT
from cairn.engine.measure.crosswalk import Crosswalk
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.expressions import Input
from cairn.engine.measure.mapping import plain
from cairn.engine.measure.periods import read_day, read_period
from cairn.engine.measure.problems import Problem
from cairn.engine.measure.running import start_of
from cairn.engine.measure.table import FORMULA_STARTS, NumberText, is_formula

HEADER_ROWS = 30
BATCH = 20_000  # rows
REMEMBERED = 100_000  # different cells of one column that are read once
LONGEST = 1_000  # characters of a text
FLAGS = {"true": True, "yes": True, "y": True, "1": True, "false": False, "no": False, "n": False, "0": False}
CODE_OF = {Status(kind): code for code, kind in enumerate(ABSENT, start=1)}
LETTERS = frozenset({"c", "s", "x"})  # marks of an absence among figures, and names like any other
SLASHED = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})\Z")
ZONED = re.compile(r"\d\d:\d\d\S*(Z|[+-]\d\d(:?\d\d)?)\Z")
SCHOOL_YEAR = re.compile(r"((?:19|20|21)\d\d)[/-](\d\d)\Z")
TOTALS = ("total", "grand total")


class ErrorText(str):
    """The text of a workbook's cell that holds an error such as #DIV/0!."""

    __slots__ = ()


class Fault(NamedTuple):
    """What is wrong with a cell."""

    rule: str
    message: str
    remedy: str


class Read(NamedTuple):
    """What a cell says: a value, or a code of ABSENT; or what is wrong with it."""

    value: Any
    absent: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet as a stream of rows with their numbers, from 1; a CSV or a table is one without a name."""

    name: str
    rows: Iterator[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows as columns: values (None where absent), codes of ABSENT, and where each row stood."""

    values: dict[str, list[Any]]
    absent: dict[str, list[int]]
    sheet: str
    rows: list[int]


class CellReader:
    """Reads the cells of one input; a text that was seen before is not read again."""

    def __init__(self, one: Input, definition: Executable, crosswalk: Crosswalk) -> None:
        self.one, self.definition, self.crosswalk = one, definition, crosswalk
        self.absences = {plain(mark): Status(status) for mark, status in crosswalk.absences.items()}
        self.is_name = one.type in ("id", "text") and not self.absences
        own = {plain(mark): code for mark, code in crosswalk.codes.get(one.name, {}).items()}
        meanings = definition.document["inputs"][one.name].get("codes", {})
        known = {plain(str(meaning)): code for code, meaning in meanings.items()}
        self.codes = known | {plain(code): code for code in one.codes} | own
        self.flags = FLAGS | {mark: code == "true" for mark, code in own.items()}
        self.seen: dict[tuple[type, str], Read] = {}
        self.by_type: dict[str, Callable[[str], Any]] = {
            "id": self.text, "text": self.text, "code": self.code, "flag": self.flag, "integer": self.number,
            "number": self.number, "date": self.day, "period": self.period,
        }  # fmt: skip

    def read(self, cell: str) -> Read:
        """Read one cell."""
        if self.is_name and cell.isalnum() and not cell.isalpha() and len(cell) <= LONGEST:
            return Read(cell)  # a number or code of somebody's own, which no mark of an absence looks like
        key = (type(cell), cell)
        found = self.seen.get(key)
        if found is None:
            if len(self.seen) >= REMEMBERED:
                self.seen.clear()
            found = self.seen[key] = self._read(cell)
        return found

    def _read(self, cell: str) -> Read:
        try:
            absence = self._absence(cell)
            if absence is not None and absence is not Status.PRESENT:
                return self._absent(absence)
            return Read(self.by_type[self.one.type]("0" if absence is Status.PRESENT else cell))
        except CellFault as fault:
            return Read(None, 0, fault.fault)

    def _absence(self, cell: str) -> Status | None:
        """Say which absence a cell stands for, if any; a mark that a code or a name has is none."""
        if isinstance(cell, ErrorText):
            raise CellFault("error", f"The cell holds the error {cell}.", "Mend it in the workbook.")
        text = plain(cell)
        known = {"code": self.codes, "flag": self.flags, "id": LETTERS, "text": LETTERS}.get(
            self.one.type, ()
        )
        if text in known and text not in self.absences:
            return None
        if cell[:1] in FORMULA_STARTS and text not in self.absences and is_formula(cell):
            raise CellFault("formula", f"{cell.strip()[:40]!r} is a formula.", "Give its value instead.")
        try:
            return absence_of(cell, self.absences)
        except UnclearCellError as fault:
            raise CellFault("unclear", str(fault), "Say in the crosswalk's absences which.") from None

    def _absent(self, absence: Status) -> Read:
        if self.one.required:
            message = f"{self.one.name} is {absence.replace('_', ' ')}, and every row needs it."
            return Read(None, 0, Fault("required", message, "Fill it in, or leave the row out."))
        return Read(None, CODE_OF[absence])

    def text(self, cell: str) -> str:
        """Read an id or a text."""
        text = " ".join(cell.split())
        if len(text) > LONGEST:
            raise CellFault("long", f"The text has {len(text):,} characters.", f"Keep it below {LONGEST:,}.")
        return text

    def code(self, cell: str) -> str:
        """Read a code: by itself, by its meaning, or by the member's own mark for it."""
        if found := self.codes.get(plain(cell)):
            return str(found)
        remedy = f"Use one of: {', '.join(self.one.codes)}; or say in the crosswalk's codes which it is."
        raise CellFault("code", f"{cell.strip()[:40]!r} is no code of {self.one.name}.", remedy)

    def flag(self, cell: str) -> bool:
        """Read yes or no."""
        found = self.flags.get(plain(cell))
        if found is None:
            remedy = "Write yes or no, or say in the crosswalk's codes which it is."
            raise CellFault("flag", f"{cell.strip()[:40]!r} is neither yes nor no.", remedy)
        return found

    def number(self, cell: str) -> int:
        """Read a number, exactly, in units of its last decimal place."""
        try:
            number = Decimal(bare_number(cell, decimal_comma=self.crosswalk.decimal_comma))
        except ValueError as fault:
            raise CellFault("number", str(fault), "") from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** (16 - self.one.decimals):
            raise CellFault("range", f"{cell.strip()[:40]} is too large to be kept exactly.", "Correct it.")
        units = number.scaleb(self.one.decimals)
        whole = units.to_integral_value()
        if units != whole and not (isinstance(cell, NumberText) and abs(units - whole) < Decimal("1e-6")):
            allowed = f"at most {self.one.decimals} decimals" if self.one.decimals else "a whole number"
            raise CellFault("decimals", f"{cell.strip()[:40]} is too fine.", f"Give {allowed}.")
        low, high = self.one.minimum, self.one.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            limits = f"{'any' if low is None else low} to {'any' if high is None else high}"
            raise CellFault("range", f"{cell.strip()[:40]} is outside {limits}.", "Correct it.")
        return int(whole)

    def day(self, cell: str) -> date:
        """Read a date."""
        text = cell.strip()
        if self.crosswalk.dates and (match := SLASHED.match(text)):
            first, second = (1, 2) if self.crosswalk.dates == "month-first" else (2, 1)
            text = f"{match[3]}-{int(match[first]):02}-{int(match[second]):02}"
        try:
            kind, day = read_day(text)
        except ValueError as fault:
            if ZONED.search(text):
                why = f"{text!r} is a moment; on which day it was depends on the time zone."
                raise CellFault("date", why, "Give the day where it happened.") from None
            hint = " Or say in the crosswalk: dates day-first or month-first." if SLASHED.match(text) else ""
            raise CellFault("date", str(fault) + hint, "") from None
        if kind != "day":
            raise CellFault("date", f"{text!r} is a {kind}, not a day.", "Write the day as 2024-03-31.")
        return day

    def period(self, cell: str) -> date:
        """Read a period of the definition's kind, by its first day."""
        every, begins = self.definition.every, self.definition.year_begins
        if begins != 1:
            return self._own_year(cell.strip(), begins)
        try:
            return read_period(cell, every).starts_on
        except ValueError as fault:
            raise CellFault("period", str(fault), "") from None

    def _own_year(self, text: str, begins: int) -> date:
        if (match := SCHOOL_YEAR.match(text)) and (int(match[1]) + 1) % 100 == int(match[2]):
            return date(int(match[1]), begins, 1)
        try:
            kind, day = read_day(text)
        except ValueError:
            kind, day = "", date.min
        if kind != "day":
            raise CellFault("period", f"{text[:40]!r} is no year that can be read.", "Write it as 2024/25.")
        return start_of(day, "year", begins)


def is_note(cells: Sequence[str]) -> bool:
    """Say whether a row is a footnote: one cell alone that is long, or begins as notes do.

    >>> is_note(["* counted in May"]), is_note(["Elm", "", ""]), is_note(["Source: HUD", ""])
    (True, False, True)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) != 1 or len(filled[0]) < 3:
        return False
    return len(filled[0]) > 60 or filled[0].casefold().startswith(("*", "†", "‡", "note", "source"))


def cell_text(cell: Any) -> str:
    """Turn a plain value, such as a database gives, into the text of a cell.

    >>> cell_text(True), cell_text(None), cell_text(3), cell_text(date(2024, 3, 31))
    ('true', '', '3', '2024-03-31')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        return NumberText(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


class CellFault(ValueError):
    """A cell that cannot be read."""

    def __init__(self, rule: str, message: str, remedy: str) -> None:
        self.fault = Fault(rule, message, remedy)
        super().__init__(message)


@dataclass(slots=True)
class TableReader:
    """One reading of one source: batches of good rows, and every problem as it is met."""

    file: str
    definition: Executable
    crosswalk: Crosswalk
    tell: Callable[[Problem], None]
    readers: dict[str, CellReader] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, one in self.definition.inputs.items():
            self.readers[name] = CellReader(one, self.definition, self.crosswalk)

    def batches(self, sheets: Iterable[SheetRows]) -> Iterator[Batch]:
        """Read sheets one after another; rows are held only batch by batch."""
        for sheet in sheets:
            if plain(sheet.name) in map(plain, self.crosswalk.skip_sheets):
                self._notice(sheet.name, "sheet-skipped", "Left out, as the crosswalk says.")
            else:
                yield from self._sheet(sheet)

    def _sheet(self, sheet: SheetRows) -> Iterator[Batch]:
        fixed = self._fixed(sheet.name)
        if fixed is None:
            return
        head = list(islice(sheet.rows, HEADER_ROWS))
        found = self._columns(sheet.name, head)
        if found is None:
            return
        place, columns = found
        rows = chain(head[place + 1 :], sheet.rows)
        while some := list(islice(rows, BATCH)):
            batch = self._batch(sheet.name, some, columns, fixed)
            if batch.rows:
                yield batch

    def _fixed(self, sheet: str) -> dict[str, Read] | None:
        """Read what is the same for a whole sheet; None where its name should be a period and is none."""
        fixed = {}
        for name, text in self.crosswalk.fixed.items():
            read = self.readers[name].read(text.replace("{sheet}", sheet))
            if read.fault and "{sheet}" in text:
                self._notice(sheet, "sheet-no-period", f"Left out: its name is no {self.definition.every}.")
                return None
            if read.fault:
                self._at(sheet, None, None, name, read.fault)
                return None
            fixed[name] = read
        return fixed

    def _columns(
        self, sheet: str, head: Sequence[tuple[int, Sequence[str]]]
    ) -> tuple[int, dict[str, int]] | None:
        """Find the row of headings and the column of each input."""
        wanted = {
            name: plain(text.replace("{sheet}", sheet)) for name, text in self.crosswalk.columns.items()
        }
        rows = [[plain(cell) for cell in cells] for _, cells in head]
        hits = [sum(text in cells for text in wanted.values()) for cells in rows]
        best = max(range(len(rows)), key=lambda place: (hits[place], -place), default=None)
        if best is None or not wanted or not hits[best]:
            named = ", ".join(self.crosswalk.columns.values()) or "none"
            fault = Fault(
                "headings", "The headings are not here.", f"Correct the crosswalk's columns ({named})."
            )
            self._at(sheet, None, None, "", fault)
            return None
        cells, row = rows[best], head[best][0]
        faults = [(name, text, cells.count(text)) for name, text in wanted.items() if cells.count(text) != 1]
        for name, _, count in faults:
            why = "There are two columns" if count else "There is no column"
            heading = self.crosswalk.columns[name].replace("{sheet}", sheet)
            shown = ", ".join(repr(cell.strip()) for cell in head[best][1] if cell.strip())[:200]
            fault = Fault(
                "column", f"{why} {heading!r}.", f"Correct the crosswalk; the headings are {shown}."
            )
            self._at(sheet, row, None, name, fault)
        return None if faults else (best, {name: cells.index(text) for name, text in wanted.items()})

    def _batch(
        self,
        sheet: str,
        rows: Sequence[tuple[int, Sequence[str]]],
        columns: dict[str, int],
        fixed: dict[str, Read],
    ) -> Batch:
        """Read some rows, column by column; rows with a problem are told and left out."""
        kept = [(number, cells) for number, cells in rows if self._counts(sheet, number, cells, columns)]
        read: dict[str, list[Read]] = {}
        faults: list[tuple[int, int, str, Fault]] = []
        for name, column in columns.items():
            reader = self.readers[name].read
            read[name] = [reader(cells[column] if column < len(cells) else "") for _, cells in kept]
            faults += [(at, column, name, one.fault) for at, one in enumerate(read[name]) if one.fault]
        for at, column, name, fault in sorted(faults):
            self._at(sheet, kept[at][0], column, name, fault)
        bad = {at for at, *_ in faults}
        good = [place for place in range(len(kept)) if place not in bad] if bad else range(len(kept))
        values = {name: [some[place].value for place in good] for name, some in read.items()}
        absent = {name: [some[place].absent for place in good] for name, some in read.items()}
        for name, same in fixed.items():
            values[name], absent[name] = [same.value] * len(good), [same.absent] * len(good)
        return Batch(values, absent, sheet, [kept[place][0] for place in good])

    def _counts(self, sheet: str, number: int, cells: Sequence[str], columns: dict[str, int]) -> bool:
        """Say whether a row is data: not blank, not a total, not a footnote; the latter two are noted."""
        filled = [name for name, column in columns.items() if column < len(cells) and cells[column].strip()]
        if not filled:
            return False
        place = self.definition.place
        if place in columns and place not in filled and any(plain(cell) in TOTALS for cell in cells):
            self._notice(sheet, "skipped", "A row of totals was left out.", number)
            return False
        for name in filled:
            skipped = {plain(one) for one in self.crosswalk.skip.get(name, ())}
            text = plain(cells[columns[name]])
            if text in skipped or (name == place and text in TOTALS):
                self._notice(sheet, "skipped", f"A row of {text!r} was left out.", number)
                return False
        if len(filled) == 1 and is_note(cells):
            self._notice(sheet, "note", "A footnote was left out.", number)
            return False
        return True

    def _at(self, sheet: str, row: int | None, column: int | None, name: str, fault: Fault) -> None:
        heading = self.crosswalk.columns.get(name, "").replace("{sheet}", sheet) if column is not None else ""
        where = None if column is None else column + 1
        self.tell(Problem(self.file, sheet, row, where, heading, fault.rule, fault.message, fault.remedy))

    def _notice(self, sheet: str, rule: str, message: str, row: int | None = None) -> None:
        self.tell(Problem(self.file, sheet, row, None, "", rule, message, "", is_error=False))
