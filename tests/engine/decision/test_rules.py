"""Rules as data: what a plain dict may say, and what is refused."""

from fractions import Fraction

import pytest

from cairn.engine.decision import Rule, parse_rule

TWO_THIRDS = {"rule": "threshold", "share": "2/3"}


def nested(depth):
    return TWO_THIRDS if depth == 1 else {"rule": "all_of", "rules": [nested(depth - 1)]}


@pytest.mark.parametrize(
    ("plain", "rule"),
    [
        ({"rule": "consent_of_all"}, Rule("consent_of_all")),
        (
            {"rule": "consent_of_all", "with_reservation": False},
            Rule("consent_of_all", with_reservation=False),
        ),
        (TWO_THIRDS, Rule("threshold", Fraction(2, 3))),
        ({**TWO_THIRDS, "share": "55%", "by": "weight"}, Rule("threshold", Fraction(11, 20), by="weight")),
        (
            {**TWO_THIRDS, "share": "0.5", "more_than": True},
            Rule("threshold", Fraction(1, 2), more_than=True),
        ),
        ({**TWO_THIRDS, "share": 1}, Rule("threshold", Fraction(1))),
        ({**TWO_THIRDS, "share": Fraction(3, 4)}, Rule("threshold", Fraction(3, 4))),
        ({**TWO_THIRDS, "share": 0, "more_than": True}, Rule("threshold", Fraction(0), more_than=True)),
        ({"rule": "no_standing_objection"}, Rule("no_standing_objection")),
        (
            {"rule": "no_standing_objection", "among": "reached"},
            Rule("no_standing_objection", among="reached"),
        ),
        ({"rule": "quorum", "share": "1/2"}, Rule("quorum", Fraction(1, 2))),
        (
            {"rule": "double_majority", "constituents": "1/2", "weight": "65%", "more_than": False},
            Rule(
                "double_majority",
                rules=(
                    Rule("threshold", Fraction(1, 2)),
                    Rule("threshold", Fraction(13, 20), by="weight"),
                ),
            ),
        ),
        (
            {"rule": "any_of", "rules": [TWO_THIRDS]},
            Rule("any_of", rules=(Rule("threshold", Fraction(2, 3)),)),
        ),
        (nested(8), parse_rule(nested(8))),
        ({"rule": "majority"}, Rule("majority", Fraction(1, 2), more_than=True)),
        (
            {"rule": "majority", "share": "3/5", "more_than": False, "of": "reached"},
            Rule("majority", Fraction(3, 5), of="reached"),
        ),
        ({"rule": "no_standing_objection", "reasoned": True}, Rule("no_standing_objection", reasoned=True)),
        ({"rule": "fewer_against", "number": 4}, Rule("fewer_against", number=4)),
        ({"rule": "sense_check"}, Rule("sense_check")),
        (
            {"rule": "opt_out", "at_most": "1/3", "by": "weight", "for_the_others": {"rule": "advice"}},
            Rule("opt_out", Fraction(1, 3), by="weight", rules=(Rule("advice"),)),
        ),
    ],
)
def test_a_plain_dict_becomes_a_rule(plain, rule):
    assert parse_rule(plain) == rule


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ("consent", "must be a dict with the key 'rule', not 'consent'"),
        ({}, "rule None is unknown; choose one of consent_of_all, threshold"),
        ({"rule": "magic"}, "rule 'magic' is unknown"),
        ({"rule": ["all_of"]}, "is unknown"),
        (
            {"rule": "quorum", "share": "1/2", "with_reservation": True},
            "quorum has no key 'with_reservation'",
        ),
        ({"rule": "threshold"}, "threshold needs the key 'share'"),
        ({**TWO_THIRDS, "share": "lots"}, "share is 'lots'; write a share as a text such as"),
        ({**TWO_THIRDS, "share": "1/0"}, "write a share"),
        ({**TWO_THIRDS, "share": "1e-9"}, "write a share"),
        ({**TWO_THIRDS, "share": 0.5}, "share is 0.5; write a share"),
        ({**TWO_THIRDS, "share": True}, "write a share"),
        ({**TWO_THIRDS, "share": "3/2"}, "give a share of 1 at most, and over 0"),
        ({**TWO_THIRDS, "share": "-1/2"}, "give a share of 1 at most"),
        ({**TWO_THIRDS, "share": 0}, "give a share of 1 at most, and over 0"),
        ({**TWO_THIRDS, "share": 1, "more_than": True}, "give a share of under 1"),
        ({**TWO_THIRDS, "more_than": "yes"}, "more_than must be true or false, not 'yes'"),
        ({**TWO_THIRDS, "by": "people"}, "by must be constituents or weight, not 'people'"),
        ({"rule": "no_standing_objection", "among": []}, "among must be all or reached"),
        ({"rule": "double_majority", "constituents": "1/2"}, "double_majority needs the key 'weight'"),
        ({"rule": "all_of"}, "all_of needs a list of one or more rules"),
        ({"rule": "any_of", "rules": []}, "any_of needs a list"),
        ({"rule": "any_of", "rules": ["quorum"]}, "must be a dict"),
        (nested(9), "more than 8 deep"),
        ({"rule": "sense_check", "share": "1/2"}, "sense_check has no key 'share'; it has none"),
        ({"rule": "fewer_against", "number": True}, "number is True; give a whole number from 1"),
        ({"rule": "from_round"}, "from_round: number is None; give a whole number"),
        ({"rule": "opt_out", "at_most": "1/3"}, "opt_out needs the key 'for_the_others'"),
        ({"rule": "opt_out", "at_most": 1, "for_the_others": TWO_THIRDS}, "give a share of under 1"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_with_a_remedy(plain, message):
    with pytest.raises(ValueError, match=message):
        parse_rule(plain)


@pytest.mark.parametrize(
    ("plain", "words"),
    [
        ({"rule": "consent_of_all"}, "every constituent consents, with or without reservation"),
        (
            {"rule": "consent_of_all", "with_reservation": False},
            "every constituent consents without reservation",
        ),
        (
            {**TWO_THIRDS, "more_than": True},
            "more than 2/3 of the constituents consent, with or without reservation",
        ),
        (
            {**TWO_THIRDS, "by": "weight", "with_reservation": False},
            "at least 2/3 of the constituents by weight consent without reservation",
        ),
        ({"rule": "no_standing_objection"}, "every constituent is reached and none objects"),
        (
            {
                "rule": "all_of",
                "rules": [
                    {"rule": "no_standing_objection", "among": "reached"},
                    {"rule": "quorum", "share": "75%", "by": "weight"},
                ],
            },
            "all of these: none of the constituents reached objects; "
            "at least 3/4 of the constituents by weight are reached",
        ),
        (
            {"rule": "double_majority", "constituents": "1/2", "weight": "2/3"},
            "both of these: more than 1/2 of the constituents consent, with or without reservation; "
            "more than 2/3 of the constituents by weight consent, with or without reservation",
        ),
    ],
)
def test_a_rule_is_told_in_words(plain, words):
    assert parse_rule(plain).wording.text == words
