"""What people type about measures and the files that answer them."""

from cairn.activities.data.forms.measures import (
    BreakForm,
    MeasureForm,
    RedefineForm,
    ReviewForm,
    SearchForm,
)
from cairn.activities.data.forms.sending import (
    ColumnsForm,
    FileForm,
    QuestionsForm,
    initial_columns,
)

__all__ = [
    "BreakForm",
    "ColumnsForm",
    "FileForm",
    "MeasureForm",
    "QuestionsForm",
    "RedefineForm",
    "ReviewForm",
    "SearchForm",
    "initial_columns",
]
