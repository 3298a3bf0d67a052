"""`cairn quality`: whether data may be relied on, and what they say of gaps, progress and targets."""

import click

from cairn.config.cli.lazy import LazyGroup
from cairn.config.cli.output import Progress

PARTS = (
    "completeness", "check", "reconcile", "outliers", "standing", "milestone", "gaps", "progress", "slices",
)  # fmt: skip


class Quality(LazyGroup):
    """The group; each of its commands reads whole files first."""

    def invoke(self, ctx):
        """Run a subcommand; on a long file say after two seconds that it works."""
        with Progress() as tell:
            tell("Reading and computing")
            return super().invoke(ctx)


@click.group(cls=Quality, package=__name__, parts={name: (name, "command") for name in PARTS})
def command():
    """Say whether data may be relied on, and what they say of milestones, gaps, progress and targets.

    FILE is CSV, XLSX or ODS. Give one with a column of periods (--date), or one for each period with the
    period in its name, such as counts-2024-Q1.csv.
    """
