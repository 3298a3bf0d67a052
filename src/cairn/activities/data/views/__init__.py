"""Pages of shared data."""

from cairn.activities.data.views.downloads import (
    definition_json,
    measure_csv,
    measure_json,
    submission_file,
)
from cairn.activities.data.views.measures import (
    break_add,
    definitions,
    index,
    measure,
    measure_add,
    observation,
    redefine,
)
from cairn.activities.data.views.sending import check, columns, problems_csv, submit
from cairn.activities.data.views.submissions import review, submission, submissions

__all__ = [
    "break_add",
    "check",
    "columns",
    "definition_json",
    "definitions",
    "index",
    "measure",
    "measure_add",
    "measure_csv",
    "measure_json",
    "observation",
    "problems_csv",
    "redefine",
    "review",
    "submission",
    "submission_file",
    "submissions",
    "submit",
]
