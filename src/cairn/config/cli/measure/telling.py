"""What `cairn measure` tells people: every problem with its place, the values, and what would leave."""

import csv
from collections import Counter

from cairn.config.cli.output import InputFault, print_table, say

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
            try:
                self.stream = self.path.open("w", encoding="utf-8", newline="")
            except OSError as fault:
                why = f"it cannot be written ({fault.strerror}). Choose another place."
                raise InputFault(f"{self.path}: {why}") from None
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

    def notices_as_texts(self):
        """Return what was noticed and is no fault."""
        return [str(one) for one in self.kept if not one.is_error]

    def show_notices(self):
        """Print what was noticed and is no fault: each rule with how often, and its first place."""
        for rule, count in sorted(self.notices.items()):
            say(f"Note: {count:,} × {rule}. {next(str(one) for one in self.kept if one.rule == rule)}")


def _cells(one):
    from cairn.engine.measure.table import letters

    column = letters(one.column) if one.column else ""
    place = (one.file, one.sheet, one.row or "", column, one.header)
    return (*place, one.rule, one.message, one.remedy, one.is_error)


def _safe(cell):
    """Keep a spreadsheet from running a member's cell that is quoted in a message."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def many(number, word):
    """Say how many: 1 row, 2,000 rows."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def show(definition, values, out, places, of):
    """Print the answer for people: a sentence, the values, and what would leave; `of` says what it is of."""
    if not values:
        say(f"{_name(definition)}: {of} give no value. Check that there are rows below the headings.")
        return
    say(f"{_name(definition)}: {many(len(values), 'value')} from {of}: {_statuses(values)}.")
    unit = definition.document.get("unit", "")
    _table("Here, where the data lies", unit, values, places)
    say(f"{out.rule} Of the values, {out.held:,} stay here.")
    if out.already_out:
        counts = many(out.already_out, "small count")
        say(f"What left before already gives away {counts}; that cannot be called back.")
    _table("What would leave", unit, out.values, places)


def show_released(whole, values, parts):
    """Print the values of releases together."""
    definition = whole.definition
    say(
        f"{_name(definition)}: {many(len(values), 'value')} of {many(parts, 'released part')}, none of fewer "
        f"than {whole.minimum:,} people in a part: {_statuses(values)}. Where a part holds a value back, the "
        "sum is held back. Nobody is taken to be in two parts."
    )
    _table("Released, together", definition.document.get("unit", ""), values, None)


def _name(definition):
    return f"{definition.document['title']} ({definition.name} {definition.version})"


def _statuses(values):
    counts = Counter(one.status.value for one in values)
    return (
        ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(counts.items())) or "none"
    )


def _table(title, unit, values, places):
    """Print the course over all places first, and then the last period, as far as the screen goes."""
    course = [one for one in values if not one.place and not one.group]
    last = values[-1].period if values else ""
    others = [one for one in values if one.period == last and (one.place or one.group)]
    if places:
        others.sort(key=lambda one: (bool(one.group), places.depth(one.place)))
    shown = (course + others)[:SHOWN]
    columns = ("period", "place", "group", "number", "out of", unit or "value", "status")
    more = f" ({len(shown)} of {len(values):,}; --json gives all)" if len(values) > len(shown) else ""
    print_table(title + more, columns, [_row(one, places) for one in shown])


def _row(one, places):
    return (
        one.period, _place(one.place, places), one.group or "everybody", one.numerator, one.denominator,
        _rounded(one.value), one.status.value.replace("_", " "),
    )  # fmt: skip


def _place(place, places):
    """Name a place, with its level where places lie in places."""
    if not place or not places:
        return place or "all places"
    level = places.level(place)
    return f"{places.names.get(place, place)} ({f'level {level}' if level.isdigit() else level})"


def _rounded(value):
    if value is None:
        return None
    return int(value) if float(value).is_integer() else round(value, 4)
