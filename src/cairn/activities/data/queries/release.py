"""What leaves of a measure's values, decided once for each release and kept with them.

A release is what a file, or a stricter definition, makes of the values that stand. What was once shown is out
for good: it is weighed with every later release, so that nothing is found by their difference.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cairn.activities.data.models import Definition, Observation
from cairn.engine.disclosure.policy import Policy, tightest
from cairn.engine.disclosure.protect import Protected, protect
from cairn.engine.disclosure.reported import IN, OF, OUT, overlaps, reported

PRESENT = Observation.Status.PRESENT.value
LATER = 1 << 62  # the key of a file after every file there is
COLUMNS = (
    "pk",
    "place",
    "period_on",
    "group",
    "numerator",
    "denominator",
    "submission__definition",
    "submission",
    "superseded_by",
    "is_shown",
    "shown_at",
)


class Row(NamedTuple):
    """One value that was given, as a release weighs it."""

    pk: int
    place: int | str
    period_on: date
    group: str
    numerator: Decimal | float
    denominator: Decimal | float | None
    definition: int
    submission: int
    replaced_by: int | None
    is_shown: bool
    shown_at: object  # None: it never left


class Rules(NamedTuple):
    """By what values are weighed: what each definition counts, the strictest threshold, and the places."""

    kinds: dict[int, str]
    threshold: int
    groups: tuple[str, ...]
    parents: dict[str, str]


def rules_of(definitions, places):
    """Return the rules of one measure: of its definitions' thresholds the strictest holds."""
    newest_first = sorted(definitions, key=lambda one: -one.number)
    asked = {f"definition {one.number}": Policy(one.threshold) for one in newest_first}
    return Rules(
        kinds={one.pk: one.kind for one in newest_first},
        threshold=tightest(asked).policy.threshold if asked else 0,
        groups=tuple(dict.fromkeys(group for one in newest_first for group in one.disaggregation)),
        parents={str(pk): str(within) for pk, within in places.values_list("pk", "within") if within},
    )


def rows_of(observations):
    """Return the values among some observations, replaced ones too, as a release weighs them."""
    given = observations.filter(status=PRESENT).order_by("period_on", "place_id", "group", "pk")
    return [Row(*values) for values in given.values_list(*COLUMNS)]


def held_of_file(measure, found):
    """Count the values of a file that would be held back if it were stored now; in three queries."""
    rules = rules_of(Definition.objects.filter(measure=measure), measure.collective.places)
    places = dict(measure.collective.places.order_by("pk").values_list("name", "pk"))
    new = [
        _as_row(-number, one, places, rules) for number, one in enumerate(found, 1) if one.status == PRESENT
    ]
    renewed = {(places.get(one.place), one.starts_on, one.group) for one in found}
    days = {one.starts_on for one in found}
    old = [
        row if row.replaced_by or row[1:4] not in renewed else row._replace(replaced_by=LATER)
        for row in rows_of(Observation.objects.filter(measure=measure, period_on__in=days))
    ]
    leaving = leaving_of([*old, *new], rules)
    return sum(row.pk not in leaving for row in new)


def _as_row(pk, one, places, rules):
    """Return a value that is not stored yet, as if it were: by the newest definition and a later file."""
    top = one.value if one.numerator is None else one.numerator
    newest = next(iter(rules.kinds))
    place = places.get(one.place, one.place)
    return Row(pk, place, one.starts_on, one.group, top, one.denominator, newest, LATER, None, False, None)


def leaving_of(rows, rules):
    """Return the keys of the values that may leave: nothing small, and nothing that gives it away."""
    if not rules.threshold:
        return {row.pk for row in rows if row.replaced_by is None}
    tables = defaultdict(list)
    reporting = defaultdict(set)
    for row in rows:
        reporting[row.period_on].add(str(row.place))
    for row in rows:
        tables[row.period_on, _topmost(str(row.place), rules.parents, reporting[row.period_on])].append(row)
    return {pk for table in tables.values() for pk in _leaving_of_table(table, rules)}


def _topmost(place, parents, reporting):
    """Return the highest place above that reported: what lies in different ones never adds up."""
    found, seen = place, {place}
    while (place := parents.get(place)) and place not in seen:
        seen.add(place)
        found = place if place in reporting else found
    return found


def _leaving_of_table(rows, rules):
    standing = [row for row in rows if row.replaced_by is None]
    counts = _counts(standing, rules)
    earlier = [
        _as_released(state, _sums(_counts(state, rules), rules), rules) for state in _before(rows, rules)
    ]
    earlier.append(_as_released([row for row in standing if row.shown_at], (), rules))
    release = protect(counts, _sums(counts, rules), threshold=rules.threshold, earlier=earlier)
    return [row.pk for row in standing if _leaves(row, release, rules)]


def _leaves(row, release, rules):
    """Say whether all that a value tells may leave; a share without its parts does not say of how few."""
    names = _parts(row, rules)
    return bool(names) and all(release.value(name) is not None for name in names)


def _before(rows, rules):
    """Return the values that stood before each file, where they tell more than those that stood later.

    Values that only others came to tell nothing more, unless these overlap and nothing can be added up now.
    """
    newest, *files = sorted({LATER + 1} | {file for row in rows for file in _files(row)}, reverse=True)
    kept, states = [_counts(_standing_before(newest, rows), rules)], []
    for file in files:
        state = _standing_before(file, rows)
        then = _counts(state, rules)
        if not any(_tells(later, then, rules) for later in kept):
            kept.append(then)
            states.append(state)
    return states


def _files(row):
    return {row.submission, row.replaced_by} - {None}


def _standing_before(file, rows):
    return [row for row in rows if row.submission < file <= (row.replaced_by or LATER + 1)]


def _tells(later, then, rules):
    """Say whether values tell all that earlier ones told."""
    return not then or then == later or (then.items() <= later.items() and not overlaps(later, rules.parents))


def _as_released(state, sums, rules):
    """Return values that stood earlier as they are known by now."""
    return Protected(
        counts=_counts(state, rules),
        sums=tuple(sums),
        leaves={},
        shown=_counts([row for row in state if row.shown_at], rules),
        threshold=rules.threshold,
        zero_allowed=True,
        already_out=(),
        rule="",
    )


def _sums(counts, rules):
    return reported(counts, rules.parents, groups=rules.groups)


def _counts(rows, rules):
    return {name: count for row in rows for name, count in _parts(row, rules).items()}


def _parts(row, rules):
    """Return the counts that one value gives away: those in it, those left out of it, and both."""
    kind, top, bottom = rules.kinds[row.definition], row.numerator, row.denominator
    if kind == "count":
        told = {IN: _whole(top)}
    elif bottom is None:
        told = {}
    elif kind == "mean":  # a sum of anything, over a number of people
        told = {OF: _whole(bottom)}
    else:
        told = {IN: _whole(top), OUT: _whole(max(bottom - top, 0))}
        told[OF] = told[IN] + told[OUT]
    return {(str(row.place), row.group, part): count for part, count in told.items()}


def _whole(number):
    """Count down to a whole number, but never something to nothing."""
    return int(number) or int(number > 0)
