"""The `cairn` command: every computation alone on files, and the few acts of an operator.

Each command stands in the module of its name and is imported only when it is called, so that
`cairn map` never loads Django.
"""

import importlib

import click

from cairn import __version__

COMMANDS = {
    "map": "Draw the opinion map of an exported conversation.",
    "allocate": "Allot a budget to projects from a .pb file of votes.",
    "signal": "Say what a stated rule finds in a series.",
    "record": "Check the record: heads, receipts, proofs.",
    "conversation": "Import an exported conversation into a collective.",
    "measure": "Load a spreadsheet of values for a measure.",
    "collective": "Begin a collective and give it its first steward.",
    "demo": "Make the invented demo collective.",
    "serve": "Serve Cairn on this machine.",
    "manage": "Run a Django management command (migrate, check, shell …).",
}


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx):
        """List the commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx, cmd_name):
        """Import the module of a command and return its `command`."""
        if cmd_name not in COMMANDS:
            return None
        return importlib.import_module(f"cairn.config.cli.{cmd_name}").command

    def format_commands(self, ctx, formatter):
        """Show the list without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cairn")
def main():
    """Cairn: many groups hold one pathway, make it together, act on it and see what the data says."""
