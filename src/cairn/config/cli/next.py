"""`cairn next`: which statement to show a participant next, and why."""

from pathlib import Path

import click

from cairn.config.cli.map_input import CONSTITUENCIES, export_files, read_declared, read_folder, say_topic
from cairn.config.cli.output import JSON, InputFault, Progress, envelope, print_json, say

EXAMPLE = """\b
Examples:
  cairn next exports/parks --for 17
  cairn next exports/parks --constituency North --constituencies regions.csv
"""


@click.command(epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--for", "person", metavar="ID", help="The participant; without one, somebody new.")
@CONSTITUENCIES
@click.option(
    "--constituency", metavar="NAME", help="That of somebody new; a participant's own is in the file."
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Which of the statements that teach about as much.",
)
@JSON
def command(*, folder, person, constituencies, constituency, seed, is_json):
    """Choose the statement of DIR, an exported conversation, to show a participant next, and say why.

    It is the one from whose vote most is learned: where the participant stands, how the statement divides
    people, and what the participant's constituency thinks of it.
    """
    progress = Progress()
    progress("Reading the export")
    inputs = export_files(folder)
    try:
        export = read_folder(inputs)
        declared = read_declared(constituencies, export.votes) if constituencies else {}
        if person is not None and person not in export.votes.participants:
            raise InputFault(f"Participant {person} has no vote in {folder}. Use a number of its voter-id.")
        constituency = _constituency_of(person, constituency, declared)
        choice = _choose(export.votes, declared, (person, constituency), seed, progress)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()
    if is_json:
        options = {
            "for": person,
            "constituencies": str(constituencies) if constituencies else None,
            "constituency": constituency,
            "seed": seed,
        }
        print_json(envelope([*inputs, *filter(None, [constituencies])], options, as_json(export, choice)))
    else:
        print_choice(export, choice, constituency)


def _constituency_of(person, named, declared):
    """Return the constituency to ask for: that of the file, or of somebody new the one named."""
    if named and not declared:
        raise click.UsageError("--constituency needs --constituencies FILE.csv: who declared which?")
    own = declared.get(person)
    if named and own and named != own:
        raise click.UsageError(f"Participant {person} declared {own}; leave --constituency out.")
    return named or own


def _choose(votes, declared, who, seed, progress):
    """Fit the map, lay the counts out, and choose."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map
    from cairn.engine.opinion.routing import EVERYONE, next_statement, set_desk

    person, constituency = who
    progress("Placing people and statements")
    desk = set_desk(fit_ideal_map(votes, seed=seed), declared)
    is_own = votes.rows == (votes.participants.index(person) if person is not None else -1)
    cols, values = votes.cols[is_own], votes.values[is_own]
    return next_statement(desk, cols, values, constituency=constituency or EVERYONE, seed=seed)


def as_json(export, choice):
    """Return the choice as plain values; `statement` is null when everything has been seen."""
    if choice is None:
        return {"topic": export.topic, "statement": None, "reason": None}
    one = export.votes.statements[choice.statement]
    return {
        "topic": export.topic,
        "statement": one,
        "text": {statement.id: statement.text for statement in export.statements}[one],
        "code": choice.code,
        "params": dict(choice.params),
        "reason": choice.reason,
        "bits": dict(choice.bits),
        "probability": choice.probability,
        "n_near_best": choice.n_near_best,
        "rule": choice.rule,
    }


def print_choice(export, choice, constituency):
    """Print the statement and the reason."""
    said = as_json(export, choice)
    say_topic(export)
    if said["statement"] is None:
        say("Nothing is left to show: every open statement has been seen.")
        return
    say(f"Show statement {said['statement']} next, {said['reason']}.")
    say(f"\n{said['text']}\n")
    bits = said["bits"]
    told = bits["constituency"]
    of_constituency = "(held back)" if told is None else f"{told:.3f}"
    say(
        f"Learned, in bits: {bits['position']:.3f} of where the participant stands, {bits['statement']:.3f} "
        f"of how the statement divides people, {of_constituency} of what "
        f"{constituency or 'everyone'} thinks of it."
    )
