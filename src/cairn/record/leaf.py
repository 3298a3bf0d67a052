"""What an entry says, as bytes: the same on every machine and every database.

Pure functions, without Django, so that anybody may check a log at home.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID


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


def commitment(salt: bytes, text: object) -> str:
    """Return the commitment to a text under a salt, in hexadecimal."""
    return sha256(salt + str(text).encode()).hexdigest()
