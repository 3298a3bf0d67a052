"""`cairn measure load`: load a spreadsheet of values for a measure of a collective."""

import json
import time
from datetime import UTC, datetime

import click

from cairn.config.cli.database import open_database
from cairn.config.cli.output import FILE, InputFault, console

KINDS = ("site", "county", "state", "nation", "region")


@click.command("load")
@click.argument("file", type=FILE)
@click.option("--collective", "slug", required=True, metavar="SLUG", help="Whose measure it is.")
@click.option("--measure", "measure_slug", required=True, metavar="SLUG", help="The measure, by its address.")
@click.option(
    "--map", "mapping_file", required=True, type=FILE,
    help="Which column is what, as JSON.",
)  # fmt: skip
@click.option("--constituent", "name", required=True, metavar="NAME", help="Who sends it.")
@click.option("--add-places", "kind", type=click.Choice(KINDS), help="Add unknown places, as this kind.")
@click.option("--by", "email", metavar="EMAIL", help="The person who loads it; a steward if left out.")
def load(file, mapping_file, kind, **who):
    """Load FILE (CSV, XLSX or ODS) for a measure: all of it, or nothing with everything that is wrong.

    The mapping is what the page of the measure asks, for instance:

    \b
      {"place": "CoC Number", "numerator": "Veterans, {sheet}", "sheet": "*", "period_from_sheet": true}

    Example: cairn measure load veterans.xlsx --collective rivers --measure veterans --map columns.json
    --constituent "Upper valley" --add-places county
    """
    open_database()
    began = time.monotonic()
    mapping = _mapping(mapping_file)
    measure, constituent, person = _found(**who)
    stored, added = _load(file, mapping, kind, (measure, constituent, person))
    seconds = time.monotonic() - began
    console.print(
        f"{stored.observations.count():,} values of {constituent.name} are stored for {measure.slug}"
        f" ({added:,} places added, {seconds:.1f} s).",
        markup=False,
        soft_wrap=True,
    )


def _mapping(path):
    """Read the mapping."""
    from cairn.engine.measure.mapping import Mapping

    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(kept, dict):
            raise ValueError("it is no object: write {…}")
        return Mapping.from_json(kept)
    except (ValueError, TypeError) as fault:
        raise InputFault(f"{path}: The mapping cannot be read ({fault}). Correct it.") from None


def _found(slug, measure_slug, name, email):
    """Find the measure, the constituent and the person by what was typed."""
    from cairn.network.models import Collective

    collective = Collective.objects.select_related("log").filter(slug=slug).first()
    if collective is None:
        raise InputFault(f"There is no collective at /c/{slug}/. Check --collective.")
    measure = collective.measures.filter(slug=measure_slug).first()
    if measure is None:
        here = ", ".join(collective.measures.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise InputFault(f"There is no measure {measure_slug!r}. Check --measure; there are: {here}.")
    constituent = collective.constituents.filter(name=name).first()
    if constituent is None:
        raise InputFault(f"There is no constituent {name!r}. Check --constituent.")
    members = collective.memberships.filter(ended_at=None).select_related("person")
    asked = members.filter(person__email=email.lower()) if email else members.filter(role="steward")
    membership = asked.order_by("pk").first()
    if membership is None:
        raise InputFault("There is no such person in the collective. Check --by.")
    return measure, constituent, membership.person


def _load(file, mapping, kind, who):
    """Store the file through the same action as the page; tell everything that is wrong at once."""
    from django.core.files import File

    from cairn.activities.data import actions
    from cairn.engine.measure.source import TableError

    measure, constituent, person = who
    with file.open("rb") as stream:
        given = File(stream, name=file.name)
        try:
            names = actions.unknown_places(measure=measure, file=given, mapping=mapping) if kind else ()
            stored = actions.submit_with_places(
                measure=measure,
                constituent=constituent,
                file=given,
                mapping=mapping,
                new_places=[{"name": name, "kind": kind} for name in names],
                by=person,
                at=datetime.now(UTC),
            )
        except TableError as fault:
            raise InputFault(str(fault)) from None
        except actions.SubmissionRefused as refusal:
            raise InputFault("\n".join([str(refusal), *map(str, refusal.problems)])) from None
    return stored, len(names)
