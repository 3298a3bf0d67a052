"""The `cairn` command: every computation alone on files, and the few acts of an operator.

Each command stands in the module of its name and is imported only when it is called, so that
`cairn map` never loads Django.
"""

import io
import sys

import click

from cairn import __version__
from cairn.config.cli.lazy import LazyGroup

COMMANDS = {
    "map": "Draw the opinion map of an exported conversation.",
    "predict": "Place people with their uncertainty, and predict votes not yet cast.",
    "next": "Choose the statement to show a participant next, and say why.",
    "slate": "Choose a few statements that speak for many, with a certificate.",
    "allocate": "Allot a budget to projects from a .pb file of votes.",
    "decide": "Apply a decision rule to how the constituents stand, or to ballots.",
    "redline": "Compare two texts, or merge amendments of one.",
    "finance": "Cost a plan, find its gap, name the earmarks that bind.",
    "measure": "Run a measure over your own data, and see exactly what would leave.",
    "signal": "Say what a stated rule finds in a series.",
    "quality": "Say whether data may be relied on, whether gaps close, outcomes improve, pledges suffice.",
    "effect": "Say what a practice changed, from a panel of units or from sites' statistics.",
    "ask": "Say what documents say to a question, quoting them, or that they do not.",
    "record": "Check the record: heads, receipts, proofs.",
    "conversation": "Import an exported conversation into a collective.",
    "collective": "Begin a collective and give it its first steward.",
    "export": "Export everything a collective holds, in open formats.",
    "backup": "Back up a whole installation while it is being served.",
    "restore": "Restore a backup, whole or not at all, on SQLite or PostgreSQL.",
    "demo": "Make the invented demo collective.",
    "serve": "Serve Cairn on this machine.",
    "manage": "Run a Django management command (migrate, check, shell …).",
}
FIRST_ON_A_SERVER = "conversation"  # this command and those after it open the database


class Commands(LazyGroup):
    """The command itself."""

    def main(self, *args, **kwargs):
        """Run; a terminal that lacks a character gets a question mark in its place."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def format_commands(self, ctx, formatter):
        """Show the list without importing anything: first what works on files alone."""
        told = list(COMMANDS.items())
        first = list(COMMANDS).index(FIRST_ON_A_SERVER)
        for heading, part in (("On your own files", told[:first]), ("With a database", told[first:])):
            with formatter.section(heading):
                formatter.write_dl(part)


@click.group(
    cls=Commands,
    package=__name__,
    parts={name: (name, "command") for name in COMMANDS},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="cairn")
def main():
    """Cairn: many groups hold one pathway, make it together, act on it and see what the data says."""
