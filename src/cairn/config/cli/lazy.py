"""A group of commands of which each is imported only when it is called."""

import importlib
from collections.abc import Mapping

import click


class LazyGroup(click.Group):
    """A group over a package; `parts` gives each command, in order, its module there and its name in that."""

    def __init__(self, *args, package: str, parts: Mapping[str, tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.package, self.parts = package, parts

    def list_commands(self, ctx):
        """List the commands in the order of the work."""
        return list(self.parts)

    def get_command(self, ctx, cmd_name):
        """Import the module of a command."""
        if cmd_name not in self.parts:
            return None
        module, name = self.parts[cmd_name]
        return getattr(importlib.import_module(f"{self.package}.{module}"), name)
