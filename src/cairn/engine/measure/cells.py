"""What one cell says: a number, or which kind of absence. Zero is a number."""

import math
import re
from enum import StrEnum

from cairn.engine.measure.workbook import NumberText


class Status(StrEnum):
    """Whether there is a value, or why there is none; the four absences are never one."""

    PRESENT = "present"
    MISSING = "missing"  # should be there and is not
    NOT_COLLECTED = "not_collected"  # nobody asked
    NOT_APPLICABLE = "not_applicable"  # there is nothing to ask
    SUPPRESSED = "suppressed"  # known at the source, which keeps it


ABSENCES = {
    "": Status.MISSING,
    "missing": Status.MISSING,
    "not collected": Status.NOT_COLLECTED,
    "not applicable": Status.NOT_APPLICABLE,
    "suppressed": Status.SUPPRESSED,
    "redacted": Status.SUPPRESSED,
    "*": Status.SUPPRESSED,
}
# Used for more than one absence, or for zero: the member says once which is meant.
UNCLEAR = frozenset(
    {"na", "n/a", "n.a.", "#n/a", "-", "--", "–", "—", ".", "..", "...", "x", "nil", "none", "null", "s", "c"}
)
BELOW = re.compile(r"(<|<=|≤|fewer than |less than )\s*\d{1,6}\Z")
GROUPED = r"[+-]?\d{{1,3}}(?:[{mark} \u00a0\u202f'’]\d{{3}})+(?:{point}\d+)?"
PLAIN = r"[+-]?(?:\d+(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d{{1,3}})?"
DOTS = re.compile("(?:" + GROUPED.format(mark=",", point=r"\.") + "|" + PLAIN.format(point=r"\.") + r")\Z")
COMMAS = re.compile("(?:" + GROUPED.format(mark=r"\.", point=",") + "|" + PLAIN.format(point=",") + r")\Z")


class UnclearCellError(ValueError):
    """A cell that may mean several things: the sender must say which."""


def absence_of(cell: str, codes: dict[str, Status]) -> Status | None:
    """Say which absence a cell stands for; None if it is something else.

    `codes` are the member's own words for an absence, in lower case; they go before ours.
    Raises: UnclearCellError for a mark that is used for several absences.

    >>> absence_of("<5", {}), absence_of("0", {}), absence_of("n/a", {"n/a": Status.MISSING})
    (<Status.SUPPRESSED: 'suppressed'>, None, <Status.MISSING: 'missing'>)
    """
    text = " ".join(cell.casefold().split())
    if text in codes:
        return codes[text]
    if text in ABSENCES:
        return ABSENCES[text]
    if text in UNCLEAR:
        raise UnclearCellError(
            f"{cell.strip()!r} may mean missing, not collected, not applicable, suppressed or zero."
        )
    return Status.SUPPRESSED if BELOW.match(text) else None


def read_number(cell: str, *, decimal_comma: bool = False, percent: bool = False) -> float:
    """Read a number: 1234, 1,234.5, 1 234; with a decimal comma 1.234,5; with `percent` also 12%.

    A cell that the workbook itself holds as a number is read as it is.
    Raises: ValueError with a remedy.

    >>> read_number("1,234.5"), read_number("1.234,5", decimal_comma=True), read_number("12 %", percent=True)
    (1234.5, 1234.5, 12.0)
    """
    number = float(bare_number(cell, decimal_comma=decimal_comma, percent=percent))
    if not math.isfinite(number):
        raise ValueError(f"{cell.strip()[:40]!r} is larger than any number that can be kept. Correct it.")
    return number


def bare_number(cell: str, *, decimal_comma: bool = False, percent: bool = False) -> str:
    """Bring a number as people write it to plain figures with a decimal point, exactly.

    Raises: ValueError with a remedy.

    >>> bare_number("1 234,50", decimal_comma=True)
    '1234.50'
    """
    if isinstance(cell, NumberText):
        return str(cell)
    text = cell.strip()
    if percent:
        text = text.removesuffix("%").strip()
    form, other = (COMMAS, DOTS) if decimal_comma else (DOTS, COMMAS)
    if not form.match(text[:64]):
        remedy = "Write figures only, without notes or letters."
        if other.match(text[:64]):
            remedy = f"Say in the mapping that the decimal mark is a {'point' if decimal_comma else 'comma'}."
        raise ValueError(f"{cell.strip()[:40]!r} is not a number. {remedy}")
    bare = re.sub(r"[ \u00a0\u202f'’]", "", text)
    return bare.replace(".", "").replace(",", ".") if decimal_comma else bare.replace(",", "")


def decimals_of(cell: str, *, decimal_comma: bool = False) -> int:
    """Count the figures after the decimal mark: to how many places a cell was rounded.

    >>> decimals_of("12.50"), decimals_of("12")
    (2, 0)
    """
    mark = "," if decimal_comma and not isinstance(cell, NumberText) else "."
    return len(cell.strip().rstrip("% ").rpartition(mark)[2]) if mark in cell else 0
