"""Who stood behind a text when it was published, in words and as the parts of a bar. No database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cairn.web.charts.bars import Segment

STATES = ("consent", "reservation", "withheld", "withdrawn", "not_reached")
LOOKS = {
    "consent": "solid",
    "reservation": "hatched",
    "withheld": "refusal",
    "withdrawn": "dotted",
    "not_reached": "open",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The counts by state, the reservations in their own words, and the rule that judged them."""

    counts: dict[str, int]
    reservations: list[dict[str, str]]
    rule: str
    outcome: str
    reason: str

    @property
    def asked(self):
        """Return how many constituents were to be asked, reached or not; none without a rule."""
        said = sum(count for state, count in self.counts.items() if state != "not_reached")
        return 0 if self.outcome == "none" and not said else sum(self.counts.values())

    @property
    def verdict(self):
        """Say in one sentence who stood behind the text."""
        if not self.asked:
            return _("Nobody was asked for consent to this text.")
        behind = self.counts["consent"] + self.counts["reservation"]
        said = ngettext(
            "%(behind)s of %(asked)s constituent stands behind it.",
            "%(behind)s of %(asked)s constituents stand behind it.",
            self.asked,
        )
        return said % {"behind": behind, "asked": self.asked}

    @property
    def segments(self):
        """Return the parts of the bar, each with its words; a state nobody is in has none."""
        return [
            Segment(label_of(state, count), count, LOOKS[state])
            for state, count in self.counts.items()
            if count
        ]

    @property
    def judged(self):
        """Return the rule and what came of it, as it was written on the day."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.rule, self.reason) if part)


def standing_of(kept):
    """Read what an edition keeps of a text's standing; what is missing counts nobody."""
    return Standing(
        counts={state: int(kept.get(state) or 0) for state in STATES},
        reservations=list(kept.get("reservations") or []),
        rule=kept.get("rule", ""),
        outcome=kept.get("outcome", ""),
        reason=kept.get("reason", ""),
    )


def label_of(state, count):
    """Name a state after its count: 9 consent, 1 is not yet reached."""
    return {
        "consent": ngettext("consents", "consent", count),
        "reservation": ngettext("consents with a reservation", "consent with a reservation", count),
        "withheld": ngettext("withholds consent", "withhold consent", count),
        "withdrawn": ngettext("withdrew consent", "withdrew consent", count),
        "not_reached": ngettext("is not yet reached", "are not yet reached", count),
    }[state]
