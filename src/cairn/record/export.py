"""An export: what one collective holds, as tables and texts that are read without Cairn.

Each package says in its queries which tables it gives (`EXPORTED`), and which rows and columns of them
anybody may read. Left out otherwise: what a model names as `personal`, and what only members see.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import models

from cairn.record.models import Head, Salt
from cairn.record.rows import AT_ONCE
from cairn.web.spreadsheet import safe_row

KIND = "cairn-export-1"
TYPES = {
    models.BooleanField: "boolean",
    models.IntegerField: "integer",
    models.AutoField: "integer",
    models.DecimalField: "number",
    models.DateTimeField: "datetime",
    models.DateField: "date",
    models.JSONField: "any",
}


class Scope(NamedTuple):
    """How much an export holds: what anybody may read, and what was asked for beside it."""

    personal: bool = False  # names, e-mail addresses, words, what only members see, votes with their time
    votes: bool = False  # each person's votes in a row without a name
    small_counts: bool = False  # values as they were sent, however small, and the files they came in


@dataclass(frozen=True, slots=True)
class Table:
    """One model in an export: how its rows lead to their collective, and what of it anybody may read."""

    model: type[models.Model]
    of: str  # the lookup that leads from a row to its collective
    shared: Callable | None = lambda rows: rows  # keeps the rows anybody may read; None: there are none
    members: frozenset = frozenset()  # columns that only members see, beside the personal ones
    opened: Mapping[str, str] = field(
        default_factory=dict
    )  # personal columns anybody may read, with the reason
    released: Mapping[str, Callable] = field(default_factory=dict)  # column: collective to {row: value}
    is_raw: bool = False  # holds counts as they were sent, however small

    @property
    def label(self) -> str:
        """Return the name of the table."""
        return self.model._meta.label_lower

    def is_in(self, scope: Scope) -> bool:
        """Say whether an export of a scope holds this table."""
        return scope.small_counts if self.is_raw else scope.personal or self.shared is not None

    def rows(self, collective, scope: Scope):
        """Return the rows an export holds, in the order of their ids."""
        rows = self.model._base_manager.filter(**{self.of: collective.pk})
        if not scope.personal and not self.is_raw:
            kept = self.shared(self.model._default_manager.filter(**{self.of: collective.pk}))
            rows = rows.filter(pk__in=kept.order_by().values("pk"))
        return rows.order_by("pk")

    def columns(self, scope: Scope) -> list[models.Field]:
        """Return the columns an export holds."""
        hidden = (self.model.personal - set(self.opened)) | self.members
        fields = self.model._meta.concrete_fields
        return [one for one in fields if scope.personal or one.name not in hidden]

    def parts(self, collective, scope: Scope) -> Iterator["Written"]:
        """Yield the table, and a table of pairs for each of its links to many."""
        rows, columns = self.rows(collective, scope), self.columns(scope)
        found = {} if scope.personal else {name: of(collective) for name, of in self.released.items()}
        yield Written(self.label, columns, _cells(rows, columns, found), str(self.model.__doc__))
        for link in self.model._meta.many_to_many:
            through = link.remote_field.through
            if through._meta.auto_created:
                pairs = through._base_manager.filter(**{f"{link.m2m_field_name()}__in": rows}).order_by("pk")
                columns = list(through._meta.concrete_fields)
                about = f"Which {link.name} belong to which {self.model._meta.model_name}."
                yield Written(through._meta.label_lower, columns, _cells(pairs, columns, {}), about)


class Written(NamedTuple):
    """A table on its way into an export."""

    label: str
    fields: list[models.Field]
    rows: Iterator[list]
    about: str

    @property
    def path(self) -> str:
        """Return the name of its file."""
        return f"tables/{self.label}.csv"

    def blocks(self) -> Iterator[bytes]:
        """Yield the table as CSV."""
        return csv_blocks([one.attname for one in self.fields], self.rows)

    def resource(self) -> dict:
        """Describe the table as a resource of a Data Package: every column with its type and meaning."""
        return {
            "name": self.label,
            "path": self.path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "description": " ".join(self.about.split()),
            "schema": {"fields": [_described(one) for one in self.fields], "primaryKey": ["id"]},
        }


def _cells(rows, columns, found):
    names = [one.attname for one in columns]
    for row in rows.values_list("pk", *names).iterator(chunk_size=AT_ONCE):
        given = zip(names, row[1:], strict=True)
        yield [cell(found[name].get(row[0]) if name in found else value) for name, value in given]


def cell(value):
    """Write a value as a cell of a table: moments in UTC, what is missing empty, nested values as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def csv_blocks(header: Iterable[str], rows: Iterable[Iterable], *, make=safe_row) -> Iterator[bytes]:
    """Yield a CSV in blocks of some rows, in UTF-8; no cell of it is one that a spreadsheet would run."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow(make(row))
        if text.tell() > 1 << 16:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def json_block(value) -> list[bytes]:
    """Return a value as one block of JSON, laid out for reading."""
    return [(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()]


def _described(column):
    known = next((TYPES[kind] for kind in type(column).__mro__ if kind in TYPES), "string")
    about = {"name": column.attname, "type": known}
    if column.is_relation:
        about["type"] = "integer"
        about["description"] = f"id of a row of {column.related_model._meta.label_lower}"
    elif column.choices:
        about["description"] = "; ".join(f"{value}: {words}" for value, words in column.flatchoices)
    return about


EXPORTED = (
    Table(Head, "log__collective"),
    Table(Salt, "entry__log__collective", shared=None),
)
