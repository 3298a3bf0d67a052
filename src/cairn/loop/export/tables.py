"""Every table of an export, from every package, and where the models are that have none."""

from cairn.activities import queries as activities
from cairn.activities.data.queries import exported as data
from cairn.activities.influence import queries as influence
from cairn.activities.investment import queries as investment
from cairn.activities.learning import queries as learning
from cairn.activities.movement import queries as movement
from cairn.network import queries as network
from cairn.network.models import Person
from cairn.participation.queries import exported as participation
from cairn.pathway.queries import exported as pathway
from cairn.record import export as record
from cairn.record.models import Entry, Log
from cairn.results.queries import exported as results

PACKAGES = (
    network,
    pathway,
    participation,
    activities,
    data,
    movement,
    influence,
    learning,
    investment,
    results,
    record,
)
TABLES = tuple(table for package in PACKAGES for table in package.EXPORTED)
# Models without a table of their own, each with where its rows are, or why they are not.
ELSEWHERE = {
    **participation.ELSEWHERE,
    Person: "people.csv, if personal data are asked for: those whom a row of another table names",
    Log: "the first line of record/log.jsonl",
    Entry: "record/log.jsonl, as `cairn record verify` reads it",
}
PEOPLE = ("id", "email", "name", "language")


def people_named(collective, scope):
    """Return those whom any row of the tables names, in the order of their ids."""
    found = set()
    for table in TABLES:
        links = [one for one in table.columns(scope) if one.is_relation and one.related_model is Person]
        for link in links if table.is_in(scope) else []:
            found.update(
                table.rows(collective, scope).order_by().values_list(link.attname, flat=True).distinct()
            )
    return Person.objects.filter(pk__in=found - {None}).order_by("pk").values_list(*PEOPLE)
