"""Plain rows for tests, and the one cast of people that recurs everywhere."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cairn.network.models import Collective, Constituent, Membership, Person, Place
from cairn.record.actions import open_log

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
ON = date(2026, 3, 1)


@dataclass
class Cast:
    """A collective and its people; `login(client, "member")` signs one of them in."""

    collective: Collective
    place: Place
    upper_valley: Constituent
    lower_delta: Constituent
    people: dict[str, Person]

    def __getitem__(self, who: str) -> Person:
        return self.people[who]

    def login(self, client, who: str | None):
        """Sign a person of the cast in; None stays without an account."""
        if who is not None:
            client.force_login(self.people[who])
        return client


def make_person(name: str) -> Person:
    """Make a person with an account."""
    return Person.objects.create_user(f"{name.lower().replace(' ', '.')}@example.org", name.title())


def make_collective(slug="rivers", name="Two Rivers", visibility="private") -> Collective:
    """Make a collective with its log."""
    return Collective.objects.create(
        slug=slug,
        name=name,
        languages=["en", "es"],
        visibility=visibility,
        log=open_log(origin=f"cairn/{slug}", at=AT),
        created_at=AT,
    )


def make_constituent(collective, name, *, kind="group", **fields) -> Constituent:
    """Make a constituent that joined in 2024."""
    return Constituent.objects.create(
        collective=collective, name=name, kind=kind, joined_on=date(2024, 1, 1), **fields
    )


def make_cast(visibility="private") -> Cast:
    """Make the cast: everybody but the outsider has a role in the collective."""
    collective = make_collective(visibility=visibility)
    place = Place.objects.create(collective=collective, kind="site", name="Confluence")
    upper = make_constituent(collective, "Upper valley", place=place, population=1200)
    lower = make_constituent(collective, "Lower delta", place=place, population=800)
    people = {
        who: make_person(who)
        for who in ("steward", "facilitator", "member", "neighbour", "observer", "outsider")
    }
    belongs = {"member": upper, "neighbour": lower}
    for who, role in {
        "steward": "steward",
        "facilitator": "facilitator",
        "member": "member",
        "neighbour": "member",
        "observer": "observer",
    }.items():
        Membership.objects.create(
            collective=collective, person=people[who], role=role, constituent=belongs.get(who), created_at=AT
        )
    return Cast(collective, place, upper, lower, people)
