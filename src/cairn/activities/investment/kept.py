"""An allotment as it is kept: exact numbers as text, so that anyone can check or recompute it."""

import hashlib
import io
import json
from collections import Counter
from fractions import Fraction
from math import ceil

import numpy as np

from cairn.activities.investment.money import decimals_of
from cairn.engine.allocation import Project, Shares, by_equal_shares, explain
from cairn.engine.allocation.election import build_election
from cairn.engine.allocation.pabulib import write

STEPS = 1000


def decide(ballot, *, budget, currency, completion):
    """Allot a budget by the Method of Equal Shares and return the result as it is kept.

    `ballot` is {"costs": {proposal: minor units}, "approvals": {constituent: proposals}}, by their ids.
    Ties that cost and votes leave open go to the proposal that was made first.
    """
    kept = {
        "budget": budget,
        "currency": currency,
        "decimals": decimals_of(currency),
        "completion": completion,
        "costs": {str(one): ballot["costs"][one] for one in sorted(ballot["costs"])},
        "approvals": {str(one): sorted(ballot["approvals"][one]) for one in sorted(ballot["approvals"])},
    }
    share = Fraction(budget, len(kept["approvals"]))
    # A step is a thousandth of a share, rounded up to a whole currency unit, so that it can be said in words.
    step = ceil(share / STEPS / 10 ** kept["decimals"]) * 10 ** kept["decimals"]
    election, types = _election(kept)
    allotment = by_equal_shares(election, Shares(completion=completion, step=Fraction(step)))
    shares = explain(allotment, types)
    return {
        **kept,
        "first_share": str(share),
        "step": step,
        **_told(allotment),
        "shares": [_share(one) for one in sorted(shares, key=lambda one: int(one.group))],
    }


def _election(kept, *, names=None, title=""):
    """Return the election behind a result, and each constituent's type of ballot as the engine counts."""
    proposals = sorted(int(one) for one in kept["costs"])
    columns = {proposal: column for column, proposal in enumerate(proposals)}
    ballots = {
        voter: (tuple(columns[one] for one in sorted(approved)), (1,) * len(approved))
        for voter, approved in kept["approvals"].items()
    }
    counted = Counter(ballots.values())
    election = build_election(
        [
            Project(str(one), kept["costs"][str(one)], _one_line((names or {}).get(one, "")))
            for one in proposals
        ],
        counted,
        budget=kept["budget"],
        scale=10 ** kept["decimals"],
        currency=kept["currency"],
        meta={"description": _one_line(title), "rule": "equalshares", "completion": kept["completion"]},
    )
    place = {ballot: row for row, ballot in enumerate(sorted(counted))}
    one_hot = np.eye(len(place), dtype=np.int64)
    return election, {voter: one_hot[place[ballot]] for voter, ballot in ballots.items()}


def _told(allotment):
    """Return what the engine says, in plain values."""
    return {
        "rule": allotment.rule,
        "endowment": str(allotment.endowment),
        "runs": allotment.runs,
        "cost": allotment.cost,
        "left": allotment.left,
        "purchases": [
            {
                "proposal": int(bought.project),
                "cost": bought.cost,
                "phase": bought.phase,
                "price": None if bought.price is None else str(bought.price),
            }
            for bought in allotment.purchases
        ],
        "ties": [
            {
                "tied": [int(one) for one in tie.tied],
                "chosen": int(tie.chosen),
                "broken_by": tie.broken_by,
            }
            for tie in allotment.ties
        ],
    }


def _share(share):
    return {
        "constituent": int(share.group),
        "held": str(share.endowment),
        "paid": [{"proposal": int(one), "amount": str(amount)} for one, amount in share.paid],
        "left": str(share.left),
    }


def as_json(result):
    """Write a kept result as JSON, always in the same way."""
    return json.dumps(result, sort_keys=True, ensure_ascii=False, indent=1)


def fingerprint(result):
    """Return the SHA-256 of a kept result, which stands on the record."""
    return hashlib.sha256(as_json(result).encode()).hexdigest()


def as_pabulib(result, *, title, names):
    """Write the election behind a result as a .pb file; `names` gives each proposal's title by its id."""
    election, _types = _election(result, names=names, title=title)
    stream = io.StringIO()
    write(election, stream)
    return stream.getvalue()


def _one_line(text):
    return " ".join(text.split())
