"""Measures as they leave: definitions, breaks and values as plain data, for downloads and for an export."""

import json
from collections.abc import Iterator

from django.utils.translation import override

from cairn import __version__
from cairn.activities.data.models import (
    Break,
    Definition,
    Measure,
    Observation,
    RememberedMapping,
    Submission,
)
from cairn.activities.data.queries.measures import published, wording
from cairn.activities.data.queries.pages import released
from cairn.activities.data.queries.words import STATES
from cairn.engine.measure.periods import period_at
from cairn.record.export import Table, csv_blocks, json_block

COLUMNS = (
    "period", "starts_on", "place", "place_code", "group", "numerator", "denominator", "value", "status",
    "definition",
)  # fmt: skip
OF_A_FILE = frozenset({"file", "file_name", "sha256", "mapping", "note"})
EXPORTED = (
    Table(Measure, "collective", shared=lambda rows: rows.filter(is_published=True)),
    Table(Definition, "measure__collective", shared=lambda rows: rows.filter(measure__is_published=True)),
    Table(Break, "measure__collective", shared=lambda rows: rows.filter(measure__is_published=True)),
    Table(RememberedMapping, "measure__collective", shared=None),
    Table(
        Submission,
        "measure__collective",
        shared=lambda rows: rows.filter(measure__is_published=True),
        members=OF_A_FILE,
    ),
    Table(Observation, "measure__collective", is_raw=True),
)


def lines_of(measure):
    """Yield every released value as plain cells, in the order of COLUMNS."""
    numbers = {one.pk: one for one in measure.definitions.all()}
    for place, value in released(measure):
        made_with = numbers[value.definition]
        yield (
            period_at(value.period_on, made_with.period).key,
            value.period_on.isoformat(),
            place.name,
            place.code,
            value.group,
            figure(value.numerator if value.denominator is not None or made_with.kind == "count" else None),
            figure(value.denominator),
            figure(value.value),
            value.status,
            made_with.number,
        )


def figure(number):
    """Write whole numbers as such; a missing one stays missing."""
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def measure_data(measure):
    """Return a measure as plain data: its definitions, its breaks, its released values."""
    with override("en"):  # a file reads the same for everybody
        statuses = {status: str(STATES[status]) for status in STATES if status not in {"nothing", "not_due"}}
    return {
        "cairn": __version__,
        "collective": measure.collective.slug,
        "measure": measure.slug,
        "definitions": [
            definition_data(one) for one in sorted(measure.definitions.all(), key=lambda one: one.number)
        ],
        "breaks": [
            {"from": row.from_on.isoformat(), "cause": row.cause}
            for row in sorted(measure.breaks.all(), key=lambda row: (row.from_on, row.pk))
        ],
        "statuses": statuses,
        "values": [dict(zip(COLUMNS, line, strict=True)) for line in lines_of(measure)],
    }


def definition_data(definition):
    """Return one version of a definition as plain data."""
    parts = json.loads(wording(definition).canonical())
    about = {"number": definition.number, "made_at": definition.made_at.isoformat()}
    return {**about, **parts, "content_hash": definition.content_hash}


def measure_files(collective) -> Iterator[tuple[str, list[bytes]]]:
    """Yield (name, blocks) for every measure its reader may see: all as JSON, and its values as CSV."""
    for measure in published(collective):
        yield f"measures/{measure.slug}/measure.json", json_block(measure_data(measure))
        yield f"measures/{measure.slug}/values.csv", csv_blocks(COLUMNS, lines_of(measure))
