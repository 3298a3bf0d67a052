"""Every gate of the verdict, in its order."""

from dataclasses import replace

import pytest

from cairn.engine.effect.fit import Question
from cairn.engine.effect.intervals import Estimate
from cairn.engine.effect.pretrend import Pretrend
from cairn.engine.effect.sensitivity import Sensitivity
from cairn.engine.effect.verdict import Facts, nothing, verdict_of

PASSED = Pretrend(1.0, 3, 0.8, "cells", 0.1, 0.2)
ROBUST = Sensitivity((-2, 0), 0, (), 1.26, (), 0.3, 0.95)
FACTS = Facts(Estimate(2.0, 0.5, 1.0, 3.0), 9, 8, 1, Question(), PASSED, ROBUST)


@pytest.mark.parametrize(
    ("changed", "code", "text"),
    [
        ({"adopters": 4}, "too_few", "Cannot tell: 4 units adopt and 8 are controls; with fewer than 5"),
        ({"controls": 0}, "too_few", "Cannot tell: 9 units adopt and 0 are controls"),
        ({"adopters": 1, "controls": 1, "is_by_weight": True}, "too_few",
         "Cannot tell: 1 unit adopts and 1 is a control (by weight, a few count for nearly all); with"),
        ({"alone": 5}, "no_error", "Cannot tell: 5 of 9 adopters are alone in their cohort"),
        ({"overall": Estimate(2.0, None, None, None)}, "no_error",
         "Cannot tell: the units of each group changed exactly alike"),
        ({"pretrend": None}, "no_past", "Cannot tell: there is only one time before adoption"),
        ({"pretrend": replace(PASSED, p=0.013)}, "pretrend",
         "Cannot tell: before anybody adopted, the groups were already moving apart (p = 0.013)."),
        ({"overall": Estimate(1.0, 1.0, -1.0, 3.0)}, "inconclusive",
         "Cannot tell: any effect from -1 to 3, 95% interval fits the data, and so does none."),
        ({"overall": Estimate(0.1, 1.0, -0.4, 0.6), "question": Question(matters=1.0)}, "no_difference",
         "No difference that matters: 0.1 (-0.4 to 0.6, 95% interval), all within ±1."),
        ({"overall": Estimate(0.3, 0.1, 0.1, 0.5), "question": Question(matters=1.0)}, "too_small",
         "A difference of 0.3 (0.1 to 0.5, 95% interval), smaller than the 1 that would matter."),
        ({}, "increase",
         "After adoption the outcome is 2 higher than it would have been (1 to 3, 95% interval). "
         "It holds unless trends parted 1.3 times as fast after adoption as at worst before it."),
        ({"overall": Estimate(-2.0, 0.5, -3.0, -1.0), "question": Question(matters=1.0)}, "decrease",
         "After adoption the outcome is 2 lower"),
        ({"sensitivity": None}, "increase", "could not be examined."),
        ({"sensitivity": replace(ROBUST, breakdown=0.0)}, "increase", "would have moved exactly alike."),
        ({"sensitivity": replace(ROBUST, breakdown=10.0)}, "increase", "more than 10 times"),
    ],
)  # fmt: skip
def test_verdict_says_what_the_facts_allow(changed, code, text):
    found = verdict_of(replace(FACTS, **changed))
    assert found.code == code
    assert text in found.text
    assert found.can_tell == (code in ("increase", "decrease", "no_difference", "too_small"))
    assert found.can_tell != found.text.startswith("Cannot tell")


def test_nothing_says_why():
    assert nothing("no_controls", "There are no controls.").text == "Cannot tell: there are no controls."
