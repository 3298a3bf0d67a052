"""What may leave: small counts are held back, and so is whatever would give them away."""

from cairn.engine.disclosure.leaves import TOTAL, Cell, Leaves
from cairn.engine.disclosure.shares import release_ratio
from cairn.engine.disclosure.table import Release, Released, release_table

__all__ = ["TOTAL", "Cell", "Leaves", "Release", "Released", "release_ratio", "release_table"]
