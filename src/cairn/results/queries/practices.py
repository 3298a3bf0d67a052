"""Practices and methods with their trials and adoptions: what was tried where, and what came of it."""

from dataclasses import dataclass

from cairn.pathway.models import Component


@dataclass(frozen=True)
class PracticeRow:
    """A practice with every site that tried it; no single score without the list."""

    practice: Component
    title: str
    trials: tuple
    adoptions: tuple

    @property
    def running(self):
        """Return the trials that run."""
        return [trial for trial in self.trials if not trial.closed_at]

    @property
    def lessons(self):
        """Return the trials that stopped with a lesson."""
        return [trial for trial in self.trials if trial.decision == "abandon"]


def practices(collective):
    """Return what was tried and what was taken up, most adopted first, in a fixed number of queries."""
    rows = (
        collective.components.filter(kind__in=["practice", "method"], retired_on=None)
        .select_related("collective")
        .prefetch_related("versions__texts", "trials__constituent", "adoptions__constituent")
    )
    found = [_row(component) for component in rows]
    return sorted(found, key=lambda row: (-len(row.adoptions), -len(row.trials), row.practice.pk))


def _row(component):
    newest = max(component.versions.all(), key=lambda version: version.number, default=None)
    title = newest.text.title if newest and newest.text else str(component)
    trials = sorted(component.trials.all(), key=lambda trial: (trial.starts_on, trial.pk))
    adoptions = sorted(component.adoptions.all(), key=lambda adoption: (adoption.adopted_on, adoption.pk))
    return PracticeRow(component, title, tuple(trials), tuple(adoptions))
