"""`cairn quality`: whether data may be relied on, and what they say of gaps, progress and targets."""

import importlib

import click

from cairn.config.cli.output import Progress

PARTS = (  # each is imported from the module of its name only when it is called
    "completeness", "check", "reconcile", "outliers", "standing", "milestone", "gaps", "progress", "slices",
)  # fmt: skip


class Parts(click.Group):
    """A group that imports a subcommand when it is asked for."""

    def list_commands(self, ctx):
        """List the subcommands in the order of the work."""
        return list(PARTS)

    def get_command(self, ctx, cmd_name):
        """Import the module of a subcommand."""
        if cmd_name not in PARTS:
            return None
        return importlib.import_module(f"cairn.config.cli.quality.{cmd_name}").command

    def invoke(self, ctx):
        """Run a subcommand; on a long file say after two seconds that it works."""
        with Progress() as tell:
            tell("Reading and computing")
            return super().invoke(ctx)


@click.group(cls=Parts)
def command():
    """Say whether data may be relied on, and what they say of milestones, gaps, progress and targets.

    FILE is CSV, XLSX or ODS. Give one with a column of periods (--date), or one for each period with the
    period in its name, such as counts-2024-Q1.csv.
    """
