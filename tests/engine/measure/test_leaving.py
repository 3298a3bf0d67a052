"""What would leave: nothing small, nothing that gives it away, and absences as they are."""

# ruff: noqa: E501  a case stands on one line

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cairn.engine.measure.cells import Status
from cairn.engine.measure.earlier import Earlier
from cairn.engine.measure.finished import Value
from cairn.engine.measure.leaving import leaving
from cairn.engine.measure.places import Places
from tests.engine.measure.definitions import count, document, made


def value(place="Elm", group="", numerator=20, denominator=None, status=Status.PRESENT, **more):
    given_value = numerator if denominator is None else 100 * numerator / denominator if denominator else None
    fields = {"period": "2024-01", "starts_on": date(2024, 1, 1), "rows": 50, "value": given_value}
    return Value(
        place=place, group=group, numerator=numerator, denominator=denominator, status=status, **fields | more
    )


def shown(definition, *values, **options):
    return [
        (one.numerator, one.denominator, one.value) for one in leaving(definition, values, **options).values
    ]


def test_a_small_count_stays_and_so_does_what_would_give_it_away():
    sites = [
        value("", numerator=63),
        value("Elm", numerator=3),
        value("Oak", numerator=20),
        value("Fir", numerator=40),
    ]
    out = leaving(made(count()), sites)
    assert [one.value for one in out.values] == [63, None, None, 40]
    assert (out.held, out.threshold) == (2, 5)
    assert out.rule == "Counts below 5 stay, and with them what would give one away."


def test_a_share_leaves_only_with_both_sides_of_it():
    definition = made(document())
    assert shown(definition, value(numerator=20, denominator=40)) == [(20, 40, 50)]
    assert shown(definition, value(numerator=38, denominator=40)) == [(None, None, None)]
    assert shown(definition, value(numerator=2, denominator=40)) == [(None, None, None)]
    assert shown(definition, value(numerator=40, denominator=40)) == [(40, 40, 100)]
    rate = document()
    rate["measure"]["ratio"]["part_of_whole"] = False
    assert shown(made(rate), value(numerator=38, denominator=40)) == [(38, 40, 95)]


def test_a_threshold_may_be_tightened_never_loosened():
    assert shown(made(count()), value(numerator=8), threshold=10) == [(None, None, None)]
    assert shown(made(count()), value(numerator=4), threshold=1) == [(None, None, None)]


def test_rows_protect_what_counts_nobody():
    rows = made(document(suppression={"threshold": 5, "counts": "rows"}))
    assert shown(rows, value(numerator=1, denominator=2, rows=7)) == [(1, 2, 50)]
    assert shown(rows, value(numerator=1, denominator=2, rows=4)) == [(None, None, None)]
    assert shown(made(count()), value(numerator=None, value=2.5, rows=4)) == [(None, None, None)]


def test_rounded_figures_give_a_value_of_their_own():
    share = made(document(suppression={"threshold": 5, "round_to": 10}))
    out = leaving(share, [value(numerator=33, denominator=68)])
    assert [(one.numerator, one.denominator, one.value) for one in out.values] == [(30, 70, 3000 / 70)]
    assert out.rule.endswith("Figures are rounded to 10.")
    assert shown(made(count(suppression={"threshold": 5, "round_to": 10})), value(numerator=26)) == [
        (30, None, 30)
    ]
    tiny = made(document(suppression={"threshold": 0, "round_to": 10}))
    assert shown(tiny, value(numerator=1, denominator=4)) == [(0, 0, None)]


def test_absences_stay_what_they_are_and_zero_too():
    definition = made(count())
    absent = [
        value(str(status), numerator=None, value=None, status=status)
        for status in Status
        if status != "present"
    ]
    out = leaving(definition, [*absent, value(numerator=0)])
    assert [one.status for one in out.values] == [*(one.status for one in absent), Status.PRESENT]
    strict = made(count(suppression={"threshold": 5, "zero_allowed": False}))
    nobody = value(numerator=None, value=None, status=Status.NOT_APPLICABLE)
    out = leaving(strict, [nobody, value("Oak", numerator=0)])
    assert [one.status for one in out.values] == [Status.SUPPRESSED, Status.SUPPRESSED]
    assert "Zero is held back too." in out.rule


@pytest.mark.parametrize("figure", [2.5, -3])
def test_what_is_no_count_is_refused_with_a_remedy(figure):
    with pytest.raises(ValueError, match=r'which is no count of people\. Write "counts": "rows"'):
        leaving(made(count()), [value(numerator=figure)])


def test_people_in_two_groups_do_not_break_the_sums():
    both = [value(numerator=30), value(group="race=a", numerator=20), value(group="race=b", numerator=25)]
    assert [one[0] for one in shown(made(count()), *both)] == [30, 20, 25]
    more = [value("", numerator=30), value("Elm", numerator=40)]
    assert [one[0] for one in shown(made(count()), *more)] == [30, 40]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=12, max_size=12))
def test_no_small_count_follows_from_what_leaves_by_subtraction(numbers):
    """Try every sum of a place, a group or a part: one that is missing alone would be known."""
    places, groups = ("Elm", "Oak", "Fir"), ("race=a", "race=b")
    cells = dict(zip(product(places, groups, ("in", "out")), numbers, strict=True))

    def made_of(place, group):
        some = [(key, one) for key, one in cells.items() if place in (key[0], "") and group in (key[1], "")]
        inside = sum(one for key, one in some if key[2] == "in")
        whole = sum(one for _, one in some)
        status = Status.PRESENT if whole else Status.NOT_APPLICABLE
        return value(place, group, inside if whole else None, whole or None, status)

    asked = [made_of(place, group) for place, group in product(("", *places), ("", *groups))]
    out = {
        (one.place, one.group): one for one in leaving(made(document(disaggregate=[["race"]])), asked).values
    }
    for one in asked:
        if one.value is None or out[one.place, one.group].value is not None:
            small = [part for part in (one.numerator, one.denominator) if part and part < 5]
            assert one.value is None or not small
    for part in ("numerator", "denominator"):
        lines = [[(place, group) for place in ("", *places)] for group in ("", *groups)]
        lines += [[(place, group) for group in ("", *groups)] for place in ("", *places)]
        for line in lines:
            held = [key for key in line if out[key].status is Status.SUPPRESSED]
            exact = {(one.place, one.group): getattr(one, part) for one in asked}
            assert len(held) != 1 or exact[held[0]] is None or not 0 < exact[held[0]] < 5


NESTED = Places({"Elm": ("County",), "Oak": ("County",), "Fir": ("Town",), "County": ("State",), "Town": ("State",), "State": ()})  # fmt: skip
SITES = {"Elm": 3, "Oak": 40, "Fir": 60}


def nested(sites):
    found = {"": sum(sites.values())}
    for site, number in sites.items():
        for where in (site, *NESTED.above(site)[:-1]):
            found[where] = found.get(where, 0) + number
    return [value(place, numerator=number) for place, number in found.items()]


def figures(out):
    return {(one.place, one.group): one.numerator for one in out.values}


def test_no_small_site_follows_from_the_places_above_it():
    out = leaving(made(count()), nested(SITES), places=NESTED)
    assert {place for (place, _), one in figures(out).items() if one is None} == {"Elm", "Oak"}
    alone = leaving(made(count()), nested({"Elm": 3, "Fir": 60}), places=NESTED)
    assert {place for (place, _), one in figures(alone).items() if one is None} == {
        "Elm",
        "County",
        "Fir",
        "Town",
    }


def earlier(values, **settings):
    told = {("2024-01", one.place, one.group): one for one in values}
    return Earlier("before.csv", {key: (one.value is not None and (one.numerator, one.denominator)) or None for key, one in told.items()}, **settings)  # fmt: skip


def test_what_left_before_is_taken_to_be_known():
    """The whole and one site left before; the other site is the difference of what was shown."""
    sites = [value("", numerator=43), value("Elm", numerator=3), value("Oak", numerator=40)]
    before = earlier([sites[0], value("Elm", numerator=None, value=None)])
    out = leaving(made(count()), sites, released=[before])
    assert figures(out) == {("", ""): 43, ("Elm", ""): None, ("Oak", ""): None}
    assert out.rule.startswith(
        "Counts below 5 stay, and with them what would give one away, also together with 1 file"
    )
    both = earlier([sites[0], sites[2]])
    out = leaving(made(count()), sites, released=[both])
    assert (out.already_out, figures(out)["Elm", ""]) == (1, None)


def test_what_was_held_back_stays_held_back_and_a_change_of_few_is_not_told():
    before = earlier(
        [value("", numerator=60), value("Elm", numerator=None, value=None), value("Oak", numerator=20)]
    )
    now = [value("", numerator=62), value("Elm", numerator=42), value("Oak", numerator=20)]
    out = figures(leaving(made(count()), now, released=[before]))
    assert (out["Elm", ""], out["", ""]) == (None, None)
    assert figures(leaving(made(count()), now))["Elm", ""] == 42


def test_groups_of_groups_need_no_everybody():
    some = [("race=a", 20), ("race=a, kind=x1", 3), ("race=a, kind=x2", 17), ("race=b, kind=x1", 9)]
    found = figures(leaving(made(count()), [value(group=group, numerator=one) for group, one in some]))
    assert [found["Elm", group] for group, _ in some] == [20, None, None, 9]


def test_thresholds_of_earlier_releases_only_tighten():
    one = [value(numerator=8)]
    assert shown(made(count()), *one, released=[earlier([], threshold=10)]) == [(None, None, None)]
    assert shown(made(count()), *one, released=[earlier([], threshold=1)]) == [(8, None, 8)]
    out = leaving(made(count()), [value(numerator=0)], released=[earlier([], zero_allowed=False)])
    assert (out.zero_allowed, figures(out)["Elm", ""]) == (False, None)


def test_rounded_figures_that_left_are_the_counts_they_may_stand_for():
    now = [value("", numerator=43), value("Elm", numerator=13), value("Oak", numerator=30)]
    before = earlier([value("", numerator=40), value("Oak", numerator=30)], round_to=10)
    assert figures(leaving(made(count()), now, released=[before])) == {
        ("", ""): 43,
        ("Elm", ""): 13,
        ("Oak", ""): 30,
    }


def test_shares_and_means_that_left_are_known_by_their_parts():
    share = made(document(disaggregate=[]))
    now = [value("", numerator=50, denominator=103), value("Elm", numerator=30, denominator=53)]
    now += [value("Oak", numerator=20, denominator=50)]
    assert None not in figures(leaving(share, now)).values()
    before = earlier([value("", numerator=50, denominator=100)])
    assert figures(leaving(share, now, released=[before]))["", ""] is None
    mean = made(document(measure={"mean": {"input": "size"}}, suppression={"threshold": 5, "counts": "rows"}))
    now = [value("Elm", numerator=90, denominator=12, rows=12)]
    assert figures(leaving(mean, now, released=[earlier([value("Elm", numerator=70, denominator=10)])])) == {("Elm", ""): None}  # fmt: skip
    plain = made(count(suppression={"threshold": 5, "counts": "rows"}))
    assert figures(leaving(plain, [value(rows=12)], released=[earlier([value(numerator=70)])])) == {
        ("Elm", ""): 20
    }


def test_releases_by_other_periods_are_refused():
    months = Earlier("m.csv", {("2024-01", "", ""): (20, None)})
    with pytest.raises(ValueError, match=r"m\.csv: It is by month, and this is by year: what follows"):
        leaving(made(count()), [value(period="2024")], released=[months, Earlier("none.csv", {})])
    assert leaving(made(count()), [], released=[months]).values == ()


counts = st.lists(st.integers(0, 9), min_size=4, max_size=4)


@settings(max_examples=40, deadline=None)
@given(counts, counts, st.booleans())
def test_an_outsider_with_all_releases_finds_no_small_site(first, second, is_corrected):
    """Linear programming over two releases: sites alone, then through counties and the state, corrected or not."""
    names = ("Elm", "Oak", "Fir", "Ash")
    places = Places({"Elm": ("County",), "Oak": ("County",), "Fir": ("Town",), "Ash": ("Town",), "County": ("State",), "Town": ("State",), "State": ()})  # fmt: skip
    then = dict(zip(names, first, strict=True))
    now = dict(zip(names, second, strict=True)) if is_corrected else then
    sites = [
        value("", numerator=sum(then.values())),
        *(value(name, numerator=one) for name, one in then.items()),
    ]
    before = leaving(made(count()), sites)
    wholes = {"County": now["Elm"] + now["Oak"], "Town": now["Fir"] + now["Ash"]}
    later = now | wholes | {"State": sum(now.values()), "": sum(now.values())}
    out = leaving(
        made(count()), [value(name, numerator=one) for name, one in later.items()], places=places,
        released=[earlier(before.values, threshold=before.threshold)],
    )  # fmt: skip
    known = {("then", place): one for (place, _), one in figures(before).items() if one is not None}
    known |= {("now", place): one for (place, _), one in figures(out).items() if one is not None}
    sums = [(("then", ""), [("then", name) for name in names])]
    sums += [(("now", "State"), [("now", "County"), ("now", "Town")]), (("now", ""), [("now", "State")])]
    sums += [
        (("now", "County"), [("now", "Elm"), ("now", "Oak")]),
        (("now", "Town"), [("now", "Fir"), ("now", "Ash")]),
    ]
    same = [(("then", name), [("now", name)]) for name in names if then[name] == now[name]]
    for name in names:
        for when, counts_ in (("now", now), ("then", then)):
            if 0 < counts_[name] < 5:
                low, high = span(known, [*sums, *same], (when, name))
                assert high - low > 0.999


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=16, max_size=16))
def test_an_outsider_finds_neither_side_of_a_small_share_through_places_and_groups(numbers):
    """One site lies in two counties; each side of a share, in each group, is a count of its own."""
    places = Places({"Elm": ("North",), "Oak": ("North", "South"), "Fir": ("South",), "Ash": ("South",), "North": ("State",), "South": ("State",), "State": ()})  # fmt: skip
    cells = dict(
        zip(product(("Elm", "Oak", "Fir", "Ash"), ("race=a", "race=b"), ("in", "out")), numbers, strict=True)
    )

    def inside(place, group, *sides):
        return [
            cell for cell in cells
            if place in (cell[0], *places.above(cell[0])) and group in ("", cell[1]) and cell[2] in sides
        ]  # fmt: skip

    def number(*which):
        return sum(map(cells.__getitem__, inside(*which)))

    where = list(product(("", *places.parents), ("", "race=a", "race=b")))
    asked = [
        value(place, group, number(place, group, "in") if whole else None, whole or None, Status.PRESENT if whole else Status.NOT_APPLICABLE)
        for place, group in where
        for whole in [number(place, group, "in", "out")]
    ]  # fmt: skip
    known, sums = {}, []
    sides = {"in": ("in",), "out": ("out",), "of": ("in", "out")}
    for one in leaving(made(document(disaggregate=[["race"]])), asked, places=places).values:
        sums += [
            ((one.place, one.group, side), inside(one.place, one.group, *of)) for side, of in sides.items()
        ]
        if one.status is not Status.SUPPRESSED:
            known[one.place, one.group, "of"] = one.denominator or 0
            known[one.place, one.group, "in"] = one.numerator or 0
    sums = [(("total", *total), parts) for total, parts in sums]
    known = {("total", *name): one for name, one in known.items()}
    for place, group in where:
        for side, of in sides.items():
            if 0 < number(place, group, *of) < 5:
                low, high = span(known, sums, ("total", place, group, side))
                assert high - low > 0.999


def span(known, sums, wanted):
    """Give the range of a count, as linear programming finds it from what is known and what adds up."""
    names = sorted({name for total, parts in sums for name in (total, *parts)} | {wanted})
    at = {name: number for number, name in enumerate(names)}
    rows = np.zeros((len(sums), len(names)))
    for row, (total, parts) in enumerate(sums):
        rows[row, at[total]] -= 1
        rows[row, [at[part] for part in parts]] += 1
    bounds = [(known[name], known[name]) if name in known else (0, None) for name in names]
    goal = np.zeros(len(names))
    goal[at[wanted]] = 1
    ends = [linprog(way * goal, A_eq=rows, b_eq=np.zeros(len(sums)), bounds=bounds) for way in (1, -1)]
    return ends[0].fun, -ends[1].fun if ends[1].status == 0 else np.inf
