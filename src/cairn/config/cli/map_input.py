"""What the commands about opinion maps share: their options, and how they read."""

from contextlib import ExitStack

import click

from cairn.config.cli.output import FILE, JSON, InputFault, console, plain, say

TEXT = 70  # characters of a statement in a table


CONSTITUENCIES = click.option(
    "--constituencies",
    metavar="FILE.csv",
    type=FILE,
    help="Who declared which constituency: the columns participant and constituency.",
)
MIN_SIZE = click.option(
    "--min-size",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="People or votes below which a constituency is not shown apart.",
)


def drawing_options(command):
    """Add the options that say how a map is drawn."""
    options = (
        click.option("--groups", type=click.IntRange(1, 9), help="Draw so many groups, clear or not."),
        CONSTITUENCIES,
        click.option(
            "--populations",
            metavar="FILE.csv",
            type=FILE,
            help="How many people each constituency has: the columns constituency and population.",
        ),
        MIN_SIZE,
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=0,
            show_default=True,
            help="Which halves of the statements test the groups.",
        ),
        JSON,
    )
    for option in reversed(options):
        command = option(command)
    return command


def export_files(folder):
    """List the files of an export that are there, in a fixed order."""
    from cairn.engine.opinion.export import FILES

    return [folder / name for name in FILES if (folder / name).is_file()]


def read_folder(inputs):
    """Read an export from its files; ValueError if anything is at fault."""
    from cairn.engine.opinion.export import read_export

    with ExitStack() as open_files:
        return read_export({path.name: open_files.enter_context(path.open("rb")) for path in inputs})


def read_declared(path, votes):
    """Read who declared which constituency; ValueError if anything is at fault."""
    from cairn.engine.opinion.export import read_constituencies

    with path.open("rb") as file:
        declared = read_constituencies(file, name=str(path))
    if not declared.keys() & set(votes.participants):
        raise InputFault(
            f"{path}, column participant: none of its {len(declared)} participants voted in this "
            "conversation. Use the numbers of the export's voter-id."
        )
    return declared


def read_peoples(path):
    """Read how many people each constituency has; None where no file is given."""
    from cairn.engine.representation import read_populations

    if path is None:
        return None
    with path.open("rb") as file:
        return read_populations(file, name=str(path))


def shortened(text):
    """Put a statement on one line of a table."""
    line = " ".join(text.split())
    return line if len(line) <= TEXT else line[: TEXT - 1] + "…"


def say_topic(export):
    """Print what a conversation is about."""
    console.print(plain(export.topic), style="bold", soft_wrap=not console.is_terminal)


def say_below(text, indent):
    """Print what belongs to the line above, moved in."""
    from rich.padding import Padding

    if console.is_terminal:
        console.print(Padding(plain(text), (0, 0, 0, indent)))
    else:
        say(" " * indent + text)
