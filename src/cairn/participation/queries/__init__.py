"""What pages and other packages read of how the pathway is made."""

from cairn.participation.queries.awaited import Waiting, waiting
from cairn.participation.queries.consents import ledger, ledgers, standing, standings
from cairn.participation.queries.reach import Coverage, coverage, coverage_of

__all__ = [
    "Coverage",
    "Waiting",
    "coverage",
    "coverage_of",
    "ledger",
    "ledgers",
    "standing",
    "standings",
    "waiting",
]
