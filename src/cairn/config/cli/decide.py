"""`cairn decide`: what a decision rule says about how the constituents stand, or which option they choose."""

import json
from fractions import Fraction
from pathlib import Path

import click

from cairn.config.cli.output import (
    FILE,
    JSON,
    InputFault,
    console,
    envelope,
    plain,
    print_json,
    print_table,
    say,
)

EXAMPLE = """\b
Examples:
  cairn decide '{"rule": "threshold", "share": "2/3"}' ledger.csv
  cairn decide rule.json ledger.csv --closed --json
  cairn decide '{"rule": "ranked"}' ballots.csv
"""
NEEDED = {"standings": ("constituent", "state"), "ballots": ("voter", "ballot")}
ALLOWED = {"standings": ("weight", "unit", "reason", "met", "answered"), "ballots": ("weight",)}
YES_NO = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}


@click.command(epilog=EXAMPLE)
@click.argument("rule")
@click.argument("file", type=FILE)
@click.option("--closed", is_flag=True, help="Nobody can be reached any more.")
@click.option(
    "--round", "turn", type=click.IntRange(1), default=1, show_default=True, help="For the how-manieth time."
)
@JSON
def command(rule, file, closed, turn, is_json):
    """Apply RULE (JSON, or a file of it) to FILE (CSV, XLSX or ODS).

    For a rule over constituents FILE has the columns constituent and state (consent, reservation,
    conditional, withheld, abstained, opted_out, not_reached or withdrawn), and may have weight, unit (1/2),
    reason, met (its conditions: yes or no) and answered.

    For approval or ranked it has voter and ballot, and may have weight. A ballot that approves is written
    "weir; trail", one that ranks "weir > trail = well"; an empty one is of a voter who has not voted. The
    options are those that anybody names.
    """
    plain, inputs = _read_rule(rule, file)
    named = "RULE" if inputs == [file] else inputs[0]
    is_choice = isinstance(plain, dict) and plain.get("rule") in ("approval", "ranked")
    try:
        told = _chosen(plain, named, file, closed) if is_choice else _judged(plain, named, file, closed, turn)
    except ValueError as fault:
        raise InputFault(str(fault)) from None
    if is_json:
        print_json(envelope(inputs, {"rule": plain, "closed": closed, "round": turn}, told))
    else:
        _show(told)


def _read_rule(rule, file):
    """Return the rule as plain data, and the files that were read."""
    path = Path(rule)
    inline = rule.lstrip().startswith("{")
    if not inline and not path.is_file():
        raise click.UsageError(f"RULE is neither JSON nor a file: {rule}")
    try:
        plain = json.loads(rule if inline else path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as fault:
        raise InputFault(f"{'RULE' if inline else path} is not JSON: {fault}") from None
    return plain, [file] if inline else [path, file]


def _parsed(parse, plain, named):
    """Parse a rule; what is wrong with it is told with where it stands."""
    try:
        return parse(plain)
    except ValueError as fault:
        raise ValueError(f"{named}: {fault}") from None


def _judged(plain, named, file, closed, turn):
    from cairn.engine.decision import Standing, evaluate, parse_rule

    rule = _parsed(parse_rule, plain, named)
    rows = _Rows(file, "standings")
    standings = [
        rows.made(row, Standing, row["constituent"], row["state"].lower(), **rows.facts(row)) for row in rows
    ]
    rows.refuse()
    try:
        outcome = evaluate(rule, standings, closed=closed, turn=turn)
    except ValueError as fault:
        raise ValueError(f"{file}: {fault}") from None
    return {"asks": rule.wording.text, **_outcome(outcome)}


def _chosen(plain, named, file, closed):
    from cairn.engine.decision import choose, parse_choice
    from cairn.engine.decision.ballots import Vote

    rule = _parsed(parse_choice, plain, named)
    rows = _Rows(file, "ballots")
    read = _ranking if rule.name == "ranked" else _approvals
    votes = [Vote(row["voter"], read(rows.ballot(row, rule)), rows.amount(row, "weight")) for row in rows]
    rows.refuse()
    levels = [level for vote in votes for level in vote.ballot or ()]
    options = {one for level in levels for one in ([level] if isinstance(level, str) else level)}
    try:
        choice = choose(rule, options, votes, closed=closed)
    except ValueError as fault:
        raise ValueError(f"{file}: {fault}") from None
    return {
        "asks": rule.wording.text,
        "state": choice.state,
        "verdict": choice.text,
        "verdict_code": choice.reason.code,
        "winners": list(choice.winners),
        "tied": list(choice.tied),
        "tally": [{"option": one, "count": float(count)} for one, count in choice.tally.items()],
        "one_to_one": [
            {"option": one, "against": other, "count": float(count)}
            for (one, other), count in choice.against_each_other.items()
        ],
        "cast": float(choice.cast),
        "whole": float(choice.whole),
        "not_reached": list(choice.not_reached),
    }


def _approvals(ballot):
    return [part.strip() for part in ballot.split(";") if part.strip()] or None


def _ranking(ballot):
    levels = [[one.strip() for one in level.split("=") if one.strip()] for level in ballot.split(">")]
    return [level for level in levels if level] or None


class _Rows:
    """The rows of a table by the names of its columns, and everything that is wrong with them."""

    def __init__(self, file, kind):
        from cairn.engine.measure.table import letters, read_table

        self.file, self.letters, self.faults = file, letters, []
        with file.open("rb") as stream:
            rows = read_table(stream, name=str(file)).sheets[0].rows
        self.names = [name.strip().lower() for name in rows[0]] if rows else []
        missing = [name for name in NEEDED[kind] if name not in self.names]
        twice = [name for name in (*NEEDED[kind], *ALLOWED[kind]) if self.names.count(name) > 1]
        if missing or twice:
            why = f"has no column {', '.join(missing)}" if missing else f"has two columns {', '.join(twice)}"
            needed = f"{', '.join(NEEDED[kind])}, and it may have {', '.join(ALLOWED[kind])}"
            raise ValueError(f"{file}, row 1: the table {why}. It needs {needed}.")
        self.rows = rows[1:]

    def __iter__(self):
        """Yield each row that is not empty, as a dict of texts with its number."""
        for number, row in enumerate(self.rows, start=2):
            cells = {name: row[at].strip() if at < len(row) else "" for at, name in enumerate(self.names)}
            if any(cells.values()):
                yield {
                    **dict.fromkeys(("weight", "unit", "reason", "met", "answered"), ""),
                    **cells,
                    0: number,
                }

    def facts(self, row):
        """Return what a standing is made of beside its state."""
        return {
            "weight": self.amount(row, "weight"),
            "unit": self.amount(row, "unit"),
            "reason": row["reason"],
            "is_met": self.yes(row, "met"),
            "is_answered": self.yes(row, "answered"),
        }

    def ballot(self, row, rule):
        """Return a ballot, seen to be written as the rule reads it."""
        other, written = (";", "weir > trail = well") if rule.name == "ranked" else (">", "weir; trail")
        if other in row["ballot"]:
            self.fault(row, "ballot", f"{row['ballot']!r}: a ballot for {rule.name} is written {written}")
        return row["ballot"]

    def amount(self, row, name):
        """Return an exact amount, 1 where the cell is blank."""
        text = row[name].replace(" ", "")
        try:
            if len(text) > 40 or "e" in text.lower() or Fraction(text or "1") < 0:
                raise ValueError
            return Fraction(text or "1")
        except (ValueError, ZeroDivisionError):
            self.fault(row, name, f"{row[name]!r} is no amount; write 3, 2.5 or 1/2, 0 or more")
            return Fraction(0)

    def yes(self, row, name):
        """Return whether a cell says yes; blank is no."""
        if row[name].lower() not in YES_NO:
            self.fault(row, name, f"{row[name]!r} says neither yes nor no")
        return YES_NO.get(row[name].lower(), False)

    def made(self, row, make, *told, **facts):
        """Make something of a row, or note why not."""
        try:
            return make(*told, **facts)
        except ValueError as why:
            self.fault(row, "state", str(why).rstrip("."))
            return None

    def fault(self, row, name, why):
        """Note what is wrong with a cell."""
        column = f"column {self.letters(self.names.index(name) + 1)} ({name})" if name in self.names else name
        self.faults.append(f"{self.file}, row {row[0]}, {column}: {why}.")

    def refuse(self):
        """Stop where anything was wrong, and tell all of it."""
        if self.faults:
            raise ValueError("\n".join(self.faults))


def _outcome(outcome):
    return {
        "state": outcome.state,
        "verdict": outcome.text,
        "verdict_code": outcome.reason.code,
        "binding": outcome.is_binding,
        "counts": dict(outcome.counts),
        "not_reached": list(outcome.not_reached),
        "waiting": list(outcome.waiting),
        "opted_out": list(outcome.opted_out),
        "parts": [_outcome(part) for part in outcome.parts],
    }


MARKS = {"passed": ("Passed.", "bold green"), "failed": ("Failed.", "bold red"), "tied": ("Tied.", "bold")}


def _show(told):
    _say_state(told, "")
    say(f"The rule asks: {told['asks']}.")
    if "tally" in told:
        rows = sorted(
            ((one["option"], one["count"]) for one in told["tally"]), key=lambda row: (-row[1], row[0])
        )
        heading = "beats" if told["one_to_one"] else "approve"
        print_table("\nOptions", ["option", heading], [[one, f"{count:g}"] for one, count in rows])
    else:
        _say_parts(told["parts"], "  ")
        counts = {state.replace("_", " "): count for state, count in told["counts"].items() if count}
        print_table("\nHow they stand", ["state", "constituents"], counts.items())
    for heading, names in (
        ("Not yet reached", told["not_reached"]),
        ("Waiting for a condition", told.get("waiting")),
        ("Not bound by it", told.get("opted_out")),
    ):
        if names:
            say(f"{heading}: {', '.join(names)}.")


def _say_parts(parts, indent):
    """Print what each part of a rule says, and its own parts below it."""
    for part in parts:
        _say_state(part, f"{indent}- ")
        _say_parts(part["parts"], f"{indent}  ")


def _say_state(told, indent):
    word, style = MARKS.get(told["state"], ("Open.", "bold"))
    said = plain(f"{indent}{word} {told['verdict']}")
    said.stylize(style, len(indent), len(indent) + len(word))
    console.print(said, soft_wrap=not console.is_terminal)
