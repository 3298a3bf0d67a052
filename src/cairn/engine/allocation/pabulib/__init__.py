"""The .pb format of Pabulib: read tolerantly, saying what was tolerated; written strictly."""

from cairn.engine.allocation.pabulib.reading import read
from cairn.engine.allocation.pabulib.tally import Voters
from cairn.engine.allocation.pabulib.writing import write

__all__ = ["Voters", "read", "write"]
