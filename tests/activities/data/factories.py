"""Measures, files and values for tests."""

from io import BytesIO

from django.core.files import File

from cairn.activities.data import actions, queries
from cairn.engine.measure.mapping import Mapping
from tests.factories import AT

FIELDS = {
    "name": "Children seen",
    "kind": "share",
    "numerator": "Children seen by a nurse",
    "denominator": "Children living here",
    "unit": "%",
    "period": "month",
    "better": "up",
    "disaggregation": ["girls", "boys"],
    "threshold": 5,
}
COUNT = {**FIELDS, "name": "Wells closed", "kind": "count", "denominator": "", "unit": "wells"}
COUNT |= {"numerator": "Wells closed", "disaggregation": [], "better": "down"}
MAPPING = Mapping(period="Month", place="Site", group="Group", numerator="Seen", denominator="Children")


def make_measure(cast, slug="children-seen", **fields):
    """Define a measure of the cast's collective; it has `latest` as queries give it."""
    about = {name: fields.pop(name) for name in ("advances", "owner", "is_published") if name in fields}
    made = actions.define_measure(
        collective=cast.collective, slug=slug, fields=FIELDS | fields, by=cast["steward"], at=AT, **about
    )
    made.latest = queries.latest_of(made)
    return made


def csv_of(*rows, header=("Month", "Site", "Group", "Seen", "Children")):
    """Write rows as the bytes of a CSV file."""
    return "\n".join(",".join(map(str, row)) for row in (header, *rows)).encode() + b"\n"


def file_of(*rows, name="seen.csv", **options):
    """Make an open file of rows."""
    return File(BytesIO(csv_of(*rows, **options)), name=name)


def send(cast, measure, *rows, mapping=MAPPING, at=AT, constituent=None, who="member"):
    """Send rows for a measure."""
    return actions.submit(
        measure=measure, constituent=constituent or cast.upper_valley, file=file_of(*rows), mapping=mapping,
        by=cast[who], at=at,
    )  # fmt: skip
