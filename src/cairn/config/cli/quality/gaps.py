"""`cairn quality gaps`: how far is each group behind, and does the gap close?"""

import click

from cairn.config.cli.output import FILES, JSON, InputFault, envelope, print_json, print_table
from cairn.config.cli.quality.reading import (
    BETTER,
    BY,
    COMMA,
    DATE,
    ENCODING,
    MISSING,
    Calendar,
    told,
    wanted_of,
)
from cairn.config.cli.quality.telling import agree, brief, plain, say, shown, verdict
from cairn.config.cli.series import read_rows

WORDS = {
    "closing": "closes", "overtaken": "is gone", "widening": "widens", "opened": "opened",
    "cannot_tell": "cannot tell", "no_interval": "cannot tell", "not_behind": "not behind",
    "unknown": "not known", "behind": "behind", "ahead": "ahead",
}  # fmt: skip
COUNTED = {  # finding: how it is counted
    "closing": "closing", "overtaken": "closing", "widening": "widening", "opened": "widening",
    "cannot_tell": "cannot_tell", "no_interval": "cannot_tell", "not_behind": "not_behind",
    "unknown": "unknown", "behind": "behind", "ahead": "not_behind",
}  # fmt: skip
KEYWORDS = ("best", "others", "average")


def level_of(_context, _option, text):
    """Read how sure an interval is: 95%, 0.95."""
    from cairn.engine.quality.numbers import exact

    try:
        level = exact(text, "the level")
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None
    if not 0 < level < 1:
        raise click.BadParameter("give a chance between 0 and 1, such as 95%.")
    return float(level)


@click.command(
    epilog="""\b
Examples:
  cairn quality gaps reading.csv --date year --group income --value proficient \\
      --denominator tested --better up
  cairn quality gaps 2023-Q3.xlsx 2024-Q3.xlsx --group race --value housed \\
      --denominator active --better up --reference average
"""
)
@FILES
@DATE
@BY
@click.option("--group", required=True, metavar="COL", help="The column of groups; blank is everybody.")
@click.option("--value", required=True, metavar="COL", help="The column of values, or of numerators.")
@click.option("--denominator", metavar="COL", help="Divide each value by this column: so many of so many.")
@click.option("--error", metavar="COL", help="The standard error of each value, where it is no share.")
@BETTER
@click.option(
    "--reference", default="best", show_default=True, metavar="best|average|others|NAME|NUMBER",
    help="Behind whom: the best-off at first, all together, all others, one group, or a fixed standard.",
)  # fmt: skip
@click.option("--baseline", metavar="PERIOD", help="The change is since this period; else since the first.")
@click.option("--latest", metavar="PERIOD", help="And up to this one; else to the last.")
@click.option("--level", default="95%", show_default=True, callback=level_of, help="Of the intervals.")
@COMMA
@ENCODING
@JSON
def command(files, is_json, **options):  # fmt: skip
    """Say how far each group is behind its reference, and whether the gap closes, with intervals.

    A gap closes only if the whole interval of its change lies below 0, else nobody can tell; without
    --denominator or --error there is no interval, and nobody can tell either. A group that is missing or
    suppressed in one of the two periods is not known, and counted as that.
    """
    if options["denominator"] and options["error"]:
        raise click.UsageError("Give --denominator or --error, not both: a share has its own error.")
    rows = _read(files, options)
    calendar = Calendar(rows)
    days = _days(calendar, options)
    found = {}
    for row in rows:
        found.setdefault(row.key, {}).setdefault(row.day, {})[row.names["group"]] = row
    values = _values(rows, options)
    reference = _reference(files, rows, options["reference"])
    series = []
    for key, by_day in sorted(found.items(), key=lambda pair: pair[0] or ""):
        groups = sorted({group for each in by_day.values() for group in each if group})
        one = _Series([by_day.get(day, {}) for day in days], groups, values, reference, options)
        series.append({"key": key, **one.tell([calendar.label(day) for day in days])})
    told_ = {"verdict": _sentence([gap for one in series for gap in one["gaps"]]), "series": series}
    if is_json:
        print_json(envelope(files, shown(options), told_))
    else:
        _print(told_)


def _read(files, options):
    numbers = {role: options[role] for role in ("value", "denominator", "error") if options[role]}
    wanted = wanted_of(options, numbers, also={"group": options["group"]}, may_be_empty=True)
    rows = read_rows(files, wanted)
    if not any(row.names["group"] for row in rows):
        raise InputFault(
            f"{files[0]}: No row names a group in {options['group']!r}. Name the column with --group."
        )
    return rows


def _days(calendar, options):
    """Give the days of the two periods that are compared; one where there is only one."""
    first = calendar.find(options["baseline"], "--baseline") if options["baseline"] else calendar.days[0]
    last = calendar.find(options["latest"], "--latest") if options["latest"] else calendar.days[-1]
    if first > last or (first == last and options["baseline"]):
        raise InputFault(
            f"The baseline {calendar.label(first)} is not before {calendar.label(last)}: name an earlier "
            "period with --baseline, or a later one with --latest."
        )
    return [first] if first == last else [first, last]


def _values(rows, options):
    """Turn each row into a value with its error, or the reason why there is none; every fault at once."""
    from cairn.engine.quality.gaps import Estimate, Share

    values, faults = {}, []
    for row in rows:
        why = next((row.absent[role] for role in row.numbers if role in row.absent), None)
        number, below = row.numbers["value"], row.numbers.get("denominator")
        if why or below == 0 == number:
            values[row.at()] = why or "nobody in it"
            continue
        try:
            if below is None:
                values[row.at()] = Estimate(number, row.numbers.get("error"))
            elif number == int(number) and below == int(below):
                values[row.at()] = Share(int(number), int(below))
            else:
                raise ValueError(f"{number:g} of {below:g} are no whole numbers: give counts, or --error.")
        except ValueError as fault:
            faults.append(f"{row.at('value')}: {fault}")
    if faults:
        raise InputFault("\n".join(faults))
    return values


def _reference(files, rows, text):
    """Tell which of its meanings --reference has: a group, a word of ours, or a fixed standard."""
    from cairn.engine.quality.gaps import Estimate
    from cairn.engine.quality.numbers import exact

    groups = sorted({row.names["group"] for row in rows if row.names["group"]})
    if text in groups or text in KEYWORDS:
        return text
    try:
        return Estimate(float(exact(text, "--reference")))
    except ValueError:
        raise InputFault(
            f"{files[0]}: --reference {text!r} is no group there. The groups are {', '.join(groups)}; "
            f"or give {', '.join(KEYWORDS)} or a number."
        ) from None


class _Series:
    """The groups of one series in the periods that are compared."""

    def __init__(self, rows, groups, values, reference, options):
        """Sort what is known from what is not, and find the group that is best off at first."""
        self.groups, self.options, self.reference = groups, options, reference
        self.known, self.why = [], []
        is_name = isinstance(reference, str) and (reference in groups or reference not in KEYWORDS)
        self.leader = reference if is_name else None
        for each in rows:
            named = {*groups, *([reference] if is_name else [])}
            found = {group: values[each[group].at()] if group in each else MISSING for group in sorted(named)}
            self.known.append({group: one for group, one in found.items() if not isinstance(one, str)})
            self.why.append({group: one for group, one in found.items() if isinstance(one, str)})
        if reference == "best" and self.leader is None and self.known[0]:
            from cairn.engine.quality.gaps import best_off

            self.leader = best_off(self.known[0], better=options["better"])

    def tell(self, labels):
        """Tell every group's gap but the reference's own, and how many close."""
        gaps = [self._gap(group, labels) for group in self.groups if group != self.leader]
        return {
            "baseline": labels[0] if len(labels) > 1 else None, "latest": labels[-1],
            "reference": self.leader or self.options["reference"],
            "unknown_at_first": {group: told(why) for group, why in self.why[0].items()},
            "counts": _counts(gaps), "gaps": gaps, "verdict": _sentence(gaps),
        }  # fmt: skip

    def _gap(self, group, labels):
        from cairn.engine.quality.gaps import gap, gap_change

        reasons = self._reasons(group, labels)
        values = [_value(known.get(group), why.get(group))
                  for known, why in zip(self.known, self.why, strict=True)]  # fmt: skip
        start = {"group": group, "values": values}
        if reasons:
            text = f"The gap of {group} is not known: {'; '.join(reasons)}."
            nothing = {"reference": self.leader, "then": None, "now": None, "change": None, "rule": None}
            params = {"group": group, "because": "; ".join(reasons)}
            return {**start, **nothing, "code": "unknown", "verdict": text, "verdict_code": "unknown",
                    "verdict_params": params}  # fmt: skip
        how = {"better": self.options["better"], "reference": self.leader or self.reference,
               "level": self.options["level"]}  # fmt: skip
        if len(self.known) == 1:
            one = gap(group, self.known[0], **how)
            return {**start, "reference": one.reference, "then": None, "now": _figure(one.behind),
                    "change": None, "code": one.code, "rule": one.rule, **verdict(one.verdict)}  # fmt: skip
        one = gap_change(group, *self.known, **how)
        return {
            **start, "reference": one.then.reference, "then": _figure(one.then.behind),
            "now": _figure(one.now.behind), "change": _figure(one.change), "code": one.code,
            "rule": one.rule, **verdict(one.verdict),
        }  # fmt: skip

    def _reasons(self, group, labels):
        """Say which of the values that a gap rests on are not known, and why."""
        if self.reference in ("others", "average") and self.leader is None:
            needed = self.groups
        else:
            needed = [group, self.leader] if self.leader else [group]
        reasons = [
            f"{each} is {told(why[each])} in {label}"
            for label, why in zip(labels, self.why, strict=True)
            for each in needed
            if each in why
        ]
        lone = self.leader is None and isinstance(self.reference, str) and len(self.groups) < 2
        return reasons or (["there is no other group"] if lone else [])


def _value(value, why):
    from cairn.engine.quality.gaps import Share

    found = {"value": None, "numerator": None, "denominator": None, "absent": why}
    if isinstance(value, Share):
        return found | {
            "value": value.numerator / value.denominator, "numerator": value.numerator,
            "denominator": value.denominator,
        }  # fmt: skip
    return found if value is None else found | {"value": value.value}


def _figure(one):
    return {"value": one.value, "lower": plain(one.lower), "upper": plain(one.upper)}


def _counts(gaps):
    return {name: sum(COUNTED[one["code"]] == name for one in gaps) for name in COUNTED.values()}


def _sentence(gaps):
    """Count the gaps in one sentence: how many close, widen, and of how many nobody knows."""
    counts = _counts(gaps)
    known, count = len(gaps) - counts["unknown"], counts.__getitem__
    if any(one["then"] is None and one["now"] is not None for one in gaps):
        text = f"{count('behind')} of {known} groups {agree(count('behind'), 'is', 'are')} behind; "
        text += f"{count('not_behind')} {agree(count('not_behind'), 'is', 'are')} ahead"
    else:
        there, closing, widening = known - count("not_behind"), count("closing"), count("widening")
        text = f"{closing} of {there} gaps {agree(closing, 'closes', 'close')}; "
        text += f"{widening} {agree(widening, 'widens', 'widen')}"
    text += f"; of {count('cannot_tell')} nobody can tell" if count("cannot_tell") else ""
    text += f". Of {count('unknown')} more nobody knows" if count("unknown") else ""
    return f"{text}."


def _print(found):
    say(found["verdict"])
    for one in found["series"]:
        if len(found["series"]) > 1:
            say(f"\n{one['key']}: {one['verdict']}")
        _print_one(one)


def _print_one(one):
    since = f" since {one['baseline']}" if one["baseline"] else ""
    say(f"Behind {_behind(one['reference'])} in {one['latest']}{since}; below 0 is ahead.")
    is_change = one["baseline"] is not None
    rows = []
    for gap in one["gaps"]:
        shown_ = gap["change"] if is_change else gap["now"]
        interval = shown_ and (
            "none" if shown_["lower"] is None else f"{brief(shown_['lower'])} to {brief(shown_['upper'])}"
        )
        numbers = [gap["then"], gap["now"], gap["change"]] if is_change else [gap["now"]]
        rows.append(
            [gap["group"], *(each and brief(each["value"]) for each in numbers), interval, WORDS[gap["code"]]]
        )
    names = [one["baseline"], one["latest"], "Change"] if is_change else [one["latest"]]
    print_table("", ["Group", *names, "Interval", "The gap"], rows)
    unknown = {}
    for gap in one["gaps"]:
        if gap["code"] == "unknown":
            unknown.setdefault(gap["verdict_params"]["because"], []).append(gap["group"])
    for because, groups in unknown.items():
        say(f"Not known of {', '.join(groups)}: {because}.")


def _behind(reference):
    """Name whom the groups are compared with."""
    words = {"average": "the average", "others": "all others", "best": "the best-off"}
    return words.get(reference, reference)
