"""The rows of every table as lines of JSON: the same from SQLite and from PostgreSQL, and into both.

The first line of a table names its columns, each later one is a row, in the order of the primary key.
Moments are in UTC, decimals are texts, bytes are base64. Rows stream: no table is ever in memory.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models

AT_ONCE = 2_000  # rows
# What a backup does not hold, each with its reason.
LEFT_OUT = {
    "sessions.session": "who is signed in now; everybody signs in again",
    "account.emailconfirmation": "codes on their way, which end within minutes",
    "contenttypes.contenttype": "a list of the models, made by every installation for itself",
    "auth.permission": "Django's own permissions, which Cairn does not use",
    "auth.group": "Django's own groups, which Cairn does not use",
    "auth.group_permissions": "Django's own permissions, which Cairn does not use",
}
AS_THEY_ARE = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.FileField,
    models.IntegerField,
    models.TextField,
)


def tables(registry=apps) -> dict[str, type[models.Model]]:
    """Return the model of every table that a backup holds, by its label, in the order of labels."""
    found = {model._meta.label_lower: model for model in registry.get_models(include_auto_created=True)}
    return {
        label: found[label] for label in sorted(found) if label not in LEFT_OUT and _is_kept(found[label])
    }


def _is_kept(model):
    return model._meta.managed and not model._meta.proxy


def columns(model) -> list[models.Field]:
    """Return the fields of a table that have a column, in the order of the model."""
    return list(model._meta.concrete_fields)


def names_of(fields) -> list[str]:
    """Return the names of fields as rows are read by them: of a link, the id it points to."""
    return [field.attname for field in fields]


def stored(model, names=None) -> Iterator[list]:
    """Yield the rows of a table as plain values, in the order of the primary key; all columns or some."""
    rows = model._base_manager.order_by("pk").values_list(*(names or names_of(columns(model))))
    for row in rows.iterator(chunk_size=AT_ONCE):
        yield [plain(value) for value in row]


def records(model) -> Iterator[dict]:
    """Yield the rows of a table by the names of their columns."""
    names = names_of(columns(model))
    return (dict(zip(names, row, strict=True)) for row in stored(model))


def plain(value):
    """Return a value of a column as JSON has it; what JSON has already stays."""
    if value is None or isinstance(value, bool | int | str | float | dict | list):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"a column holds a {type(value).__name__}, which a backup cannot write")


def lines(model) -> Iterator[bytes]:
    """Yield a table as lines: its columns, then its rows."""
    yield written(names_of(columns(model)))
    for row in stored(model):
        yield written(row)


def written(row: list) -> bytes:
    """Write one row as a line."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Table:
    """Reads lines into the rows of one table; raises ValueError where they do not fit it."""

    def __init__(self, model, read: Iterator[bytes]) -> None:
        """Read the columns, and see that they are the model's, in whatever order."""
        self.model, self.read = model, read
        known = {field.attname: field for field in columns(model)}
        self.names = _array(next(read, b"[]"))
        if sorted(map(str, self.names)) != sorted(known):
            raise ValueError(f"its columns are {self.names}, and {list(known)} belong here")
        self.fields = [known[name] for name in self.names]

    def rows(self) -> Iterator[list]:
        """Yield the rows as they were written."""
        for number, line in enumerate(self.read, start=2):
            row = _array(line)
            if len(row) != len(self.fields):
                raise ValueError(f"line {number} has {len(row)} values for {len(self.fields)} columns")
            yield row

    def records(self) -> Iterator[dict]:
        """Yield the rows by the names of their columns."""
        return (dict(zip(self.names, row, strict=True)) for row in self.rows())

    def insert(self) -> int:
        """Write all rows into the table, some at a time, and return how many there are."""
        adapt = [_adapter(field) for field in self.fields]
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column) for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        into = f"INSERT INTO {quote(self.model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
        count, rows = 0, self.rows()
        with connection.cursor() as cursor:
            while some := list(islice(rows, AT_ONCE)):
                cursor.executemany(into, [_adapted(row, adapt) for row in some])
                count += len(some)
        return count


def _array(line: bytes) -> list:
    try:
        found = json.loads(line.decode())
    except RecursionError:
        raise ValueError("a line nests too deep") from None
    if not isinstance(found, list):
        raise ValueError("a line is no list of values")
    return found


def _adapter(field):
    """Return what turns a plain value of a field into what the database takes."""
    read = getattr(field, "target_field", field)
    if isinstance(read, AS_THEY_ARE):
        return read.to_python
    return lambda value: read.get_db_prep_save(read.to_python(value), connection)


def _adapted(row, adapt):
    try:
        return [None if value is None else one(value) for one, value in zip(adapt, row, strict=True)]
    except ValidationError as fault:
        raise ValueError(fault.messages[0]) from None
