"""Cutting a page into sentences and passages, by offsets, so that whatever is quoted stands there."""

import re
from collections.abc import Iterator
from itertools import pairwise

USUAL = 300  # characters after which a passage may end with a paragraph
MOST = 700  # characters of a passage, unless one sentence is longer
LONGEST = 500  # characters of a sentence; a longer run is cut at a space, or where it must
SHORT_LINE = 0.65  # of the longest line of its block: a line that ends so early ended on purpose
BLOCK_END = re.compile(r"[ \t]*\n[ \t]*\n\s*")
SENTENCE_END = re.compile(
    r"[.!?\u2026\u061f\u06d4\u0964\u0965\u1362\u1367]+[\"'\u00bb\u201d\u2019)\]]*(?=\s)|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d)]*"
)
ABBREVIATED = re.compile(
    r"(?:\b[^\W\d_]|\b(?:no|nos|nr|art|arts|dr|mr|mrs|ms|st|prof|cf|vs|etc|fig|approx|ca|p|pp|vol|sec|ch|núm|num|sr|sra"
    r"|av|pág|bzw|ggf|usw|abs|стр|гл|ул|им|руб|тыс|млн))\.\Z",
    re.IGNORECASE,
)
LIST_SIGN = re.compile(r"\s*(?:[-*\u2022\u25aa\u25cf\u2013\u2014]|\(?\w{1,3}[.)])\s")

Span = tuple[int, int]


def sentences(text: str) -> list[Span]:
    """Return the sentences of a page as (start, end) offsets, in their order, without the space between.

    A paragraph, a line of a list and a row of a table end a sentence too. An initial, a common abbreviation
    and a full stop before a small letter do not.

    >>> text = "The council meets at 9. Dr. Bo speaks.\\n- water\\n- roads"
    >>> [text[start:end] for start, end in sentences(text)]
    ['The council meets at 9.', 'Dr. Bo speaks.', '- water', '- roads']
    """
    return [span for block in _blocks(text) for span in _sentences_of(text, block)]


def _blocks(text: str) -> Iterator[Span]:
    start = 0
    for gap in BLOCK_END.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentences_of(text: str, block: Span) -> Iterator[Span]:
    start, end = block
    for cut in [*sorted({*_line_cuts(text, block), *_sentence_cuts(text, block)}), end]:
        yield from _bounded(text, start, cut)
        start = cut


def _line_cuts(text: str, block: Span) -> Iterator[int]:
    """Yield where a line ends that was ended on purpose: a heading, an item of a list, a row of a table."""
    lines = text[slice(*block)].split("\n")
    longest = max(map(len, lines))
    place = block[0]
    for line, following in pairwise(lines):
        place += len(line) + 1
        ends_early = len(line) < SHORT_LINE * longest and not following[:1].islower()
        if ends_early or LIST_SIGN.match(following) or " | " in line + following:
            yield place


def _sentence_cuts(text: str, block: Span) -> Iterator[int]:
    for match in SENTENCE_END.finditer(text, *block):
        following = text[match.end() : match.end() + 40].lstrip()[:1]
        if following and not following.islower() and not _is_abbreviated(text, match):
            yield match.end()


def _is_abbreviated(text: str, match: re.Match[str]) -> bool:
    return match[0] == "." and bool(ABBREVIATED.search(text[max(0, match.start() - 8) : match.end()]))


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence without the space around it, in pieces if it is too long to quote."""
    while start < end:
        while start < end and text[start].isspace():
            start += 1
        stop = end
        if end - start > LONGEST:
            space = max(text.rfind(sign, start + LONGEST // 2, start + LONGEST) for sign in " \n")
            stop = space if space > 0 else start + LONGEST
        last = stop
        while last > start and text[last - 1].isspace():
            last -= 1
        if last > start:
            yield start, last
        start = stop


def passages(text: str) -> list[list[Span]]:
    """Return the passages of a page, each as its sentences by (start, end) offsets: whole, one after another.

    A passage ends with a paragraph once it has 300 characters, and before a sentence that would make it
    longer than 700. A heading stays with what follows it.

    >>> text = "Water\\n\\n" + "The well gives water. " * 20 + "\\n\\nRoads are long."
    >>> [(spans[0], spans[-1], len(spans)) for spans in passages(text)]
    [((0, 5), (425, 446), 21), ((449, 464), (449, 464), 1)]
    """
    found: list[list[Span]] = []
    for first, last in sentences(text):
        start, end = (found[-1][0][0], found[-1][-1][1]) if found else (0, 0)
        if not found or last - start > MOST or (end - start >= USUAL and BLOCK_END.match(text, end)):
            found.append([])
        found[-1].append((first, last))
    return found
