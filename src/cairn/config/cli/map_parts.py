"""`cairn map summarise` and `cairn map merge`: a conversation in parts, each where its votes lie."""

from pathlib import Path

import click

from cairn.config.cli.map_input import (
    drawing_options,
    export_files,
    read_folder,
    shortened,
)
from cairn.config.cli.output import (
    FILES,
    JSON,
    InputFault,
    Progress,
    console,
    envelope,
    print_json,
    print_table,
    say,
    sha256_of,
)

KEEP = (
    "It holds each person's votes: keep it with those who may see them. What may go further is made with "
    "--release."
)
EXAMPLE_SUMMARISE = """\b
Examples:
  cairn map summarise exports/north -o north.summary
  cairn map summarise exports/day1 exports/day2 -o whole.summary --jobs 2
  cairn map summarise exports/north -o north.counts --release 10
"""
EXAMPLE_MERGE = """\b
Examples:
  cairn map merge north.summary south.summary --json > map.json
  cairn map merge north.counts south.counts
"""
Output = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command(epilog=EXAMPLE_SUMMARISE)
@click.argument(
    "folders",
    metavar="DIR...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
@click.option("-o", "--output", required=True, metavar="FILE", type=Output, help="Where to write it.")
@click.option("--release", type=click.IntRange(min=1), metavar="N", help="Write only counts of N or more.")
@click.option(
    "--by",
    type=click.Choice(["here", "processes", "spark"]),
    help="Summarise several folders one after another, by processes, or on Spark (extra `cluster`).",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="So many at a time.")
@JSON
def summarise(*, folders, output, release, by, jobs, is_json):
    """Summarise DIR, an exported conversation or a part of one, into FILE.

    Parts may split people, statements or time; each has the same topic and says the same of each statement.
    """
    from cairn.engine.summary import summarise as made_by

    progress = Progress()
    progress("Summarising")
    way = by or ("processes" if jobs and jobs > 1 else "here")
    try:
        whole = made_by([str(folder) for folder in folders], summary_of, by=way, jobs=jobs)
        leaving = whole.for_release(release) if release else whole
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()
    _write(output, leaving.to_bytes())
    result = _told(output, leaving)
    if is_json:
        inputs = [path for folder in folders for path in export_files(folder)]
        print_json(envelope(inputs, {"release": release, "by": way, "jobs": jobs}, result))
    else:
        say(_sentence(result))


def summary_of(folder):
    """Summarise the export in a folder; ValueError names the folder."""
    from cairn.engine.opinion.summary import ConversationSummary

    try:
        return ConversationSummary.from_export(read_folder(export_files(Path(folder))))
    except ValueError as fault:
        raise ValueError("\n".join(f"{folder}/{line}" for line in str(fault).splitlines())) from None


def _write(path, data):
    try:
        path.write_bytes(data)
    except OSError as fault:
        raise InputFault(f"{path}: it cannot be written ({fault.strerror}). Choose another place.") from fault


def _told(path, made):
    """Say what was written."""
    told = {"output": str(path), "sha256": sha256_of(path), "kind": made.KIND, "version": made.VERSION}
    if made.KIND == "conversation":
        from cairn.engine.opinion.summary import RULE

        votes = made.votes
        counts = {
            "n_participants": len(votes.participants),
            "n_statements": len(votes.statements),
            "n_votes": len(votes.values),
            "n_votes_cast": made.n_cast,
        }
        return told | counts | {"rule": RULE}
    held = int((made.n_withheld > 0).sum())
    return told | {"n_statements": len(made.asked.ids), "n_withheld": held, "minimum": made.minimum}


def _sentence(told):
    if told["kind"] == "conversation":
        return (
            f"{told['output']}: {told['n_participants']:,} people, {told['n_statements']:,} statements, "
            f"{told['n_votes']:,} votes. {KEEP}"
        )
    return (
        f"{told['output']}: counts of {told['n_statements']:,} statements and nobody's vote; "
        f"{told['n_withheld']:,} withheld, which fewer than {told['minimum']:,} saw."
    )


@click.command(epilog=EXAMPLE_MERGE)
@FILES
@click.option("-o", "--output", metavar="FILE", type=Output, help="Write the merged summary too.")
@drawing_options
@click.pass_context
def merge(ctx, *, files, output, is_json, **options):
    """Merge the summaries in FILE... and draw the map of the whole; of counts, show them together."""
    from cairn.config.cli.map import answer

    progress = Progress()
    progress("Merging")
    try:
        whole = _merged(files)
        if output:
            _write(output, whole.to_bytes())
        if whole.KIND == "conversation":
            answer(whole, files, options, progress, is_json=is_json)
        else:
            progress.stop()
            _refuse_drawing(ctx)
            _answer_counts(whole, files, is_json=is_json)
    except ValueError as fault:
        raise InputFault(str(fault)) from fault
    finally:
        progress.stop()


def _merged(files):
    """Read summaries of one kind and merge them; ValueError names the file at fault."""
    from cairn.engine.opinion.released import StatementCounts
    from cairn.engine.opinion.summary import ConversationSummary
    from cairn.engine.summary import kind_of, merge_all

    data = {path: path.read_bytes() for path in files}
    found, kinds = [], {kind.KIND: kind for kind in (ConversationSummary, StatementCounts)}
    for path in files:
        try:
            kind = found[0].KIND if found else kind_of(data[path])
            if kind not in kinds:
                raise ValueError(f"This is a summary of kind {kind!r}: choose one of a conversation.")
            found.append(kinds[kind].from_bytes(data[path]))
        except ValueError as fault:
            raise ValueError(f"{path}: {fault}") from fault
    return merge_all(found)


def _refuse_drawing(ctx):
    """Refuse options of drawing where there is nothing to draw from."""
    given = click.core.ParameterSource.COMMANDLINE
    for name in ("groups", "constituencies", "min_size", "seed"):
        if ctx.get_parameter_source(name) == given:
            option = "--" + name.replace("_", "-")
            raise click.UsageError(f"{option} needs everyone's votes, and these files hold counts only.", ctx)


def _answer_counts(whole, files, *, is_json):
    """Print the counts of all parts together."""
    rows = counts_as_json(whole)
    if is_json:
        result = {"topic": whole.topic, "minimum": whole.minimum, "statements": rows}
        print_json(envelope(files, {}, result))
        return
    console.print(
        f"Counts of {len(files):,} part(s), each of {whole.minimum:,} people or more for a statement; what "
        "fewer saw is in no figure."
    )
    shown = [
        (r["id"], shortened(r["text"]), r["agree"], r["disagree"], r["pass"], _interval(r), r["n_withheld"])
        for r in rows
    ]
    columns = ("id", "statement", "agree", "disagree", "pass", "agreement (95 %)", "withheld by")
    print_table("\nStatements", columns, shown)


def counts_as_json(whole):
    """Return the counts as plain values; null where nothing was given."""
    columns = {
        "id": whole.asked.ids,
        "text": whole.asked.texts,
        "agree": whole.agree.tolist(),
        "disagree": whole.disagree.tolist(),
        "pass": whole.passed.tolist(),
        "seen": whole.seen.tolist(),
        **{
            name: [
                end if seen else None for end, seen in zip(part.tolist(), whole.seen.tolist(), strict=True)
            ]
            for name, part in zip(("agreement", "low", "high"), whole.agreement, strict=True)
        },
        "n_withheld": whole.n_withheld.tolist(),
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _interval(row):
    if row["agreement"] is None:
        return "held back" if row["n_withheld"] else "no votes"
    return f"{row['agreement']:.0%} ({row['low']:.0%}–{row['high']:.0%})"
