"""Sense-making sessions, commitments, trials, adoptions and promotions."""

from cairn.results.models.commitment import Commitment, Review
from cairn.results.models.sense import Interpretation, Question, SenseMaking
from cairn.results.models.trial import Adoption, Promotion, Trial

__all__ = [
    "Adoption",
    "Commitment",
    "Interpretation",
    "Promotion",
    "Question",
    "Review",
    "SenseMaking",
    "Trial",
]
