"""Practices × measures judged together: the verdicts, what chance would do, and what is refused."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from scipy.stats import norm, t

from cairn.engine.effect.discovery import discoveries
from cairn.engine.effect.many import Tried, many_effects
from cairn.engine.effect.pooling import pooled_effects
from tests.engine.effect.many import world


def invented(seed, **how):
    """Return an invented world's true effects and what was tried in it."""
    true, estimates, errors, practice = world(np.random.default_rng(seed), **how)
    measures = len(true) // (practice.max() + 1)
    tried = [
        Tried(f"practice {p:02}", f"measure {i % measures:02}", float(y), float(s), better="up")
        for i, (p, y, s) in enumerate(zip(practice, estimates, errors, strict=True))
    ]
    return true, tried


def by_pair(found):
    return {(one.tried.practice, one.tried.measure): one for one in found.effects}


def test_it_calls_and_pools_as_the_two_functions_do():
    _, tried = invented(3, practices=6, measures=5)
    found = many_effects(tried, rate=0.2, level=0.9)
    y, s = np.array([[one.estimate, one.error] for one in tried]).T
    calls = discoveries(2 * norm.sf(np.abs(y / s)), rate=0.2)
    pooled = pooled_effects(y, s, np.repeat(np.arange(6), 5), level=0.9)
    assert [one.is_called for one in found.effects] == calls.is_called.tolist()
    assert np.allclose([one.adjusted for one in found.effects], calls.adjusted)
    assert np.allclose([one.pooled.mean for one in found.effects], pooled.mean)
    assert np.allclose([one.pooled.lower for one in found.effects], pooled.lower)
    assert np.allclose([one.upper for one in found.practices], pooled.practice_upper)
    assert np.allclose((found.between, found.within), (pooled.between, pooled.within))


def test_the_order_given_cannot_matter():
    _, tried = invented(4, practices=5, measures=4)
    order = np.random.default_rng(0).permutation(len(tried))
    assert many_effects([tried[i] for i in order]) == many_effects(tried)


def test_what_works_is_told_in_each_measures_own_unit_and_direction():
    plain = [Tried(p, m, y, 0.1) for p, m, y in (("a", "x", 1.0), ("a", "y", 0.9), ("b", "x", 0.0))]
    turned = [replace(one, better="up") for one in plain]
    turned[0] = replace(turned[0], estimate=-100.0, error=10.0, scale=100.0, better="down")
    one, other = many_effects(plain), many_effects(turned)
    assert [effect.verdict.code for effect in one.effects] == ["raises", "raises", "not_called"]
    assert [effect.verdict.code for effect in other.effects] == ["works", "works", "not_called"]
    own, same = other.effects[0].pooled, one.effects[0].pooled
    assert (own.mean, own.lower, own.upper) == pytest.approx(
        (-100 * same.mean, -100 * same.upper, -100 * same.lower)
    )
    assert other.effects[1].pooled.mean == pytest.approx(one.effects[1].pooled.mean)
    assert other.practices[0].verdict.text == "works on average"
    assert one.practices[0].verdict.text == "raises on average"
    assert any("better" in note for note in one.notes)
    assert other.notes == ()


def test_harm_and_lowering_are_told():
    tried = [Tried("a", m, y, 0.1) for m, y in (("x", -1.0), ("y", -0.9), ("z", -1.1))]
    assert {one.verdict.text for one in many_effects(tried).effects} == {"lowers it here"}
    worse = many_effects([replace(one, better="up") for one in tried])
    assert {one.verdict.text for one in worse.effects} == {"makes it worse here"}
    assert worse.practices[0].verdict.text == "makes it worse on average"
    assert many_effects(tried).practices[0].verdict.text == "lowers on average"
    assert worse.verdict.text.startswith("3 of 3 effects tried stand out beyond chance: a harms z")


def test_a_lucky_one_among_nothing_is_not_said_to_work():
    chance = np.random.default_rng(5)
    tried = [Tried("a", f"{i:02}", float(y), 1.0, better="up") for i, y in enumerate(chance.normal(size=40))]
    tried[7] = replace(tried[7], estimate=3.4)
    found = many_effects(tried)
    assert found.effects[7].is_called
    assert found.effects[7].verdict.code == "size_open"
    assert found.effects[7].pooled.mean < 1.5
    assert found.verdict.code == "none"
    assert "1 more stands out, but beside the others may be nothing" in found.verdict.text


def test_a_practice_can_speak_for_a_measure_that_does_not_stand_out():
    tried = [Tried("a", str(i), 1.0, 0.2, better="up") for i in range(8)]
    tried += [Tried("a", "weak", 0.5, 0.4, better="up"), Tried("b", "x", 0.0, 0.2, better="up")]
    one = by_pair(many_effects(tried))["a", "weak"]
    assert one.verdict.code == "practice_only"
    assert not one.is_called


def test_false_discoveries_stay_rare_and_claims_stay_true():
    false, claims, truths = [], [], []
    for seed in range(60):
        true, tried = invented(seed, practices=8, measures=10, error=0.03)
        found = many_effects(tried)
        told = np.array([one.verdict.code in ("works", "harms") for one in found.effects])
        false.append((true[told] == 0).mean() if told.any() else 0.0)
        claims += [one.pooled.mean for one, is_told in zip(found.effects, told, strict=True) if is_told]
        truths += true[told].tolist()
    assert np.mean(false) < 0.1
    assert len(claims) > 100
    assert 0.7 * np.mean(truths) < np.mean(claims) < 1.05 * np.mean(truths)


def test_what_cannot_be_judged_counts_among_those_tried():
    tried = [Tried("a", str(i), 0.5, 0.2, better="up") for i in range(4)]
    more = [Tried("b", str(i), None, None, better="up") for i in range(30)]
    more.append(Tried("c", "x", 9.0, 0.1, better="up", doubt="the groups moved apart before"))
    alone, among = many_effects(tried), many_effects([*tried, *more])
    assert alone.n_called == 4
    assert among.n_called == 0
    assert among.n_tried == 35
    told = by_pair(among)
    assert told["b", "1"].verdict.text == "cannot tell: no effect was estimated"
    assert told["c", "x"].verdict.text == "cannot tell: the groups moved apart before"
    assert told["c", "x"].pooled is None
    assert [one.practice for one in among.practices] == ["a"]
    assert among.notes[0].startswith("31 of 35 could not be judged")
    assert among.by_chance == alone.by_chance == 0.05 * 4


def test_few_degrees_of_freedom_make_it_harder():
    few = many_effects([Tried("a", "x", 3.0, 1.0, freedom=4), Tried("b", "x", 0.0, 1.0),
                        Tried("c", "x", 0.0, 1.0)])  # fmt: skip
    normal = many_effects([Tried(p, "x", y, 1.0) for p, y in (("a", 3.0), ("b", 0.0), ("c", 0.0))])
    assert few.effects[0].p == pytest.approx(2 * t.sf(3, 4))
    assert normal.effects[0].p == pytest.approx(2 * norm.sf(3))
    assert few.effects[0].pooled.mean < normal.effects[0].pooled.mean
    assert (few.n_called, normal.n_called) == (0, 1)


def test_fewer_than_three_are_called_and_not_pooled():
    found = many_effects([Tried("a", "x", 5.0, 1.0, better="up"), Tried("b", "x", 0.1, 1.0, better="up")])
    assert [one.verdict.text for one in found.effects] == ["works here", "cannot tell: not beyond chance"]
    assert (found.practices, found.between, found.effects[0].pooled) == ((), None, None)
    assert found.notes == ("Fewer than 3 effects can be used, so that nothing is drawn together.",)
    nothing = many_effects([Tried("a", "x", None, None)])
    assert nothing.verdict.text.startswith("Cannot tell: none of 1 effects")


def test_units_that_cannot_be_the_same_are_asked_about():
    tried = [
        Tried("a", "share", 0.1, 0.01),
        Tried("a", "euros", 900.0, 100.0),
        Tried("b", "euros", 0.0, 100.0),
    ]
    assert any("10000 times" in note for note in many_effects(tried).notes)
    scaled = [replace(one, scale=10000.0) if one.measure == "euros" else one for one in tried]
    assert not any("times those" in note for note in many_effects(scaled).notes)


def test_the_summary_names_five_and_counts_the_rest():
    tried = [Tried("a", str(i), 5.0 + i, 0.1, better="up") for i in range(8)]
    text = many_effects(tried).verdict.text
    assert text.startswith("8 of 8 effects tried stand out beyond chance: a works on 0; ")
    assert "; and 3 more. Called so that" in text
    assert text.endswith("would have called 8; if nothing worked, chance alone would give about 0.4.")
    many = many_effects([Tried("a", f"{i:03}", 0.0, 1.0) for i in range(300)])
    assert many.verdict.text.endswith("about 15.")


@pytest.mark.parametrize(
    "wrong",
    [{"error": 0.0}, {"error": -1.0}, {"error": inf}, {"scale": 0.0}, {"scale": float("nan")},
     {"freedom": 0.0}, {"estimate": inf}, {"estimate": float("nan")}, {"estimate": 1e60}, {"error": 1e-60}],
)  # fmt: skip
def test_figures_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="Practice a, measure x: the"):
        Tried(**({"practice": "a", "measure": "x", "estimate": 1.0, "error": 1.0} | wrong))


def test_nothing_and_pairs_that_are_there_twice_are_refused():
    one = Tried("a", "x", 1.0, 1.0)
    with pytest.raises(ValueError, match="no practice"):
        many_effects([])
    with pytest.raises(ValueError, match="measure x is there twice"):
        many_effects([one, Tried("b", "x", 1.0, 1.0), one])


@pytest.mark.parametrize("size", [1e-49, 1e49])
def test_the_smallest_and_largest_figures_are_answered(size):
    tried = [Tried("a", str(i), size * (i + 1), size, better="up") for i in range(4)]
    plain = [Tried("a", str(i), i + 1.0, 1.0, better="up") for i in range(4)]
    for one, other in zip(many_effects(tried).effects, many_effects(plain).effects, strict=True):
        assert one.verdict.text == other.verdict.text
        assert one.pooled.mean == pytest.approx(size * other.pooled.mean)
