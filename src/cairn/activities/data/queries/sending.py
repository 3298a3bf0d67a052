"""What is asked of a file before it is stored: its headings, a proposal for its columns, open questions."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from cairn.activities.data.queries.measures import latest_of, wording
from cairn.activities.data.queries.words import cell_of
from cairn.engine.measure.mapping import guess_mapping, plain
from cairn.engine.measure.periods import read_day
from cairn.engine.measure.table import letters

HEADER_ROWS, SHOWN_ROWS, SHOWN_COLUMNS = 30, 6, 14


class Glimpse(NamedTuple):
    """The head of a sheet: its headings by column letter, and the first rows below them."""

    headers: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]  # letter and heading
    rows: tuple[tuple[int, tuple[str, ...]], ...]  # number and cells
    more_columns: int
    row_count: int


@dataclass(frozen=True, slots=True)
class Questions:
    """What only the sender can say: unknown names of places, unclear marks, sheets without headings."""

    places: tuple[str, ...]
    marks: tuple[str, ...]
    sheets: tuple[str, ...]

    def __bool__(self):
        return bool(self.places or self.marks or self.sheets)


def glimpse(sheet, remembered=None):
    """Find the headings of a sheet, which may stand below a title, and show what stands under them."""
    at = _header_row(sheet, remembered)
    headers = tuple(cell.strip() for cell in sheet.rows[at]) if sheet.rows else ()
    width = min(len(headers), SHOWN_COLUMNS)
    below = [(number, cells) for number, cells in enumerate(sheet.rows[at + 1 :], start=at + 2) if any(cells)]
    return Glimpse(
        headers=headers,
        columns=tuple((letters(number), headers[number - 1]) for number in range(1, width + 1)),
        rows=tuple((number, tuple((*cells, *[""] * width)[:width])) for number, cells in below[:SHOWN_ROWS]),
        more_columns=len(headers) - width,
        row_count=len(below),
    )


def _header_row(sheet, remembered):
    """Return the row with most of the remembered headings, or else with most words; the first of equals."""
    wanted = set()
    if remembered:
        wanted = {plain(n.replace("{sheet}", sheet.name)) for n in remembered.columns().values()}
    scores = [
        (
            sum(plain(cell) in wanted for cell in cells),
            len({cell.strip() for cell in cells if _is_word(cell)}),
        )
        for cells in sheet.rows[:HEADER_ROWS]
    ]
    return max(range(len(scores)), key=lambda row: (*scores[row], -row), default=0)


def _is_word(cell):
    return any(letter.isalpha() for letter in cell)


def proposed(measure, seen, remembered, sheet):
    """Propose which column is what: as remembered, by the headings, and else by what stands in the cells."""
    mapping = guess_mapping(seen.headers, wording(latest_of(measure)), remembered, sheet=sheet)
    if mapping is remembered:
        return mapping
    names = measure.collective.places.values_list("name", "code")
    known = {plain(word) for pair in names for word in pair if word}
    for role, fits in (("place", lambda cell: plain(cell) in known), ("period", _is_period)):
        if getattr(mapping, role) is None and not (role == "period" and mapping.period_from_sheet):
            mapping = replace(mapping, **{role: _column(seen, fits, mapping)})
    return _with_counts(mapping, seen, latest_of(measure).kind == "count")


def _with_counts(mapping, seen, is_plain_count):
    """Propose columns of counts that nothing was said of: a numerator alone, or the smaller of two."""
    if mapping.numerator or (is_plain_count and mapping.value):
        return mapping
    if is_plain_count:
        return replace(mapping, numerator=_column(seen, _is_count, mapping))
    bare = replace(mapping, value=None)
    first = _column(seen, _is_count, bare)
    if bare.denominator or first is None:
        return replace(bare, numerator=first) if first else mapping
    second = _column(seen, _is_count, replace(bare, numerator=first))
    if second is None:
        return replace(bare, value=first)
    lower, upper = sorted((first, second), key=lambda heading: _sum(seen, heading))
    return replace(bare, numerator=lower, denominator=upper)


def _sum(seen, heading):
    number = [name for _letter, name in seen.columns].index(heading)
    cells = (cells[number] for _row, cells in seen.rows)
    return sum(float(cell) for cell in cells if _is_count(cell))


def _column(seen, fits, mapping):
    """Return the heading of the free column whose first cells fit best, if most of them do."""
    counted = []
    for number, (_letter, heading) in enumerate(seen.columns):
        cells = [cells[number] for _row, cells in seen.rows if cells[number].strip()]
        fitting = sum(map(fits, cells))
        if heading and heading not in mapping.columns().values() and cells and 2 * fitting > len(cells):
            counted.append((fitting, -number, heading))
    return max(counted)[2] if counted else None


def _is_period(cell):
    try:
        read_day(cell)
    except ValueError:
        return False
    return True


def _is_count(cell):
    return cell.strip().removesuffix(".0").isdigit()


def questions(problems, table):
    """Gather what the problems of a file leave to be said, each once, in the order of the file."""
    found = {"place-unknown": {}, "unclear": {}, "header-missing": {}}
    for problem in problems:
        if problem.rule in found:
            key = problem.sheet if problem.rule == "header-missing" else cell_of(problem, table)
            found[problem.rule].setdefault(plain(key), key)
    return Questions(
        places=tuple(name for name in found["place-unknown"].values() if name),
        marks=tuple(mark for mark in found["unclear"].values() if mark),
        sheets=tuple(name for name in found["header-missing"].values() if name)
        if len(table.sheets) > 1
        else (),
    )
