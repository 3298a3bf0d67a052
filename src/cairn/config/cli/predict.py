"""`cairn predict`: where people stand with uncertainty, and what they would probably say to the rest."""

import math
from pathlib import Path

import click

from cairn.config.cli.map_input import export_files, read_folder, say_topic, shortened
from cairn.config.cli.output import JSON, InputFault, Progress, envelope, print_json, print_table, say

NOTHING = 0.005  # share of a direction that is printed as 0 %
SHOWN = 5  # rows of a table meant to be read
EXAMPLE = """\b
Examples:
  cairn predict exports/parks
  cairn predict exports/parks --for 17
  cairn predict exports/parks --dims auto --check --json > places.json
"""


class Dims(click.ParamType):
    """A number of directions, or `auto`."""

    name = "1-8|auto"

    def convert(self, value, param, ctx):
        """Return the number, or `auto` as it is."""
        if value == "auto" or isinstance(value, int):
            return value
        if value.isascii() and value.isdigit() and 1 <= int(value) <= 8:
            return int(value)
        return self.fail(f"{value!r} is neither a number from 1 to 8 nor auto.", param, ctx)


@click.command(epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--dims",
    type=Dims(),
    default=2,
    show_default=True,
    help="How many directions people differ in; auto: as many as hidden votes speak for.",
)
@click.option("--for", "person", metavar="ID", help="Also say what this participant would probably answer.")
@click.option(
    "--check",
    "is_checked",
    is_flag=True,
    help="Hide a tenth of the votes and see how well they are predicted.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Where the draws begin, and which votes are hidden.",
)
@JSON
def command(*, folder, dims, person, is_checked, seed, is_json):
    """Place the people of DIR, an exported conversation, on an ideal-point map, and predict unseen votes.

    DIR holds summary.csv, comments.csv, and votes.csv or participants-votes.csv. Everyone is placed from the
    first vote on, with how far the place may be off. What is said of a statement is the share of all
    participants who would agree if everyone took a side.
    """
    progress = Progress()
    progress("Reading the export")
    inputs = export_files(folder)
    try:
        export = read_folder(inputs)
        if person is not None and person not in export.votes.participants:
            raise InputFault(f"Participant {person} has no vote in {folder}. Use a number of its voter-id.")
        drawn, trials = _fit(export.votes, dims, seed, is_checked, progress)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()
    if is_json:
        options = {"dims": dims, "for": person, "check": is_checked, "seed": seed}
        print_json(envelope(inputs, options, as_json(export, drawn, trials, person)))
    else:
        print_places(export, drawn, trials, person)


def _fit(votes, dims, seed, is_checked, progress):
    """Choose the number of directions if asked to, check if asked to, and fit."""
    from cairn.engine.opinion.ideal.model import fit_ideal_map
    from cairn.engine.opinion.ideal.trial import choose_dims, try_out

    trials = ()
    if dims == "auto":
        progress("Trying one to six directions on hidden votes")
        choice = choose_dims(votes, seed=seed)
        dims, trials = choice.dims, choice.trials
    elif is_checked:
        progress("Predicting hidden votes")
        trials = (try_out(votes, dims=dims, seed=seed),)
    progress("Placing people and statements")
    return fit_ideal_map(votes, dims=dims, seed=seed), trials


def as_json(export, drawn, trials, person):
    """Return the map as plain values: full precision, ids as strings, null for what is missing."""
    votes = drawn.votes
    return {
        "topic": export.topic,
        "verdict": drawn.verdict,
        "rule": drawn.rule,
        "dims": drawn.dims,
        "share": drawn.share.tolist(),
        "noise": drawn.noise,
        "n_participants": len(votes.participants),
        "n_statements": len(votes.statements),
        "n_votes": len(votes.values),
        "n_sides": int(drawn.n_people_sides.sum()),
        "usual": {
            "mean": drawn.usual_person.mean.tolist(),
            "covariance": drawn.usual_person.covariance.tolist(),
        },
        "participants": _participants(drawn),
        "statements": _statements(export, drawn),
        "predictions": _predictions(drawn, person) if person is not None else None,
        "trials": [_trial(one) for one in trials],
        "warnings": [str(one) for one in export.warnings],
    }


def _participants(drawn):
    """List people: x and y are the first two coordinates; the covariance is of (readiness, position)."""
    import numpy as np

    n_votes = np.bincount(drawn.votes.rows, minlength=len(drawn.people))
    columns = {
        "id": drawn.votes.participants,
        "x": drawn.people[:, 1].tolist(),
        "y": drawn.people[:, 2].tolist() if drawn.dims > 1 else [None] * len(drawn.people),
        "position": drawn.positions.tolist(),
        "standard_error": drawn.standard_errors.tolist(),
        "readiness": drawn.people[:, 0].tolist(),
        "covariance": drawn.people_covariance.tolist(),
        "n_votes": n_votes.tolist(),
        "n_sides": drawn.n_people_sides.tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _statements(export, drawn):
    """List statements; those moderated out, or meta, have no figures."""
    from cairn.engine.opinion.ideal.model import expected_agreement

    share, error = expected_agreement(drawn)
    text = {one.id: one.text for one in export.statements}
    rows = []
    for j, one in enumerate(drawn.votes.statements):
        is_in = not math.isnan(share[j])
        rows.append(
            {
                "id": one,
                "text": text[one],
                "n_sides": int(drawn.n_statement_sides[j]),
                "appeal": float(drawn.statements[j, 0]) if is_in else None,
                "direction": drawn.statements[j, 1:].tolist() if is_in else None,
                "covariance": drawn.statements_covariance[j].tolist() if is_in else None,
                "expected_agreement": float(share[j]) if is_in else None,
                "standard_error": float(error[j]) if is_in else None,
            }
        )
    return rows


def _predictions(drawn, person):
    """List what a participant would say to each statement not yet answered, the surest first."""
    import numpy as np

    from cairn.engine.opinion.ideal.model import probability

    votes = drawn.votes
    row = votes.participants.index(person)
    has_answer = np.zeros(len(votes.statements), np.bool_)
    has_answer[votes.cols[votes.rows == row]] = True
    left = np.flatnonzero(~has_answer & ~votes.is_left_out)
    said = probability(drawn, np.full(len(left), row), left)
    order = np.argsort(-np.abs(said - 0.5), kind="stable")
    return [
        {"id": votes.statements[j], "probability": chance}
        for j, chance in zip(left[order].tolist(), said[order].tolist(), strict=True)
    ]


def _trial(one):
    return {
        "dims": one.dims,
        "n_hidden": one.n_hidden,
        "log_loss": one.log_loss,
        "standard_error": one.standard_error,
        "log_loss_by_statement": one.log_loss_by_statement,
        "calibration_gap": one.gap,
        "calibration": [{"n": part.n, "said": part.said, "came": part.came} for part in one.bins],
        "rule": one.rule,
        "verdict": one.verdict,
    }


def print_places(export, drawn, trials, person):
    """Print the verdict, then short tables that a person reads."""
    say_topic(export)
    say(drawn.verdict)
    for warning in export.warnings:
        say(f"Note: {warning}")
    text = {one.id: shortened(one.text) for one in export.statements}
    _print_directions(drawn, text)
    _print_expected(drawn, text)
    for trial in trials:
        say(f"\nWith {_directions(trial.dims)}: {trial.verdict}")
    chosen = next((one for one in trials if one.dims == drawn.dims), None)
    if chosen is not None:
        rows = [(f"{part.said:.0%}", f"{part.came:.0%}", part.n) for part in chosen.bins]
        print_table("\nSaid and came", ("said: agree", "came", "hidden votes"), rows)
    if person is not None:
        _print_person(drawn, text, person)


def _directions(number):
    return "1 direction" if number == 1 else f"{number} directions"


def _print_directions(drawn, text):
    """Print which statements pull which way, for each direction that tells people apart."""
    import numpy as np

    weight = np.where(drawn.votes.is_left_out, 0, np.sqrt(drawn.n_statement_sides))
    for axis in range(drawn.dims):
        heavy = drawn.statements[:, 1 + axis] * weight
        order = np.argsort(-heavy, kind="stable")
        ids = drawn.votes.statements
        rows = [("+", ids[j], text[ids[j]]) for j in order[:3] if heavy[j] > 0]
        rows += [("−", ids[j], text[ids[j]]) for j in order[::-1][:3] if heavy[j] < 0]
        if drawn.share[axis] < NOTHING:
            continue
        title = f"\nDirection {axis + 1} ({drawn.share[axis]:.0%})"
        print_table(title, ("end", "id", "who agrees with this stands there"), rows)


def _print_expected(drawn, text):
    """Print the statements on which those who voted differ most from what everyone would say."""
    import numpy as np

    from cairn.engine.opinion.ideal.model import expected_agreement

    votes, n_sides = drawn.votes, drawn.n_statement_sides
    share, error = expected_agreement(drawn)
    agreed = np.bincount(votes.cols[votes.values > 0], minlength=len(share)) / np.maximum(n_sides, 1)
    listed = np.flatnonzero((n_sides > 0) & ~votes.is_left_out)
    order = listed[np.argsort(-np.abs(share - agreed)[listed], kind="stable")][:SHOWN].tolist()
    rows = [
        (
            votes.statements[j],
            text[votes.statements[j]],
            f"{agreed[j]:.0%} of {n_sides[j]:,}",
            f"{share[j]:.0%} ± {200 * error[j]:.0f}",
        )
        for j in order
    ]
    print_table("\nIf everyone had taken a side", ("id", "statement", "agreed so far", "all would"), rows)


def _print_person(drawn, text, person):
    """Print where one participant stands, and the surest predictions either way."""
    row = drawn.votes.participants.index(person)
    places = zip(drawn.positions[row].tolist(), drawn.standard_errors[row].tolist(), strict=True)
    told = ", ".join(f"{place:+.2f} ± {2 * error:.2f}" for place, error in places)
    n_sides = int(drawn.n_people_sides[row])
    votes = "1 vote that takes" if n_sides == 1 else f"{n_sides:,} votes that take"
    say(f"\nParticipant {person} stands at {told}, from {votes} a side.")
    said = _predictions(drawn, person)
    for title, is_agree in (("Would agree", True), ("Would disagree", False)):
        rows = [
            (one["id"], text[one["id"]], _likely(max(one["probability"], 1 - one["probability"])))
            for one in said
            if (one["probability"] > 0.5) == is_agree
        ]
        if rows:
            print_table(f"\n{title}", ("id", "statement", "how likely"), rows[:SHOWN])


def _likely(chance):
    """Say how likely, and never that it is sure."""
    return "over 99%" if chance > 0.99 else f"{chance:.0%}"
