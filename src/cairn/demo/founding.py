"""The founding: the collective, its places, constituents, people and mandates."""

from cairn.demo.story import network as story
from cairn.network.actions import (
    add_constituent,
    add_place,
    found_collective,
    give_role,
    record_mandate,
)
from cairn.network.models import Person

FOUNDED = 24  # months ago


def plan(calendar):
    """Put the founding on the calendar."""
    world = calendar.world
    calendar.on(world.at(FOUNDED, 3, 8), found)
    calendar.on(world.at(FOUNDED, 3, 9), place)
    calendar.on(world.at(FOUNDED, 3, 11), gather_constituents)
    calendar.on(world.at(FOUNDED, 5), welcome_people)
    calendar.on(world.at(FOUNDED, 8), note_mandates)


def address(key):
    """Return a demo person's e-mail address, in a domain that nobody can have."""
    return f"{key}@three-rivers.example"


def found(world, at):
    """Found the collective; whoever founds it is its steward."""
    key, name, _role, _constituent = story.PEOPLE[0]
    world.people[key] = Person.objects.create_user(address(key), name, is_invented=True)
    world.collective = found_collective(
        fields={**story.COLLECTIVE, "is_invented": True}, by=world.steward, at=at
    )


def place(world, at):
    """Add the places, from the whole basin down to the landings."""
    for name, kind, within in story.PLACES:
        fields = {"kind": kind, "name": name, "within": world.places.get(within)}
        world.places[name] = add_place(collective=world.collective, fields=fields, by=world.steward, at=at)


def gather_constituents(world, at):
    """Add the constituents; a community may be part of two nations."""
    for name, kind, where, population, parents in story.CONSTITUENTS:
        fields = {
            "kind": kind,
            "name": name,
            "joined_on": at.date(),
            "place": world.places.get(where),
            "population": population,
            "parents": world.named(parents),
        }
        world.constituents[name] = add_constituent(
            collective=world.collective, fields=fields, by=world.steward, at=at
        )


def welcome_people(world, at):
    """Give everybody their role; the invented addresses get no mail."""
    for key, name, role, constituent in story.PEOPLE[1:]:
        person = Person.objects.create_user(address(key), name, is_invented=True)
        world.people[key] = person
        belongs = world.constituents.get(constituent)
        fields = {"email": person.email, "role": role, "name": name, "constituent": belongs}
        give_role(collective=world.collective, fields=fields, by=world.steward, at=at)


def note_mandates(world, at):
    """Note who may speak for whom; several are not known, and that is shown."""
    by_name = {person.name: person for person in world.people.values()}
    for constituent, holder, basis, given_by, scope in story.MANDATES:
        fields = {
            "holder": holder,
            "person": by_name.get(holder),
            "basis": basis,
            "given_by": given_by,
            "scope": scope,
            "since_on": None if basis == "unknown" else at.date(),
        }
        record_mandate(constituent=world.constituents[constituent], fields=fields, by=world.steward, at=at)
