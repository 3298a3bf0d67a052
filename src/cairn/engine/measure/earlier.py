"""What left before, as its readers have it: a signed bundle, an answer of the command, or a table."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field, replace
from typing import Any

from cairn.engine.measure.cells import Status, absence_of, bare_number
from cairn.engine.measure.executable import Executable

Where = tuple[str, str, str]  # period, place, group
Figures = tuple[int | None, int | None] | None  # numerator and denominator; None: held back
KINDS = {"month": r"\d{4}-\d\d", "quarter": r"\d{4}-Q[1-4]", "year": r"\d{4}(/\d\d)?"}
EVERYTHING = {"all places": "", "everybody": ""}  # as tables for people say it
TEXTS, NUMBERS = ("period", "place", "group"), ("numerator", "denominator", "value")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What one file made known: figures by period, place and group, or None where they were held back."""

    file: str
    all_values: Dictionary[Where, Figures]
    threshold: int = 0
    zero_allowed: bool = True
    round_to: int | None = None
    values: Dictionary[tuple[str, str], Figures] = field(default_factory=dict)  # of one period

    def of_period(self, period: str) -> "Earlier":
        """Keep what it says of one period."""
        return replace(
            self, values={key[1:]: one for key, one in self.all_values.items() if key[0] == period}
        )


def refuse_other_periods(released: Iterable[Earlier], periods: Collection[str]) -> None:
    """Refuse what left by months where this leaves by years: what then follows is not looked for.

    Raises: ValueError with every such file.
    """
    kind = next(map(_kind, sorted(periods)), "")
    other = [(one.file, _kind(min(one.all_values)[0])) for one in released if one.all_values]
    told = [
        f"{file}: It is by {its}, and this is by {kind}: what follows from both together is not looked for. "
        f"Run this by {its}, or hold back one of the two."
        for file, its in other
        if kind and its != kind
    ]
    if told:
        raise ValueError("\n".join(told))


def _kind(period: str) -> str:
    return next((kind for kind, form in KINDS.items() if re.fullmatch(form, period)), "another period")


def of_object(found: Any, definition: Executable, *, file: str) -> Earlier:
    """Read what left from a bundle (without its signature) or from an answer of `cairn measure --json`.

    Raises: ValueError where it is neither, or of another definition.
    """
    told = found.get("leaves", found) if isinstance(found, dict) else None
    about = found.get("definition", found.get("measure")) if isinstance(found, dict) else None
    if not isinstance(told, dict) or not isinstance(told.get("values"), list) or not isinstance(about, dict):
        raise ValueError(
            f"{file}: This is neither a bundle nor an answer of cairn measure. Check --released."
        )
    if about.get("sha256") != definition.content_hash:
        theirs, mine = f"{about.get('id')} {about.get('version')}", f"{definition.name} {definition.version}"
        raise ValueError(
            f"{file}: It was made by {theirs} (SHA-256 {str(about.get('sha256'))[:12]}…), and this is {mine} "
            f"({definition.content_hash[:12]}…). Give as a table what of it counts the same."
        )
    try:
        values = {tuple(str(one[name]) for name in TEXTS): _told(one) for one in told["values"]}
        return Earlier(
            file,
            {key: one for key, (is_there, one) in values.items() if is_there},  # type: ignore[misc]
            int(told["threshold"]),
            bool(told.get("zero_allowed", True)),
            told.get("round_to"),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise ValueError(f"{file}: It lacks a part ({fault}). Ask its sender for it again.") from None


def _told(one: Dictionary[str, Any]) -> tuple[bool, Figures]:
    """Say whether a value tells anything, and what."""
    status = Status(one["status"])
    if status is Status.PRESENT:
        return True, (_whole(one["numerator"]), _whole(one["denominator"]))
    return status is Status.SUPPRESSED, None


def _whole(figure: Any) -> int | None:
    return None if figure is None or not float(figure).is_integer() else int(figure)


def of_table(rows: Iterable[tuple[int, Sequence[str]]], *, file: str) -> Earlier:
    """Read what left from a table: period, place, group, and numerator with denominator, or value.

    A blank place is all places, a blank group everybody; a figure held back is blank or says so (*, <11).
    Raises: ValueError with every row that is wrong.
    """
    given = [
        (number, [cell.strip() for cell in cells]) for number, cells in rows if any(map(str.strip, cells))
    ]
    headings = [cell.casefold() for cell in given[0][1]] if given else []
    if "period" not in headings or not {"numerator", "value"} & set(headings):
        raise ValueError(
            f"{file}: The first row lacks the headings period and numerator (or value). Write them, and "
            "place, group and denominator where there are some."
        )
    found: dict[Where, Figures] = {}
    faults = []
    for number, cells in given[1:]:
        row = dict(zip(headings, cells, strict=False))
        period, place, group = (EVERYTHING.get(row.get(name, ""), row.get(name, "")) for name in TEXTS)
        try:
            if _kind(period) not in KINDS:
                raise ValueError(f"{period!r} is no period. Write 2024-03, 2024-Q1, 2024 or 2024/25.")
            if (period, place, group) in found:
                raise ValueError("These figures stand here twice. Keep one of the two.")
            found[period, place, group] = _read(row)
        except ValueError as fault:
            faults.append(f"{file}, row {number}: {fault}")
    if faults:
        raise ValueError("\n".join(faults))
    return Earlier(file, found)


def _read(row: Dictionary[str, str]) -> Figures:
    figures = [_figure(row.get(name, "")) for name in NUMBERS]
    numerator = figures[0] if "numerator" in row else figures[2]
    return None if numerator is None else (numerator, figures[1])


def _figure(cell: str) -> int | None:
    if absence_of(cell, {}) is not None:
        return None
    number = float(bare_number(cell))
    if not number.is_integer():
        raise ValueError(f"{cell!r} is no whole number. Give counts, not shares.")
    return int(number)


def is_json(data: bytes) -> bool:
    """Say whether bytes look like an object of JSON and not like a table.

    >>> is_json(b' {"leaves": {}}'), is_json(b"period,value")
    (True, False)
    """
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def plain(data: bytes, *, file: str) -> Any:
    """Read an object of JSON.

    Raises: ValueError where it is none.
    """
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"{file}: This is no JSON ({str(fault)[:80]}). Send it again.") from None
