"""Who is represented: declared constituencies first, what bridges them, and slates with a certificate.

`constituencies` says how far each agrees, who took part and what bridges all; `propose` chooses a slate.
"""

from cairn.engine.representation.constituencies import Constituencies, constituencies
from cairn.engine.representation.membership import membership
from cairn.engine.representation.participation import participation
from cairn.engine.representation.populations import read_populations
from cairn.engine.representation.slates import Request, Slate, people_of, propose

__all__ = [
    "Constituencies",
    "Request",
    "Slate",
    "constituencies",
    "membership",
    "participation",
    "people_of",
    "propose",
    "read_populations",
]
