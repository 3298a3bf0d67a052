"""What `cairn measure run` tells people: every problem with its place, the values, and what would leave."""

import csv
from collections import Counter

from cairn.config.cli.output import InputFault, console, print_table

SHOWN = 30  # rows of a table on a screen
KEPT = 10_000  # problems that are kept to be shown; all are counted, and --problems writes all


class Told:
    """Every problem as it is met: counted, the first kept, and all written where that was asked."""

    def __init__(self, path):
        """Begin with none."""
        self.path, self.kept, self.rules, self.notices = path, [], Counter(), Counter()
        self.stream = self.writer = None

    def __enter__(self):
        """Open the file of problems, if one was asked for."""
        if self.path:
            self.stream = self.path.open("w", encoding="utf-8", newline="")
            self.writer = csv.writer(self.stream)
            self.writer.writerow(
                ("file", "sheet", "row", "column", "heading", "rule", "message", "remedy", "error")
            )
        return self

    def __exit__(self, *_):
        """Close it."""
        if self.stream:
            self.stream.close()

    def __call__(self, problem):
        """Note one problem."""
        (self.rules if problem.is_error else self.notices)[problem.rule] += 1
        if len(self.kept) < KEPT and (problem.is_error or len(self.kept) < KEPT // 10):
            self.kept.append(problem)
        if self.writer:
            self.writer.writerow(_safe(cell) for cell in _cells(problem))

    def fail(self):
        """Stop with everything that is wrong, if anything is."""
        if not self.rules:
            return
        errors = [one for one in self.kept if one.is_error]
        total = sum(self.rules.values())
        lines = [f"The data has {total:,} problems. Nothing was computed.", *map(str, errors)]
        if total > len(errors):
            by_rule = ", ".join(f"{rule} {count:,}" for rule, count in self.rules.most_common())
            lines.append(
                f"… and {total - len(errors):,} more ({by_rule}). Write all of them with --problems FILE."
            )
        raise InputFault("\n".join(lines))


def _cells(one):
    from cairn.engine.measure.table import letters

    column = letters(one.column) if one.column else ""
    place = (one.file, one.sheet, one.row or "", column, one.header)
    return (*place, one.rule, one.message, one.remedy, one.is_error)


def _safe(cell):
    """Keep a spreadsheet from running a member's cell that is quoted in a message."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def show(definition, values, out, rows, told):
    """Print the answer for people: a sentence, the values, and what would leave."""
    statuses = Counter(one.status.value for one in values)
    kinds = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(statuses.items()))
    title, unit = definition.document["title"], definition.document.get("unit", "")
    name = f"{title} ({definition.name} {definition.version})"
    _say(f"{name}: {len(values):,} values from {rows:,} rows: {kinds}.")
    columns = ("period", "place", "group", "numerator", "denominator", unit or "value", "status")
    _table("Here, where the data lies", columns, values)
    _say(f"{out.rule} {out.held:,} values stay here.")
    _table("What would leave", columns, out.values)
    for rule, count in sorted(told.notices.items()):
        _say(f"Note: {count:,} × {rule}. {next(str(one) for one in told.kept if one.rule == rule)}")


def _say(text):
    console.print(text, markup=False, soft_wrap=True)


def _table(title, columns, values):
    """Print the course over all places first, and then the last period, as far as the screen goes."""
    course = [one for one in values if not one.place and not one.group]
    last = values[-1].period if values else ""
    others = [one for one in values if one.period == last and (one.place or one.group)]
    shown = (course + others)[:SHOWN]
    rows = [
        (
            one.period, one.place or "all places", one.group or "everybody", one.numerator, one.denominator,
            _rounded(one.value), one.status.value.replace("_", " "),
        )
        for one in shown
    ]  # fmt: skip
    more = f" ({len(shown)} of {len(values):,}; --json gives all)" if len(values) > len(shown) else ""
    print_table(title + more, columns, rows)


def _rounded(value):
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 4)
