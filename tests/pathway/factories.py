"""Rows of the pathway for tests, made by the package's own actions."""

from datetime import timedelta

from cairn.pathway import actions
from tests.factories import AT

STANDING = {
    "consent": 9,
    "reservation": 2,
    "withheld": 0,
    "withdrawn": 0,
    "not_reached": 1,
    "reservations": [
        {"constituent": "Upper valley", "text": "We ask that it include those who had to move."}
    ],
    "rule": "Consent of at least three in four constituents, and no objection on principle.",
    "outcome": "passed",
    "reason": "11 of 12 stand behind it.",
}


def make_component(cast, kind="principle", *, origin="intentional", owner=None):
    """Add a component that has no text yet."""
    return actions.add_component(
        collective=cast.collective, kind=kind, origin=origin, owner=owner, by=cast["steward"], at=AT
    )


def make_version(
    cast, component, title="Water first", body="Water comes first. We share it.", *, days=0, also=()
):
    """Add a version in English, and in the languages of `also`: pairs of language and title."""
    texts = [{"language": "en", "title": title, "body": body}]
    texts += [{"language": language, "title": words, "body": f"{words}."} for language, words in also]
    return actions.add_version(
        component=component,
        texts=texts,
        reason="First text",
        by=cast["steward"],
        at=AT + timedelta(days=days),
    )


def make_pathway(cast):
    """Add a component of each kind with a text, and the links between them."""
    titles = {
        "vision": ("The river runs clear", "El río corre limpio"),
        "principle": ("Those who live with a decision take part", "Quien vive con una decisión participa"),
        "method": ("Listening rounds", "Rondas de escucha"),
        "practice": ("Kitchen-table talks", "Charlas en la cocina"),
    }
    versions = {}
    for kind, (title, spanish) in titles.items():
        component = make_component(cast, kind, origin="emergent" if kind == "practice" else "intentional")
        body = f"{title}. It is so."
        versions[kind] = make_version(cast, component, title, body, also=[("es", spanish)])
    parts = {kind: version.component for kind, version in versions.items()}
    for source, target, kind in [("principle", "method", "guides"), ("method", "practice", "tried_as")]:
        actions.link_components(
            source=parts[source], target=parts[target], kind=kind, by=cast["steward"], at=AT
        )
    return versions


def make_edition(cast, versions=None, *, title="First edition", standing=STANDING, days=1):
    """Publish an edition of the versions given, each with the same standing."""
    versions = make_pathway(cast).values() if versions is None else versions
    return actions.publish_edition(
        collective=cast.collective,
        title=title,
        foreword="We made this together.",
        standings=[(version, standing) for version in versions],
        by=cast["steward"],
        at=AT + timedelta(days=days),
    )
