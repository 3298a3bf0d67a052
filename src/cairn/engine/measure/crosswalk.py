"""How a member's own columns and codes answer a definition: said once, kept in a file, read the next time."""

import json
import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

from cairn.engine.measure.cells import Status
from cairn.engine.measure.executable import Executable
from cairn.engine.measure.expressions import Input
from cairn.engine.measure.mapping import plain

FORMAT = 1
DATES = ("", "day-first", "month-first")
LIKE = 0.75  # how alike a heading and an input must be for a proposal
SHAPES: dict[str, tuple[type, str]] = {
    "definition": (str, "a definition's id"),
    "columns": (dict, "an object: input to heading"),
    "fixed": (dict, "an object: input to one value for all rows"),
    "codes": (dict, "an object: input to {your code: its code}"),
    "absences": (dict, "an object: your mark to a status"),
    "skip": (dict, "an object: input to a list of values whose rows are left out"),
    "skip_sheets": (list, "a list of sheet names"),
    "sheet": (str, 'a sheet name, "*" for every one, or empty for the first'),
    "table": (str, "a table of the database"),
    "dates": (str, "day-first, month-first, or empty for 2024-03-31 only"),
    "encoding": (str, "cp1252, or empty for UTF-8"),
    "decimal_comma": (bool, "true or false"),
}


class CrosswalkError(ValueError):
    """A crosswalk cannot be used: everything that is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Which column of a member's table answers which input, and what the member's marks mean.

    {sheet} in a heading or a fixed value stands for the sheet's name.
    """

    definition: str = ""
    columns: Dictionary[str, str] = field(default_factory=dict)
    fixed: Dictionary[str, str] = field(default_factory=dict)
    codes: Dictionary[str, Dictionary[str, str]] = field(default_factory=dict)
    absences: Dictionary[str, str] = field(default_factory=dict)
    skip: Dictionary[str, Sequence[str]] = field(default_factory=dict)
    skip_sheets: Sequence[str] = ()
    sheet: str = ""
    table: str = ""
    dates: str = ""
    encoding: str = ""
    decimal_comma: bool = False

    def as_text(self) -> str:
        """Write the crosswalk as it is kept: JSON that people can read and correct."""
        return json.dumps({"crosswalk": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"

    def lacking(self, definition: Executable) -> list[str]:
        """Name the inputs that nothing answers."""
        return [name for name in definition.inputs if name not in self.columns and name not in self.fixed]

    def faults(self, definition: Executable) -> list[str]:
        """Say everything that does not fit the definition."""
        found = [
            f"{part}: {name!r} is no input of {definition.name}. Use one of: {', '.join(definition.inputs)}."
            for part in ("columns", "fixed", "codes", "skip")
            for name in getattr(self, part)
            if name not in definition.inputs
        ]
        for name, pairs in self.codes.items():
            allowed = _codes_of(definition.inputs[name]) if name in definition.inputs else set(pairs.values())
            for mark, code in pairs.items():
                if code not in allowed:
                    wanted = ", ".join(sorted(allowed)) or "none"
                    found.append(f"codes.{name}: {mark!r} is said to be {code!r}. Use one of: {wanted}.")
        return found


def _codes_of(one: Input) -> set[str]:
    return {"true", "false"} if one.type == "flag" else set(one.codes)


def read_crosswalk(text: str, definition: Executable, *, file: str) -> Crosswalk:
    """Read a crosswalk that was kept, and check it against the definition.

    Raises: CrosswalkError with every fault.
    """
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise CrosswalkError(f"{file}: This is no JSON ({fault}). Write it anew with --map.") from None
    if not isinstance(kept, dict) or kept.get("crosswalk") != FORMAT:
        raise CrosswalkError(
            f'{file}: This is no crosswalk of format {FORMAT}. Write {{"crosswalk": {FORMAT}, …}}.'
        )
    faults = list(_misshapen({name: value for name, value in kept.items() if name != "crosswalk"}))
    if not faults:
        made = Crosswalk(**{name: value for name, value in kept.items() if name != "crosswalk"})
        faults = made.faults(definition)
        if not faults:
            return made
    raise CrosswalkError("\n".join(f"{file}: {fault}" for fault in faults))


def _misshapen(kept: Dictionary[str, Any]) -> Iterable[str]:
    """Say which parts are not of the form they must have."""
    for name, value in kept.items():
        if name not in SHAPES:
            yield f"{name!r} is not known. Known are: {', '.join(SHAPES)}."
        elif not isinstance(value, SHAPES[name][0]) or not _inner_fits(name, value):
            yield f"{name}: Give {SHAPES[name][1]}."
    unknown = [one for one in _values(kept.get("absences")) if one not in list(Status)]
    if unknown:
        yield f"absences: {unknown[0]!r} is no status. Use one of {', '.join(Status)}."
    if kept.get("dates", "") not in DATES:
        yield f"dates: Give {SHAPES['dates'][1]}."


def _values(given: Any) -> list[Any]:
    return list(given.values()) if isinstance(given, dict) else []


def _inner_fits(name: str, value: Any) -> bool:
    if name == "codes":
        return all(isinstance(one, dict) and _all_text(one.values()) for one in value.values())
    if name == "skip":
        return all(isinstance(one, list) and _all_text(one) for one in value.values())
    return not isinstance(value, dict | list) or _all_text(_values(value) or value)


def _all_text(values: Iterable[Any]) -> bool:
    return all(isinstance(one, str) for one in values)


def propose(headings: Sequence[str], definition: Executable, *, sheet: str = "") -> Crosswalk:
    """Propose a crosswalk from headings: what is named like an input, or like its meaning.

    A period that no heading answers is taken from the sheet's name where that is one; then every sheet is
    read. A proposal is for a person to look at; what nothing speaks for stays out.
    """
    by_sheet = bool(re.fullmatch(r"(19|20|21)\d\d([-Q/ ].*)?", sheet))
    scored = sorted(
        (-_likeness(heading, one), place, name, heading)
        for place, heading in enumerate(headings)
        for name, one in definition.inputs.items()
        if heading.strip() and _likeness(heading, one) >= LIKE
    )
    columns: dict[str, str] = {}
    for _, _, name, heading in scored:
        if name not in columns and heading not in columns.values():
            columns[name] = heading
    found = Crosswalk(definition=definition.name, columns=dict(sorted(columns.items())))
    if by_sheet and definition.of not in columns:
        named = {name: heading.replace(sheet, "{sheet}") for name, heading in columns.items()}
        found = replace(found, columns=named, fixed={definition.of: "{sheet}"}, sheet="*")
    return found


def _likeness(heading: str, one: Input) -> float:
    """Say from 0 to 1 how alike a heading is to an input's name or meaning."""
    bare = " ".join(re.findall(r"[^\W_]+", plain(heading)))
    names = (one.name.replace("_", " "), " ".join(re.findall(r"[^\W_]+", plain(one.meaning))))
    return max(SequenceMatcher(None, bare, name).ratio() for name in names)
