"""What the queries of results read: series with what the rules find, and how promises and trials stand."""

from datetime import date, timedelta

import pytest

from cairn.activities.data import queries as data
from cairn.activities.data.actions import define_again
from cairn.activities.data.models import Break
from cairn.results import actions, queries
from cairn.results.queries import picture, rules
from cairn.results.queries.commitments import commitments, state_of_commitment
from cairn.results.queries.practices import rows_of, state_of_trial
from cairn.results.queries.series import all_groups, periods, state_of
from cairn.results.queries.words import words_of
from tests.factories import AT, ON, make_constituent
from tests.results.factories import (
    CALM,
    RISING,
    add_place,
    adopt,
    ask,
    hold,
    make_measure,
    make_practice,
    plan,
    promise,
    send,
)


def states(cast, **about):
    return [(one.place.name, one.state) for one in queries.readings(cast.collective, on=ON, **about)]


def series(cast, measure, **about):
    measure = data.measure_named(cast.collective, measure.slug)
    return queries.series_of(measure, cast.place, on=ON, **about)


def test_readings_put_signals_first_then_calm_then_short(cast):
    measure, hill, bend = make_measure(cast), add_place(cast, "Hill"), add_place(cast, "Bend")
    send(cast, measure, CALM)
    send(cast, measure, RISING[:5], place=bend)
    send(cast, measure, RISING, place=hill)
    assert states(cast) == [("Hill", "improvement"), ("Confluence", "calm"), ("Bend", "short")]
    assert queries.tally_of(queries.readings(cast.collective, on=ON)) == queries.Tally(1, 1, 1)


def test_falling_series_is_a_concern(cast):
    send(cast, make_measure(cast), [100 - value for value in RISING])
    reading = queries.readings(cast.collective, on=ON)[0]
    assert reading.state == "concern"
    assert (
        reading.words
        == "7 months below the median 61.5: a shift, not noise. This is not the direction hoped for."
    )


def test_signal_before_a_break_is_no_signal_now(cast):
    measure = make_measure(cast)
    send(cast, measure, RISING)
    Break.objects.create(
        measure=measure,
        from_on=date(2026, 1, 1),
        cause="New register",
        recorded_by=cast["steward"],
        recorded_at=AT,
    )
    assert states(cast) == [("Confluence", "short")]
    assert queries.readings(cast.collective, on=ON)[0].words == "2 points: not enough to draw yet."


def test_old_series_is_too_old_to_call(cast):
    send(cast, make_measure(cast), RISING, until=ON - timedelta(days=150))
    reading = queries.readings(cast.collective, on=ON)[0]
    assert (reading.state, reading.words) == (
        "short",
        "The last point is from September 2025: too old to call anything now.",
    )


def test_readings_ask_as_often_for_1_and_3_series(cast, django_assert_num_queries):
    measure = make_measure(cast)
    send(cast, measure, CALM)
    with django_assert_num_queries(7):
        queries.readings(cast.collective, on=ON)
    for name in ("Hill", "Bend"):
        send(cast, measure, CALM, place=add_place(cast, name))
    cast.collective.log.refresh_from_db()
    with django_assert_num_queries(7):
        assert len(queries.readings(cast.collective, on=ON)) == 3


def test_readings_are_kept_until_a_file_comes_in(cast, django_assert_num_queries):
    measure = make_measure(cast)
    send(cast, measure, CALM)
    cast.collective.log.refresh_from_db()
    before = queries.readings(cast.collective, on=ON)
    with django_assert_num_queries(5):
        assert queries.readings(cast.collective, on=ON) == before
    send(cast, measure, [99])
    cast.collective.log.refresh_from_db()
    assert [one.finding.latest for one in before] == [33]
    assert [one.finding.latest for one in queries.readings(cast.collective, on=ON)] == [99]


def test_suppressed_values_stay_suppressed_in_readings_and_series(cast):
    measure = make_measure(cast, threshold=10)
    send(cast, measure, [*CALM, 3])
    reading, whole = queries.readings(cast.collective, on=ON)[0], series(cast, measure)
    assert reading.finding.course == (*CALM, None)
    assert (reading.finding.latest, reading.finding.latest_on) == (33, date(2026, 1, 1))
    assert rules.as_json(whole, on=ON)["values"][-1] == {
        "period": "2026-02-01",
        "value": None,
        "status": "held_back",
        "numerator": None,
        "denominator": None,
        "observation": whole.values[-1].observation,
    }
    point = picture.picture(whole).points[-1]
    assert (point.value, point.is_suppressed) == (None, True)
    assert picture.table_of(whole)[0].absence == "held back"


def test_missing_period_is_a_gap_everywhere(cast):
    measure = make_measure(cast)
    send(cast, measure, [*CALM[:6], None, *CALM[6:]])
    whole = series(cast, measure)
    gap = picture.picture(whole).points[6]
    assert (gap.label, gap.value, gap.is_suppressed) == ("Aug 2025", None, False)
    row = picture.table_of(whole)[6]
    assert (row.period, row.absence, row.observation) == ("Aug 2025", "no report", None)
    assert rules.as_rows(whole)[7] == ["2025-08-01", None, "no_report", None, None, None]


def test_values_after_the_day_are_not_read(cast):
    measure = make_measure(cast)
    send(cast, measure, RISING, until=ON + timedelta(days=200))
    assert series(cast, measure).days[-1] <= ON
    assert len(queries.readings(cast.collective, on=ON)[0].finding.course) == len(series(cast, measure).days)


def test_groups_have_series_of_their_own(cast):
    measure = make_measure(cast)
    send(cast, measure, CALM)
    send(cast, measure, RISING, group="girls")
    found = all_groups(data.measure_named(cast.collective, "seen"), cast.place, on=ON)
    assert [(one.group, one.state) for one in found] == [("", "calm"), ("girls", "improvement")]


def test_picture_holds_median_signal_break_and_what_happened(cast):
    measure, practice = make_measure(cast), make_practice(cast)
    send(cast, measure, RISING)
    trial = plan(cast, practice, place=cast.place, measure=measure, starts_on=date(2025, 8, 3))
    adopt(cast, practice, trial=trial, adopted_on=date(2026, 1, 20))
    happenings = picture.happenings_at(cast.place, name=str)
    chart = picture.picture(series(cast, measure), happenings)
    assert (
        chart.title == "7 months above the median 38.5: a shift, not noise. This is the direction hoped for."
    )
    assert [(one.first, one.last, one.words) for one in chart.centres] == [(0, 13, "median 38.5")]
    assert [(one.first, one.last, one.tone) for one in chart.signals] == [(0, 6, "refusal"), (7, 13, "moss")]
    assert [(one.at, one.words) for one in chart.notes] == [(7, "trial begins"), (12, "taken up")]
    assert [one.words for one in happenings] == [
        "A trial of “The weekly boat visit” began",
        "Upper valley took up “The weekly boat visit”",
    ]


def test_picture_draws_a_break_with_a_median_on_either_side(cast):
    measure = make_measure(cast)
    send(cast, measure, [*CALM, *RISING[7:]])
    Break.objects.create(
        measure=measure,
        from_on=date(2025, 8, 1),
        cause="The register asks for another age now",
        recorded_by=cast["steward"],
        recorded_at=AT,
    )
    chart = picture.picture(series(cast, measure))
    assert [(one.at, one.words) for one in chart.breaks] == [(12, "The register asks for ano…")]
    assert [one.words for one in chart.centres] == ["median 30.5", "median 46"]
    assert rules.window_words(series(cast, measure)) == (
        "7 points, Aug 2025 to Feb 2026. The points before the break have a median of their own."
    )


def test_too_few_values_are_not_drawn(cast):
    measure = make_measure(cast)
    send(cast, measure, [30, 31])
    assert picture.picture(series(cast, measure)) is None
    gates = rules.gates(series(cast, measure).chart, on=ON)
    assert [(one.here, one.is_passed) for one in gates][:2] == [(2, False), (2, False)]
    assert rules.centre_words(series(cast, measure).chart) == "None yet: a median is drawn from 7 points."


def test_series_without_values_says_so(cast):
    measure = make_measure(cast)
    whole = series(cast, measure)
    assert (whole.days, whole.words) == ([], "No points of good quality yet: nothing to draw.")
    assert rules.window_words(whole) == "No points yet."
    assert [one.is_passed for one in rules.gates(whole.chart, on=ON)] == [False, False, False]
    assert picture.table_of(whole) == []


def test_json_carries_rule_definition_and_verdict(cast):
    measure = make_measure(cast)
    send(cast, measure, RISING)
    told = rules.as_json(series(cast, measure), on=ON)
    assert (told["centre"], told["verdict"]["code"], told["definition"]["number"]) == (38.5, "shift", 1)
    assert told["rule"] == {
        "shift": 6, "trend": 5, "tail": "1/40", "draw": 7, "call": 10, "recent_months": 3,
    }  # fmt: skip
    assert [one["side"] for one in told["signals"] if one["is_current"]] == ["few", "above"]


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        ("month", [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]),
        ("quarter", [date(2025, 10, 1), date(2026, 1, 1)]),
        ("year", [date(2025, 1, 1), date(2026, 1, 1)]),
    ],
)
def test_periods_run_from_the_first_value_to_the_last(kind, days):
    class Value:
        def __init__(self, on):
            self.period_on = on

    assert periods([Value(date(2025, 11, 1)), Value(date(2026, 1, 1))], kind) == days
    assert periods([], kind) == []


@pytest.mark.parametrize(("kind", "words"), [("month", "Apr 2026"), ("quarter", "2026 Q2"), ("year", "2026")])
def test_period_is_written_by_its_kind(kind, words):
    assert picture.period_words(date(2026, 4, 1), kind) == words


def test_question_keeps_the_signal_as_it_stood(cast):
    measure = make_measure(cast)
    send(cast, measure, RISING)
    question = ask(cast, hold(cast), measure=measure, place=cast.place)
    send(cast, measure, [10, 10, 10, 10, 10, 10, 10])
    kept = question.signal
    assert (kept["verdict"], kept["centre"], kept["points"], kept["last"]) == (
        "shift",
        38.5,
        14,
        "2026-02-01",
    )
    assert (kept["definition"], len(kept["content_hash"])) == (1, 64)
    assert words_of(kept["verdict"], kept["params"]).startswith("7 months above the median 38.5")


def test_new_definition_does_not_change_what_a_question_kept(cast):
    measure = make_measure(cast)
    send(cast, measure, CALM)
    question = ask(cast, hold(cast), measure=measure, place=cast.place)
    newest = measure.definitions.get()
    fields = {
        name: getattr(newest, name)
        for name in ("name", "kind", "numerator", "denominator", "unit", "period", "better", "threshold")
    }
    define_again(measure=measure, fields={**fields, "numerator": "Seen twice"}, by=cast["steward"], at=AT)
    question.refresh_from_db()
    assert question.signal["definition"] == 1


def test_state_of_an_empty_chart_is_short(cast):
    assert state_of(series(cast, make_measure(cast)).chart) == "short"


@pytest.mark.parametrize(
    ("due_on", "outcome", "key"),
    [
        (ON - timedelta(days=1), None, "due"),
        (ON, None, "open"),
        (ON, "kept", "kept"),
        (ON, "changed", "changed"),
        (ON, "dropped", "dropped"),
    ],
)
def test_commitment_stands_as_the_latest_look_says(cast, due_on, outcome, key):
    made = promise(cast, due_on=due_on)
    about = {"commitment": made, "by": cast["member"], "at": AT}
    if outcome:
        actions.review_commitment(outcome="dropped", reason="No boat", **about)
        actions.review_commitment(
            outcome=outcome, reason="Because", **{**about, "at": AT + timedelta(days=1)}
        )
    row = commitments(cast.collective, on=ON).get()
    assert state_of_commitment(row, on=ON).key == key
    assert [one.pk for one in commitments(cast.collective, on=ON, state=key)] == [made.pk]
    others = {"due", "open", "kept", "changed", "dropped"} - {key}
    assert [list(commitments(cast.collective, on=ON, state=other)) for other in others] == [[]] * 4


def test_commitments_not_looked_at_come_first_by_day(cast):
    kept = promise(cast, text="Kept", due_on=ON)
    actions.review_commitment(commitment=kept, outcome="kept", by=cast["member"], at=AT)
    promise(cast, text="Later", due_on=ON + timedelta(days=9))
    promise(cast, text="Soon", due_on=ON + timedelta(days=2))
    assert [row.text for row in commitments(cast.collective, on=ON)] == ["Soon", "Later", "Kept"]


@pytest.mark.parametrize(
    ("starts", "ends", "decision", "shape"),
    [
        (5, 9, "", "ring"),
        (-5, 5, "", "half"),
        (-9, -1, "", "square"),
        (-9, -1, "adopt", "tick"),
        (-9, -1, "adapt", "plus"),
        (-9, -1, "abandon", "diamond"),
    ],
)
def test_trial_stands_as_its_days_and_decision_say(cast, starts, ends, decision, shape):
    days = {"starts_on": ON + timedelta(days=starts), "ends_on": ON + timedelta(days=ends)}
    trial = plan(cast, make_practice(cast), **days)
    if decision:
        trial = actions.close_trial(
            trial=trial, decision=decision, result="So it went.", by=cast["member"], at=AT
        )
    assert state_of_trial(trial, on=ON).shape == shape
    if decision == "abandon":
        assert state_of_trial(trial, on=ON).tone == "moss"  # a lesson is a success


def test_practices_come_most_adopted_first_then_most_tried(cast, django_assert_num_queries):
    untried, tried, adopted = (make_practice(cast, number=n, title=f"Practice {n}") for n in (1, 2, 3))
    plan(cast, tried)
    adopt(cast, adopted)
    make_practice(cast, number=1, title="A principle", kind="principle")
    with django_assert_num_queries(6):
        rows = rows_of(queries.practices(cast.collective), on=ON)
    assert [row.practice.pk for row in rows] == [adopted.pk, tried.pk, untried.pk]
    assert [(len(row.trials), len(row.adoptions)) for row in rows] == [(0, 1), (1, 0), (0, 0)]


def test_waiting_lists_what_is_past_its_day_for_those_who_may_speak(cast):
    promise(cast, due_on=ON - timedelta(days=3), text="Ours")
    promise(cast, cast.lower_delta, due_on=ON - timedelta(days=2), text="Theirs")
    plan(cast, make_practice(cast), starts_on=ON - timedelta(days=9), ends_on=ON - timedelta(days=1))
    seats = {row.person_id: row for row in cast.collective.memberships.select_related("constituent")}

    def told(who):
        return [one.text for one in queries.waiting(cast.collective, seats[cast[who].pk], ON)]

    trial = "Write down the result of the trial at Upper valley"
    assert told("facilitator") == ["Was it kept? “Ours”", "Was it kept? “Theirs”", trial]
    assert told("member") == ["Was it kept? “Ours”", trial]
    assert told("neighbour") == ["Was it kept? “Theirs”"]
    assert told("observer") == []
    assert queries.waiting(cast.collective, None, ON) == []


def test_happening_at_another_place_is_not_told(cast):
    practice = make_practice(cast)
    plan(cast, practice, place=add_place(cast, "Hill"))
    far = make_constituent(cast.collective, "Far away")
    adopt(cast, practice, far)
    assert picture.happenings_at(cast.place, name=str) == []


def test_a_chart_with_most_points_on_its_line_says_that_it_cannot_tell():
    words = words_of("mostly_on_line", {"n": 20, "on_line": 13, "unit": "month", "centre": 0.0})
    assert words.startswith("13 of 20 points lie on the median 0: this chart cannot tell")
