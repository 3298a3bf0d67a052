"""What changed in a text, word by word and paragraph by paragraph, and amendments brought together."""

from cairn.engine.redline.merging import Conflict, Merge, Proposal, merge
from cairn.engine.redline.paragraphs import Change, Paragraph, changes, first_paragraphs, follow, text_of
from cairn.engine.redline.words import Difference, Run, difference

__all__ = [
    "Change",
    "Conflict",
    "Difference",
    "Merge",
    "Paragraph",
    "Proposal",
    "Run",
    "changes",
    "difference",
    "first_paragraphs",
    "follow",
    "merge",
    "text_of",
]
