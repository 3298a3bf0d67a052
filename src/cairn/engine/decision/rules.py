"""Decision rules as data: read from a plain dict, checked, and told in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from cairn.engine.decision.wording import Value, Wording, share_of

KEYS = {
    "consent_of_all": {"with_reservation"},
    "threshold": {"share", "more_than", "by", "with_reservation"},
    "majority": {"share", "more_than", "by", "of", "with_reservation"},
    "no_standing_objection": {"among", "reasoned"},
    "fewer_against": {"number"},
    "quorum": {"share", "more_than", "by"},
    "double_majority": {"constituents", "weight", "more_than", "with_reservation"},
    "sense_check": set[str](),
    "advice": set[str](),
    "from_round": {"number"},
    "opt_out": {"at_most", "by", "for_the_others"},
    "all_of": {"rules"},
    "any_of": {"rules"},
}
OF_RULES = ("double_majority", "opt_out", "all_of", "any_of")
DEEPEST = 8  # rules within rules; more is nobody's constitution
LARGEST = 10**6  # a number of constituents, or of rounds


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over constituents. Which fields count depends on `name`; `parse_rule` sets and checks them."""

    name: str
    share: Fraction = Fraction(1)
    more_than: bool = False  # the share itself is not enough
    by: str = "constituents"  # or "weight"
    with_reservation: bool = True  # a consent with reservation counts
    among: str = "all"  # or "reached": whom an objection is looked for
    of: str = "cast"  # or "reached": abstentions are part of the whole
    reasoned: bool = False  # an objection stands only with its reason
    number: int = 1  # of constituents, or of a round
    rules: tuple["Rule", ...] = ()

    @property
    def wording(self) -> Wording:
        """Say what the rule asks for."""
        full = "" if self.with_reservation else ".full"
        filled: dict[str, Value] = {
            "needed": self.needed,
            "number": self.number,
            "share": share_of(self.share),
        }
        filled["parts"] = tuple(rule.wording for rule in self.rules)
        code = {
            "consent_of_all": f"rule.consent_of_all{full}",
            "threshold": f"rule.threshold.{self.by}{full}",
            "majority": f"rule.majority.{self.of}.{self.by}{full}",
            "no_standing_objection": f"rule.no_standing_objection.{self.among}"
            + (".reasoned" if self.reasoned else ""),
            "quorum": f"rule.quorum.{self.by}",
            "opt_out": f"rule.opt_out.{self.by}",
        }.get(self.name, f"rule.{self.name}")
        return Wording(code, filled)

    @property
    def needed(self) -> Wording:
        """Say the share that is needed."""
        return Wording("more_than" if self.more_than else "at_least", {"share": share_of(self.share)})


def parse_rule(plain: Mapping[str, Any]) -> Rule:
    """Return the rule that a plain dict describes; `SCHEMA` is the same as a JSON Schema.

    - `{"rule": "consent_of_all"}`: every constituent in scope consents.
    - `{"rule": "threshold", "share": "2/3"}`: this share of all in scope consents; `"more_than": true` asks
      for more than the share, `"by": "weight"` counts weights in place of constituents.
    - `{"rule": "majority"}`: of those who consent or object, more than half consent; `"share"`, `more_than`
      and `by` as above; `"of": "reached"` makes abstentions part of the whole. Silence is no part of it.
    - `{"rule": "no_standing_objection"}`: nobody withholds consent or has withdrawn it, and all are reached;
      `"among": "reached"` asks only those reached (join it with a quorum); `"reasoned": true` lets an
      objection stand only with its reason.
    - `{"rule": "fewer_against", "number": 4}`: fewer than so many constituents object.
    - `{"rule": "quorum", "share": "1/2"}`: this share is reached; `more_than` and `by` as above.
    - `{"rule": "double_majority", "constituents": "1/2", "weight": "1/2"}`: both shares consent, each more
      than the share unless `"more_than": false`.
    - `{"rule": "sense_check"}`: everyone was asked where they lean; it binds nobody.
    - `{"rule": "advice"}`: everyone was asked, and whoever said more than yes has an answer.
    - `{"rule": "from_round", "number": 3}`: the question is put for the third time or later.
    - `{"rule": "opt_out", "at_most": "1/3", "for_the_others": {...}}`: this share at most opts out, and the
      rule holds for the others; it binds only them.
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
    check_keys(plain, name, KEYS[name])
    if name in ("opt_out", "all_of", "any_of") and depth >= DEEPEST:
        raise ValueError(
            f"{name} holds rules within rules more than {DEEPEST} deep; state the rule more simply."
        )
    if name in ("all_of", "any_of"):
        return Rule(name, rules=tuple(_parts(plain, name, depth)))
    if name == "opt_out":
        return _opt_out(plain, depth)
    return _double_majority(plain) if name == "double_majority" else _single(plain, name)


def check_keys(plain: Mapping[str, Any], name: str, known: set[str]) -> None:
    """Refuse a key that a rule does not have.

    Raises: ValueError that names the keys, and those there are.
    """
    unknown = sorted(str(key) for key in plain if key != "rule" and key not in known)
    if unknown:
        keys = f"its keys are {', '.join(sorted(known))}" if known else "it has none"
        raise ValueError(f"{name} has no key {', '.join(map(repr, unknown))}; {keys}.")


def _single(plain: Mapping[str, Any], name: str) -> Rule:
    is_majority = name == "majority"
    more_than = _flag(plain, name, "more_than", default=is_majority)
    given = {"share": "1/2", **plain} if is_majority else plain
    return Rule(
        name,
        share=read_share(given, name, "share", more_than=more_than) if "share" in KEYS[name] else Fraction(1),
        more_than=more_than,
        by=_by(plain, name),
        with_reservation=_flag(plain, name, "with_reservation", default=True),
        among=choice(plain, name, "among", ("all", "reached")),
        of=choice(plain, name, "of", ("cast", "reached")),
        reasoned=_flag(plain, name, "reasoned", default=False),
        number=whole_number(plain, name, "number") if "number" in KEYS[name] else 1,
    )


def _double_majority(plain: Mapping[str, Any]) -> Rule:
    name = "double_majority"
    more_than = _flag(plain, name, "more_than", default=True)
    with_reservation = _flag(plain, name, "with_reservation", default=True)
    parts = (
        Rule("threshold", read_share(plain, name, by, more_than=more_than), more_than, by, with_reservation)
        for by in ("constituents", "weight")
    )
    return Rule(name, more_than=more_than, with_reservation=with_reservation, rules=tuple(parts))


def _opt_out(plain: Mapping[str, Any], depth: int) -> Rule:
    name = "opt_out"
    if "for_the_others" not in plain:
        raise ValueError(f"{name} needs the key 'for_the_others', the rule that they keep.")
    share = read_share(plain, name, "at_most", more_than=True)
    return Rule(name, share, by=_by(plain, name), rules=(_parsed(plain["for_the_others"], depth + 1),))


def _parts(plain: Mapping[str, Any], name: str, depth: int) -> Iterator[Rule]:
    rules = plain.get("rules")
    if not isinstance(rules, list | tuple) or not rules:
        raise ValueError(f"{name} needs a list of one or more rules under the key 'rules'.")
    for part in rules:
        yield _parsed(part, depth + 1)


def _flag(plain: Mapping[str, Any], name: str, key: str, *, default: bool) -> bool:
    value = plain.get(key, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name}: {key} must be true or false, not {value!r}.")
    return value


def _by(plain: Mapping[str, Any], name: str) -> str:
    return choice(plain, name, "by", ("constituents", "weight"))


def choice(plain: Mapping[str, Any], name: str, key: str, choices: tuple[str, ...]) -> str:
    """Return a key's word, the first of the choices where it is not given.

    Raises: ValueError for another word.
    """
    value = plain.get(key, choices[0])
    if value not in choices:
        raise ValueError(f"{name}: {key} must be {' or '.join(choices)}, not {value!r}.")
    return str(value)


def whole_number(plain: Mapping[str, Any], name: str, key: str, default: int | None = None) -> int:
    """Return a key's whole number from 1 to a million.

    Raises: ValueError for anything else, and where it is missing and there is no default.
    """
    value = plain.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST:
        raise ValueError(f"{name}: {key} is {value!r}; give a whole number from 1 to {LARGEST:,}.")
    return value


def read_share(plain: Mapping[str, Any], name: str, key: str, *, more_than: bool = False) -> Fraction:
    """Return a key's share as an exact fraction.

    Raises: ValueError where it is missing, not a share, or can never (or always) be reached.
    """
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
