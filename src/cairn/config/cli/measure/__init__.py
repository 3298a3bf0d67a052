"""`cairn measure`: run a definition over a member's own data, check it, and see what would leave."""

import importlib

import click

PARTS = {  # subcommand: its module and name there; each is imported only when it is called
    "run": ("run", "run"),
    "summarise": ("parts", "summarise"),
    "merge": ("parts", "merge"),
    "check": ("check", "check"),
    "list": ("check", "list_starting"),
    "key": ("bundles", "key"),
    "verify": ("bundles", "verify"),
    "load": ("load", "load"),
}


class Parts(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx):
        """List the subcommands in the order of the work."""
        return list(PARTS)

    def get_command(self, ctx, cmd_name):
        """Import the module of a subcommand."""
        if cmd_name not in PARTS:
            return None
        module, name = PARTS[cmd_name]
        return getattr(importlib.import_module(f"cairn.config.cli.measure.{module}"), name)


@click.group(cls=Parts)
def command():
    """Run a measure's definition over your own data, and see exactly what would leave."""
