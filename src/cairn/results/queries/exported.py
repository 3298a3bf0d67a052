"""What an export holds of results: its tables, and every series with what the rules find in it."""

from django.utils.translation import override

from cairn.record.export import Table, csv_blocks
from cairn.results.models import (
    Adoption,
    Commitment,
    Interpretation,
    Promotion,
    Question,
    Review,
    SenseMaking,
    Trial,
)
from cairn.results.queries.series import readings

COLUMNS = ("measure", "name", "place", "finding", "verdict", "latest_on", "latest")
EXPORTED = (
    Table(SenseMaking, "collective", members=frozenset({"notes"})),
    Table(Question, "session__collective"),
    Table(Interpretation, "question__session__collective", shared=None),
    Table(Commitment, "collective"),
    Table(Review, "commitment__collective"),
    Table(Trial, "collective"),
    Table(Adoption, "collective"),
    Table(Promotion, "collective"),
)


def series_file(collective, *, on):
    """Return the name and the blocks of a table of every series: what the rules find in it on a day."""
    return "results/series.csv", csv_blocks(COLUMNS, _series(collective, on))


def _series(collective, on):
    with override("en"):
        for one in sorted(readings(collective, on=on), key=lambda one: (one.measure.slug, one.place.pk)):
            found = one.finding
            about = (one.measure.slug, one.measure.latest.name, one.place.name)
            yield (*about, one.state, str(one.words), found.latest_on, found.latest)
