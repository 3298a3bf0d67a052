"""What a plan costs, who pays, and what is missing: exact, in minor units, from a plan as a text file."""

from cairn.engine.finance.answer import Answer, answer
from cairn.engine.finance.costs import Costs, cost
from cairn.engine.finance.gap import Earmark, Gap, gap
from cairn.engine.finance.loans import Instalment, Loan, grant_element, schedule
from cairn.engine.finance.outcomes import Outcome, OutcomePayment, Tier, internal_rate, pay
from cairn.engine.finance.plan import Plan, Scenario
from cairn.engine.finance.ramps import CoFinancing, Ramp, co_finance, incentive, shares
from cairn.engine.finance.reading import read_plan
from cairn.engine.finance.schema import PlanFault, schema, starting
from cairn.engine.finance.sensitivity import break_even, simulate, tornado, what_if
from cairn.engine.finance.waterfall import Guarantee, Layer, Tranche, bear, distribute

__all__ = [
    "Answer",
    "CoFinancing",
    "Costs",
    "Earmark",
    "Gap",
    "Guarantee",
    "Instalment",
    "Layer",
    "Loan",
    "Outcome",
    "OutcomePayment",
    "Plan",
    "PlanFault",
    "Ramp",
    "Scenario",
    "Tier",
    "Tranche",
    "answer",
    "bear",
    "break_even",
    "co_finance",
    "cost",
    "distribute",
    "gap",
    "grant_element",
    "incentive",
    "internal_rate",
    "pay",
    "read_plan",
    "schedule",
    "schema",
    "shares",
    "simulate",
    "starting",
    "tornado",
    "what_if",
]
