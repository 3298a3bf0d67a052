"""A draft as its page tells it: the words, what changed, the objections, and whose words went in."""

from dataclasses import dataclass

from cairn.engine.redline import Difference, difference
from cairn.participation.models import Draft, Objection, Revision
from cairn.pathway.models import Version


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two texts, in the title and in the body."""

    title: Difference
    body: Difference

    @property
    def is_empty(self):
        """Say whether nothing changed."""
        return self.title.is_empty and self.body.is_empty

    @property
    def added(self):
        """Return how many words came."""
        return self.title.added + self.body.added

    @property
    def dropped(self):
        """Return how many words went."""
        return self.title.dropped + self.body.dropped


def drafts_of(collective):
    """Return the drafts of a collective, ready for a page."""
    rows = Draft.objects.filter(process__collective=collective)
    return rows.select_related("process__collective", "component__collective", "version").prefetch_related(
        "revisions__made_by", "version__component"
    )


def change(before, after):
    """Compare two texts word by word; each has a title and a body."""
    return Change(difference(before.title, after.title), difference(before.body, after.body))


def before(revision):
    """Return the revision of the same language before it, or the component's version it set out from."""
    draft = revision.draft
    same = [
        one
        for one in draft.revisions.all()
        if one.language == revision.language and one.number < revision.number
    ]
    if same:
        return max(same, key=lambda one: one.number)
    return version_text(draft, revision.language)


def version_text(draft, language):
    """Return the component's text that a draft sets out to change, or None for a new component."""
    rows = Version.objects.filter(component=draft.component, created_at__lte=draft.created_at)
    version = rows.order_by("-number").prefetch_related("texts").first()
    return (
        next((text for text in version.texts.all() if text.language == language), None) if version else None
    )


def last_change(draft):
    """Return what the latest revision changed, or None where there was nothing before it."""
    earlier = before(draft.latest)
    return change(earlier, draft.latest) if earlier else None


def objections(draft):
    """Return the objections to a draft: those that stand first."""
    rows = list(draft.objections.select_related("constituent", "raised_by").order_by("raised_at", "pk"))
    return sorted(rows, key=lambda one: one.outcome != Objection.Outcome.STANDING)


def revision(draft, number, default):
    """Return the revision of a number as typed in an address, or another one."""
    known = {str(one.number): one for one in draft.revisions.all()}
    return known.get(str(number), default)


def collision(draft, given):
    """Return what one needs who wrote while somebody else saved: their text, and how it differs."""
    mine = Revision(draft=draft, **given["words"])
    theirs = next((one for one in draft.newest if one.language == mine.language), draft.latest)
    base = revision(draft, given["based_on"], theirs)
    return {"theirs": theirs, "their_change": change(base, theirs), "my_change": change(theirs, mine)}
