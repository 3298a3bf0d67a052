"""What `run` and `merge` share: through which places values are rolled up, and what of them would leave."""

import click

from cairn.config.cli.measure.work import faults_as_told
from cairn.config.cli.output import FILE, InputFault

PLACES = click.option(
    "--places", "places_file", type=FILE, metavar="FILE",
    help="What lies in what: columns place, parent [, name, level]. Gives values for every county, state …",
)  # fmt: skip
RELEASED = click.option(
    "--released", "released_files", type=FILE, multiple=True, metavar="FILE",
    help="What left before: a bundle, an answer with --json, or a table. Give every one.",
)  # fmt: skip
LEAVING_OPTIONS = (
    PLACES,
    RELEASED,
    click.option(
        "--threshold", type=click.IntRange(0), default=0, help="Hold back more than the definition does."
    ),
)  # fmt: skip


def leaving_options(command):
    """Add the options that say what would leave."""
    for option in reversed(LEAVING_OPTIONS):
        command = option(command)
    return command


def given(options):
    """List the options of what would leave as they were given."""
    places = options["places_file"]
    return {
        "places": places and str(places),
        "released": [str(one) for one in options["released_files"]],
        "threshold": options.get("threshold", 0),
    }


def read_places(path):
    """Read a table of places: CSV, XLSX or ODS; None where none was given."""
    from cairn.engine.measure.places import PlacesError
    from cairn.engine.measure.places import read_places as read
    from cairn.engine.measure.source import TableError
    from cairn.engine.measure.table import read_table

    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            sheet = read_table(stream, name=path.name).sheets[0]
        return read(enumerate(sheet.rows, start=1), file=path.name)
    except (TableError, PlacesError) as fault:
        raise InputFault(str(fault)) from None


def read_released(paths, definition):
    """Read what left before; the faults of all files are told at once."""
    found, faults = [], []
    for path in paths:
        try:
            found.append(_released(path, definition))
        except ValueError as fault:
            faults.append(str(fault))
    if faults:
        raise InputFault("\n".join(faults))
    return found


def _released(path, definition):
    from cairn.engine.measure import earlier
    from cairn.engine.measure.bundle import verify_bundle
    from cairn.engine.measure.table import read_table

    data = path.read_bytes()
    if not earlier.is_json(data):
        with path.open("rb") as stream:
            sheet = read_table(stream, name=path.name).sheets[0]
        return earlier.of_table(enumerate(sheet.rows, start=1), file=path.name)
    found = earlier.plain(data, file=path.name)
    if "signature" in found:
        try:
            found = verify_bundle(data.decode("utf-8-sig"))
        except ValueError as fault:
            raise ValueError(f"{path.name}: {fault}") from None
    return earlier.of_object(found, definition, file=path.name)


def leaving(definition, values, options, places, name):
    """Say what would leave of values, as the engine does; what it refuses is the fault of an input."""
    from cairn.engine.measure.leaving import leaving as would_leave

    released = read_released(options["released_files"], definition)
    with faults_as_told(name):
        return would_leave(
            definition, values, threshold=options["threshold"], places=places, released=released
        )


def result(definition, values, out, places):
    """Return what a run and a merge print as JSON."""
    told = as_told(places)
    return {
        "measure": {
            "id": definition.name, "version": definition.version, "title": definition.document["title"],
            "sha256": definition.content_hash, "unit": definition.document.get("unit", ""),
            "better": definition.better,
        },
        "values": [told(one) for one in values],
        "leaves": {
            "rule": out.rule, "threshold": out.threshold, "zero_allowed": out.zero_allowed,
            "round_to": out.round_to, "held": out.held, "already_out": out.already_out,
            "values": [told(one) for one in out.values],
        },
    }  # fmt: skip


def as_told(places):
    """Return how a value is told as JSON: where places are nested, with the level and name of its place."""
    if places is None:
        return lambda one: one.as_json()
    return lambda one: one.as_json() | {
        "level": places.level(one.place), "name": places.names.get(one.place, "")
    }  # fmt: skip
