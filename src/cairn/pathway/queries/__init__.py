"""What the pages read: the pathway as it stands, and editions with what changed between them."""

from cairn.pathway.queries.changes import Changes, Revised, edition_changes
from cairn.pathway.queries.components import (
    Pathway,
    component_at,
    components_of,
    links_of,
    pathway_now,
    read_newest,
    text_in,
    versions_seen,
)
from cairn.pathway.queries.editions import (
    Contents,
    content_hash,
    edition_contents,
    edition_json,
    editions_of,
    entries_of,
    text_hash,
)

__all__ = [
    "Changes",
    "Contents",
    "Pathway",
    "Revised",
    "component_at",
    "components_of",
    "content_hash",
    "edition_changes",
    "edition_contents",
    "edition_json",
    "editions_of",
    "entries_of",
    "links_of",
    "pathway_now",
    "read_newest",
    "text_hash",
    "text_in",
    "versions_seen",
]
