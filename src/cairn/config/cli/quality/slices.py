"""`cairn quality slices`: do the pledges add up to the target, when partners may serve the same people?"""

import click

from cairn.config.cli.output import FILE, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import BY, COMMA, ENCODING, LARGEST, told
from cairn.config.cli.quality.telling import say, shown, verdict
from cairn.config.cli.series import Wanted, headings_of, read_rows

WORDS = {
    "reached": "enough", "perhaps": "enough if few overlap", "short": "too few", "unknown": "cannot tell",
}  # fmt: skip


@click.command(
    epilog="""\b
Examples:
  cairn quality slices pledges.csv --partner partner --value pledge --target 700
  cairn quality slices pledges.xlsx --by outcome --by year --partner partner \\
      --value pledge --delivered served --target target --overlaps overlaps.csv
"""
)
@click.argument("file", type=FILE)
@BY
@click.option("--partner", required=True, metavar="COL", help="The column of who pledges.")
@click.option("--value", required=True, metavar="COL", help="The column of pledges, in people.")
@click.option("--delivered", metavar="COL", help="The column of people served so far.")
@click.option(
    "--target",
    required=True,
    metavar="N|COL",
    help="How many people; a column where there are several slices.",
)
@click.option("--population", metavar="N|COL", help="How many people there are at all.")
@click.option(
    "--overlaps", type=FILE, metavar="FILE",
    help="Known overlaps: the --by columns, and the columns one, other and people.",
)  # fmt: skip
@COMMA
@ENCODING
@JSON
def command(file, is_json, **options):
    """Say whether pledges reach their target: at least and at most so many different people.

    Partners may serve the same people: at least the largest pledge is reached, at most the sum. Known
    overlaps and the number of people there are narrow the range. A pledge that nobody knows is not 0: then
    nobody knows the most either.
    """
    read = _Read(file, options)
    slices = [read.tell(key) for key in sorted(read.rows, key=lambda key: key or "")]
    read.refuse()
    told_ = {"verdict": _sentence(slices), "slices": slices}
    if is_json:
        inputs = [file, *filter(None, [options["overlaps"]])]
        named = shown(options) | {"overlaps": options["overlaps"] and str(options["overlaps"])}
        print_json(envelope(inputs, named, told_))
    else:
        _print(told_)


def _is_column(text, headings):
    """Tell a heading from a number of people; what is neither is looked for as a heading."""
    return text is not None and (text in headings or not text.isdecimal())


class _Read:
    """The pledges of a file by slice, and what is wrong with them."""

    def __init__(self, file, options):
        """Read the file, and the overlaps."""
        self.file, self.options, self.faults = file, options, []
        self.by = tuple(options["by"])
        headings = headings_of(file, options["encoding"])
        self.columns = {
            role: options[role] for role in ("target", "population") if _is_column(options[role], headings)
        }
        if self.by and "target" not in self.columns:
            raise click.UsageError("With --by each slice has its own target: name its column with --target.")
        numbers = {"value": options["value"]} | self.columns
        numbers |= {"delivered": options["delivered"]} if options["delivered"] else {}
        self.rows, self.overlaps = {}, {}
        for row in self._rows(file, numbers, {"partner": options["partner"]}):
            if not row.names["partner"]:
                self._fault(row, "partner", "Nobody is named. Write who pledges, or leave the row out.")
            self.rows.setdefault(row.key, []).append(row)
        if options["overlaps"]:
            self._overlaps(options["overlaps"])

    def _rows(self, file, numbers, also):
        return read_rows(
            [file],
            Wanted(
                None, self.by, numbers, needs_all=False, largest=LARGEST, also=also, has_periods=False,
                decimal_comma=self.options["decimal_comma"], encoding=self.options["encoding"],
            ),
        )  # fmt: skip

    def _overlaps(self, file):
        for row in self._rows(file, {"people": "people"}, {"one": "one", "other": "other"}):
            pair = (row.names["one"], row.names["other"])
            people = self._whole(row, "people")
            mine = self.overlaps.setdefault(row.key, {})
            if (pair[1], pair[0]) in mine:
                self._fault(
                    row, "people", f"{pair[0]} and {pair[1]} are there the other way round. Keep one."
                )
            if row.key not in self.rows:
                self._fault(row, "people", f"There is no slice {row.key} in {self.file}. Correct its name.")
            if people is not None:
                mine[pair] = people

    def _fault(self, row, role, text):
        self.faults.append(f"{row.at(role)}: {text}")

    def _whole(self, row, role):
        """Give a whole number from 0, None where it is not known."""
        number = row.numbers[role]
        if number is None:
            return None
        if number < 0 or number != int(number):
            self._fault(row, role, f"{number:g} is no number of people. Write a whole number from 0.")
            return None
        return int(number)

    def refuse(self):
        """Stop with everything that is wrong, if anything is."""
        if self.faults:
            raise InputFault("\n".join(dict.fromkeys(self.faults)))

    def _one(self, key, role):
        """Give a slice's target or population: a number for all, or the same in all of its rows."""
        text = self.options[role]
        if role not in self.columns:
            return None if text is None else int(text)
        said = {}
        for row in self.rows[key]:
            if (number := self._whole(row, role)) is not None:
                said.setdefault(number, row)
        if len(said) > 1:
            row = list(said.values())[1]
            self._fault(
                row, role, f"It is {' and '.join(map(str, said))} for the same slice. Keep one of them."
            )
        if not said and role == "target":
            self._fault(self.rows[key][0], role, "The slice has no target. Write it in one of its rows.")
        return next(iter(said), None)

    def tell(self, key):
        """Tell one slice: what is pledged, and what is delivered, each as a range."""
        target, population = self._one(key, "target"), self._one(key, "population")
        told_ = {"key": key, "target": target, "population": population}
        for role, name in (("value", "pledged"), ("delivered", "delivered")):
            if self.options[role]:
                overlaps = self.overlaps.get(key) if role == "value" else None
                told_[name] = self._range(key, role, target, population, overlaps)
        told_["partners"] = [
            {"partner": row.names["partner"]}
            | {name: {"people": row.numbers[role], "absent": row.absent.get(role)}
               for role, name in (("value", "pledged"), ("delivered", "delivered")) if self.options[role]}
            for row in sorted(self.rows[key], key=lambda row: row.names["partner"])
        ]  # fmt: skip
        return told_

    def _range(self, key, role, target, population, overlaps):
        from cairn.engine.quality.slices import target_slice

        people = {row.names["partner"]: self._whole(row, role) for row in self.rows[key]}
        if self.faults:
            return None
        try:
            found = target_slice(people, target=target, population=population, overlaps=overlaps)
        except ValueError as fault:
            self.faults.append(f"{self.file}{f', {key}' if key else ''}: {fault}")
            return None
        return {
            "low": found.low, "high": found.high, "sum": found.total, "gap_low": found.gap_low,
            "gap_high": found.gap_high, "twice_low": found.twice_low, "twice_high": found.twice_high,
            "unknown": list(found.unknown), "rule": found.rule, **verdict(found.verdict),
        }  # fmt: skip


def _sentence(slices):
    if len(slices) == 1:
        return slices[0]["pledged"]["verdict"]
    codes = [one["pledged"]["verdict_code"] for one in slices]
    parts = [f"{codes.count(code)} {words}" for code, words in WORDS.items() if code in codes]
    return f"{len(slices)} slices: {', '.join(parts)}."


def _print(found):
    say(found["verdict"])
    if len(found["slices"]) > 1:
        has_served = "delivered" in found["slices"][0]
        rows = (
            [
                one["key"], one["target"], _span(one["pledged"], "low", "high"),
                *([_span(one["delivered"], "low", "high")] if has_served else []),
                _span(one["pledged"], "gap_low", "gap_high"), WORDS[one["pledged"]["verdict_code"]],
            ]
            for one in found["slices"]
        )  # fmt: skip
        names = ["Slice", "Target", "Pledged", *(["Served"] if has_served else []), "Missing", "It is"]
        print_table("", names, rows)
        return
    (one,) = found["slices"]
    if "delivered" in one:
        say(one["delivered"]["verdict"].replace("The pledges reach", "Served so far:", 1))
    twice = _span(one["pledged"], "twice_low", "twice_high")
    say(f"In several pledges: {twice} people.")
    names = [name for name in ("pledged", "delivered") if name in one]
    rows = ([each["partner"], *(_people(each[name]) for name in names)] for each in one["partners"])
    print_table("", ["Partner", *(name.capitalize() for name in names)], rows)


def _span(one, low, high):
    """Write a range: 3 to 5, or 3; a shortfall below 0 is nothing missing."""
    first, last = one[low], one[high]
    if low.startswith("gap"):
        first, last = first and max(first, 0), max(last, 0)
    if first is None or last is None:
        return f"up to {last}" if first is None else f"{first} or more"
    return str(first) if first == last else f"{first} to {last}"


def _people(one):
    return told(one["absent"]) if one["absent"] else int(one["people"])
