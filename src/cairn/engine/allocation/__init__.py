"""How a pooled fund is allotted: Equal Shares, Phragmén and greedy, exact, on elections in the .pb format."""

from cairn.engine.allocation.allotment import Allotment, Purchase, Share, explain
from cairn.engine.allocation.election import Election, Project
from cairn.engine.allocation.equal_shares import Shares, by_equal_shares
from cairn.engine.allocation.funding import Funding, equal_shares
from cairn.engine.allocation.greedy import greedy
from cairn.engine.allocation.phragmen import phragmen
from cairn.engine.allocation.ties import Tie

__all__ = [
    "Allotment",
    "Election",
    "Funding",
    "Project",
    "Purchase",
    "Share",
    "Shares",
    "Tie",
    "by_equal_shares",
    "equal_shares",
    "explain",
    "greedy",
    "phragmen",
]
