"""`cairn conversation`: import an exported conversation into a collective, and draw its map again."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click

from cairn.config.cli.database import open_database
from cairn.config.cli.output import InputFault, console, print_table


@click.group()
def command():
    """Import an exported conversation into a collective, or draw a map again."""


@command.command("import", short_help="Import an exported conversation and draw its map.")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--collective", "slug", required=True, metavar="SLUG", help="The collective it is imported into."
)
@click.option("--title", default="", help="Its title; else the topic of the export.")
@click.option("--attribution", default="", help="Whose data it is and under which terms; shown on its pages.")
@click.option("--language", default="", metavar="CODE", help="Its language; else the collective's own.")
def import_folder(folder, slug, title, attribution, language):
    """Import the exported conversation in DIR, whole or not at all, and draw its map.

    DIR holds summary.csv, comments.csv, and votes.csv or participants-votes.csv.

    Example: cairn conversation import exports/parks --collective rivers --attribution "Parks, CC BY 4.0"
    """
    collective = _collective(slug)
    from cairn.participation.actions.conversation_imports import import_conversation
    from cairn.participation.actions.refusal import Refused

    about = {"title": title, "language": language or collective.language}
    began = time.monotonic()
    with ExitStack() as opened:
        files = _files(folder, opened)
        try:
            conversation = import_conversation(
                collective=collective,
                files=files,
                by=None,
                at=datetime.now(UTC),
                attribution=attribution,
                about=about,
            )
        except Refused as refusal:
            raise InputFault(str(refusal)) from refusal
    seconds = time.monotonic() - began
    console.print(
        f"Imported “{conversation.title}” into {collective.name} in {seconds:.1f} s; its map is drawn.",
        markup=False,
        soft_wrap=True,
    )
    _print_counts(conversation)


@command.command("redraw", short_help="Draw the map of a conversation again.")
@click.argument("pk", metavar="NUMBER", type=int)
@click.option("--collective", "slug", required=True, metavar="SLUG", help="The collective it belongs to.")
def redraw(pk, slug):
    """Draw the map of a conversation again; NUMBER stands in its address.

    Example: cairn conversation redraw 12 --collective rivers
    """
    collective = _collective(slug)
    from cairn.participation.actions.opinion_maps import draw_map

    conversation = collective.conversations.filter(pk=pk).first()
    if conversation is None:
        raise InputFault(f"{collective.name} has no conversation {pk}. Look at the number in its address.")
    if draw_map(conversation=conversation, at=datetime.now(UTC)) is None:
        raise InputFault(f"Nobody has voted in “{conversation.title}” yet, so there is no map to draw.")
    console.print(f"The map of “{conversation.title}” is drawn again.", markup=False, soft_wrap=True)
    _print_counts(conversation)


def _collective(slug):
    """Start Django, and find the collective."""
    open_database()
    from cairn.network.models import Collective

    collective = Collective.objects.select_related("log").filter(slug=slug).first()
    if collective is None:
        there = ", ".join(Collective.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise InputFault(f"--collective {slug}: there is no such collective (there are: {there}).")
    return collective


def _files(folder, opened):
    """Open the files of the export that are there."""
    from cairn.engine.opinion.export import FILES

    paths = [folder / name for name in FILES if (folder / name).is_file()]
    return {path.name: opened.enter_context(path.open("rb")) for path in paths}


def _print_counts(conversation):
    from cairn.participation.models import OpinionMap
    from cairn.participation.queries.opinion_maps import Reading

    drawn = OpinionMap.objects.filter(conversation=conversation).first()
    rows = [
        ("statements", conversation.statements.count()),
        ("participants", conversation.participants.count()),
    ]
    if drawn:
        found = Reading(drawn)
        rows += [("votes", drawn.n_votes), ("groups", len(found.groups)), ("contested", len(found.contested))]
        rows.append(("shared by every group", len(found.common)))
    print_table("", ("", "count"), rows)
    console.print(f"{conversation.get_absolute_url()}map/", markup=False, soft_wrap=True)
