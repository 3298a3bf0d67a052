"""What the chapters of the making share: words of a draft, new components, what is said to texts."""

from cairn.pathway.actions import add_component

RESERVED = (
    "together",
    "Community of Upper Weir",
    "We agree, and ask that “its communities” include those who have had to move to the town.",
)


def words(language, title, body, reason=""):
    """Return the words of a draft as its actions take them."""
    return {"language": language, "title": title, "body": body, "reason": reason}


def new_component(world, at, key, kind, origin, owner):
    """Open a place in the pathway and remember it."""
    world[key] = add_component(
        collective=world.collective,
        kind=kind,
        origin=origin,
        owner=world.constituents.get(owner),
        by=world.steward,
        at=at,
    )
    return world[key]


def what_was_said(world, key, name):
    """Return what a constituent said to a text."""
    way = "council" if "Nation" in name else "meeting" if "Ministry" in name else "assembly"
    said = {"state": "consent", "text": "", "way": way, "given_by": ""}
    if (key, name) == RESERVED[:2]:
        said |= {"state": "reservation", "text": RESERVED[2]}
    if (key, name) == ("own-counting", "Ministry of Health"):
        said |= {
            "state": "reservation",
            "text": "The law asks us for a register of vaccines; we keep it to the names it asks for.",
        }
    if (key, name) == ("together", "Lantern Foundation"):
        said |= {
            "state": "withheld",
            "text": "The foundation decides on grants between meetings and cannot promise to wait.",
        }
    return said
