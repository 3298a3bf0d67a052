"""False discovery control: published example, definition, and its rate in a simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, norm

from cairn.engine.effect.discovery import discoveries
from tests.engine.effect.many import world

# Benjamini & Hochberg (1995), section 3.2: fifteen endpoints of a trial, of which four are called at 5 %
TRIAL = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
         0.6528, 0.7590, 1.0]  # fmt: skip


def test_the_published_example_calls_four():
    found = discoveries(TRIAL, rate=0.05)
    assert found.is_called.tolist() == [True] * 4 + [False] * 11
    assert found.text == "4 of 15 effects are called; about 5% of those called may be nothing."
    assert discoveries(TRIAL, rate=0.05, method="by").is_called.sum() == 3


@given(st.lists(st.floats(0, 1), max_size=30), st.sampled_from(["bh", "by"]))
@settings(deadline=None, max_examples=60)
def test_adjusted_values_equal_scipys(p_values, method):
    found = discoveries(p_values, method=method)
    expected = false_discovery_control(p_values, method=method) if p_values else np.array([])
    assert np.allclose(found.adjusted, expected, atol=1e-12)
    assert (found.is_called == (found.adjusted <= 0.1)).all()


def test_the_rate_holds_over_many_worlds():
    chance, false = np.random.default_rng(3), []
    for _ in range(400):
        true, estimate, errors, _ = world(chance)
        called = discoveries(2 * norm.sf(np.abs(estimate / errors))).is_called
        false.append((true[called] == 0).mean() if called.any() else 0.0)
    assert np.mean(false) < 0.1


def test_nothing_called_is_said():
    assert discoveries([0.5, 0.9]).text.startswith("None of 2 effects stands out")
    assert discoveries([]).is_called.tolist() == []


@pytest.mark.parametrize(
    ("p_values", "options"),
    [([1.5], {}), ([[0.5]], {}), ([np.nan], {}), ([0.5], {"rate": 0.0}), ([0.5], {"method": "holm"})],
)
def test_what_is_no_p_value_or_rate_is_refused(p_values, options):
    with pytest.raises(ValueError, match=r"P-values|rate"):
        discoveries(p_values, **options)
