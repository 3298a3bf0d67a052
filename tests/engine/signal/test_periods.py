from datetime import date, timedelta

import pytest

from cairn.engine.signal.periods import rhythm_of


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (7, "week"), (28, "month"), (91, "quarter"), (365, "year")]
)
def test_rhythm_is_found_from_the_usual_distance(days, unit):
    dates = [date(2020, 1, 1) + timedelta(days=days * step) for step in range(5)]
    assert rhythm_of(dates).unit == unit


def test_rhythm_of_another_distance_is_irregular_and_its_own_period():
    rhythm = rhythm_of([date(2020, 1, 1) + timedelta(days=14 * step) for step in range(5)])
    assert (rhythm.unit, rhythm.days) == ("irregular", 14.0)
    assert not rhythm.follows(date(2020, 1, 1), date(2020, 1, 29))


def test_rhythm_of_one_date_lets_everything_follow():
    assert rhythm_of([date(2020, 1, 1)]).follows(date(2020, 1, 1), date(2030, 1, 1))


def test_rhythm_given_is_taken():
    assert rhythm_of([], unit="quarter").unit == "quarter"
    assert rhythm_of([date(2020, 1, 1), date(2020, 1, 2)], unit="irregular").days is None


def test_rhythm_unknown_is_refused():
    with pytest.raises(ValueError, match="use one of day, week, month, quarter, year or irregular"):
        rhythm_of([], unit="fortnight")
