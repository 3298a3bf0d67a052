"""`cairn quality progress`: how many outcomes improve or are maintained since their baseline?"""

from fractions import Fraction

import click

from cairn.config.cli.output import FILES, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import (
    COMMA,
    DATE,
    ENCODING,
    MISSING,
    Calendar,
    read_marks,
    told,
    wanted_of,
)
from cairn.config.cli.quality.telling import brief, plain, say, shown, verdict
from cairn.config.cli.series import ALL, headings_of, read_rows

OWN = "own"
WHY = {
    "no_baseline": "no baseline", "no_latest": "no latest value", "not_of_quality": "not of quality",
    "share_of_zero": "a share of a baseline of 0 is none",
}  # fmt: skip


@click.command(
    epilog="""\b
Examples:
  cairn quality progress outcomes.csv --date year --by measure --by group \\
      --value on_track --denominator pupils --better up --tolerance 1%
  cairn quality progress scoreboard.xlsx --by outcome --baseline baseline \\
      --value now --better better --tolerance tolerance
"""
)
@FILES
@DATE
@click.option(
    "--by", multiple=True, required=True, metavar="COL",
    help="The column that names each outcome; repeat it for measure and group.",
)  # fmt: skip
@click.option("--value", required=True, metavar="COL", help="The column of values, or of numerators.")
@click.option("--denominator", metavar="COL", help="Divide each value by this column.")
@click.option(
    "--better", required=True, metavar="up|down|COL", help="Which direction is better; or a column of it."
)
@click.option(
    "--baseline", metavar="PERIOD|COL|own",
    help="Since this period (else the first), a column of baselines, or each outcome's own first value.",
)  # fmt: skip
@click.option(
    "--latest", metavar="PERIOD|own", help="Up to this period (else the last), or each one's own last value."
)
@click.option(
    "--tolerance", default="0", show_default=True, metavar="X|X%|COL",
    help="So much change is none: in the value's units, or as a share of the baseline.",
)  # fmt: skip
@click.option(
    "--quality", metavar="COL", help="The column that says whether a value is of quality: yes or no."
)
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Count the outcomes that improve or are maintained since their baseline: k of n, and those not known.

    An outcome without a value in the latest period is not known: an older value is told, and never carried
    forward. For measures that come at different times say --latest own.
    """
    board = _Board(files, options)
    found = board.judge()
    outcomes = [board.tell(key, found) for key in found.states]
    told_ = {
        "k": found.k, "n": found.n, "unknown": found.unknown, "rule": found.rule, **verdict(found.verdict),
        "outcomes": outcomes, "parts": _parts(board, found),
    }  # fmt: skip
    if is_json:
        print_json(envelope(files, shown(options), told_))
    else:
        _print(told_, options)


class _Board:
    """The outcomes of the files, each with its baseline and latest row."""

    def __init__(self, files, options):
        """Read the files; find out which options name a column."""
        self.options = options
        self.headings = headings_of(files[0], options["encoding"])
        self.texts = {
            role: options[role] for role in ("better", "tolerance", "quality")
            if options[role] in self.headings or (role == "quality" and options[role])
        }  # fmt: skip
        self.is_wide = options["baseline"] in self.headings
        has_periods = not self.is_wide or bool(options["date_column"]) or len(files) > 1
        rows = read_rows(files, self._wanted(has_periods))
        self.files, self.outcomes, self.faults = files, {}, []
        for row in rows:
            self.outcomes.setdefault(row.key, []).append(row)
        self.calendar = Calendar(rows) if has_periods else None
        self.days = self._days() if has_periods else (None, None)
        self.rows = {key: self._pick(key) for key in sorted(self.outcomes)}

    def _wanted(self, has_periods):
        numbers = {"value": self.options["value"]}
        numbers |= {"baseline": self.options["baseline"]} if self.is_wide else {}
        if self.options["denominator"]:
            if self.is_wide:
                raise click.UsageError(
                    "A column of baselines holds finished values: leave out --denominator."
                )
            numbers["denominator"] = self.options["denominator"]
        return wanted_of(self.options, numbers, texts=self.texts, has_periods=has_periods, may_be_empty=True)

    def _days(self):
        """Give the days of the baseline and the latest period; None where it is each outcome's own."""
        first, last = self.options["baseline"], self.options["latest"]
        then = None if first == OWN else self.calendar.days[0]
        now = None if last == OWN else self.calendar.days[-1]
        if first and first != OWN and not self.is_wide:
            then = self._period(first)
        if last and last != OWN:
            now = self.calendar.find(last, "--latest")
        if then and now and then >= now and not self.is_wide:
            raise InputFault(
                f"{self.files[0]}: The baseline {self.calendar.label(then)} is not before "
                f"{self.calendar.label(now)}: add an earlier period, or name a column of baselines."
            )
        return then, now

    def _period(self, text):
        """Find the baseline's period; a word that is neither a period nor a heading is told as both."""
        try:
            return self.calendar.find(text, "--baseline")
        except click.UsageError:
            raise InputFault(
                f"{self.files[0]}, row 1: --baseline {text!r} is no heading there, and no period. Give one, "
                f"or {OWN}. The headings are {', '.join(map(repr, self.headings))}."
            ) from None

    def _pick(self, key):
        """Give the rows of an outcome's baseline and latest value, None where there is no row."""
        rows = sorted(self.outcomes[key], key=lambda row: str(row.day))
        known = [row for row in rows if not row.absent]
        then, now = self.days
        if self.calendar is None:
            return rows[0], rows[0]
        latest = (known or rows)[-1] if now is None else next((row for row in rows if row.day == now), None)
        if self.is_wide:
            return latest, latest
        first = (known or rows)[0] if then is None else next((row for row in rows if row.day == then), None)
        if first is latest:  # one value is no change
            return (None, latest) if then is None else (first, None)
        return first, latest

    def judge(self):
        """Judge every outcome; every fault of the rows is told at once."""
        from cairn.engine.quality.progress import progress

        outcomes = {key: self._outcome(key) for key in self.rows}
        if self.faults:
            raise InputFault("\n".join(dict.fromkeys(self.faults)))
        return progress(outcomes)

    def _outcome(self, key):
        from cairn.engine.quality.progress import Outcome

        first, latest = self.rows[key]
        tolerance, is_relative = self._tolerance(key)
        return Outcome(
            self.value(first, "baseline" if self.is_wide else "value"), self.value(latest, "value"),
            self._better(key), tolerance, is_relative, self._is_quality((first, latest)),
        )  # fmt: skip

    def _is_quality(self, rows):
        if not self.options["quality"]:
            return True
        marks, wrong = read_marks(rows, "quality")
        self.faults += wrong
        return all(mark is True for mark, _ in marks)

    def value(self, row, role):
        """Give the value of a row, exactly; None where it is not known."""
        from cairn.engine.quality.numbers import exact

        if row is None or role in row.absent:
            return None
        number = exact(row.numbers[role], role)
        if "denominator" not in row.numbers:
            return number
        below = row.numbers["denominator"]
        return number / exact(below, role) if below else None

    def _said(self, key, role):
        """Give what a column says of an outcome: the same in all of its rows, or it is a fault."""
        said = {row.texts[role]: row for row in reversed(self.outcomes[key]) if row.texts[role]}
        for text, row in sorted(said.items())[1:]:
            self.faults.append(
                f"{row.at(role)}: {key} has {text} here and {min(said)} in another row. Write the same in "
                "all of its rows."
            )
        return next(iter(said), "")

    def _where(self, key, role):
        """Say where an option's word stands: in the first row of an outcome, or on the command line."""
        return self.outcomes[key][0].at(role) if role in self.texts else f"--{role}"

    def _better(self, key):
        better = self._said(key, "better").casefold() if "better" in self.texts else self.options["better"]
        if better in ("up", "down"):
            return better
        where = self._where(key, "better")
        self.faults.append(f"{where}: {better!r} is no direction of better. Write up or down.")
        return "up"

    def _tolerance(self, key):
        """Give how much change is none, and whether it is a share of the baseline."""
        from cairn.engine.quality.numbers import exact

        text = self._said(key, "tolerance") or "0" if "tolerance" in self.texts else self.options["tolerance"]
        where = self._where(key, "tolerance")
        try:
            number = exact(text, where)
        except ValueError:
            number = Fraction(-1)
        if number < 0:
            self.faults.append(f"{where}: {text!r} is no tolerance. Write a number from 0, such as 2 or 5%.")
        return max(number, Fraction(0)), text.strip().endswith("%")

    def names(self, key):
        """Give what --by says of an outcome: its measure, its group."""
        return dict(zip(self.options["by"], self.outcomes[key][0].names.values(), strict=True))

    def tell(self, key, found):
        """Tell one outcome: its values and when they are from, and why it is not known."""
        first, latest = self.rows[key]
        baseline = self.value(first, "baseline" if self.is_wide else "value")
        now = self.value(latest, "value")
        rows = sorted((row for row in self.outcomes[key] if self.value(row, "value") is not None),
                      key=lambda row: str(row.day))  # fmt: skip
        return {
            "key": key, "by": self.names(key),
            "baseline": plain(baseline), "baseline_period": None if self.is_wide else self._label(first),
            "latest": plain(now), "latest_period": self._label(latest),
            "change": None if baseline is None or now is None else plain(now - baseline),
            "better": self._better(key), "state": found.states[key],
            "why": self._why(key, found.why.get(key)),
            "last_known": {"value": plain(self.value(rows[-1], "value")), "period": self._label(rows[-1])}
            if rows and now is None and self.calendar else None,
        }  # fmt: skip

    def _why(self, key, code):
        """Say why an outcome is not known: what is missing, and which kind of absence it is."""
        if code not in ("no_baseline", "no_latest"):
            return WHY.get(code)
        row = self.rows[key][code == "no_latest"]
        role = "baseline" if self.is_wide and code == "no_baseline" else "value"
        absent = MISSING if row is None else row.absent.get(role) or row.absent.get("denominator")
        return f"{WHY[code]} ({told(absent) if absent else 'nobody in it'})"

    def _label(self, row):
        return self.calendar.label(row.day) if row is not None and self.calendar else None


def _parts(board, found):
    """Count the outcomes of each measure, each group, each whatever --by names, where it names several."""
    if len(board.options["by"]) < 2:
        return {}
    parts = {name: {} for name in board.options["by"]}
    for key, state in found.states.items():
        for name, value in board.names(key).items():
            one = parts[name].setdefault(value, {"k": 0, "n": 0, "unknown": 0})
            one["k"] += state in ("improving", "maintained")
            one["n"] += state != "unknown"
            one["unknown"] += state == "unknown"
    return {name: dict(sorted(found.items())) for name, found in parts.items()}


def _print(found, options):
    say(found["verdict"])
    rows = []
    for one in found["outcomes"]:
        state = one["state"] if not one["why"] else f"not known: {one['why']}"
        if one["last_known"]:
            state += f"; last {brief(one['last_known']['value'])} in {one['last_known']['period']}"
        figures = [brief(one[name]) for name in ("baseline", "latest", "change")]
        rows.append([*(name or ALL for name in one["by"].values()), *figures, state])
    names = [name.replace("_", " ").capitalize() for name in options["by"]]
    print_table("", [*names, "Baseline", "Latest", "Change", "It is"], rows)
    for name, parts in found["parts"].items():
        say("")
        rows = ([value or ALL, f"{one['k']} of {one['n']}", one["unknown"]] for value, one in parts.items())
        title = name.replace("_", " ").capitalize()
        print_table("", [title, "Improving or maintained", "Not known"], rows)
