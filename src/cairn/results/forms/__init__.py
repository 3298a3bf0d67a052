"""What people type about results."""

from cairn.results.forms.commitments import CommitmentFilter, CommitmentForm, ReviewForm
from cairn.results.forms.sense import (
    AskForm,
    DecisionForm,
    InterpretationForm,
    JudgementForm,
    QuestionForm,
    SenseMakingForm,
)
from cairn.results.forms.series import SeriesFilter
from cairn.results.forms.trials import AdoptionForm, PromotionForm, ResultForm, TrialForm

__all__ = [
    "AdoptionForm",
    "AskForm",
    "CommitmentFilter",
    "CommitmentForm",
    "DecisionForm",
    "InterpretationForm",
    "JudgementForm",
    "PromotionForm",
    "QuestionForm",
    "ResultForm",
    "ReviewForm",
    "SenseMakingForm",
    "SeriesFilter",
    "TrialForm",
]
