"""How a pooled fund is allotted: Equal Shares, Phragmén and greedy, exact, on elections in the .pb format."""

from cairn.engine.allocation.allotment import Allotment, Comparison, Purchase
from cairn.engine.allocation.certificate import Certificate, Neglect
from cairn.engine.allocation.conditions import Conditions
from cairn.engine.allocation.election import Election, Project
from cairn.engine.allocation.equal_shares import by_equal_shares
from cairn.engine.allocation.explanation import Share, explain, explain_evenly
from cairn.engine.allocation.funding import Funding, equal_shares
from cairn.engine.allocation.greedy import Greedy, greedy
from cairn.engine.allocation.phragmen import phragmen
from cairn.engine.allocation.shares import Shares
from cairn.engine.allocation.ties import Tie, draw_lot

__all__ = [
    "Allotment",
    "Certificate",
    "Comparison",
    "Conditions",
    "Election",
    "Funding",
    "Greedy",
    "Neglect",
    "Project",
    "Purchase",
    "Share",
    "Shares",
    "Tie",
    "by_equal_shares",
    "draw_lot",
    "equal_shares",
    "explain",
    "explain_evenly",
    "greedy",
    "phragmen",
]
