"""Bring several amendments of one text together; what they say differently is reported, never decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cairn.engine.redline.ordering import Placed, order_of
from cairn.engine.redline.paragraphs import Paragraph
from cairn.engine.redline.tokens import BREAK, words_of
from cairn.engine.redline.words import EFFORT, edits_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one amendment makes of a paragraph; None is "drop it"."""

    amendment: str
    text: str | None
    after: str | None = None  # of what is added or moved: the text that it follows, "" at the start


@dataclass(frozen=True, slots=True)
class Conflict:
    """Amendments that cannot all be taken: `kind` says in what.

    `words`: they change the same words. `drop`: one drops what another changes or moves. `place`: they add
    different paragraphs in one place. `move`: they move a paragraph to places that exclude each other. The
    merged text stands there as it did before.
    """

    kind: str
    paragraph: str  # its identity; of a place, that of the paragraph before it, or "" at the start
    before: str
    proposals: tuple[Proposal, ...]

    @property
    def text(self) -> str:
        """Say it in English."""
        names = ", ".join(proposal.amendment for proposal in self.proposals)
        told = {
            "words": "change the same words of a paragraph:",
            "drop": "disagree whether to drop a paragraph:",
            "place": "put different paragraphs after",
            "move": "move a paragraph to different places:",
        }
        if not self.paragraph:
            return f"{names} put different paragraphs at the beginning"
        return f"{names} {told[self.kind]} {quoted(self.before)}"


@dataclass(frozen=True, slots=True)
class Merge:
    """The text with every amendment that could be taken, and what could not."""

    paragraphs: tuple[Paragraph, ...]
    conflicts: tuple[Conflict, ...]
    taken: Mapping[str, tuple[str, ...]]  # by paragraph: the amendments whose words stand there


def merge(
    base: Sequence[Paragraph], amendments: Mapping[str, Sequence[Paragraph]], *, effort: int = EFFORT
) -> Merge:
    """Merge amendments that were each made from `base` (with `follow`, so that identities agree).

    A change of one amendment, or the same change of several, is taken. Changes to different words of one
    paragraph are joined where at least one word between them stayed. Everything else is a conflict. The order
    of the amendments never matters.
    Units: effort in steps of the search over all paragraphs.
    Source: the three-way merge as formalised by Khanna, Kunal & Pierce (2007), on paragraphs, then on words.

    >>> from cairn.engine.redline.paragraphs import first_paragraphs, follow
    >>> base = first_paragraphs("We meet each May in the hall.")
    >>> merge(base, {"Ash": follow(base, "We meet each June in the hall."),
    ...              "Fir": follow(base, "We meet each May in the school.")}).paragraphs[0].text
    'We meet each June in the school.'
    """
    names = sorted(amendments)
    told = {name: {p.id: p.text for p in amendments[name]} for name in names}
    n_revised = sum(told[name].get(p.id) not in (None, p.text) for p in base for name in names) or 1
    ids = [paragraph.id for paragraph in base]
    known = set(ids)
    order = order_of(ids, {name: [p.id for p in amendments[name]] for name in names})
    parts = [
        _merged(paragraph, told, effort // n_revised, order.moved.get(paragraph.id, ())) for paragraph in base
    ]
    texts = {part.id: part.text for part in parts if part.text is not None}
    texts |= {one: text for name in names for one, text in told[name].items() if one not in known}
    taken = {part.id: part.amendments for part in parts if part.amendments}
    taken |= {one: tuple(n for n in names if one in told[n]) for one in order.ids if one not in known}
    return Merge(
        tuple(Paragraph(identity, texts[identity]) for identity in order.ids if identity in texts),
        (
            *(part.conflict for part in parts if part.conflict is not None),
            *(_about_places(group, base, texts) for group in order.contested),
        ),
        taken,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph of the base after merging; text None is dropped."""

    id: str
    text: str | None
    amendments: tuple[str, ...] = ()
    conflict: Conflict | None = None


def _merged(
    paragraph: Paragraph, told: Mapping[str, Mapping[str, str]], effort: int, movers: tuple[str, ...]
) -> _Part:
    """Merge what the amendments make of one paragraph."""
    proposals = tuple(
        Proposal(name, texts.get(paragraph.id))
        for name, texts in told.items()
        if texts.get(paragraph.id) != paragraph.text
    )
    names = tuple(proposal.amendment for proposal in proposals)
    wanted = {proposal.text for proposal in proposals}
    if not proposals:
        return _Part(paragraph.id, paragraph.text)
    if None in wanted and (len(wanted) > 1 or movers):
        kept = [Proposal(name, paragraph.text) for name in movers if name not in names]
        return _left(paragraph, "drop", (*proposals, *kept))
    if len(wanted) == 1:
        return _Part(paragraph.id, proposals[0].text, names)
    joined = _joined(paragraph.text, sorted(text for text in wanted if text is not None), effort)
    if joined is None:
        return _left(paragraph, "words", proposals)
    return _Part(paragraph.id, joined, names)


def _left(paragraph: Paragraph, kind: str, proposals: tuple[Proposal, ...]) -> _Part:
    """Leave a paragraph as it was, and report why."""
    conflict = Conflict(kind, paragraph.id, paragraph.text, proposals)
    return _Part(paragraph.id, paragraph.text, conflict=conflict)


def _joined(before: str, texts: Sequence[str], effort: int) -> str | None:
    """Apply the edits of several texts to one; None where two of them meet or touch."""
    edits = sorted({edit for text in texts for edit in edits_of(before, text, effort=effort)})
    if any(after.low <= edit.high for edit, after in pairwise(edits)):
        return None
    words, parts, at = words_of(before), list[str](), 0
    for edit in edits:
        parts += [*words[at : edit.low], edit.text]
        at = edit.high
    return "".join([*parts, *words[at:]])


def _about_places(group: Sequence[Placed], base: Sequence[Paragraph], texts: Mapping[str, str]) -> Conflict:
    """Report what stands against each other in one place, or one paragraph in several places."""
    was = {paragraph.id: paragraph.text for paragraph in base}
    is_one_place = len({placed.anchor for placed in group}) == 1
    about = group[0].anchor if is_one_place else _shared(group)
    proposals = [
        Proposal(
            name, BREAK.join(texts.get(identity, "") for identity in placed.ids), was.get(placed.anchor, "")
        )
        for placed in group
        for name in placed.amendments
    ]
    ordered = tuple(sorted(proposals, key=lambda one: one.amendment))
    return Conflict("place" if is_one_place else "move", about, was.get(about, ""), ordered)


def _shared(group: Sequence[Placed]) -> str:
    """Return a paragraph that several would put somewhere; of a circle, the first."""
    seen: set[str] = set()
    for placed in group:
        for identity in placed.ids:
            if identity in seen:
                return identity
            seen.add(identity)
    return group[0].ids[0]


def quoted(text: str) -> str:
    """Return the first words of a text, in quotation marks."""
    return f"“{text if len(text) <= 60 else text[:60].rsplit(' ', 1)[0] + ' …'}”"
