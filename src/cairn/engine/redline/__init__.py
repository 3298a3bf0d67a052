"""What changed between two texts, in words and in any script."""

from cairn.engine.redline.words import Difference, Run, difference

__all__ = ["Difference", "Run", "difference"]
