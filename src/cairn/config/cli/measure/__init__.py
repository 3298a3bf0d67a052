"""`cairn measure`: run a definition over a member's own data, check it, and see what would leave."""

import click

from cairn.config.cli.lazy import LazyGroup

PARTS = {
    "run": ("run", "run"),
    "summarise": ("parts", "summarise"),
    "merge": ("parts", "merge"),
    "check": ("check", "check"),
    "list": ("check", "list_starting"),
    "key": ("bundles", "key"),
    "verify": ("bundles", "verify"),
    "load": ("load", "load"),
}


@click.group(cls=LazyGroup, package=__name__, parts=PARTS)
def command():
    """Run a measure's definition over your own data, and see exactly what would leave."""
