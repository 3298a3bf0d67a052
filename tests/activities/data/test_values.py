"""What may leave: nothing small, and nothing that gives it away."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from cairn.activities.data import queries
from cairn.activities.data.models import Observation, Submission
from cairn.activities.data.queries.values import held_back
from cairn.engine.measure.definition import Definition
from cairn.network.models import Place
from tests.activities.data.factories import COUNT, FIELDS, make_measure, send
from tests.factories import AT

COUNTED = Definition(name="n", kind="count", numerator="n", threshold=5)
SHARE = Definition(name="n", kind="share", numerator="n", denominator="d", threshold=5)
MEAN = Definition(name="n", kind="mean", numerator="n", denominator="d", threshold=5)


@pytest.mark.parametrize(
    ("definition", "numbers", "held"),
    [
        (COUNTED, {"": (4, None)}, {""}),
        (COUNTED, {"": (0, None)}, set()),
        (COUNTED, {"": (5, None)}, set()),
        (SHARE, {"": (38, 40)}, {""}),  # two are left out
        (SHARE, {"": (40, 40)}, set()),
        (SHARE, {"": (0.5, 40)}, {""}),  # less than one is not nobody
        (SHARE, {"": (40, None)}, {""}),  # a share alone does not say of how many
        (MEAN, {"": (3000, 3)}, {""}),
        (MEAN, {"": (3, 3000)}, set()),
        # one small group is found by subtracting the other from everybody
        (COUNTED, {"": (43, None), "girls": (3, None), "boys": (40, None)}, {"girls", "boys"}),
        (COUNTED, {"": (60, None), "girls": (20, None), "boys": (40, None)}, set()),
        # one person is in no group: whoever subtracts finds them, so a group is held too
        (COUNTED, {"": (61, None), "girls": (20, None), "boys": (40, None)}, {"girls"}),
        # groups overlap: each is only compared with everybody
        (COUNTED, {"": (50, None), "poor": (48, None), "rural": (30, None)}, {"poor"}),
        (COUNTED, {"": (50, None), "poor": (40, None), "rural": (30, None)}, set()),
        # without everybody the total is taken as known
        (COUNTED, {"girls": (3, None), "boys": (40, None)}, {"girls", "boys"}),
    ],
)
def test_small_numbers_and_what_gives_them_away_are_held(definition, numbers, held):
    assert held_back(numbers, definition) == held


def test_nothing_is_held_without_a_threshold():
    plain = Definition(name="n", kind="count", numerator="n")
    assert held_back({"": (1, None)}, plain) == frozenset()


def bounds(numbers, held, cell):
    """Say between what somebody who knows all that is shown can place one count (with the rest unknown)."""
    groups = [group for group in numbers if group] + ["rest"]
    unknown = [group for group in groups if group in held or group == "rest"]
    if "" in held:
        return 0, np.inf
    left = numbers[""] - sum(numbers[group] for group in groups if group not in unknown)
    cost = [1.0 if group == cell else 0.0 for group in unknown]
    given = {"A_eq": [[1.0] * len(unknown)], "b_eq": [left], "bounds": [(0, None)] * len(unknown)}
    low, high = linprog(cost, **given), linprog([-one for one in cost], **given)
    return round(low.fun, 6), round(-high.fun, 6)


def test_no_small_count_can_be_worked_out_from_what_is_shown():
    tried = 0
    for girls, boys, others, rest in product((0, 1, 3, 7, 40), (0, 2, 4, 9), (0, 1, 30), (0, 1, 12)):
        numbers = {"": girls + boys + others + rest, "girls": girls, "boys": boys, "others": others}
        held = held_back({group: (number, None) for group, number in numbers.items()}, COUNTED)
        for group, number in numbers.items():
            if 0 < number < 5:
                assert group in held
                if group:
                    low, high = bounds(numbers, held, group)
                    assert (low, high >= 5) == (0, True), (numbers, held, group)
                    tried += 1
        if 0 < rest < 5 and "" not in held:
            assert held - {""}, numbers  # else the rest is everybody less the groups
    assert tried > 200


def test_values_keep_the_definition_they_were_made_with(cast):
    measure = make_measure(cast, **{**FIELDS, "kind": "rate", "per": 1000})
    send(cast, measure, ["2026-01", "Confluence", "", 10, 40])
    from cairn.activities.data import actions

    fields = {**FIELDS, "kind": "rate", "per": 100, "threshold": 0, "changed": "per hundred now"}
    actions.define_again(measure=measure, fields=fields, by=cast["steward"], at=AT)
    send(cast, measure, ["2026-02", "Confluence", "", 10, 40], ["2026-02", "Confluence", "girls", 2, 20])
    found = queries.values([measure])
    assert [(one.period_on.month, one.group, one.value, one.status) for one in found] == [
        (1, "", 250.0, "present"),
        (2, "", 25.0, "present"),
        (2, "girls", None, "small"),  # promised under the first threshold of 5
    ]


def test_value_of_reads_one_place_and_period(cast, django_assert_num_queries):
    measure = make_measure(cast)
    send(cast, measure, ["2026-01", "Confluence", "", 43, 100], ["2026-01", "Confluence", "girls", 3, 50],
         ["2026-01", "Confluence", "boys", 40, 50])  # fmt: skip
    rows = {row.group: row for row in Observation.objects.select_related("measure", "submission")}
    with django_assert_num_queries(2):
        assert queries.value_of(rows["girls"]).status == "small"
    assert queries.value_of(rows["boys"]).status == "small"
    assert queries.value_of(rows[""]).value == 43


def test_value_of_a_replaced_observation_says_nothing(cast):
    measure = make_measure(cast)
    send(cast, measure, ["2026-01", "Confluence", "", 40, 100])
    first = Observation.objects.select_related("measure", "submission").get()
    send(cast, measure, ["2026-01", "Confluence", "", 41, 100])
    first.refresh_from_db()
    assert (queries.value_of(first).value, queries.value_of(first).status) == (None, "small")


def test_a_thousand_places_are_read_in_two_queries(cast, django_assert_num_queries):
    measure = make_measure(cast, **COUNT)
    Place.objects.bulk_create(
        Place(collective=cast.collective, kind="site", name=f"P{number:04}") for number in range(1000)
    )
    places = list(Place.objects.filter(name__startswith="P"))
    submission = Submission.objects.create(
        measure=measure, definition=measure.latest, constituent=cast.upper_valley, file="x", file_name="x",
        sha256="0" * 64, mapping={}, sent_at=AT,
    )  # fmt: skip
    Observation.objects.bulk_create(
        (
            Observation(
                submission=submission, measure=measure, place=place,
                period_on=date(2024 + k // 12, k % 12 + 1, 1),
                status="present", numerator=(place.pk * k) % 60, row=1,
            )
            for place in places for k in range(24)
        ),
        batch_size=500,
    )  # fmt: skip
    with django_assert_num_queries(2):
        found = queries.values([measure])
    assert len(found) == 24_000
    assert not [one for one in found if one.numerator is not None and 0 < one.numerator < 5]
