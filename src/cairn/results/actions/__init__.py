"""What people do with results: ask, interpret, promise, try, take up, and call for a revision."""

from cairn.results.actions.commitments import make_commitment, review_commitment
from cairn.results.actions.refusal import CommitmentRefused, Refused, SenseMakingRefused, TrialRefused
from cairn.results.actions.sense import (
    ask_question,
    decide,
    hold_sense_making,
    judge_interpretation,
    offer_interpretation,
)
from cairn.results.actions.trials import (
    adopt_practice,
    close_trial,
    plan_trial,
    promote_practice,
)

__all__ = [
    "CommitmentRefused",
    "Refused",
    "SenseMakingRefused",
    "TrialRefused",
    "adopt_practice",
    "ask_question",
    "close_trial",
    "decide",
    "hold_sense_making",
    "judge_interpretation",
    "make_commitment",
    "offer_interpretation",
    "plan_trial",
    "promote_practice",
    "review_commitment",
]
