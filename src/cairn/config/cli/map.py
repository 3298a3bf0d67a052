"""`cairn map`: the opinion map of an exported conversation, whole or in parts, without a server."""

import math
from pathlib import Path

import click

from cairn.config.cli import constituencies
from cairn.config.cli.map_input import (
    drawing_options,
    export_files,
    read_declared,
    read_folder,
    read_peoples,
    say_topic,
    shortened,
)
from cairn.config.cli.map_parts import merge, summarise
from cairn.config.cli.output import InputFault, Progress, envelope, print_json, print_table, say
from cairn.config.cli.words import WithWords

SHOWN = 5  # rows of a table meant to be read
EXAMPLE = """\b
Examples:
  cairn map exports/parks --constituencies regions.csv --json > map.json
  cairn map summarise exports/north -o north.summary
  cairn map merge north.summary south.summary
"""


@click.command(cls=WithWords, words={"summarise": summarise, "merge": merge}, epilog=EXAMPLE)
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@drawing_options
def command(*, folder, is_json, **options):
    """Draw the opinion map of DIR, an exported conversation.

    DIR holds summary.csv, comments.csv, and votes.csv or participants-votes.csv. `cairn map summarise` and
    `cairn map merge` do the same for a conversation in parts; a folder of such a name is ./merge.
    """
    progress = Progress()
    progress("Reading the export")
    inputs = export_files(folder)
    try:
        export = read_folder(inputs)
        answer(export, inputs, options, progress, is_json=is_json)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()


def answer(source, inputs, options, progress, *, is_json):
    """Draw the map of an export, or of a summary, and print it."""
    from cairn.engine.opinion.map import draw

    files = [options["constituencies"], options["populations"]]
    declared = read_declared(files[0], source.votes) if files[0] else None
    populations = read_peoples(files[1])
    progress("Drawing the map")
    drawn = draw(source.votes, n_groups=options["groups"], seed=options["seed"])
    found = _constituencies(drawn, declared, populations, options["min_size"])
    progress.stop()
    if is_json:
        said = {name: str(value) if isinstance(value, Path) else value for name, value in options.items()}
        told = as_json(source, drawn) | (constituencies.as_json(found, source.votes) if found else {})
        print_json(envelope([*inputs, *filter(None, files)], said, told))
    else:
        print_map(source, drawn)
        if found:
            listed = [one.statement for one in (*drawn.contested, *drawn.majority_agree)][:SHOWN]
            constituencies.print_constituencies(found, source.votes, source.text_of, listed)


def _constituencies(drawn, declared, populations, min_size):
    """Say what constituencies make of the map, where people declared any."""
    from cairn.engine import representation

    if declared is None and populations is not None:
        raise click.UsageError("--populations needs --constituencies: who belongs where?")
    if declared is None:
        return None
    groups = (drawn.labels, tuple(group.id for group in drawn.groups))
    return representation.constituencies(
        drawn.votes, declared, populations=populations, groups=groups, min_size=min_size
    )


def as_json(export, drawn):
    """Return the map as plain values: full precision, ids as strings, null for what is missing."""
    votes, directions = drawn.votes, drawn.directions
    return {
        "topic": export.topic,
        "verdict": drawn.verdict,
        "rule": drawn.rule,
        "n_participants": len(votes.participants),
        "n_clustered": int(drawn.is_clustered.sum()),
        "n_statements": len(votes.statements),
        "n_votes": len(votes.values),
        "n_votes_cast": export.n_cast,
        "variance_share": directions.share,
        "statements": _statements(export, drawn),
        "components": [
            {"id": one, "v1": v1, "v2": v2}
            for one, v1, v2 in zip(votes.statements, *directions.components.tolist(), strict=True)
        ],
        "participants": _participants(drawn),
        "groups": [
            {
                "id": group.id,
                "size": group.size,
                "stability": group.stability,
                "bootstrap": group.bootstrap,
                "representative": [_standout(votes, one) for one in group.representative],
            }
            for group in drawn.groups
        ],
        "tried": [
            {
                "groups": one.n_groups,
                "sizes": list(one.sizes),
                "silhouette": one.silhouette,
                "stability": list(one.stability),
                "bootstrap": list(one.bootstrap),
                "is_clear": one.is_clear,
            }
            for one in drawn.tried
        ],
        "majority": {
            "agree": [_standout(votes, one) for one in drawn.majority_agree],
            "disagree": [_standout(votes, one) for one in drawn.majority_disagree],
        },
        "contested": [
            {
                "id": votes.statements[one.statement],
                "kind": one.kind,
                "agree": one.agree,
                "disagree": one.disagree,
                "seen": one.seen,
            }
            for one in drawn.contested
        ],
        "constituencies": [],
        "warnings": [str(one) for one in export.warnings],
    }


def _statements(export, drawn):
    votes, overall, inside = drawn.votes, drawn.overall, drawn.by_group
    text = export.text_of
    names = [group.id for group in drawn.groups]
    by_group = zip(inside.agree.T.tolist(), inside.disagree.T.tolist(), inside.seen.T.tolist(), strict=True)
    columns = {
        "id": votes.statements,
        "text": [text[one] for one in votes.statements],
        "agree": overall.agree.tolist(),
        "disagree": overall.disagree.tolist(),
        "pass": overall.passed.tolist(),
        "seen": overall.seen.tolist(),
        "mean": _numbers(overall.mean),
        "x": drawn.statement_positions[:, 0].tolist(),
        "y": drawn.statement_positions[:, 1].tolist(),
        "extremity": _numbers(drawn.extremity),
        "moderated": votes.moderated.tolist(),
        "is_meta": votes.is_meta.tolist(),
        "is_common_ground": drawn.is_common.tolist(),
        "by_group": [
            [
                {"group": name, "agree": agree, "disagree": disagree, "seen": seen}
                for name, agree, disagree, seen in zip(names, *counts, strict=True)
            ]
            for counts in by_group
        ],
        "group_informed_consensus": drawn.group_informed.tolist(),
        "priority": drawn.priority.tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _participants(drawn):
    import numpy as np

    votes = drawn.votes
    names = [*(group.id for group in drawn.groups), None]  # -1, for none, is the last
    n_votes = np.bincount(votes.rows, minlength=len(votes.participants)).tolist()
    return [
        {"id": one, "x": x, "y": y, "n_votes": count, "group": names[label]}
        for one, (x, y), count, label in zip(
            votes.participants, drawn.positions.tolist(), n_votes, drawn.labels.tolist(), strict=True
        )
    ]


def _standout(votes, one):
    return {
        "id": votes.statements[one.statement],
        "direction": one.direction,
        "n": one.n,
        "seen": one.seen,
        "share": one.share,
        "z": one.z,
        "ratio": one.ratio,
        "z_ratio": one.z_ratio,
        "is_best_agree": one.is_best_agree,
    }


def _numbers(values):
    return [None if math.isnan(value) else value for value in values.tolist()]


def print_map(export, drawn):
    """Print the verdict, then short tables that a person reads."""
    say_topic(export)
    say(drawn.verdict)
    for warning in export.warnings:
        say(f"Note: {warning}")
    text = {one: shortened(words) for one, words in export.text_of.items()}
    ids = drawn.votes.statements
    for group in drawn.groups:
        _print_standouts(_heading(group), group.representative, ids, text)
    _print_common(drawn, ids, text)
    _print_standouts("\nMost people agree", drawn.majority_agree, ids, text)
    _print_standouts("\nMost people disagree", drawn.majority_disagree, ids, text)
    if drawn.contested:
        rows = [
            (ids[one.statement], text[ids[one.statement]], one.agree, one.disagree, one.seen, one.kind)
            for one in drawn.contested[:SHOWN]
        ]
        print_table("\nContested", ("id", "statement", "agree", "disagree", "seen", "where"), rows)


def _heading(group):
    """Name a group, and say how surely it is found again."""
    people = "1 person" if group.size == 1 else f"{group.size:,} people"
    found = [
        f"{how} {share:.2f}"
        for how, share in (("half the statements", group.stability), ("other people", group.bootstrap))
        if share is not None
    ]
    told = f"\nFound again (1 is always): by {', by '.join(found)}" if found else ""
    return f"\nGroup {group.id}: {people}{told}"


def _print_common(drawn, ids, text):
    """Print the statements on which every group surely leans the same way, the most shared first."""
    import numpy as np

    lean = np.abs(drawn.overall.mean)
    common = sorted(np.flatnonzero(drawn.is_common).tolist(), key=lambda j: (-lean[j], j))
    if len(drawn.groups) > 1 and common:
        counts = drawn.overall.agree.tolist(), drawn.overall.disagree.tolist(), drawn.overall.seen.tolist()
        rows = [(ids[j], text[ids[j]], *(part[j] for part in counts)) for j in common[:SHOWN]]
        title = "\nEvery group leans the same way"
        print_table(title, ("id", "statement", "agree", "disagree", "seen"), rows)


def _print_standouts(title, standouts, ids, text):
    if standouts:
        rows = [
            (ids[one.statement], text[ids[one.statement]], one.direction, one.n, one.seen)
            for one in standouts
        ]
        print_table(title, ("id", "statement", "direction", "votes", "of"), rows)
