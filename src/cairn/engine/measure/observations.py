"""From a member's table to observations, with every problem found before anything is stored."""

from collections.abc import Iterator
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from cairn.engine.measure.cells import Status, UnclearCellError, absence_of, decimals_of, read_number
from cairn.engine.measure.definition import Definition
from cairn.engine.measure.mapping import Mapping, plain
from cairn.engine.measure.periods import Period, read_period
from cairn.engine.measure.problems import Problem
from cairn.engine.measure.table import Sheet, Table

HEADER_ROWS = 30  # the headings stand within the first rows
FIGURES = ("numerator", "denominator", "value")


@dataclass(frozen=True, slots=True)
class Observation:
    """One value of a measure, for a period, a place and a group, with where it was read."""

    period: str
    starts_on: date
    place: str
    group: str  # empty: everybody
    numerator: float | None
    denominator: float | None
    value: float | None
    status: Status
    sheet: str
    row: int


def read_observations(
    table: Table, mapping: Mapping, definition: Definition, places: Dictionary[str, str] | None = None
) -> tuple[tuple[Observation, ...], tuple[Problem, ...]]:
    """Read what a table says about a measure, and everything that is wrong with it, at once.

    `places` gives the place's own code for each name the collective uses; None takes places as they stand.
    A blank row is passed over; a total, a footnote (text where no place we know has a value) and a sheet that
    is no period are left out with a notice.
    Store the observations only if `errors(problems)` is empty. A ratio with nobody in its denominator has the
    status not_applicable; with a numerator all the same it is an error.
    The order is that of the table.
    """
    reading = _Reading(table.file, mapping, definition, _known(mapping, places))
    if lacking := _lacking(mapping, definition):
        reading.tell("mapping-incomplete", f"The mapping names no {lacking}.", "Choose the column for it.")
        return (), tuple(reading.problems)
    observations = [found for sheet in table.sheets for found in reading.sheet(sheet)]
    return tuple(observations), tuple(reading.problems)


def _known(mapping: Mapping, places: Dictionary[str, str] | None) -> dict[str, str] | None:
    """Gather the names a place may be given by: the collective's, its codes, and the member's own."""
    if places is None:
        return None
    known = {plain(code): code for code in places.values()}
    known |= {plain(name): code for name, code in places.items()}
    return known


def _lacking(mapping: Mapping, definition: Definition) -> str:
    """Name the part of a measure that a mapping says nothing about, if there is one."""
    fixed = dict(mapping.fixed)
    if not (mapping.period or mapping.period_from_sheet or "period" in fixed):
        return "period"
    if not (mapping.place or "place" in fixed):
        return "place"
    if mapping.value or (mapping.numerator and (mapping.denominator or definition.kind == "count")):
        return ""
    return "denominator" if mapping.numerator else "numerator or value"


@dataclass(slots=True)
class _Reading:
    """One reading of one file: what it goes by, and what it found."""

    file: str
    mapping: Mapping
    definition: Definition
    known: dict[str, str] | None
    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[str, str, str], str] = field(default_factory=dict)  # observation: where it was

    def tell(
        self, rule: str, message: str, remedy: str, *, at: "_Row | Sheet | None" = None, role: str = "",
        is_error: bool = True,
    ) -> None:  # fmt: skip
        """Note a problem with its place."""
        row = at if isinstance(at, _Row) else None
        sheet = row.sheet if row else at.name if isinstance(at, Sheet) else ""
        column = row.columns.get(role) if row else None
        header = self.mapping.columns().get(role, "").replace("{sheet}", sheet) if column else ""
        number = row.number if row else None
        self.problems.append(
            Problem(self.file, sheet, number, column, header, rule, message, remedy, is_error)
        )

    def sheet(self, sheet: Sheet) -> Iterator[Observation]:
        """Read one sheet."""
        if plain(sheet.name) in map(plain, self.mapping.skip_sheets):
            self.tell("sheet-skipped", "Left out, as the mapping says.", "", at=sheet, is_error=False)
            return
        period = self._period_of_sheet(sheet)
        if self.mapping.period_from_sheet and period is None:
            return
        found = self._columns(sheet)
        if found is None:
            return
        header_row, columns = found
        flags = {(flag.row, flag.column): flag.rule for flag in sheet.flags}
        for number, cells in enumerate(sheet.rows[header_row:], start=header_row + 1):
            if any(cell.strip() for cell in cells):
                row = _Row(sheet.name, number, cells, columns)
                if self._is_flagged(row, flags):
                    continue
                observation = self._observation(row, period)
                if observation and self._is_new(row, observation):
                    yield observation

    def _period_of_sheet(self, sheet: Sheet) -> Period | None:
        if not self.mapping.period_from_sheet:
            return None
        try:
            return read_period(sheet.name, self.definition.period)
        except ValueError:
            remedy = f"Name it as a {self.definition.period} if it holds values."
            self.tell("sheet-no-period", "Left out: its name is no period.", remedy, at=sheet, is_error=False)
            return None

    def _columns(self, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
        """Find the row of headings, and the place of each mapped one; both counted from 1."""
        wanted = {role: plain(n.replace("{sheet}", sheet.name)) for role, n in self.mapping.columns().items()}
        rows = [[plain(cell) for cell in cells] for cells in sheet.rows[:HEADER_ROWS]]
        found = [sum(name in cells for name in wanted.values()) for cells in rows]
        best = max(range(len(rows)), key=lambda place: (found[place], -place), default=None)
        if best is None or not found[best]:
            self.tell(
                "header-missing",
                f"None of the headings {', '.join(repr(name) for name in wanted.values())} is here.",
                "Choose the columns again, or leave the sheet out.",
                at=sheet,
            )
            return None
        headers = rows[best]
        for role, name in wanted.items():
            self._check_header(sheet, headers, role, name)
        if any(headers.count(name) != 1 for name in wanted.values()):
            return None
        return best + 1, {role: headers.index(name) + 1 for role, name in wanted.items()}

    def _check_header(self, sheet: Sheet, headers: list[str], role: str, name: str) -> None:
        times = headers.count(name)
        if times == 0:
            near = get_close_matches(name, [header for header in headers if header], n=1)
            remedy = f"Is it {near[0]!r}? Choose the column again." if near else "Choose the column again."
            self.tell("header-missing", f"The heading {name!r} ({role}) is not here.", remedy, at=sheet)
        elif times > 1:
            remedy = "Rename all but one of them."
            self.tell("header-twice", f"The heading {name!r} is here {times} times.", remedy, at=sheet)

    def _is_flagged(self, row: "_Row", flags: dict[tuple[int, int], str]) -> bool:
        """Tell a formula or an error in a mapped cell; the row then says nothing we can trust."""
        told = False
        for role, column in row.columns.items():
            rule = flags.get((row.number, column))
            if rule == "formula":
                why = f"The cell holds a formula as text ({row.cell(role).strip()[:40]!r}); it is never run."
                self.tell("formula", why, "Put the value in its place.", at=row, role=role)
            elif rule == "error":
                why = "The cell holds an error, or a formula whose value was never saved."
                self.tell(
                    "cell-error", why, "Correct the formula, or leave the cell blank.", at=row, role=role
                )
            told = told or rule is not None
        return told

    def _observation(self, row: "_Row", period: Period | None) -> Observation | None:
        before = len(self.problems)
        place = self._place(row)
        if place is None:
            return None
        period = period or self._period(row)
        group = self._group(row)
        figures = {role: self._figure(row, role) for role in FIGURES if role in row.columns}
        if len(self.problems) > before or period is None:
            return None
        numerator, denominator, value, status = self._value(row, figures)
        if len(self.problems) > before:
            return None
        return Observation(
            period=period.key,
            starts_on=period.starts_on,
            place=place,
            group=group,
            numerator=numerator,
            denominator=denominator,
            value=value,
            status=status,
            sheet=row.sheet,
            row=row.number,
        )

    def _place(self, row: "_Row") -> str | None:
        """Find the place; None where the row is left out or its place is at fault, which is then told."""
        text = row.cell("place") if "place" in row.columns else dict(self.mapping.fixed)["place"]
        name = plain(text)
        skipped = {plain(word) for word in self.mapping.skip_places}
        if name in skipped or (not name and any(plain(cell) in skipped for cell in row.cells)):
            self.tell("total-skipped", "Left out as a total.", "", at=row, role="place", is_error=False)
            return None
        own = {plain(theirs): ours for theirs, ours in self.mapping.place_names}
        code = own.get(name) or (text.strip() if self.known is None else self.known.get(name))
        is_known = not row.is_alone() if self.known is None else plain(code or "") in self.known
        if code and is_known:
            return code
        if row.is_note() and (self.known is not None or row.is_alone()):
            note = next(cell.strip() for cell in row.cells if cell.strip())
            why = f"Left out as a footnote ({note[:40]!r})."
            self.tell("footnote-skipped", why, "", at=row, role="place", is_error=False)
            return None
        self._refuse_place(row, text, name)
        return None

    def _refuse_place(self, row: "_Row", text: str, name: str) -> None:
        if not name:
            remedy = "Write the place, or delete the row."
            self.tell("place-blank", "There are values but no place.", remedy, at=row, role="place")
            return
        near = get_close_matches(name, self.known or (), n=1)
        hint = f"Is it {(self.known or {})[near[0]]!r}? " if near else ""
        remedy = f"{hint}Correct it, or say in the mapping which place it is."
        self.tell(
            "place-unknown", f"{text.strip()[:60]!r} is no place we know.", remedy, at=row, role="place"
        )

    def _period(self, row: "_Row") -> Period | None:
        text = row.cell("period") if "period" in row.columns else dict(self.mapping.fixed)["period"]
        try:
            return read_period(text, self.definition.period)
        except ValueError as fault:
            self.tell("period", str(fault), "", at=row, role="period")
            return None

    def _group(self, row: "_Row") -> str:
        text = row.cell("group") if "group" in row.columns else dict(self.mapping.fixed).get("group", "")
        codes = {plain(code): code for code in self.definition.disaggregation}
        name = plain(text)
        if name and name not in codes:
            allowed = ", ".join(self.definition.disaggregation) or "none"
            remedy = f"Use a group of the definition ({allowed}), or leave it blank for everybody."
            self.tell("group-unknown", f"{text.strip()[:40]!r} is no group.", remedy, at=row, role="group")
        return codes.get(name, "")

    def _figure(self, row: "_Row", role: str) -> float | Status | None:
        """Read one figure: a number or an absence; None where it is at fault, which is then told."""
        cell = row.cell(role)
        codes = {plain(mark): Status(status) for mark, status in self.mapping.absences}
        try:
            absence = absence_of(cell, codes)
            if absence is not None:
                return 0.0 if absence is Status.PRESENT else absence
            number = read_number(
                cell, decimal_comma=self.mapping.decimal_comma, percent=self.definition.kind == "share"
            )
        except UnclearCellError as fault:
            self.tell("unclear", str(fault), "Say in the mapping which.", at=row, role=role)
            return None
        except ValueError as fault:
            self.tell("number", str(fault), "", at=row, role=role)
            return None
        is_count = self.definition.kind == "count" or (role != "value" and self.definition.kind == "share")
        if number < 0 and self.definition.kind != "mean":
            self.tell("negative", f"{cell.strip()} is below zero.", "Correct it.", at=row, role=role)
        elif is_count and not number.is_integer():
            self.tell("not-whole", f"{cell.strip()} is no whole number.", "Give a count.", at=row, role=role)
        return number

    def _value(
        self, row: "_Row", figures: dict[str, float | Status | None]
    ) -> tuple[float | None, float | None, float | None, Status]:
        """Put the figures together: numerator, denominator, value and status."""
        numbers = {role: figure for role, figure in figures.items() if isinstance(figure, float)}
        absences = [figure for figure in figures.values() if isinstance(figure, Status)]
        given, numerator, denominator = (numbers.get(role) for role in ("value", "numerator", "denominator"))
        if self.definition.kind == "count":
            numerator = given if numerator is None else numerator
        if absences:
            return numerator, denominator, None, absences[0]
        if numerator is None or "numerator" not in figures:
            if given is not None and self.definition.kind == "share" and given > 100:
                self.tell("over-100", f"{given:g}% is more than all.", "Correct it.", at=row, role="value")
            return numerator, denominator, given, Status.PRESENT
        self._check_ratio(row, numerator, denominator)
        value = self.definition.value_of(numerator, denominator)
        if value is not None and given is not None:
            self._check_given(row, value, given)
        return numerator, denominator, value, Status.NOT_APPLICABLE if value is None else Status.PRESENT

    def _check_ratio(self, row: "_Row", numerator: float, denominator: float | None) -> None:
        if denominator is None or self.definition.kind == "count":
            return
        if denominator == 0 and numerator:
            remedy = "Correct one of the two, or mark the row not applicable."
            self.tell(
                "denominator-zero", "Something is counted out of nobody.", remedy, at=row, role="denominator"
            )
        elif self.definition.kind == "share" and numerator > denominator:
            why = f"The numerator {numerator:g} is more than the denominator {denominator:g}."
            self.tell("over-100", why, "Correct one of the two.", at=row, role="numerator")

    def _check_given(self, row: "_Row", value: float, given: float) -> None:
        """Compare the member's own value with ours, as far as theirs was rounded."""
        decimals = decimals_of(row.cell("value"), decimal_comma=self.mapping.decimal_comma)
        if abs(value - given) > 0.51 * 10.0**-decimals:
            why = f"The value {given:g} is not what numerator and denominator give ({value:g})."
            self.tell("value-disagrees", why, "Correct one, or leave the value out.", at=row, role="value")

    def _is_new(self, row: "_Row", observation: Observation) -> bool:
        key = (observation.period, observation.place, observation.group)
        here = f"row {row.number}" + (f" of sheet {row.sheet}" if row.sheet else "")
        first = self.seen.setdefault(key, here)
        if first != here:
            why = f"{observation.place} in {observation.period} is already in {first}."
            self.tell("twice", why, "Keep one of the two.", at=row, role="place")
        return first == here


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a sheet, and which of its cells is what."""

    sheet: str
    number: int
    cells: tuple[str, ...]
    columns: dict[str, int]

    def is_alone(self) -> bool:
        """Say whether only one cell of the row holds anything."""
        return sum(1 for cell in self.cells if cell.strip()) == 1

    def is_note(self) -> bool:
        """Say whether the row holds text, but nothing in a mapped column other than that of the place."""
        return not any(self.cell(role).strip() for role in self.columns if role != "place")

    def cell(self, role: str) -> str:
        """Give the cell of a role; one beyond the end of a short row is blank."""
        column = self.columns[role]
        return self.cells[column - 1] if column <= len(self.cells) else ""
