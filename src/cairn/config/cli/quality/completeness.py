"""`cairn quality completeness`: who reported what was due, in time, late, or not?"""

from dataclasses import replace
from datetime import timedelta

import click

from cairn.config.cli.output import FILE, FILES, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import (
    COMMA,
    DATE,
    ENCODING,
    MISSING,
    MONTHS,
    Calendar,
    wanted_of,
)
from cairn.config.cli.quality.telling import plain, say, shown, verdict
from cairn.config.cli.series import BLANK, day_of, headings_of, read_rows

WORDS = {
    "on_time": "in time", "late": "late", "undated": "reported", "missing": "missing",
    "not_collected": "not collected", "not_yet_due": "not yet due",
}  # fmt: skip
PRESENT = "present"
RANK = (PRESENT, "suppressed", "not_collected", "not_applicable", MISSING)  # the first one told counts


@click.command(
    epilog="""\b
Examples:
  cairn quality completeness counts.csv --date month --by site --value active
  cairn quality completeness log.xlsx --date quarter --by site --received received --due 21
  cairn quality completeness counts-2024-*.xlsx --by site --value active --expected sites.csv
"""
)
@FILES
@DATE
@click.option(
    "--by", multiple=True, required=True, metavar="COL", help="The column of who reports; may be repeated."
)
@click.option(
    "--value", metavar="COL", help="A row is a report if this column has a figure; else every row is."
)
@click.option("--received", metavar="COL", help="The column of the day a report came; blank: it did not.")
@click.option(
    "--expected", type=FILE, metavar="FILE",
    help="Who was to report: the --by column; with the --date column also when. Else all who ever did.",
)  # fmt: skip
@click.option(
    "--due", metavar="DAYS|DATE|COL", help="So many days after each period's end, a day, or a column of days."
)
@click.option("--today", metavar="DATE", help="What is due on this day or later is not missing yet.")
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Say who reported what was due: in time, late, or missing.

    A report of 0 is a report, and so is one whose figure is suppressed. Who wrote "not collected" is told
    apart from who said nothing; "not applicable" means that nothing was to be reported.
    """
    today = day_of(options["today"], "--today") if options["today"] else None
    board = _Board(files, options)
    periods = [board.period(day, today) for day in board.days]
    reporters = _reporters(periods)
    told_ = {
        **_whole(periods), "periods": [one["json"] for one in periods], "reporters": reporters,
    }  # fmt: skip
    if is_json:
        named = shown(options) | {"expected": options["expected"] and str(options["expected"])}
        print_json(envelope([*files, *filter(None, [options["expected"]])], named, told_))
    else:
        _print(periods, reporters, told_)


class _Board:
    """Every report that came, and every one that was to come, by period and by who."""

    def __init__(self, files, options):
        """Read both, and tell every fault of them."""
        self.options, self.faults = options, []
        self.due_column = self._due_column(files)
        rows = self._read(files, has_dates=True)
        listed = (
            self._read([options["expected"]], has_dates=self._lists_periods()) if options["expected"] else []
        )
        self.calendar = Calendar(rows + [row for row in listed if row.day])
        self.reports, self.answers, self.due = {}, {}, {}
        for row in rows:
            self._note(row)
        self._expect(listed, {row.key for row in rows})
        if self.faults:
            raise InputFault("\n".join(self.faults))
        self.days = self.calendar.days

    def _due_column(self, files):
        """Tell which of its three meanings --due has; the heading it names, or None."""
        due = self.options["due"]
        if due is None or _is_days(due):
            return None
        source = self.options["expected"] or files[0]
        if due in headings_of(source, self.options["encoding"]):
            return due
        self.due_day = _whole_day(due)
        if self.due_day is None:
            raise InputFault(
                f"{source}, row 1: --due {due!r} is no heading there. Give one, a number of days, or a day "
                "such as 2024-04-21."
            )
        return None

    def _lists_periods(self):
        """Say whether the list of the expected names periods too."""
        return self.options["date_column"] in headings_of(self.options["expected"], self.options["encoding"])

    def _read(self, files, *, has_dates):
        is_list = files == [self.options["expected"]]
        texts = (
            {"due": self.due_column} if self.due_column and is_list == bool(self.options["expected"]) else {}
        )
        numbers = {}
        if not is_list:
            numbers = {"value": self.options["value"]} if self.options["value"] else {}
            texts |= {"received": self.options["received"]} if self.options["received"] else {}
        wanted = wanted_of(self.options, numbers, texts=texts, is_unique=False, has_periods=has_dates)
        if not has_dates:
            wanted = replace(wanted, date=None)
        rows = read_rows(files, wanted)
        self.faults += [
            f"{row.at('by:0')}: Nobody is named. Write who reports, or leave the row out."
            for row in rows
            if not any(row.names.values())
        ]
        return rows

    def _note(self, row):
        """Keep a report by its first day, or the answer that stands in its place."""
        who, received = row.key, self._day(row, "received")
        reports, answers = self.reports.setdefault(row.day, {}), self.answers.setdefault(row.day, {})
        why = row.absent.get("value", PRESENT)
        if why == PRESENT and "value" not in row.numbers and "received" in row.texts and not received:
            why = MISSING
        if why in (PRESENT, "suppressed"):
            reports[who] = min(filter(None, (reports.get(who), received)), default=None)
        answers[who] = min(answers.get(who, MISSING), why, key=RANK.index)
        if self.due_column and not self.options["expected"]:
            self.due.setdefault(row.day, {})[who] = self._day(row, "due")

    def _day(self, row, role):
        """Read a day of a row; None where it is blank."""
        from cairn.engine.measure.cells import ABSENCES

        text = row.texts.get(role, "")
        if text.casefold() in (*BLANK, *ABSENCES):
            return None
        if (day := _whole_day(text)) is not None:
            return day
        self.faults.append(f"{row.at(role)}: {text[:40]!r} is no day. Write it as 2024-03-31.")
        return None

    def _expect(self, listed, seen):
        """Note who was to report when, and by which day."""
        for row in listed:
            for day in [row.day] if row.day else self.calendar.days:
                due = self._day(row, "due") if self.due_column else self._due(day)
                self.due.setdefault(day, {})[row.key] = due
        if not listed:
            for day in self.calendar.days:
                self.due[day] = dict.fromkeys(seen, self._due(day)) | self.due.get(day, {})

    def _due(self, day):
        """Give the day by which the reports of a period were due; None if it was not said."""
        due = self.options["due"]
        if due is None or self.due_column:
            return None
        return self._end(day) + timedelta(days=int(due)) if _is_days(due) else self.due_day

    def _end(self, day):
        """Give the last day of a period."""
        from cairn.engine.measure.periods import period_at

        if not self.calendar.kind:
            return day
        first = period_at(day, self.calendar.kind).starts_on
        month = first.year * 12 + first.month - 1 + MONTHS[self.calendar.kind]
        return first.replace(year=month // 12, month=month % 12 + 1) - timedelta(days=1)

    def period(self, day, today):
        """Judge one period."""
        from cairn.engine.quality.completeness import completeness

        label = self.calendar.label(day)
        answers, reports = self.answers.get(day, {}), self.reports.get(day, {})
        asked = self.due.get(day, {}).items()
        due = {who: last for who, last in asked if answers.get(who) != "not_applicable"}
        found = completeness(
            due, reports, undated=[who for who, came in reports.items() if came is None], today=today,
            not_collected=[who for who, why in answers.items() if why == "not_collected"],
        )  # fmt: skip
        late = dict(found.late)
        board = [
            {
                "who": who, "state": state, "due": due[who] and due[who].isoformat(),
                "received": reports.get(who) and reports[who].isoformat(), "days_late": late.get(who),
                "figure": answers.get(who, MISSING) if self.options["value"] else None,
            }
            for who, state in found.states.items()
        ]  # fmt: skip
        return {"label": label, "found": found, "board": board, "json": _period(label, found, board)}


def _is_days(due):
    return due.isdigit() and len(due) <= 3


def _whole_day(text):
    """Read a day, not a month or a longer period; None for anything else."""
    from cairn.engine.measure.periods import read_day

    try:
        kind, day = read_day(text)
    except ValueError:
        return None
    return day if kind == "day" else None


def _period(label, found, board):
    return {
        "period": label, "expected": found.expected, "reported": found.reported, "on_time": found.on_time,
        "share": plain(found.share), "share_on_time": plain(found.share_on_time),
        "late": [{"who": who, "days": days} for who, days in found.late], "missing": list(found.missing),
        "not_collected": list(found.not_collected), "not_yet_due": list(found.not_yet_due),
        "undated": list(found.undated), "unexpected": list(found.unexpected), "reports": board,
        "rule": found.rule, **verdict(found.verdict),
    }  # fmt: skip


def _reporters(periods):
    """Count each reporter's reports over all periods."""
    found = {}
    for period in periods:
        for one in period["board"]:
            mine = found.setdefault(one["who"], {state: [] for state in WORDS})
            mine[one["state"]].append(period["label"])
    return [
        {
            "who": who, "expected": sum(map(len, mine.values())),
            "reported": sum(len(mine[state]) for state in ("on_time", "late", "undated")), **mine,
        }
        for who, mine in sorted(found.items())
    ]  # fmt: skip


def _whole(periods):
    """Say it of all periods together."""
    expected = sum(one["found"].expected for one in periods)
    reported = sum(one["found"].reported for one in periods)
    on_time = sum(one["found"].on_time for one in periods)
    last = f"{periods[-1]['label']}: {periods[-1]['found'].verdict.text}"
    text = f"{last} Over all {len(periods)} periods {reported} of {expected} reports came."
    return {
        "expected": expected, "reported": reported, "on_time": on_time,
        "verdict": text if len(periods) > 1 else last, "verdict_code": periods[-1]["found"].verdict.code,
    }  # fmt: skip


def _print(periods, reporters, found):
    say(found["verdict"])
    if len(periods) == 1:
        _print_one(periods[0])
        return
    is_timed = any(one["due"] for period in periods for one in period["board"])
    rows = (
        [
            one["label"], one["found"].expected, one["found"].reported,
            *([one["found"].on_time, len(one["found"].late)] if is_timed else []),
            ", ".join(one["found"].missing),
        ]
        for one in periods
    )  # fmt: skip
    timed = ["In time", "Late"] if is_timed else []
    print_table("", ["Period", "Expected", "Reported", *timed, "Missing"], rows)
    told_apart = ("late", "missing", "not_collected", "not_yet_due")
    states = [state for state in told_apart if any(one[state] for one in reporters)]
    rows = [
        [one["who"], f"{one['reported']} of {one['expected']}", *(", ".join(one[state]) for state in states)]
        for one in reporters
        if any(one[state] for state in states)
    ]
    say("")
    if rows:
        print_table("", ["Who", "Reported", *(WORDS[state].capitalize() for state in states)], rows)
    whole = len(reporters) - len(rows)
    say(f"{whole} of {len(reporters)} reported all that was due{', and in time' if is_timed else ''}.")


def _print_one(period):
    has_days = any(one["due"] or one["received"] for one in period["board"])
    rows = [
        [
            one["who"], WORDS[one["state"]] + (" (suppressed)" if one["figure"] == "suppressed" else ""),
            *([one["due"], one["received"], one["days_late"]] if has_days else []),
        ]
        for one in period["board"]
    ]  # fmt: skip
    print_table("", ["Who", "Report", *(["Due", "Received", "Days late"] if has_days else [])], rows)
    if period["found"].unexpected:
        say(f"Not asked, and counted nowhere: {', '.join(period['found'].unexpected)}.")
