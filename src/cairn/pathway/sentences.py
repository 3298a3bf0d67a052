"""Sentences of a component's text, each with an anchor that stays when others change."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

# An end that needs a space after it, and one that does not (CJK, Devanagari, Arabic, Ethiopic).
END = re.compile(r"""(?:[.!?…]+["'”’»)\]]*(?=\s|$)|[。！？｡।॥؟۔።፧]+["'”’»」』）)\]]*)""")
SHORTENED = re.compile(
    r"(?i)(dra?|mrs?|ms|prof|st|sra?|srta|uds?|ee\.uu|e\.g|i\.e|p\.ej|cf|vs|approx|aprox|z\.b|bzw)"
)
NUMBERED = re.compile(r"(?i)(no|nr|n[uú]m|arts?|cap|sec|fig|vol|pp?|p[aá]gs?)")  # before a number: Art. 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, its anchor in the page, and the passages of the trace that touch it."""

    anchor: str
    text: str
    passages: tuple[str, ...] = ()


def split(paragraph: str) -> list[str]:
    """Split a paragraph into its sentences; a line of its own (as in a poem or a list) ends one too.

    >>> split("Water first. Dr. Amaru said so! ¿Y después? Nada.")
    ['Water first.', 'Dr. Amaru said so!', '¿Y después?', 'Nada.']
    >>> split("水は命。川を守る。"), split("नदी माँ है। हम साथ हैं।")
    (['水は命。', '川を守る。'], ['नदी माँ है।', 'हम साथ हैं।'])
    """
    return [sentence for line in paragraph.splitlines() for sentence in _sentences(plain(line)) if sentence]


def mark(body: str, passages: Iterable[str] = ()) -> list[list[Sentence]]:
    """Give the paragraphs of a body, each as its sentences with the passages that touch them.

    A passage may be part of a sentence, a whole one or several; differences of white space do not matter.
    An anchor is made from the sentence's own words, so it stays while other sentences change.
    """
    paragraphs = [split(part) for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n"))]
    flat = [sentence for paragraph in paragraphs for sentence in paragraph]
    marked = iter(
        [
            Sentence(anchor, text, touching)
            for anchor, text, touching in zip(anchors(flat), flat, _touching(flat, passages), strict=True)
        ]
    )
    return [[next(marked) for _ in paragraph] for paragraph in paragraphs if paragraph]


def anchors(sentences: Sequence[str]) -> list[str]:
    """Name each sentence by its words; one that is said again gets its count: s-1f3a09bc-2."""
    seen: Counter[str] = Counter()
    names = []
    for sentence in sentences:
        name = f"s-{sha256(plain(sentence).encode()).hexdigest()[:8]}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}-{seen[name]}")
    return names


def plain(text: str) -> str:
    """Return a text in one Unicode form with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _sentences(line: str) -> list[str]:
    found, start = [], 0
    for end in END.finditer(line):
        if _ends(line, start, end):
            found.append(line[start : end.end()].strip())
            start = end.end()
    return [*found, line[start:].strip()]


def _ends(line: str, start: int, end: re.Match[str]) -> bool:
    after = line[end.end() :].lstrip()
    if not after or end.group()[0] not in ".!?…":
        return True
    if after[0].islower():  # “Why?” she asked; and so on … until spring
        return False
    words = line[start : end.start()].split()
    last = words[-1].lstrip("(“\"'«") if words else ""
    if end.group() != ".":
        return True
    is_initial = len(last) == 1 and last.isupper()
    is_list_number = len(words) == 1 and last.isdigit()
    is_numbered = after[0].isdigit() and NUMBERED.fullmatch(last)
    return not (is_initial or is_list_number or is_numbered or SHORTENED.fullmatch(last))


def _touching(sentences: Sequence[str], passages: Iterable[str]) -> list[tuple[str, ...]]:
    whole = " ".join(sentences)
    begins, place = [], 0
    for sentence in sentences:
        begins.append(place)
        place += len(sentence) + 1
    found: list[list[str]] = [[] for _ in sentences]
    for passage in dict.fromkeys(passages):
        for first, last in _places(whole, plain(passage)):
            for k, sentence in enumerate(sentences):
                touches = begins[k] < last and first < begins[k] + len(sentence)
                if touches and passage not in found[k]:
                    found[k].append(passage)
    return [tuple(passage) for passage in found]


def _places(whole: str, passage: str) -> Iterable[tuple[int, int]]:
    place = whole.find(passage) if passage else -1
    while place >= 0:
        yield place, place + len(passage)
        place = whole.find(passage, place + len(passage))
