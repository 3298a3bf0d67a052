"""What changed from one edition to the next, word by word."""

from dataclasses import dataclass, field

from cairn.engine.redline import Difference, difference
from cairn.engine.redline.words import EFFORT
from cairn.pathway.models import EditionEntry, Text, Version
from cairn.pathway.queries.components import text_in


@dataclass(frozen=True, slots=True)
class Revised:
    """A text that was revised: its entry, the version before, and the difference in one language."""

    entry: EditionEntry
    before: Version
    text: Text
    title: Difference
    body: Difference

    @property
    def added(self):
        """Return how many words came."""
        return self.title.added + self.body.added

    @property
    def dropped(self):
        """Return how many words went."""
        return self.title.dropped + self.body.dropped


@dataclass(frozen=True, slots=True)
class Changes:
    """The entries added and revised, and those of the edition before that were dropped."""

    added: list[EditionEntry] = field(default_factory=list)
    revised: list[Revised] = field(default_factory=list)
    dropped: list[EditionEntry] = field(default_factory=list)

    @property
    def is_empty(self):
        """Say whether the two editions hold the same texts."""
        return not (self.added or self.revised or self.dropped)


def edition_changes(entries, before, *, language=None):
    """Compare the entries of an edition with those of the one before it."""
    here = {entry.version.component_id: entry for entry in entries}
    there = {entry.version.component_id: entry for entry in before}
    pairs = [
        (entry, there[pk])
        for pk, entry in here.items()
        if pk in there and there[pk].version_id != entry.version_id
    ]
    return Changes(
        added=[entry for pk, entry in here.items() if pk not in there],
        revised=[_revised(now, then, language, EFFORT // len(pairs)) for now, then in pairs],
        dropped=[entry for pk, entry in there.items() if pk not in here],
    )


def _revised(now, then, language, effort):
    """Compare two versions in the reader's language where both have it, else in the original's."""
    text, old = text_in(now.version, language), text_in(then.version, language)
    if text.language != old.language:
        originals = [
            min(version.texts.all(), key=lambda one: one.pk) for version in (now.version, then.version)
        ]
        text, old = originals
    return Revised(
        entry=now,
        before=then.version,
        text=text,
        title=difference(old.title, text.title, effort=effort // 2),
        body=difference(old.body, text.body, effort=effort // 2),
    )
