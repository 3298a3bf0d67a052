"""Practices and methods with their trials and adoptions: what was tried where, and what came of it."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _

from cairn.pathway.models import Component
from cairn.results.models import Adoption, Promotion, Trial

TRIED = ("practice", "method")


class State(NamedTuple):
    """How a trial stands: its word, and the tone and shape beside the word."""

    words: str
    tone: str
    shape: str


STATES = {
    "coming": State(_("to come"), "soft", "ring"),
    "running": State(_("running"), "soft", "half"),
    "over": State(_("over: what happened?"), "ochre", "square"),
    "adopt": State(_("worked: taken up"), "moss", "tick"),
    "adapt": State(_("worked in part: adapted"), "moss", "plus"),
    "abandon": State(_("stopped, with a lesson"), "moss", "diamond"),
}


def state_of_trial(trial, *, on):
    """Say how a trial stands on a day. One that stopped with a lesson has succeeded."""
    if trial.decision:
        return STATES[trial.decision]
    if on < trial.starts_on:
        return STATES["coming"]
    return STATES["over" if trial.ends_on < on else "running"]


def with_states(trials, *, on):
    """Give each trial its `state` on a day and the `title` of its practice."""
    for trial in trials:
        trial.state = state_of_trial(trial, on=on)
        trial.title = title_of(trial.practice).rstrip(".")
    return trials


@dataclass(frozen=True)
class PracticeRow:
    """A practice with every site that tried it; no single score without the list."""

    practice: Component
    title: str
    trials: tuple
    adoptions: tuple
    promotions: tuple
    is_called: bool  # into the pathway, by a process that is still open

    @property
    def lessons(self):
        """Return the trials that stopped with a lesson."""
        return [trial for trial in self.trials if trial.decision == "abandon"]


def practices(collective):
    """Return the practices and methods in use, most adopted first, then most tried."""
    rows = collective.components.filter(kind__in=TRIED, retired_on=None)
    counted = rows.annotate(adopted=Count("adoptions", distinct=True), tried=Count("trials", distinct=True))
    return counted.order_by("-adopted", "-tried", "pk")


def rows_of(components, *, on):
    """Return what was tried and taken up of some practices, in a fixed number of queries."""
    trials = Trial.objects.select_related("constituent", "collective").order_by("starts_on", "pk")
    adoptions = Adoption.objects.select_related("constituent").order_by("adopted_on", "pk")
    promotions = Promotion.objects.select_related("process__collective").order_by("called_at")
    found = components.select_related("collective").prefetch_related(
        "versions__texts",
        Prefetch("trials", queryset=trials),
        Prefetch("adoptions", queryset=adoptions),
        Prefetch("promotions", queryset=promotions),
    )
    return [_row(component, on) for component in found]


def _row(component, on):
    trials, promotions = tuple(component.trials.all()), tuple(component.promotions.all())
    ends = [promotion.process.closes_on for promotion in promotions]
    for trial in trials:
        trial.state = state_of_trial(trial, on=on)
    return PracticeRow(
        component,
        title_of(component),
        trials,
        tuple(component.adoptions.all()),
        promotions,
        any(end is None or end >= on for end in ends),
    )


def title_of(component):
    """Return the title of a component's newest version, or its kind and number."""
    newest = max(component.versions.all(), key=lambda version: version.number, default=None)
    return newest.text.title if newest and newest.text else str(component)
