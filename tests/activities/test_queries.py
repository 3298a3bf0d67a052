"""What the pages of activities read."""

from datetime import date, timedelta

from cairn.activities import queries
from cairn.activities.models import Activity
from tests.activities.factories import make_activity, make_principle
from tests.factories import ON, make_constituent

State = Activity.State


def test_state_follows_from_the_dates(cast):
    activity = make_activity(cast, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 5))
    states = [activity.state_on(date(2026, 3, n)) for n in (5, 6)]
    assert [activity.state_on(date(2026, 2, 28)), *states] == [State.COMING, State.UNDER_WAY, State.ENDED]


def test_filters_agree_with_the_state_of_a_row(cast):
    for starts, ends in ((-5, None), (-5, -1), (-5, 0), (0, 0), (1, None)):
        make_activity(
            cast,
            starts_on=ON + timedelta(days=starts),
            ends_on=None if ends is None else ON + timedelta(days=ends),
        )
    for state in State:
        listed = queries.list_activities(cast.collective, ON, state=state.value)
        assert {a.pk for a in listed} == {a.pk for a in Activity.objects.all() if a.state_on(ON) == state}


def test_kinds_count_what_is_under_way_and_each_constituent_once(cast):
    make_activity(cast, served=[cast.upper_valley])
    make_activity(cast, served=[cast.upper_valley, cast.lower_delta])
    make_activity(cast, ends_on=ON - timedelta(days=1))
    movement = queries.kinds(cast.collective, ON)[0]
    assert [movement[name] for name in ("kind", "under_way", "in_all", "served")] == ["movement", 2, 3, 2]


def test_served_by_none_leaves_out_who_left_and_who_is_not_consulted(cast):
    make_constituent(cast.collective, "Left", left_on=ON - timedelta(days=1))
    make_constituent(cast.collective, "Guest", is_consulted=False)
    make_activity(cast, served=[cast.upper_valley])
    assert list(queries.served_by_none(cast.collective, ON)) == [cast.lower_delta]


def test_served_by_none_counts_only_activities_under_way(cast):
    make_activity(cast, served=[cast.upper_valley, cast.lower_delta], ends_on=ON - timedelta(days=1))
    assert queries.served_by_none(cast.collective, ON).count() == 2


def test_component_is_named_by_its_newest_title(cast):
    make_principle(cast)
    (component,) = queries.components(cast.collective)
    assert queries.in_words(component) == "Principle 4: Those who live with it take part"


def test_name_of_a_person_is_kept_from_visitors(cast):
    person = make_constituent(cast.collective, "Amina R.", kind="person")
    cast.collective.membership = None
    assert queries.shown_names(cast.collective, [person, cast.upper_valley]) == ["A person", "Upper valley"]
    cast.collective.membership = cast["observer"].memberships.get()
    assert queries.shown_name(cast.collective, person) == "Amina R."
