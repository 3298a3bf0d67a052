"""`cairn quality standing`: who has earned a status by periods in a row, and who lost it?"""

import click

from cairn.config.cli.output import FILE, FILES, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import (
    BY,
    COMMA,
    DATE,
    ENCODING,
    read_all,
    read_marks,
    told,
    wanted_of,
)
from cairn.config.cli.quality.telling import agree, say, shown, verdict

EARNED_AFTER = click.option(
    "--earned-after", type=click.IntRange(min=1), default=3, show_default=True, metavar="K",
    help="The status is earned by so many good periods in a row.",
)  # fmt: skip
LOST_AFTER = click.option(
    "--lost-after", type=click.IntRange(min=1), default=1, show_default=True, metavar="K",
    help="It is lost by so many others in a row.",
)  # fmt: skip
STATES = {"earned": "earned", "lost": "lost", "not_yet": "not yet"}
MARKS = {True: "good", False: "not good"}


@click.command(
    epilog="""\b
Examples:
  cairn quality standing checks.csv --date month --by site --good reliable
  cairn quality standing checks-2024-*.xlsx --by site --good reliable --lost-after 2
  cairn quality standing counts.csv --date month --by site --rule reliable.json
"""
)
@FILES
@DATE
@BY
@click.option("--good", metavar="COL", help="The column that says yes or no; blank is not known.")
@click.option("--rule", type=FILE, metavar="RULE.json", help="Or a rule, as of `cairn quality milestone`.")
@EARNED_AFTER
@LOST_AFTER
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Say when each series of FILE earned a status, and when it lost it.

    A period is good where --good says yes, or where --rule holds. A period that nobody knows, or that has no
    row, earns nothing and counts towards losing: a status that nobody can confirm lapses.
    """
    from cairn.engine.quality.standing import standing

    if bool(options["good"]) == bool(options["rule"]):
        raise click.UsageError("Give either --good COL or --rule RULE.json: what makes a period good?")
    series = []
    for one, marks in _marked(files, options):
        found = standing(
            one.labels, [mark for mark, _ in marks],
            earned_after=options["earned_after"], lost_after=options["lost_after"],
        )  # fmt: skip
        series.append(
            {
                "key": one.key, "state": found.states[-1], "earned_in": found.earned_in,
                "lost_in": found.lost_in, "in_a_row": found.in_a_row,
                "periods": [
                    {"period": period, "good": mark, "told": told(why or MARKS[mark]), "state": state}
                    for period, (mark, why), state in zip(one.labels, marks, found.states, strict=True)
                ],
                "rule": found.rule, **verdict(found.verdict),
            }
        )  # fmt: skip
    _answer(files, options, series, is_json)


def _marked(files, options):
    """Give each series with its marks: True, False, or None and why nobody knows."""
    if options["rule"]:
        from cairn.config.cli.quality.milestone import courses, read_milestone

        found = courses(read_milestone(options["rule"]), files, options)
        return [(one, [(each.answer, _why(each)) for each in course]) for one, course in found]
    marked, faults = [], []
    for one in read_all(files, wanted_of(options, {}, texts={"good": options["good"]})):
        marks, wrong = read_marks(one.rows, "good")
        marked.append((one, marks))
        faults += wrong
    if faults:
        raise InputFault("\n".join(faults))
    return marked


def _why(reached):
    return "not known" if reached.answer is None else None


def _answer(files, options, series, is_json):
    counts = {state: sum(one["state"] == state for one in series) for state in STATES}
    earned, later = counts["earned"], counts["not_yet"]
    text = (
        f"{earned} of {len(series)} {agree(earned, 'holds', 'hold')} the status; {counts['lost']} lost it; "
        f"{later} {agree(later, 'has', 'have')} not earned it yet."
    )
    if is_json:
        inputs = [*files, *filter(None, [options["rule"]])]
        named = shown(options) | {"rule": options["rule"] and str(options["rule"])}
        print_json(envelope(inputs, named, {"counts": counts, "verdict": text, "series": series}))
    elif len(series) == 1:
        say(series[0]["verdict"])
        rows = ([one["period"], one["told"], STATES[one["state"]]] for one in series[0]["periods"])
        print_table("", ["Period", "Data", "Status"], rows)
    else:
        say(text)
        rows = (
            [
                one["key"],
                STATES[one["state"]],
                _last(one["earned_in"]),
                _last(one["lost_in"]),
                one["in_a_row"],
            ]
            for one in series
        )
        print_table("", ["Series", "Status", "Earned in", "Lost in", "Good in a row"], rows)


def _last(periods):
    return periods[-1] if periods else ""
