"""Plain rows of the network for tests."""

from cairn.network import actions
from cairn.network.models import Membership, Person
from tests.factories import AT, ON


def add_constituent(cast, name, **fields):
    """Add a constituent by the action."""
    fields = {"kind": "group", "name": name, "joined_on": ON, **fields}
    return actions.add_constituent(collective=cast.collective, fields=fields, by=cast["steward"], at=AT)


def record_mandate(cast, constituent, **fields):
    """Put a mandate on file by the action."""
    fields = {"holder": "Rosa Tanguila", **fields}
    return actions.record_mandate(constituent=constituent, fields=fields, by=cast["steward"], at=AT)


def make_invented(collective):
    """Make a collective and its people invented, as the demo's are."""
    collective.is_invented = True
    collective.save()
    Person.objects.filter(memberships__collective=collective).update(is_invented=True)
    return Membership.objects.filter(collective=collective)
