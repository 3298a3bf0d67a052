"""Questions that cannot be asked, and panels that allow no comparison."""

import pytest

from cairn.engine.effect.fit import NoComparisonError, Question, comparisons, fit
from cairn.engine.effect.moments import moments_of
from cairn.engine.effect.summary import PanelSummary
from tests.engine.effect.panels import made


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"method": "twfe"}, "method is 'twfe': choose cs or imputation"),
        ({"control": "all"}, "choose never or not-yet"),
        ({"base": "first"}, "choose varying or universal"),
        ({"adjust": "all"}, "choose dr or reg or ipw"),
        ({"level": 1.0}, "level is 1.0"),
        ({"matters": 0.0}, "give a positive number"),
        ({"matters": float("nan")}, "give a positive number"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(asked, message):
    with pytest.raises(ValueError, match=message):
        Question(**asked)


@pytest.mark.parametrize(
    ("cohorts", "asked", "code", "message"),
    [
        ((0,), {}, "no_adopters", "No unit adopts"),
        ((1, 0), {}, "no_adopters", "No unit adopts"),
        ((3, 5), {}, "no_controls", r"no controls. Try those that adopt later \(not-yet\)."),
        ((3,), {}, "no_controls", "no controls.$"),
        ((3,), {"control": "not-yet"}, "no_controls", "no controls.$"),
        ((3,), {"method": "imputation"}, "no_controls", "no controls.$"),
    ],
)
def test_a_panel_without_comparison_says_why(cohorts, asked, code, message):
    with pytest.raises(NoComparisonError, match=message) as why:
        fit(moments_of(PanelSummary.of_panel(made(cohorts))), Question(**asked))
    assert why.value.code == code


def test_imputation_is_checked_by_comparisons_with_not_yet_controls():
    fitted = fit(moments_of(PanelSummary.of_panel(made((3, 5, 0)))), Question(method="imputation"))
    found = comparisons(fitted, base="universal")
    assert (found.question.method, found.question.control, found.question.base) == (
        "cs",
        "not-yet",
        "universal",
    )
    assert comparisons(found, base="universal") is found
    assert comparisons(found, base="varying").question.base == "varying"
