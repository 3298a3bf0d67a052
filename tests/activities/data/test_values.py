"""Values as they may leave: what their release decided is read, by the definition each was made with."""

from datetime import date

from cairn.activities.data import actions, queries
from cairn.activities.data.models import Observation, Submission
from cairn.network.models import Place
from tests.activities.data.factories import COUNT, FIELDS, make_measure, send
from tests.factories import AT


def test_values_keep_the_definition_they_were_made_with(cast):
    measure = make_measure(cast, **{**FIELDS, "kind": "rate", "per": 1000})
    send(cast, measure, ["2026-01", "Confluence", "", 10, 40])
    fields = {**FIELDS, "kind": "rate", "per": 100, "threshold": 0, "changed": "per hundred now"}
    actions.define_again(measure=measure, fields=fields, by=cast["steward"], at=AT)
    send(cast, measure, ["2026-02", "Confluence", "", 10, 40], ["2026-02", "Confluence", "girls", 2, 20])
    found = queries.values([measure])
    assert [(one.period_on.month, one.group, one.value, one.status) for one in found] == [
        (1, "", 250.0, "present"),
        (2, "", 25.0, "present"),
        (2, "girls", None, "held_back"),  # promised under the first threshold of 5
    ]


def test_value_of_asks_nothing_more(cast, django_assert_num_queries):
    measure = make_measure(cast)
    send(cast, measure, ["2026-01", "Confluence", "", 43, 100], ["2026-01", "Confluence", "girls", 3, 50],
         ["2026-01", "Confluence", "boys", 40, 50])  # fmt: skip
    rows = {row.group: row for row in Observation.objects.select_related("submission__definition")}
    with django_assert_num_queries(0):
        assert queries.value_of(rows["girls"]).status == "held_back"
    assert queries.value_of(rows["boys"]).status == "held_back"
    assert queries.value_of(rows[""]).value == 43


def test_value_of_a_replaced_observation_says_nothing(cast):
    measure = make_measure(cast)
    send(cast, measure, ["2026-01", "Confluence", "", 40, 100])
    first = Observation.objects.select_related("measure", "submission").get()
    send(cast, measure, ["2026-01", "Confluence", "", 41, 100])
    first.refresh_from_db()
    assert (queries.value_of(first).value, queries.value_of(first).status) == (None, "held_back")


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
    assert {one.status for one in queries.values([measure])} == {"held_back"}  # no release has weighed them
    actions.release(measure=measure, at=AT)
    with django_assert_num_queries(2):
        found = queries.values([measure])
    enough = Observation.objects.filter(numerator__gte=5).count()
    assert (len(found), len([one for one in found if one.numerator])) == (24_000, enough)
    assert not [one for one in found if one.numerator is not None and 0 < one.numerator < 5]
