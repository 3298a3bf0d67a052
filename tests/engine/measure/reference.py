"""A slow, independent reading of definitions: row by row, in Fractions, from the document itself."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain

ORDER = ("not_applicable", "not_collected", "missing", "suppressed")
UNKNOWN = None


class Absent(str):
    """Why a cell has no value."""


def values(document, rows, through=None, above=lambda place: {place, ""}):
    """Give {(period, place, group): (numerator, denominator, value, status)} for rows of plain values.

    `above` gives the places that a row of a place counts in.
    """
    spread = [one for row in rows for one in spans(document, row, rows, through)]
    cells = {}
    for row in spread:
        place = row[document["place"]] if "place" in document else ""
        place = "unknown" if isinstance(place, Absent) else place
        for codes in ((), *map(tuple, document.get("disaggregate", ()))):
            said = {code: "unknown" if isinstance(row[code], Absent) else row[code] for code in codes}
            group = ", ".join(f"{code}={value}" for code, value in said.items())
            for where in set(above(place)):
                cells.setdefault((row[":start"], where, group), []).append(row)
    found = {key: value_of(document, some) for key, some in cells.items()}
    return {(label(document, key[0]), *key[1:]): value for key, value in found.items()}


def spans(document, row, rows, through):
    """Give a row once for each period it is counted in, with that period's first day."""
    period = document["period"]
    begins = period.get("year_begins", 1)
    if "of" in period:
        day = row[period["of"]]
        return [] if isinstance(day, Absent) else [row | {":start": start_of(day, period["every"], begins)}]
    first, last, how = (period["spans"][name] for name in ("from", "until", "counted"))
    if isinstance(row[first], Absent):
        return []
    known = [one[name] for one in rows for name in (first, last) if not isinstance(one[name], Absent)]
    end, made = through or max(known), []
    start = start_of(row[first], period["every"], begins)
    while start <= end:
        close = end_of(start, period["every"])
        gone = None if isinstance(row[last], Absent) else row[last]
        stays = gone is None or (gone > close if how == "last-day" else gone >= start)
        if row[first] <= close and stays:
            made.append(row | {":start": start})
        start = close + timedelta(days=1)
    return made


def start_of(day, every, begins):
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return date(day.year if day.month >= begins else day.year - 1, begins, 1)


def end_of(start, every):
    month = start.month + {"month": 0, "quarter": 2, "year": 11}[every]
    year, month = start.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def label(document, start):
    every, begins = document["period"]["every"], document["period"].get("year_begins", 1)
    if every == "month":
        return start.isoformat()[:7]
    if every == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return str(start.year) if begins == 1 else f"{start.year}/{str(start.year + 1)[2:]}"


def value_of(document, rows):
    """Compute one cell."""
    measure, missing = document["measure"], document["missing"]
    ratio = measure.get("ratio")
    parts = [ratio["numerator"], ratio["denominator"]] if ratio else [measure]
    wheres = [[one["where"]] if "where" in one else [] for one in parts]
    if ratio and ratio.get("part_of_whole"):
        wheres[0] = wheres[0] + wheres[1]
    above = [document["where"]] if "where" in document else []
    taken = [[] for _ in parts]
    reasons = []
    for row in rows:
        states = [state(document, part, above + some, row) for part, some in zip(parts, wheres, strict=True)]
        is_unknown = UNKNOWN in states
        why = worst(document, parts, above + list(chain(*wheres)), row) if is_unknown else ""
        if is_unknown:
            reasons.append(why)
        for one, truth in zip(taken, states, strict=True):
            leaves_out = is_unknown and (missing != "not-met" or why == "not_applicable")
            if truth and not leaves_out:
                one.append(row)
    figures = [figure(document, part, some) for part, some in zip(parts, taken, strict=True)]
    return finish(document, parts, figures, taken, reasons, len(rows))


def finish(document, parts, figures, taken, reasons, n_rows):
    kind = next(name for name in ("count", "distinct", "sum", "mean", "quantile") if name in parts[0])
    numerator, denominator = figures[0], figures[1] if len(parts) == 2 else None
    if kind in ("mean", "quantile"):
        denominator = len(taken[0])
    status = "not_applicable" if denominator == 0 else "present"
    nothing = reasons and len(reasons) == n_rows
    if document["missing"] == "not-met" and denominator:
        nothing = False
    for reason in ORDER:
        holds = document["missing"] == "hold" and reason in ("missing", "not_collected")
        if reason in reasons and (nothing or holds or reason == "suppressed"):
            status = reason
    if status != "present":
        return None, None, None, status
    if kind == "quantile":
        return None, denominator, float(numerator), status
    per = document["measure"].get("ratio", {}).get("per", 1)
    value = Fraction(numerator) if denominator is None else per * Fraction(numerator) / Fraction(denominator)
    return plain(numerator), plain(denominator), float(value), status


def plain(number):
    if number is None:
        return None
    number = Fraction(number)
    return int(number) if number.denominator == 1 else float(number)


def figure(document, part, rows):
    if "count" in part:
        return len(rows)
    if "distinct" in part:
        return len({row[part["distinct"]] for row in rows})
    name = next(name for name in ("sum", "mean", "quantile") if name in part)
    numbers = sorted(Fraction(number(document, part[name], row)) for row in rows)
    if name != "quantile":
        return sum(numbers, Fraction(0))
    if not numbers:
        return Fraction(0)
    at = Fraction(str(part["at"])) * (len(numbers) - 1)
    low = int(at)
    high = min(low + 1, len(numbers) - 1)
    return numbers[low] + (numbers[high] - numbers[low]) * (at - low)


def state(document, part, wheres, row):
    """Say whether a row is in a part: True, False, or unknown."""
    truth = every(condition(document, one, row) for one in wheres)
    needed = []
    if "distinct" in part:
        needed.append(row[part["distinct"]])
    for name in ("sum", "mean", "quantile"):
        if name in part:
            needed.append(number(document, part[name], row))
    if any(isinstance(one, Absent) or one is UNKNOWN for one in needed) and truth is not False:
        return UNKNOWN
    return truth


def every(truths):
    truths = list(truths)
    if False in truths:
        return False
    return UNKNOWN if UNKNOWN in truths else True


def condition(document, one, row):  # noqa: PLR0911 - one for each form
    if "all" in one:
        return every(condition(document, part, row) for part in one["all"])
    if "any" in one:
        truth = every(negated(condition(document, part, row)) for part in one["any"])
        return negated(truth)
    if "not" in one:
        return negated(condition(document, one["not"], row))
    left = number(document, one, row)
    name = next(name for name in one if name not in ("input", "time_since"))
    if name == "known":
        return left is not UNKNOWN and not isinstance(left, Absent)
    if left is UNKNOWN or isinstance(left, Absent):
        return UNKNOWN
    if name == "in":
        return left in one["in"]
    right = one[name]
    if isinstance(right, dict):
        right = number(document, right, row)
        if isinstance(right, Absent):
            return UNKNOWN
    elif isinstance(left, date):
        right = date.fromisoformat(right)
    elif isinstance(left, int | Fraction) and not isinstance(left, bool):
        right = Fraction(str(right))
    return (
        {
            "is": left == right,
            "is_not": left != right,
            "at_least": None,
            "at_most": None,
            "above": None,
            "below": None,
        }[name]
        if name in ("is", "is_not")
        else ordered(name, left, right)
    )


def ordered(name, left, right):
    if name == "at_least":
        return left >= right
    if name == "at_most":
        return left <= right
    return left > right if name == "above" else left < right


def negated(truth):
    return UNKNOWN if truth is UNKNOWN else not truth


def number(document, one, row):
    if "input" in one:
        return row[one["input"]]
    if "period" in one:
        start = row[":start"]
        return start if one["period"] == "start" else end_of(start, document["period"]["every"])
    since = one["time_since"]
    start, end = (
        date.fromisoformat(edge) if isinstance(edge, str) else number(document, edge, row)
        for edge in (since["from"], since["to"])
    )
    if isinstance(start, Absent) or isinstance(end, Absent):
        return UNKNOWN
    if since["in"] == "days":
        return (end - start).days
    months = 12 * (end.year - start.year) + end.month - start.month - (end.day < start.day)
    return months if since["in"] == "months" else months // 12


def worst(document, parts, wheres, row):
    """Find the weightiest reason among the inputs that a row is unknown by."""
    names = set()
    for part in parts:
        names |= {part.get("distinct")} - {None}
        for name in ("sum", "mean", "quantile"):
            names |= inputs(part.get(name, {}))
    for one in wheres:
        names |= inputs(one)
    found = [row[name] for name in names if isinstance(row[name], Absent)]
    return max(found, key=ORDER.index)


def inputs(one):
    if not isinstance(one, dict):
        return set().union(*map(inputs, one)) if isinstance(one, list) else set()
    if one.get("known"):
        return set()
    return ({one["input"]} if "input" in one else set()) | set().union(*map(inputs, one.values()), set())
