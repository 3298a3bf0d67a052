"""Rows of participation, made by the actions themselves."""

from dataclasses import dataclass
from datetime import date, timedelta

from cairn.network.models import Constituent
from cairn.participation.actions import consents, contributions, drafts, gatherings, processes
from cairn.participation.models import Contribution, Draft, Gathering, Process
from cairn.participation.queries.rules import RULES
from cairn.pathway.actions import add_component
from cairn.pathway.models import Version
from tests.factories import AT, Cast, make_constituent

OPENS = date(2026, 2, 1)


def make_process(
    cast: Cast, *, rule="all", closes_on=None, components=(), title="Second revision"
) -> Process:
    """Open a process from February on."""
    about = {
        "title": title,
        "purpose": "What we hold about the river.",
        "rule": RULES[rule].rule,
        "opens_on": OPENS,
        "closes_on": closes_on,
    }
    return processes.open_process(
        collective=cast.collective, about=about, components=components, by=cast["steward"], at=AT
    )


def make_gathering(cast: Cast, process, *, said=("The river has rights.",), title="Assembly") -> Gathering:
    """Record a gathering of the upper valley with one statement for each text."""
    about = {
        "title": title,
        "process": process,
        "held_on": date(2026, 2, 20),
        "place": cast.place,
        "language": "en",
        "agreements": "Meet again in May.",
        "reservations": "",
    }
    voices = [
        {"text": text, "constituent": cast.upper_valley, "role": "elder", "voice": "relayed"} for text in said
    ]
    return gatherings.record_gathering(
        collective=cast.collective,
        about=about,
        attendance=[{"constituent": cast.upper_valley, "role": "elder", "people": 12}],
        voices=voices,
        by=cast["facilitator"],
        at=AT,
    )


def make_contribution(
    cast: Cast, process, *, text="Water comes first.", who="member", **words
) -> Contribution:
    """Give a contribution of a member of the upper valley."""
    words = {
        "kind": "statement",
        "text": text,
        "language": "en",
        "voice": "self",
        "speaker": cast[who],
        "constituent": cast.upper_valley,
        **words,
    }
    return contributions.give_contribution(process=process, words=words, by=cast[who], at=AT)


def make_draft(
    cast: Cast, process, *, title="Water first", body="Water comes first. We meet in May."
) -> Draft:
    """Open a draft of a new principle."""
    words = {"language": "en", "title": title, "body": body, "reason": "From the gatherings."}
    return drafts.open_draft(
        process=process, component="principle", words=words, by=cast["facilitator"], at=AT
    )


def make_version(cast: Cast, process, **words) -> Version:
    """Put a draft forward."""
    draft = make_draft(cast, process, **words)
    return drafts.put_forward(draft=draft, by=cast["facilitator"], at=AT)


def say(cast: Cast, version, constituent: Constituent, state="consent", *, text="", at=AT):
    """Record what a constituent says."""
    said = {"state": state, "text": text, "way": "council", "given_by": "Rosa Amaru", "evidence": ""}
    return consents.record_consent(
        version=version, constituent=constituent, said=said, by=cast["facilitator"], at=at
    )


def answer(cast: Cast, contribution, outcome="taken_up", *, at=AT, **more):
    """Answer a contribution."""
    given = {"outcome": outcome, "reason": "", "draft": None, "passage": "", "moved_to": None, **more}
    return contributions.answer_contribution(
        contribution=contribution, answer=given, by=cast["facilitator"], at=at
    )


def publish(cast: Cast, *, title="Pathway 1", at=AT):
    """Publish what is agreed."""
    return consents.publish(collective=cast.collective, title=title, foreword="", by=cast["steward"], at=at)


@dataclass
class Thread:
    """One whole way from a voice to a published text."""

    process: Process
    gathering: Gathering
    contribution: Contribution
    draft: Draft
    version: Version


def make_thread(cast: Cast, *, published=True, n=1) -> Thread:
    """Walk from a gathering to an edition; `n` of everything that is listed."""
    process = make_process(cast)
    processes.add_round(
        process=process,
        kind="gather",
        opens_on=OPENS,
        closes_on=OPENS + timedelta(20),
        by=cast["steward"],
        at=AT,
    )
    gathering = None
    for k in range(n):
        gathering = make_gathering(
            cast, process, said=(f"The river has rights, {k}.",), title=f"Assembly {k}"
        )
        draft = make_draft(cast, process, title=f"Water first {k}")
        contribution = gathering.contributions.get()
        answer(cast, contribution, draft=draft, passage="Water comes first.")
        theme = contributions.name_theme(
            process=process, title=f"Water {k}", summary="", is_minority=k % 2 == 1, by=cast["steward"], at=AT
        )
        contributions.weave(theme=theme, add=[contribution], leave=[], by=cast["steward"], at=AT)
        drafts.raise_objection(
            draft=draft, constituent=cast.lower_delta, reason="Too short.", by=cast["neighbour"], at=AT
        )
        version = drafts.put_forward(draft=draft, by=cast["facilitator"], at=AT)
        for constituent in (cast.upper_valley, cast.lower_delta):
            say(cast, version, constituent)
        if k:
            make_constituent(cast.collective, f"Reach {k}", is_consulted=False)
    if published:
        publish(cast)
    draft.refresh_from_db()
    return Thread(process, gathering, contribution, draft, version)


def later(days: int):
    """Return a moment some days after the beginning."""
    return AT + timedelta(days=days)


def add_principle(cast: Cast):
    """Add an empty principle."""
    return add_component(
        collective=cast.collective, kind="principle", origin="intentional", by=cast["steward"], at=AT
    )
