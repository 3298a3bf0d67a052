"""A measure that runs: its definition as a text file, checked by a schema and named by its content.

Definitions are JSON. A JSON Schema checks JSON as it stands, the canonical form that is hashed and signed is
JSON too, and nested conditions and tables of tests stay readable, which TOML's inline tables are not.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]
from jsonschema.validators import extend  # type: ignore[import-untyped]

from cairn.engine.measure.expressions import Condition, Fault, Formula, Input, Path, Reader

LARGEST = 1_000_000  # characters of a definition
FITTING = {  # additivity: what may be done over time, and over places
    "additive": ({"sum", "recompute", "last", "mean", "none"}, {"sum", "recompute", "mean", "none"}),
    "stock": ({"last", "mean", "none"}, {"sum", "recompute", "mean", "none"}),
    "distinct": ({"recompute", "last", "mean", "none"}, {"recompute", "mean", "none"}),
    "ratio": ({"recompute", "last", "mean", "none"}, {"recompute", "mean", "none"}),
    "order": ({"recompute", "last", "mean", "none"}, {"recompute", "mean", "none"}),
}
WHY = {
    "additive": "Counts and sums of rows add up.",
    "stock": "What is there at a time adds up over places, not over time.",
    "distinct": "The same person may be in two places or periods.",
    "ratio": "Ratios and means are taken anew from the sums of their parts, never averaged by accident.",
    "order": "A quantile of quantiles is not the quantile.",
}


class DefinitionError(ValueError):
    """A definition cannot be used: every fault by path, with its remedy."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file, self.faults = file, tuple(faults)
        super().__init__("\n".join(f"{file}: {fault}" for fault in self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Executable:
    """A definition that was checked, and its content hash."""

    document: Dictionary[str, Any]
    content_hash: str
    inputs: Dictionary[str, Input]
    formula: Formula
    every: str
    of: str  # the date or period input, or where a span begins
    until: str  # where a span ends; empty for an event
    counted: str  # any-day, last-day; empty for an event
    year_begins: int
    place: str  # empty: there are no places
    disaggregate: tuple[tuple[str, ...], ...]  # the first is always (): everybody
    additivity: str
    over_time: str
    over_places: str
    missing: str
    no_rows: str
    better: str
    lag_days: int
    threshold: int
    zero_allowed: bool
    round_to: int | None
    protect_rows: bool  # else the figures themselves count people

    @property
    def name(self) -> str:
        """Give the definition's own name."""
        return str(self.document["id"])

    @property
    def version(self) -> str:
        """Give its version."""
        return str(self.document["version"])

    def canonical(self) -> str:
        """Write it as canonical JSON: sorted keys, no spaces, numbers as they were written."""
        return canonical(self.document)


def canonical(value: Any) -> str:
    """Write plain values as canonical JSON: the same content gives the same text.

    >>> canonical({"b": 1.50, "a": ["é"]})
    '{"a":["é"],"b":1.5}'
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_number, allow_nan=False
    )


def _number(value: Any) -> int | float:
    if not isinstance(value, Decimal):
        raise TypeError(f"{value!r} is no plain value.")
    return int(value) if value == value.to_integral_value() else float(value)


@cache
def schema() -> Dictionary[str, Any]:
    """Read the JSON Schema of definitions, as it ships."""
    text = resources.files("cairn.engine.measure").joinpath("schemas/measure-1.json").read_text("utf-8")
    return dict(json.loads(text))


def read_definition(text: str, *, file: str = "definition") -> Executable:
    """Read a definition and check it: form, names, types, and that its parts fit together.

    Raises: DefinitionError, a ValueError with every fault by path and its remedy.
    """
    document = _parsed(text, file)
    if faults := [_fault(error) for error in _errors(document)]:
        raise DefinitionError(file, faults)
    reader = Reader(dict(_inputs(document)))
    made = _made(document, reader)
    if reader.faults:
        raise DefinitionError(file, reader.faults)
    return made


def _parsed(text: str, file: str) -> Any:
    """Read JSON strictly: no key twice, no NaN, decimals kept as they were written."""
    if len(text) > LARGEST:
        raise DefinitionError(
            file, [Fault((), f"It has more than {LARGEST:,} characters.", "Shorten its tests.")]
        )
    try:
        return json.loads(
            text, object_pairs_hook=_once, parse_float=_decimal, parse_int=_whole, parse_constant=_refuse
        )
    except json.JSONDecodeError as fault:
        where = f"Line {fault.lineno}, column {fault.colno}: {fault.msg}."
        raise DefinitionError(file, [Fault((), where, "Write it as JSON.")]) from None
    except RecursionError:
        raise DefinitionError(file, [Fault((), "It is nested too deeply.", "Say it more simply.")]) from None
    except ValueError as fault:
        raise DefinitionError(file, [Fault((), str(fault), "Write it as JSON.")]) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"The key {twice!r} stands twice in one object.")
    return found


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if number and not -20 < number.adjusted() < 20:
        raise ValueError(f"{text[:40]} is too large or too small.")
    return number


def _whole(text: str) -> int:
    if len(text) > 20:
        raise ValueError(f"{text[:40]} is too large.")
    return int(text)


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON number.")


def _is_number(_: Any, value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _errors(document: Any) -> list[ValidationError]:
    checker = Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number)
    found = extend(Draft202012Validator, type_checker=checker)(schema()).iter_errors(document)
    return sorted(found, key=lambda error: list(map(str, error.absolute_path)))


def _fault(error: ValidationError) -> Fault:
    """Say what the schema refuses in words, with the remedy that stands beside the rule."""
    path: Path = tuple(error.absolute_path)
    remedy = error.schema.get("remedy", "") if isinstance(error.schema, dict) else ""
    if error.validator in ("oneOf", "anyOf", "dependentRequired", "minProperties", "maxProperties"):
        message = "This is not one of the forms it may have."
    elif error.validator == "additionalProperties":
        known = error.schema.get("properties", {})
        unknown = sorted(set(error.instance) - set(known))
        message, remedy = (
            f"Unknown: {', '.join(unknown)}.",
            f"{remedy} Known are: {', '.join(known)}.".strip(),
        )
    elif error.validator == "required":
        message = f"Lacking: {', '.join(sorted(set(error.validator_value) - set(error.instance)))}."
    elif error.validator is None or error.schema is False:
        message, remedy = "Only an input of type code has codes.", "Leave codes out, or make the type code."
    else:
        message = f"{_shown(error.instance)} does not fit."
    return Fault(path, message, remedy or "See the schema of definitions.")


def _shown(value: Any) -> str:
    return canonical(value)[:60]


def _inputs(document: Dictionary[str, Any]) -> Iterator[tuple[str, Input]]:
    for name, given in document["inputs"].items():
        limits = {edge: Decimal(given[edge]) if edge in given else None for edge in ("minimum", "maximum")}
        yield (
            name,
            Input(
                name=name,
                type=given["type"],
                required=given.get("required", False),
                decimals=given.get("decimals", 0),
                codes=tuple(given.get("codes", ())),
                meaning=given["meaning"],
                **limits,
            ),
        )


def _made(document: Dictionary[str, Any], reader: Reader) -> Executable:
    where: Condition | None = None
    if "where" in document:
        where = reader.condition(document["where"], ("where",))
    formula = reader.formula(document["measure"], where, ("measure",))
    _check_inputs(document, reader)
    _check_fit(document, formula, reader)
    period, protect = document["period"], document["suppression"]
    spans = period.get("spans", {})
    return Executable(
        document=document,
        content_hash=hashlib.sha256(canonical(document).encode()).hexdigest(),
        inputs=reader.inputs,
        formula=formula,
        every=period["every"],
        of=spans.get("from") or period["of"],
        until=spans.get("until", ""),
        counted=spans.get("counted", ""),
        year_begins=period.get("year_begins", 1),
        place=document.get("place", ""),
        disaggregate=((), *map(tuple, document.get("disaggregate", ()))),
        additivity=document["additivity"],
        over_time=document["over_time"],
        over_places=document["over_places"],
        missing=document["missing"],
        no_rows=document.get("no_rows", "missing"),
        better=document["better"],
        lag_days=document.get("lag_days", 0),
        threshold=protect["threshold"],
        zero_allowed=protect.get("zero_allowed", True),
        round_to=protect.get("round_to"),
        protect_rows=protect.get("counts", "value") == "rows",
    )


def _check_inputs(document: Dictionary[str, Any], reader: Reader) -> None:
    """Check that period, place and disaggregations name inputs of the right type."""
    period = document["period"]
    if spans := period.get("spans"):
        for edge in ("from", "until"):
            reader.ref(spans[edge], ("period", "spans", edge), families=("day",))
    else:
        reader.ref(period["of"], ("period", "of"), families=("day",))
    if period.get("year_begins", 1) != 1 and period["every"] != "year":
        reader.tell(("period", "year_begins"), "Only years begin in a month.", "Leave it out.")
    for name, one in reader.inputs.items():
        if one.decimals and one.type != "number":
            reader.tell(("inputs", name, "decimals"), "Only a number has decimals.", "Leave it out.")
    _check_keys(document, reader)


def _check_keys(document: Dictionary[str, Any], reader: Reader) -> None:
    """Check what tells cells and rows apart."""
    if "place" in document:
        reader.ref(document["place"], ("place",), families=("text",))
    for number, name in enumerate(document.get("unique", ())):
        reader.ref(name, ("unique", number))
    for number, names in enumerate(document.get("disaggregate", ())):
        for name in names:
            path: Path = ("disaggregate", number)
            if name not in reader.inputs or not reader.inputs[name].codes:
                codes = ", ".join(one.name for one in reader.inputs.values() if one.codes) or "none yet"
                reader.tell(path, f"{name!r} is no input with codes.", f"Name inputs of type code ({codes}).")


def _check_fit(document: Dictionary[str, Any], formula: Formula, reader: Reader) -> None:
    """Check that the additivity class is that of the formula, and the two aggregations suit it."""
    declared, stock = document["additivity"], "spans" in document["period"]
    natural = natural_additivity(formula, spans=stock)
    if declared not in natural:
        remedy = f"Write {' or '.join(natural)}. {WHY[natural[0]]}"
        reader.tell(("additivity",), f"This measure is not {declared}.", remedy)
        return
    for name, allowed in zip(("over_time", "over_places"), FITTING[declared], strict=True):
        if document[name] not in allowed:
            remedy = f"Use one of {', '.join(sorted(allowed))}. {WHY[declared]}"
            reader.tell((name,), f"{document[name]!r} does not suit a measure that is {declared}.", remedy)
    counts = {formula.numerator.kind, formula.denominator.kind if formula.denominator else "count"}
    if counts & {"mean", "quantile"} and document["suppression"].get("counts", "value") == "value":
        remedy = 'Write "counts": "rows", so that it is held back where few rows stand behind it.'
        reader.tell(("suppression", "counts"), f"A {formula.numerator.kind} counts nobody.", remedy)


def natural_additivity(formula: Formula, *, spans: bool) -> tuple[str, ...]:
    """Say which additivity classes a formula can have, the usual one first.

    >>> from cairn.engine.measure.expressions import Part
    >>> natural_additivity(Formula(Part("sum")), spans=False)
    ('additive', 'stock')
    """
    kind = formula.numerator.kind
    if formula.denominator is not None or kind == "mean":
        return ("ratio",)
    if kind in ("distinct", "quantile"):
        return ("distinct",) if kind == "distinct" else ("order",)
    return ("stock",) if spans else ("additive", "stock")
