"""A plan in sentences: covered, bare, earmarked, and what to do next."""

from fractions import Fraction

import pytest

from cairn.engine.finance import answer
from tests.engine.finance.plans import commitment, line, plan

HALF = {"status": "pledged", "probability": Fraction(1, 2)}


def told(need, *commitments, years=(2026,)):
    return answer(plan([line("pay", need, years), line("rent", 100)], commitments, years))


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ((), "The plan costs USD 3, and nobody has committed anything to it."),
        (
            (commitment("k", {2026: 300}),),
            "The plan costs USD 3 and is covered, even if only what is signed counts.",
        ),
        (
            (commitment("k", {2026: 600}, **HALF),),
            "The plan costs USD 3 and is covered if commitments are weighted by their probability; if only "
            "what is signed counts, USD 3 (100%) is not.",
        ),
        (
            (commitment("k", {2026: 299}),),
            "The plan costs USD 3; USD 0.01 of it is not covered (less than 1%) if commitments are weighted "
            "by their probability, and USD 0.01 if only what is signed counts.",
        ),
        (
            (commitment("k", {2026: 1}),),
            "The plan costs USD 3; USD 3 of it is not covered (over 99%) if commitments are weighted "
            "by their probability, and USD 3 if only what is signed counts.",
        ),
        (
            (commitment("k", {2026: 500}),),
            "The plan costs USD 3 and is covered, even if only what is signed counts. USD 2 is committed "
            "beyond what its lines and years need.",
        ),
    ],
)
def test_the_verdict_says_what_is_covered(given, verdict):
    assert told(200, *given).verdict == verdict


def test_nothing_is_to_be_done_where_all_is_signed_and_covered():
    assert told(200, commitment("k", {2026: 300})).steps == ()


def test_the_steps_go_from_what_is_free_to_what_needs_new_money():
    found = told(
        1000,
        commitment("tied", {2026: 400}, ["rent"]),
        commitment("hoped", {2026: 300}, **HALF),
        commitment("maybe", {2026: 100}, **HALF),
        commitment("none", {}, **HALF),
    )
    assert found.steps == (
        "Ask of-tied to free tied, which may pay only rent: alone it closes USD 3 without new money.",
        "Have hoped of of-hoped signed: it is pledged, and worth USD 3. 1 more is not signed either.",
        "Find USD 6 more: it is missing even if all that is named comes. Most is missing in 2026 (USD 6) "
        "and for pay (USD 6).",
    )


def test_several_that_are_not_signed_are_counted():
    given = [commitment(f"k{n}", {2026: 10}, **HALF) for n in range(3)]
    assert (
        told(200, *given)
        .steps[0]
        .endswith("Have k0 of of-k0 signed: it is pledged, and worth USD 0.10. 2 more are not signed either.")
    )
    assert "either" not in told(200, given[0]).steps[0]


def test_lines_that_no_money_reaches_and_overlapping_earmarks_are_named():
    found = told(
        1000,
        commitment("one", {2026: 90}, ["rent"]),
        commitment("other", {2026: 60}, ["rent"], source="of-other"),
        commitment("more", {}, ["pay"], source="of-other"),
    )
    weighted = found.gaps["weighted"]
    assert (weighted.bare(), weighted.overlaps(found.plan)) == (
        ("pay",),
        {("rent", 2026): ("of-one", "of-other")},
    )
    assert found.warnings == (
        "No money reaches pay.",
        "of-one and of-other earmarked more than fits for rent (2026).",
    )
    assert weighted.by_component(found.plan) == {"pay": 1000, "rent": 0}


def test_nothing_overlaps_where_all_of_it_is_used_or_one_source_gives_it():
    used = told(1000, commitment("one", {2026: 50}, ["rent"]), commitment("other", {2026: 50}, ["rent"]))
    alone = told(1000, *(commitment(name, {2026: 90}, ["rent"], source="state") for name in ("one", "other")))
    free = told(1000, commitment("one", {2026: 9000}), commitment("other", {2026: 50}))
    assert [one.gaps["weighted"].overlaps(one.plan) for one in (used, alone, free)] == [{}, {}, {}]
    assert told(1000).warnings == ()
