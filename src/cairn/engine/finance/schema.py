"""The text of a plan as checked JSON: every number exact, every fault with its path."""

import json
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

NUMBER = re.compile(r"-?[0-9]{1,18}([.][0-9]{1,12})?")
SHOWN = 50  # faults that are told
PATTERNS = {
    "^[A-Z]{3}$": "the code of a currency. Write three capitals, such as EUR",
    "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$": "a day. Write it as 2026-03-31",
    "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$": "an id. Use up to 64 letters, digits, dots, hyphens and underscores",
}


class PlanFault(ValueError):
    """A plan that cannot be read: every fault, each with its path and remedy."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Keep the faults, and tell the first of them."""
        self.faults = tuple(faults)
        more = [f"And {len(faults) - SHOWN} more."] if len(faults) > SHOWN else []
        super().__init__("\n".join([*faults[:SHOWN], *more]))


def load(text: str | bytes) -> dict[str, Any]:
    """Return the plan that a JSON text holds, checked against the schema; numbers are exact fractions.

    Raises: PlanFault with every fault: text that is no JSON, a key given twice, what the schema refuses.
    """
    try:
        held = json.loads(
            text,
            parse_int=_exact,
            parse_float=_exact,
            parse_constant=_exact,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise PlanFault([f"{where}: this is not JSON ({error.msg}). Mend it there."]) from None
    except UnicodeDecodeError:
        raise PlanFault(["The file is not UTF-8 text. Save it as text in UTF-8."]) from None
    except RecursionError:
        raise PlanFault(["The file is nested too deeply to be a plan."]) from None
    faults = [_told(error) for error in sorted(_validator().iter_errors(held), key=_place)]
    if faults:
        raise PlanFault(faults)
    return dict(held)


def _exact(digits: str) -> int | Fraction:
    if not NUMBER.fullmatch(digits):
        raise PlanFault(
            [f"{digits[:40]}: a number is written in plain digits: up to 18, and up to 12 after the point."]
        )
    value = Fraction(digits)
    return int(value) if value.denominator == 1 else value


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise PlanFault([f"The key {key!r} is given twice in one object. Keep one of the two."])
        found[key] = value
    return found


@cache
def _validator() -> Any:
    return Draft202012Validator(schema())


def schema() -> dict[str, Any]:
    """Return the published JSON Schema of a plan."""
    text = resources.files("cairn.engine.finance").joinpath("schemas/plan-1.json").read_text("utf-8")
    return dict(json.loads(text))


def starting() -> str:
    """Return the text of an example plan: an invented community health programme."""
    held = resources.files("cairn.engine.finance").joinpath("starting/community-health.json")
    return held.read_text("utf-8")


def _place(error: ValidationError) -> tuple[str, ...]:
    return tuple(str(step) for step in error.absolute_path)


def _told(error: ValidationError) -> str:
    """Say a fault by its path; where several forms are allowed, the nearest of them."""
    while error.context:
        error = max(error.context, key=_nearness)
    message = re.sub(r"Fraction\((-?\d+), (\d+)\)", lambda m: _decimal(m[1], m[2]), _words(error))
    return f"{path_of(error.absolute_path)}: {message[:300]}."


def _words(error: ValidationError) -> str:
    """Say in words what the validator says in those of schemas."""
    if error.validator == "required":
        return str(error.message).replace("is a required property", "is missing. Add it")
    if error.validator == "additionalProperties":
        known = {*error.schema.get("properties", {})}
        pattern = "|".join(error.schema.get("patternProperties", {"$^": {}}))
        unknown = sorted(
            name for name in error.instance if name not in known and not re.search(pattern, name)
        )
        return (
            f"{', '.join(unknown)} is unknown here. Take it out; cairn finance --schema lists what is known"
        )
    if error.validator == "pattern":
        return f"{error.instance!r} is not {PATTERNS[error.validator_value]}"
    return str(error.message)


def _nearness(error: ValidationError) -> tuple[int, int]:
    """Return how likely a form was the one meant: of the right type, and right but for one thing."""
    rank = {"type": 0, "additionalProperties": 1}.get(error.validator, 2)
    return rank, len(error.absolute_path)


def _decimal(numerator: str, denominator: str) -> str:
    return f"{int(numerator) / int(denominator):g}"


def path_of(steps: Iterable[Any]) -> str:
    """Return a path as people read it: lines[3].unit_cost; the first of a list is 0.

    >>> path_of(["lines", 3, "unit_cost"])
    'lines[3].unit_cost'
    """
    told = ""
    for step in steps:
        told += f"[{step}]" if isinstance(step, int) else f".{step}" if told else str(step)
    return told or "the plan"
