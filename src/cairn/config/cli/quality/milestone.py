"""`cairn quality milestone`: in which periods does a milestone hold?"""

import click

from cairn.config.cli.output import FILE, JSON, InputFault, envelope, print_json
from cairn.config.cli.quality.reading import (
    BY,
    COMMA,
    DATE,
    ENCODING,
    read_all,
    read_document,
    read_marks,
    wanted_of,
)
from cairn.config.cli.quality.telling import answer, verdict


@click.command(
    epilog="""\b
Example:
  cairn quality milestone zero.json counts.csv --date month --by community
  cairn quality milestone --known
A rule: {"milestone": "zero", "version": "1", "rule": {"compare": [{"measure": "active"}, "<", 3]}}
"""
)
@click.argument("rule", required=False, type=FILE)
@click.argument("files", nargs=-1, metavar="FILE...", type=FILE)
@DATE
@BY
@click.option("--quality", metavar="COL", help="The column that says whether a period's data are of quality.")
@click.option("--known", is_flag=True, help="Print the milestones that communities published, as rules.")
@COMMA
@ENCODING
@JSON
def command(rule, files, known, is_json, **options):
    """Say in which periods of FILE a milestone holds: true, false, or not known.

    RULE is a JSON file; the measures that it names are columns of FILE. What rests on a missing number or a
    missing period is not known, unless the rest of the rule decides.
    """
    from cairn.engine.quality.known_milestones import FUNCTIONAL_ZERO

    if known:
        print_json(envelope([], {"known": True}, {"milestones": FUNCTIONAL_ZERO}))
        return
    if rule is None or not files:
        raise click.UsageError("Give a RULE and a FILE; or --known for the published rules.")
    one = read_milestone(rule)
    series = [
        {"key": each.key, "periods": _periods(found, each, one), **verdict(found[-1].verdict)}
        for each, found in courses(one, files, options)
    ]
    about = {
        "milestone": one.name, "version": one.version, "content_hash": one.content_hash, "rule": one.words,
    }  # fmt: skip
    answer([rule, *files], options, series, is_json, ("period", "told"), about)


def read_milestone(path):
    """Read a milestone's rule from its file."""
    from cairn.engine.quality.milestones import milestone_of

    try:
        return milestone_of(read_document(path))
    except ValueError as fault:
        raise InputFault("\n".join(f"{path}: {line}" for line in str(fault).splitlines())) from None


def courses(one, files, options):
    """Give each series of the files with what a milestone says of every period of it."""
    from cairn.engine.quality.expressions import measures_of
    from cairn.engine.quality.frame import frame_of
    from cairn.engine.quality.milestones import course

    names = {name: name for name in measures_of(one.rule)}
    mark = options.get("quality")
    texts = {"quality": mark} if mark else {}
    found, faults = [], []
    for each in read_all(files, wanted_of(options, names, texts=texts)):
        marks, wrong = read_marks(each.rows, "quality") if mark else ([], [])
        faults += wrong
        checked = [answer for answer, _ in marks] or None
        columns = {name: each.column(name) for name in names}
        frame = frame_of(each.labels, columns, quality=checked, suppressed=each.suppressed())
        found.append((each, course(one, frame)))
    if faults:
        raise InputFault("\n".join(faults))
    return found


def _periods(found, each, one):
    from cairn.engine.quality.expressions import measures_of

    names = {name: name for name in measures_of(one.rule)}
    return [
        {
            "period": each_period.period, "answer": each_period.answer, "unknown": list(each_period.unknown),
            "told": {True: "true", False: "false", None: "not known"}[each_period.answer],
            "absent": each.absent(place, names),
        }
        for place, each_period in enumerate(found)
    ]  # fmt: skip
