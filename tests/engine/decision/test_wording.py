"""Every sentence that a rule, an outcome or a choice can say is in the list, and the list holds no other."""

from itertools import chain, combinations_with_replacement, product

from cairn.engine.decision import (
    SENTENCES,
    STATES,
    Standing,
    Wording,
    choose,
    evaluate,
    parse_choice,
    parse_rule,
)
from cairn.engine.decision.ballots import Vote

BY = ("constituents", "weight")
FLAGS = (True, False)
SINGLE = [
    *({"rule": "consent_of_all", "with_reservation": full} for full in FLAGS),
    *(
        {"rule": "threshold", "share": "1/2", "by": by, "with_reservation": full, "more_than": more}
        for by, full, more in product(BY, FLAGS, FLAGS)
    ),
    *(
        {"rule": "majority", "of": of, "by": by, "with_reservation": full}
        for of, by, full in product(("cast", "reached"), BY, FLAGS)
    ),
    *(
        {"rule": "no_standing_objection", "among": among, "reasoned": reasoned}
        for among, reasoned in product(("all", "reached"), FLAGS)
    ),
    {"rule": "fewer_against", "number": 2},
    *({"rule": "quorum", "share": "1/2", "by": by} for by in BY),
    {"rule": "double_majority", "constituents": "1/2", "weight": "1/2"},
    {"rule": "sense_check"},
    {"rule": "advice"},
    {"rule": "from_round", "number": 2},
]
COMBINED = [
    *(
        {"rule": "opt_out", "at_most": share, "by": by, "for_the_others": {"rule": "majority"}}
        for share, by in product(("0", "1/3"), BY)
    ),
    *(
        {"rule": name, "rules": [{"rule": "majority"}, {"rule": "from_round", "number": 2}]}
        for name in ("all_of", "any_of")
    ),
]
CHOICES = [
    *(
        {"rule": "approval", "winners": winners, "share": "2/3", "of": of, "quorum": "1/2"}
        for winners, of in product((1, 2), ("cast", "all"))
    ),
    *({"rule": "approval", "winners": winners} for winners in (1, 2)),
    {"rule": "ranked", "quorum": "1/2"},
]
BALLOTS = {
    "approval": [None, {"a"}, {"b"}, {"a", "b"}, {"c"}],
    "ranked": [
        None,
        [["a"], ["b"], ["c"]],
        [["b"], ["c"], ["a"]],
        [["c"], ["a"], ["b"]],
        [["a"], ["c"], ["b"]],
    ],
}


def codes(wording):
    """Yield the code of a wording, and those of what fills it."""
    yield wording.code
    for value in wording.params.values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Wording):
                yield from codes(part)


def of_rules():
    """Yield the codes of every rule, on all that up to three constituents can say."""
    kinds = [(state, False) for state in STATES] + [("conditional", True)]
    for rule in map(parse_rule, SINGLE + COMBINED):
        yield from codes(rule.wording)
        for n in range(4):
            for states in combinations_with_replacement(kinds, n):
                standings = [Standing(f"c{at}", state, is_met=met) for at, (state, met) in enumerate(states)]
                for closed, turn in product(FLAGS, (1, 2)):
                    yield from codes(evaluate(rule, standings, closed=closed, turn=turn).reason)


def of_choices():
    """Yield the codes of every choice, on all that up to five voters can say."""
    for rule in map(parse_choice, CHOICES):
        yield from codes(rule.wording)
        for n, closed in product(range(6), FLAGS):
            for ballots in combinations_with_replacement(BALLOTS[rule.name], n):
                votes = [Vote(str(at), ballot) for at, ballot in enumerate(ballots)]
                yield from codes(choose(rule, "abc", votes, closed=closed).reason)


def test_a_rule_within_a_rule_stands_in_brackets():
    one = {"rule": "consent_of_all"}
    rule = parse_rule(
        {"rule": "any_of", "rules": [{"rule": "all_of", "rules": [one, {"rule": "advice"}]}, one]}
    )
    assert rule.wording.text == (
        "one of these: (all of these: every constituent consents, with or without reservation; everyone "
        "affected was asked for advice, and whoever gave it has an answer); every constituent consents, with "
        "or without reservation"
    )


def test_every_sentence_that_can_be_said_is_in_the_list_and_no_other():
    assert set(chain(of_rules(), of_choices())) == set(SENTENCES)
