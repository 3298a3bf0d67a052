"""How a collective decides: rules over how its constituents stand, evaluated exactly and told in words."""

from cairn.engine.decision.ballots import Choice, choose, parse_choice
from cairn.engine.decision.outcomes import Outcome, evaluate, standing_of
from cairn.engine.decision.rules import Rule, parse_rule
from cairn.engine.decision.schema import SCHEMA
from cairn.engine.decision.standing import STATES, Standing
from cairn.engine.decision.wording import SENTENCES, Wording

__all__ = [
    "SCHEMA",
    "SENTENCES",
    "STATES",
    "Choice",
    "Outcome",
    "Rule",
    "Standing",
    "Wording",
    "choose",
    "evaluate",
    "parse_choice",
    "parse_rule",
    "standing_of",
]
