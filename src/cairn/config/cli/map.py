"""`cairn map`: the opinion map of an exported conversation, without a server."""

import math
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import click

from cairn.config.cli.output import InputFault, console, envelope, print_json, print_table

SLOW = 2.0  # seconds after which progress is told
SHOWN = 5  # rows of a table meant to be read
TEXT = 70  # characters of a statement in a table


class Progress:
    """Tells on standard error what is being done, once it has all taken over two seconds."""

    def __init__(self, slow=SLOW):
        """Start the clock."""
        self.tells_at = time.monotonic() + slow
        self.timer = None

    def __call__(self, what):
        """Say what comes now, as soon as it is time to."""
        self.stop()
        wait = max(0.0, self.tells_at - time.monotonic())
        self.timer = threading.Timer(wait, click.echo, [f"{what} …"], {"err": True})
        self.timer.daemon = True
        self.timer.start()

    def stop(self):
        """Say nothing more."""
        if self.timer:
            self.timer.cancel()


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--groups", type=click.IntRange(1, 9), help="Draw so many groups, clear or not.")
@click.option(
    "--constituencies",
    metavar="FILE.csv",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who declared which constituency: the columns participant and constituency.",
)
@click.option(
    "--min-size",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Votes below which a constituency's figures are not shown.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Which halves of the statements test the groups.",
)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object and nothing else.")
def command(*, folder, groups, constituencies, min_size, seed, is_json):
    """Draw the opinion map of DIR, an exported conversation.

    DIR holds summary.csv, comments.csv, and votes.csv or participants-votes.csv.

    Example: cairn map exports/parks --constituencies regions.csv --json > map.json
    """
    from cairn.engine.opinion.map import draw

    progress = Progress()
    progress("Reading the export")
    inputs = _inputs(folder, constituencies)
    try:
        export, declared = _read(inputs, constituencies)
        progress("Drawing the map")
        drawn = draw(export.votes, n_groups=groups, constituencies=declared, seed=seed, min_size=min_size)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()
    if is_json:
        options = {
            "groups": groups,
            "constituencies": str(constituencies) if constituencies else None,
            "min_size": min_size,
            "seed": seed,
        }
        print_json(envelope(inputs, options, as_json(export, drawn)))
    else:
        print_map(export, drawn)


def _inputs(folder, constituencies):
    """List the files read, in a fixed order."""
    from cairn.engine.opinion.export import FILES

    inputs = [folder / name for name in FILES if (folder / name).is_file()]
    return [*inputs, constituencies] if constituencies else inputs


def _read(inputs, constituencies):
    """Read the export, and the constituencies where given; ValueError if anything is at fault."""
    from cairn.engine.opinion.export import read_constituencies, read_export

    with ExitStack() as open_files:
        streams = {path: open_files.enter_context(path.open("rb")) for path in inputs}
        table = streams.pop(constituencies, None)
        export = read_export({path.name: stream for path, stream in streams.items()})
        if table is None:
            return export, None
        declared = read_constituencies(table, name=str(constituencies))
    if not declared.keys() & set(export.votes.participants):
        raise InputFault(
            f"{constituencies}, column participant: none of its {len(declared)} participants voted in this "
            "conversation. Use the numbers of the export's voter-id."
        )
    return export, declared


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
        "n_votes_cast": len(export.cast.values),
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
        "constituencies": [_constituency(votes, one) for one in drawn.constituencies],
        "warnings": [str(one) for one in export.warnings],
    }


def _statements(export, drawn):
    votes, overall, inside = drawn.votes, drawn.overall, drawn.by_group
    text = {one.id: one.text for one in export.statements}
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


def _constituency(votes, one):
    columns = {
        "id": votes.statements,
        "agree": _counts(one.tally.agree),
        "disagree": _counts(one.tally.disagree),
        "pass": [
            None if is_hidden else count
            for count, is_hidden in zip(one.tally.passed.tolist(), one.is_suppressed.tolist(), strict=True)
        ],
        "seen": _counts(one.tally.seen),
        "agreement": _numbers(one.agreement),
        "low": _numbers(one.low),
        "high": _numbers(one.high),
        "is_suppressed": one.is_suppressed.tolist(),
    }
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {"name": one.name, "size": one.size, "min_size": one.min_size, "statements": rows}


def _numbers(values):
    return [None if math.isnan(value) else value for value in values.tolist()]


def _counts(values):
    return [None if value < 0 else value for value in values.tolist()]


def print_map(export, drawn):
    """Print the verdict, then short tables that a person reads."""
    console.print(f"[bold]{_escaped(export.topic)}[/bold]")
    console.print(drawn.verdict)
    for warning in export.warnings:
        console.print(f"Note: {_escaped(str(warning))}")
    text = {one.id: _short(one.text) for one in export.statements}
    ids = drawn.votes.statements
    for group in drawn.groups:
        found = (
            ""
            if group.stability is None
            else f", found again {group.stability:.2f} (1 is always, 0 is chance)"
        )
        _print_standouts(f"\nGroup {group.id}: {group.size:,} people{found}", group.representative, ids, text)
    _print_standouts("\nMost people agree", drawn.majority_agree, ids, text)
    _print_standouts("\nMost people disagree", drawn.majority_disagree, ids, text)
    if drawn.contested:
        rows = [
            (ids[one.statement], text[ids[one.statement]], one.agree, one.disagree, one.seen, one.kind)
            for one in drawn.contested[:SHOWN]
        ]
        print_table("\nContested", ("id", "statement", "agree", "disagree", "seen", "where"), rows)
    if drawn.constituencies:
        _print_constituencies(drawn, text)


def _print_standouts(title, standouts, ids, text):
    if standouts:
        rows = [
            (ids[one.statement], text[ids[one.statement]], one.direction, one.n, one.seen)
            for one in standouts
        ]
        print_table(title, ("id", "statement", "direction", "votes", "of"), rows)


def _print_constituencies(drawn: "OpinionMap", text: Mapping[str, str]):  # noqa: F821 - imported when it is drawn
    """Print agreement by declared constituency, for the contested statements first."""
    ids = drawn.votes.statements
    listed = [one.statement for one in (*drawn.contested, *drawn.majority_agree)][:SHOWN]
    rows = [(ids[j], text[ids[j]], *(_percent(one, j) for one in drawn.constituencies)) for j in listed]
    names = [_escaped(one.name) for one in drawn.constituencies]
    print_table("\nAgreement by declared constituency (95 % interval)", ("id", "statement", *names), rows)


def _percent(constituency, j):
    if constituency.is_suppressed[j]:
        return f"under {constituency.min_size}, or held back"
    low, high = constituency.low[j], constituency.high[j]
    return f"{constituency.agreement[j]:.0%} ({low:.0%}–{high:.0%})"


def _short(text):
    line = " ".join(text.split())
    return _escaped(line if len(line) <= TEXT else line[: TEXT - 1] + "…")


def _escaped(text):
    """Keep square brackets in other people's words from being read as markup."""
    from rich.markup import escape

    return escape(text)
