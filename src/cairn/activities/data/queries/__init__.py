"""What pages read of shared data: definitions, values as they may leave, and who has reported."""

from cairn.activities.data.queries.measures import (
    latest_of,
    measure_named,
    measures,
    published,
    readable,
    wording,
)
from cairn.activities.data.queries.reporting import (
    Board,
    Reporting,
    Waiting,
    boards,
    expected_period,
    last_periods,
    owed,
    reporting,
    waiting,
)
from cairn.activities.data.queries.values import (
    EVERYBODY,
    SUPPRESSED,
    Value,
    series,
    value_of,
    values,
)

__all__ = [
    "EVERYBODY",
    "SUPPRESSED",
    "Board",
    "Reporting",
    "Value",
    "Waiting",
    "boards",
    "expected_period",
    "last_periods",
    "latest_of",
    "measure_named",
    "measures",
    "owed",
    "published",
    "readable",
    "reporting",
    "series",
    "value_of",
    "values",
    "waiting",
    "wording",
]
