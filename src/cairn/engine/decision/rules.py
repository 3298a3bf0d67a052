"""Decision rules as data: read from a plain dict, checked, and told in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cairn.engine.decision.wording import Value, Wording, number

KEYS = {
    "consent_of_all": {"with_reservation"},
    "threshold": {"share", "more_than", "by", "with_reservation"},
    "no_standing_objection": {"among"},
    "quorum": {"share", "more_than", "by"},
    "double_majority": {"constituents", "weight", "more_than", "with_reservation"},
    "all_of": {"rules"},
    "any_of": {"rules"},
}
DEEPEST = 8  # rules within rules; more is nobody's constitution


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over constituents. Which fields count depends on `name`; `parse_rule` sets and checks them."""

    name: str
    share: Fraction = Fraction(1)
    more_than: bool = False  # the share itself is not enough
    by: str = "constituents"  # or "weight"
    with_reservation: bool = True  # a consent with reservation counts
    among: str = "all"  # or "reached": whom an objection is looked for
    rules: tuple["Rule", ...] = ()

    @property
    def wording(self) -> Wording:
        """Say what the rule asks for."""
        full = "" if self.with_reservation else ".full"
        needed: dict[str, Value] = {"needed": self.needed}
        parts: dict[str, Value] = {"parts": tuple(rule.wording for rule in self.rules)}
        return {
            "consent_of_all": Wording(f"rule.consent_of_all{full}", {}),
            "threshold": Wording(f"rule.threshold.{self.by}{full}", needed),
            "no_standing_objection": Wording(f"rule.no_standing_objection.{self.among}", {}),
            "quorum": Wording(f"rule.quorum.{self.by}", needed),
        }.get(self.name) or Wording(f"rule.{self.name}", parts)

    @property
    def needed(self) -> Wording:
        """Say the share that is needed."""
        return Wording("more_than" if self.more_than else "at_least", {"share": number(self.share)})


def parse_rule(plain: Mapping[str, Any]) -> Rule:
    """Return the rule that a plain dict describes.

    - `{"rule": "consent_of_all"}`: every constituent in scope consents.
    - `{"rule": "threshold", "share": "2/3"}`: this share of them consents; `"more_than": true` asks for more
      than the share, `"by": "weight"` counts weights in place of constituents.
    - `{"rule": "no_standing_objection"}`: nobody withholds consent or has withdrawn it, and all are reached;
      `"among": "reached"` asks only those reached (join it with a quorum).
    - `{"rule": "quorum", "share": "1/2"}`: this share is reached; `more_than` and `by` as above.
    - `{"rule": "double_majority", "constituents": "1/2", "weight": "1/2"}`: both shares consent, each more
      than the share unless `"more_than": false`.
    - `{"rule": "all_of", "rules": [...]}` and `{"rule": "any_of", "rules": [...]}`.

    `"with_reservation": false` (in the rules about consent) lets only consent without reservation count.
    Shares are exact: a text such as "2/3", "0.55" or "55%", or the number 1.
    Raises: ValueError that names the rule, the key and the remedy.

    >>> parse_rule({"rule": "threshold", "share": "2/3"}).wording.text
    'at least 2/3 of the constituents consent, with or without reservation'
    """
    return _parsed(plain, 1)


def _parsed(plain: object, depth: int) -> Rule:
    if not isinstance(plain, Mapping):
        raise ValueError(f"A rule must be a dict with the key 'rule', not {plain!r}.")
    name = plain.get("rule")
    if not isinstance(name, str) or name not in KEYS:
        raise ValueError(f"The rule {name!r} is unknown; choose one of {', '.join(KEYS)}.")
    unknown = sorted(str(key) for key in plain if key != "rule" and key not in KEYS[name])
    if unknown:
        known = ", ".join(sorted(KEYS[name]))
        raise ValueError(f"{name} has no key {', '.join(map(repr, unknown))}; its keys are {known}.")
    if name in ("all_of", "any_of"):
        return Rule(name, rules=tuple(_parts(plain, name, depth)))
    return _double_majority(plain) if name == "double_majority" else _single(plain, name)


def _single(plain: Mapping[str, Any], name: str) -> Rule:
    more_than = _flag(plain, name, "more_than", default=False)
    return Rule(
        name,
        share=_share(plain, name, "share", more_than) if "share" in KEYS[name] else Fraction(1),
        more_than=more_than,
        by=_choice(plain, name, "by", ("constituents", "weight")),
        with_reservation=_flag(plain, name, "with_reservation", default=True),
        among=_choice(plain, name, "among", ("all", "reached")),
    )


def _double_majority(plain: Mapping[str, Any]) -> Rule:
    name = "double_majority"
    more_than = _flag(plain, name, "more_than", default=True)
    with_reservation = _flag(plain, name, "with_reservation", default=True)
    parts = (
        Rule("threshold", _share(plain, name, by, more_than), more_than, by, with_reservation)
        for by in ("constituents", "weight")
    )
    return Rule(name, more_than=more_than, with_reservation=with_reservation, rules=tuple(parts))


def _parts(plain: Mapping[str, Any], name: str, depth: int) -> Iterator[Rule]:
    rules = plain.get("rules")
    if not isinstance(rules, list | tuple) or not rules:
        raise ValueError(f"{name} needs a list of one or more rules under the key 'rules'.")
    if depth >= DEEPEST:
        raise ValueError(
            f"{name} holds rules within rules more than {DEEPEST} deep; state the rule more simply."
        )
    for part in rules:
        yield _parsed(part, depth + 1)


def _flag(plain: Mapping[str, Any], name: str, key: str, *, default: bool) -> bool:
    value = plain.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name}: {key} must be true or false, not {value!r}.")
    return value


def _choice(plain: Mapping[str, Any], name: str, key: str, choices: tuple[str, str]) -> str:
    value = plain.get(key, choices[0])
    if value not in choices:
        raise ValueError(f"{name}: {key} must be {' or '.join(choices)}, not {value!r}.")
    return str(value)


def _share(plain: Mapping[str, Any], name: str, key: str, more_than: bool) -> Fraction:
    if key not in plain:
        raise ValueError(f"{name} needs the key {key!r}, a share such as '2/3'.")
    share = _fraction(plain[key], name, key)
    # at least nothing always holds, and more than all never does
    if not 0 <= share <= 1 or share == int(more_than):
        top = "under 1" if more_than else "1 at most, and over 0"
        raise ValueError(f"{name}: {key} is {plain[key]!r}; give a share of {top}.")
    return share


def _fraction(value: object, name: str, key: str) -> Fraction:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    text = str(value).strip()
    if isinstance(value, str) and len(text) <= 20 and "e" not in text.lower():
        percent = text.endswith("%")
        try:
            return Fraction(text.removesuffix("%").strip()) / (100 if percent else 1)
        except (ValueError, ZeroDivisionError):
            pass
    raise ValueError(f"{name}: {key} is {value!r}; write a share as a text such as '2/3', '0.55' or '55%'.")
