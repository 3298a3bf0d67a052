"""How a member's own columns answer a definition: said once, remembered, and proposed the next time."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from difflib import SequenceMatcher
from typing import Any

from cairn.engine.measure.cells import Status
from cairn.engine.measure.definition import Definition

ROLES = ("period", "place", "group", "numerator", "denominator", "value")
WORDS = {
    "period": {"period", "date", "month", "quarter", "year", "time", "week", "reported"},
    "place": {
        *(
            "place",
            "site",
            "county",
            "state",
            "region",
            "district",
            "community",
            "area",
            "location",
            "school",
        ),
        *("city", "town", "nation", "organisation", "organization", "agency", "code", "name"),
    },
    "group": {"group", "subgroup", "race", "ethnicity", "gender", "sex", "age", "disaggregation"},
    "value": {"value", "result", "percent", "percentage", "rate", "share", "count", "%"},
    "numerator": {"numerator"},
    "denominator": {"denominator", "enrolled", "population", "eligible", "base"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Which column of a member's table is what.

    Columns are named by their heading; {sheet} in a heading stands for the sheet's name, for workbooks whose
    headings carry the year. A part that no column holds may be fixed for the whole file.
    """

    period: str | None = None
    place: str | None = None
    group: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    sheet: str | None = None  # None: the first; "*": every one
    period_from_sheet: bool = False
    fixed: tuple[tuple[str, str], ...] = ()  # (("period", "2024"),)
    place_names: tuple[tuple[str, str], ...] = ()  # a name in the file, the place's own code
    absences: tuple[tuple[str, str], ...] = ()  # a mark in the file, a status
    decimal_comma: bool = False
    skip_sheets: tuple[str, ...] = ()
    skip_places: tuple[str, ...] = ("total", "grand total", "all")

    def __post_init__(self) -> None:
        wrong = {role for role, _ in self.fixed} - {"period", "place", "group"}
        if wrong:
            raise ValueError(f"{sorted(wrong)} cannot be fixed for a file: fix period, place or group.")
        unknown = {status for _, status in self.absences} - set(Status)
        if unknown:
            raise ValueError(f"{sorted(unknown)} is no status: use one of {', '.join(Status)}.")

    def columns(self) -> dict[str, str]:
        """Give the headings that are mapped, by role."""
        return {role: name for role in ROLES if (name := getattr(self, role)) is not None}

    def as_json(self) -> dict[str, Any]:
        """Write the mapping as plain values, to be remembered."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        """Read a mapping that was remembered; lists become tuples again.

        >>> Mapping.from_json({"place": "Site", "fixed": [["period", "2024"]]}).fixed
        (('period', '2024'),)
        """
        known = {field.name for field in fields(cls)}
        return cls(**{name: _tuples(value) for name, value in kept.items() if name in known})


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list | tuple) else value


def plain(text: str) -> str:
    """Bring a heading or a name to the form in which two are compared: no case, single spaces.

    >>> plain("  CoC   Number ")
    'coc number'
    """
    return " ".join(text.casefold().split())


def guess_mapping(
    headers: Sequence[str], definition: Definition, remembered: Mapping | None = None, *, sheet: str = ""
) -> Mapping:
    """Propose a mapping: the one remembered if all its columns are here, or by the words of the headings.

    `sheet` is the name of the sheet the headings are from; a heading that holds it is taken for every sheet.
    A proposal is for a person to confirm: parts that nothing speaks for stay empty.

    >>> definition = Definition(name="Veterans", kind="count", numerator="homeless veterans", period="year")
    >>> guess_mapping(["CoC Number", "Homeless Veterans, 2022"], definition, sheet="2022").numerator
    'Homeless Veterans, {sheet}'
    """
    here = {plain(header) for header in headers}
    if remembered and all(plain(n.replace("{sheet}", sheet)) in here for n in remembered.columns().values()):
        return remembered
    sheet_is_period = bool(re.fullmatch(r"(19|20|21)\d\d([-Q ].*)?", sheet))
    found: dict[str, str] = {}
    for role in ("numerator", "denominator", "period", "place", "group", "value"):
        if role == "period" and sheet_is_period:
            continue
        scored = [
            (_score(header, role, definition), -number, header)
            for number, header in enumerate(headers)
            if header.strip() and header not in found.values()
        ]
        best = max(scored, default=(0.0, 0, ""))
        if best[0] >= 0.6 and not (role == "value" and "numerator" in found):
            found[role] = best[2]
    if sheet_is_period:
        found = {role: header.replace(sheet, "{sheet}") for role, header in found.items()}
    return replace(_of(found), sheet="*" if sheet_is_period else None, period_from_sheet=sheet_is_period)


def _of(found: dict[str, str]) -> Mapping:
    return Mapping.from_json(dict(found))


def _score(header: str, role: str, definition: Definition) -> float:
    """Say from 0 to 1 how well a heading speaks for a role."""
    words = set(re.findall(r"[^\W\d_]+|%", plain(header)))
    by_word = 0.8 if words & WORDS[role] else 0.0
    wanted = {
        "numerator": definition.numerator,
        "denominator": definition.denominator,
        "value": definition.name,
    }
    if not wanted.get(role):
        return 0.0 if role == "denominator" else by_word
    bare = " ".join(sorted(words))
    like = SequenceMatcher(None, bare, " ".join(sorted(re.findall(r"[^\W\d_]+", plain(wanted[role])))))
    return max(by_word, like.ratio())
