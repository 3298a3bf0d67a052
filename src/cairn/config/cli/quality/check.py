"""`cairn quality check`: do the data meet their rules? Every breach by file, row and column."""

import click

from cairn.config.cli.output import FILE, FILES, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import (
    BY,
    COMMA,
    ENCODING,
    Series,
    read_all,
    read_document,
    wanted_of,
)
from cairn.config.cli.quality.telling import agree, plain, say, shown
from cairn.config.cli.series import read_rows

TOLD = 100  # breaches that are written out; the rest are counted


@click.command(
    epilog="""\b
Examples:
  cairn quality check counts-2024-Q3.xlsx --rules rules.json
  cairn quality check counts.csv --rules rules.json --date month --by site --json
Rules: [{"name": "part of whole", "left": {"measure": "present"},
         "operator": "less_or_equal", "right": {"measure": "enrolled"},
         "remedy": "Ask the site which of the two it counted twice."}]
"""
)
@FILES
@click.option("--rules", required=True, type=FILE, metavar="RULES.json", help="A list of rules.")
@click.option("--date", "date_column", metavar="COL", help="The column of periods, for rules that look back.")
@BY
@COMMA
@ENCODING
@JSON
def command(files, rules, is_json, **options):  # fmt: skip
    """Check every row of FILE against rules, and tell every breach with its row, columns and remedy.

    The measures that the rules name are columns. Operators: equal, not_equal, greater, greater_or_equal,
    less, less_or_equal, compulsory_pair (both or neither), exclusive_pair (not both). A missing number skips
    a rule, unless the rule says that it counts as 0; a suppressed one is never 0.

    It ends with 1 if any rule is broken, so that a script can stop there.
    """
    found = read_rules(rules)
    checked = _checked(found, files, options)
    breaches = [_breach(one, row, places) for one, row, places in checked if one.status == "violated"]
    skipped = [
        {"file": str(row.file), "row": row.number, "rule": one.rule, "missing": list(one.missing)}
        for one, row, _ in checked
        if one.status == "skipped"
    ]
    by_rule = [
        {"name": rule.name, "words": rule.words}
        | {status: sum(1 for one, *_ in checked if (one.rule, one.status) == (rule.name, status))
           for status in ("ok", "violated", "skipped")}
        for rule in found
    ]  # fmt: skip
    told = {
        "verdict": _sentence(len(checked), breaches, skipped), "rules": by_rule, "breaches": breaches,
        "skipped": skipped,
    }  # fmt: skip
    if is_json:
        print_json(envelope([rules, *files], shown(options), told))
    else:
        _print(told)
    if breaches:
        broken = {one["rule"] for one in breaches}
        named = ", ".join(sorted({one["file"] for one in breaches}))
        raise InputFault(f"{named}: The data break {len(broken)} of {len(found)} rules; each place is told.")


def read_rules(path):
    """Read a list of rules from JSON; everything wrong with any of them is told at once."""
    from cairn.engine.quality.validation import rule_of

    document = read_document(path)
    if isinstance(document, dict) and isinstance(document.get("rules"), list):
        document = document["rules"]
    if not isinstance(document, list) or not document:
        raise InputFault(f'{path}: These are no rules. Give a list: [{{"name": …, "left": …, …}}].')
    rules, faults = [], []
    for place, one in enumerate(document, start=1):
        try:
            rules.append(rule_of(one))
        except ValueError as fault:
            faults += [f"{path}, rule {place}: {line}" for line in str(fault).splitlines()]
    names = [rule.name for rule in rules]
    faults += [
        f"{path}: The name {name!r} is there twice. Give each rule its own."
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if faults:
        raise InputFault("\n".join(faults))
    return rules


def _checked(rules, files, options):
    """Give each finding with its row and the letters of its columns, in the order of the rows."""
    from cairn.engine.quality.frame import frame_of
    from cairn.engine.quality.validation import check

    names = {name: name for rule in rules for name in rule.measures}
    columns = {rule.name: rule.measures for rule in rules}
    checked = []
    for one in _series(files, names, options):
        frame = frame_of(one.labels, {name: one.column(name) for name in names}, suppressed=one.suppressed())
        findings = check(rules, frame)
        for place, finding in enumerate(findings):
            if (row := one.rows[place // len(rules)]) is not None:
                letters = {name: row.columns[name][0] for name in columns[finding.rule]}
                checked.append((finding, row, letters))
    order = {file: place for place, file in enumerate(files)}
    return sorted(checked, key=lambda found: (order[found[1].file], found[1].number))


def _series(files, names, options):
    """Give the series of the files; without periods each row is one by itself."""
    if options["date_column"]:
        return list(read_all(files, wanted_of(options, names)))
    rows = read_rows(files, wanted_of(options, names, has_periods=False, is_unique=False))
    return [Series(row.key, [f"row {row.number}"], [row]) for row in rows]


def _breach(one, row, places):
    return {
        "file": str(row.file), "row": row.number, "series": row.key, "period": one.period, "rule": one.rule,
        "columns": [
            {"column": letter, "heading": name, "value": row.numbers[name], "absent": row.absent.get(name)}
            for name, letter in places.items()
        ],
        "left": plain(one.left), "right": plain(one.right), "message": one.verdict.text,
        "remedy": one.remedy,
    }  # fmt: skip


def _sentence(total, breaches, skipped):
    met = total - len(breaches) - len(skipped)
    text = f"{met} of {total} checks {agree(met, 'is', 'are')} met."
    if met == total:
        text = f"All {total} checks are met."
    elif breaches:
        text = f"{len(breaches)} of {total} checks found a breach."
    return text + (f" {len(skipped)} could not be made: a number is not known." if skipped else "")


def _print(told):
    say(told["verdict"])
    for one in told["breaches"][:TOLD]:
        columns = ", ".join(f"{cell['column']} ({cell['heading']})" for cell in one["columns"])
        noun = "column" if len(one["columns"]) == 1 else "columns"
        series = f" ({one['series']})" if one["series"] else ""
        say(f"{one['file']}, row {one['row']}{series}, {noun} {columns}: {one['message']} {one['remedy']}")
    if len(told["breaches"]) > TOLD:
        say(f"… and {len(told['breaches']) - TOLD} more; --json tells all.")
    rows = ([one["name"], one["words"], one["ok"], one["violated"], one["skipped"]] for one in told["rules"])
    say("")
    print_table("", ["Rule", "What it asks", "Met", "Broken", "Not known"], rows)
