"""How a collective decides: rules over how its constituents stand, evaluated exactly and told in words."""

from cairn.engine.decision.outcomes import STATES, Outcome, Standing, evaluate
from cairn.engine.decision.rules import Rule, parse_rule
from cairn.engine.decision.wording import SENTENCES, Wording

__all__ = ["SENTENCES", "STATES", "Outcome", "Rule", "Standing", "Wording", "evaluate", "parse_rule"]
