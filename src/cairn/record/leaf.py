"""What an entry says, as bytes: the same on every machine and every database.

Pure functions, without Django, so that anybody may check a log at home.
"""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

WORD = re.compile(r"[A-Za-z0-9_./:+-]{0,80}")  # a state, a number, a date, a hash, a slug; never a sentence
ABOUT_PEOPLE = {"by", "person", "name", "email", "holder", "given_by", "speaker", "author"}


def leaf_bytes(content: dict) -> bytes:
    """Write an entry's content as canonical JSON: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    ).encode()


def plain(value):
    """Turn facts into text, whole numbers, yes or no, nothing, lists and names.

    Fractions and dates become text: databases write them in ways of their own, and a leaf must read the
    same for ever.
    """
    if value is None or isinstance(value, bool | int | str):
        return value.value if hasattr(value, "value") else value
    if isinstance(value, float | Decimal | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    raise ValueError(
        f"A fact on the record is text, a number, a date or a list; {type(value).__name__} is not."
    )


def refuse_texts(facts: dict) -> None:
    """Refuse facts in which somebody's words could stand, or a person: what is in a leaf cannot be erased.

    >>> refuse_texts({"state": "consent", "on": "2026-03-01"})
    >>> refuse_texts({"reason": "Rosa is ill."})
    Traceback (most recent call last):
    ValueError: “reason” says “Rosa is ill.”: a fact is a word, a number or a date. Give it as personal.
    """
    for name, fact in facts.items():
        if name in ABOUT_PEOPLE:
            raise ValueError(f"“{name}” is about a person: give it as personal, so that it can be erased.")
        for text in _texts(fact):
            if not WORD.fullmatch(text):
                raise ValueError(
                    f"“{name}” says “{text}”: a fact is a word, a number or a date. Give it as personal."
                )


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.items() for one in part for text in _texts(one)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def commitment(salt: bytes, text: object) -> str:
    """Return the commitment to a text under a salt, in hexadecimal."""
    return sha256(salt + str(text).encode()).hexdigest()
