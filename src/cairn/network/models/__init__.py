"""Collectives, constituents, places, people, memberships and mandates."""

from cairn.network.models.collective import Collective, Constituency, Constituent, Place
from cairn.network.models.people import Mandate, Membership, Person

__all__ = ["Collective", "Constituency", "Constituent", "Mandate", "Membership", "Person", "Place"]
