"""What pages read of results: series with what a stated rule finds in them, and who tries what."""

from cairn.results.queries.practices import practices
from cairn.results.queries.series import (
    Reading,
    Tally,
    reading_of,
    readings,
    signal_as_kept,
    tally_of,
)
from cairn.results.queries.waiting import Waiting, waiting
from cairn.results.queries.words import verdict_in_words

__all__ = [
    "Reading",
    "Tally",
    "Waiting",
    "practices",
    "reading_of",
    "readings",
    "signal_as_kept",
    "tally_of",
    "verdict_in_words",
    "waiting",
]
