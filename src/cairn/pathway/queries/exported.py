"""What an export holds of the pathway: its tables, and every edition as JSON and as Markdown."""

from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils.translation import override

from cairn.pathway.models import Component, ComponentLink, Edition, EditionEntry, Signature, Text, Version
from cairn.pathway.queries.editions import edition_contents, edition_json
from cairn.record.export import Table, json_block

PUBLISHED = {"versions__editions__isnull": False}
EXPORTED = (
    Table(Component, "collective", shared=lambda rows: rows.filter(**PUBLISHED)),
    Table(Version, "component__collective", shared=lambda rows: rows.published()),
    Table(
        Text,
        "version__component__collective",
        shared=lambda rows: rows.filter(version__editions__isnull=False),
    ),
    Table(
        ComponentLink,
        "source__collective",
        shared=lambda rows: rows.filter(
            source__versions__editions__isnull=False, target__versions__editions__isnull=False
        ),
    ),
    Table(Edition, "collective"),
    Table(
        EditionEntry, "edition__collective", members=frozenset({"standing"})
    ),  # names people: see edition.json
    Table(Signature, "edition__collective"),
)


def edition_files(collective, *, for_members) -> Iterator[tuple[str, list[bytes]]]:
    """Yield (name, blocks) for every edition: its JSON, and its text in each language it has."""
    for edition in collective.editions.order_by("number"):
        edition.collective = collective
        folder = f"pathway/edition-{edition.number}"
        with override("en"):
            contents = edition_contents(edition, for_members=for_members)
            yield f"{folder}/edition.json", json_block(edition_json(contents, for_members=for_members))
        for language in contents.languages:
            yield f"{folder}/edition.{language}.md", [_markdown(collective, edition, language, for_members)]


def _markdown(collective, edition, language, for_members):
    with override(language):
        contents = edition_contents(edition, language=language, for_members=for_members)
        text = render_to_string("pathway/edition.md", {"collective": collective, "contents": contents})
    return text.encode()
