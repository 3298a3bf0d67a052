"""Cut a text of any script into words that can be compared one by one."""

import re
import unicodedata
from functools import lru_cache

BREAK = "\n\n"  # between two paragraphs
# Scripts written without spaces between words: each character is compared by itself.
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    r"\uf900-\ufaff\U00020000-\U0003ffff]"
)


def words_of(text: str) -> list[str]:
    """Cut a text into words and marks, each with the space after it; a paragraph's end is one of its own.

    Shapes: the parts joined give the text with its outer white space removed, line ends as `\\n`, and one
    empty line between paragraphs. Combining marks stay with their letter, an apostrophe inside its word.
    Source: the word boundaries of Unicode Standard Annex 29, simplified.

    >>> words_of("Don't stop, ever.\\n\\n水は नदी")
    ["Don't ", 'stop', ', ', 'ever', '.', '\\n\\n', '水', 'は ', 'नदी']
    """
    found: list[str] = []
    for k, paragraph in enumerate(paragraphs_of(text)):
        found += [BREAK] if k else []
        found += _words(paragraph)
    return found


def paragraphs_of(text: str) -> list[str]:
    """Cut a text at its empty lines; line ends become `\\n`, and outer white space goes.

    >>> paragraphs_of("One.\\r\\n \\r\\nTwo,\\nthree. ")
    ['One.', 'Two,\\nthree.']
    """
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return re.split(r"\s*\n[ \t\u3000]*\n\s*", tidy)


def _words(paragraph: str) -> list[str]:
    found: list[str] = []
    kind_before = ""
    for place, character in enumerate(paragraph):
        kind = _kind(character)
        if (
            kind == "joiner"
            and kind_before == "letter"
            and _kind(paragraph[place + 1 : place + 2]) == "letter"
        ):
            kind = "letter"
        if found and (kind in {"space", "mark"} or kind == kind_before == "letter"):
            found[-1] += character
        else:
            found.append(character)
        kind_before = kind_before if kind == "mark" else kind
    return found


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    """Sort a character: letter (joins its neighbours), mark, joiner, space, or single."""
    if not character:
        return "single"
    if character.isspace():
        return "space"
    category = unicodedata.category(character)
    if category[0] == "M" or character in "\u200c\u200d":
        return "mark"
    if character in "'’-_\u2010\u2011":
        return "joiner"
    return "letter" if category[0] in "LN" and not UNSPACED.match(character) else "single"
