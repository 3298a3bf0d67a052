"""Contributions as pages tell them: what was said, who spoke for whom, and what became of it."""

from cairn.participation.models import Disposition


def told(contributions):
    """Return contributions with all that one line about them shows, the newest first."""
    rows = contributions.with_answer().select_related(
        "collective", "constituent", "gathering", "speaker", "relayed_by", "process"
    )
    return rows.prefetch_related("themes").order_by("-given_at", "pk")


def history(contribution):
    """Return what was answered to a contribution, the newest first."""
    rows = contribution.dispositions.select_related(
        "draft__component__collective",
        "draft__version",
        "draft__process__collective",
        "moved_to__collective",
        "made_by",
    )
    return rows.order_by("-made_at", "-pk")


def taken_into(draft):
    """Return the dispositions that led words into a draft, with their contributions."""
    rows = Disposition.objects.filter(draft=draft).select_related(
        "contribution__collective", "contribution__constituent"
    )
    return rows.order_by("made_at", "pk")
