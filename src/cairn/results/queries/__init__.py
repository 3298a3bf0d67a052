"""What pages read of results: series with what a stated rule finds in them, and who tries what."""

from cairn.results.queries.commitments import commitments, state_of_commitment
from cairn.results.queries.practices import practices, rows_of
from cairn.results.queries.series import (
    Finding,
    Reading,
    Series,
    Tally,
    readings,
    series_for,
    series_of,
    signal_as_kept,
    tally_of,
)
from cairn.results.queries.waiting import Waiting, waiting
from cairn.results.queries.words import verdict_in_words

__all__ = [
    "Finding",
    "Reading",
    "Series",
    "Tally",
    "Waiting",
    "commitments",
    "practices",
    "readings",
    "rows_of",
    "series_for",
    "series_of",
    "signal_as_kept",
    "state_of_commitment",
    "tally_of",
    "verdict_in_words",
    "waiting",
]
