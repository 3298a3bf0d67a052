"""An allotment as it is kept: exact numbers as text, so that anyone can check or recompute it."""

import hashlib
import io
import json
from fractions import Fraction

import numpy as np

from cairn.activities.investment.money import decimals_of
from cairn.engine.allocation import Project, equal_shares
from cairn.engine.allocation.election import build_election
from cairn.engine.allocation.pabulib import write


def decide(ballot, *, budget, currency, completion):
    """Allot a budget by the Method of Equal Shares and return the result as it is kept.

    `ballot` maps each constituent's id to the set of proposals it approves, and holds each proposal's cost:
    {"costs": {proposal: minor units}, "approvals": {constituent: [proposals]}}. All ids are whole numbers; ties that
    cost and votes leave open go to the proposal that was made first.
    """
    proposals, voters = sorted(ballot["costs"]), sorted(ballot["approvals"])
    costs = np.array([ballot["costs"][proposal] for proposal in proposals], np.int64)
    table = np.array(
        [[proposal in ballot["approvals"][voter] for proposal in proposals] for voter in voters], np.bool_
    )
    funding = equal_shares(table, costs, budget=budget, completion=completion)
    shares = funding.explain([str(voter) for voter in voters]) if funding.allotment.ledger else []
    return {
        "budget": budget,
        "currency": currency,
        "decimals": decimals_of(currency),
        "completion": completion,
        "costs": {str(proposal): ballot["costs"][proposal] for proposal in proposals},
        "approvals": {str(voter): sorted(ballot["approvals"][voter]) for voter in voters},
        "first_share": str(Fraction(budget, len(voters))),
        **_told(funding.allotment, proposals),
        "shares": [_share(share, proposals) for share in sorted(shares, key=lambda one: int(one.group))],
    }


def _told(allotment, proposals):
    """Return what the engine says, with our ids in place of its columns."""
    return {
        "rule": allotment.rule,
        "endowment": None if allotment.endowment is None else str(allotment.endowment),
        "runs": allotment.runs,
        "cost": allotment.cost,
        "left": allotment.left,
        "purchases": [
            {
                "proposal": proposals[int(bought.project)],
                "cost": bought.cost,
                "phase": bought.phase,
                "price": None if bought.price is None else str(bought.price),
            }
            for bought in allotment.purchases
        ],
        "ties": [
            {
                "tied": [proposals[int(column)] for column in tie.tied],
                "chosen": proposals[int(tie.chosen)],
                "broken_by": tie.broken_by,
            }
            for tie in allotment.ties
        ],
    }


def _share(share, proposals):
    return {
        "constituent": int(share.group),
        "held": str(share.endowment),
        "paid": [
            {"proposal": proposals[int(column)], "amount": str(amount)} for column, amount in share.paid
        ],
        "left": str(share.left),
    }


def as_json(result):
    """Write a kept result as JSON, always in the same way."""
    return json.dumps(result, sort_keys=True, ensure_ascii=False, indent=1)


def fingerprint(result):
    """Return the SHA-256 of a kept result, which stands on the record."""
    return hashlib.sha256(as_json(result).encode()).hexdigest()


def as_pabulib(result, *, title, names):
    """Write the election behind a kept result as a .pb file; `names` gives each proposal's title by its id."""
    proposals = sorted(int(proposal) for proposal in result["costs"])
    columns = {proposal: column for column, proposal in enumerate(proposals)}
    ballots = {}
    for approved in result["approvals"].values():
        ballot = tuple(columns[proposal] for proposal in sorted(approved))
        key = (ballot, (1,) * len(ballot))
        ballots[key] = ballots.get(key, 0) + 1
    election = build_election(
        [Project(str(one), result["costs"][str(one)], _one_line(names.get(one, ""))) for one in proposals],
        ballots,
        budget=result["budget"],
        scale=10 ** result["decimals"],
        currency=result["currency"],
        meta={"description": _one_line(title), "rule": "equalshares", "completion": result["completion"]},
    )
    stream = io.StringIO()
    write(election, stream)
    return stream.getvalue()


def _one_line(text):
    return " ".join(text.split())
