"""Judging passages: how far their lines, they themselves and their page cover the words of a question."""

import math
from dataclasses import dataclass

from cairn.engine.retrieval.index import Found, Passage
from cairn.engine.retrieval.posing import Credits, Question
from cairn.engine.retrieval.words import ROOTS, words

SENTENCES = 0.65  # how much the best sentences count; the whole passage counts the rest
CONTEXT = 0.5  # what a word counts that stands on the page, but not in the passage
NO_NUMBER = 0.75  # the lines count this much if a number was asked for and they have none
NAMELESS = 0.8  # the score counts this much if the page does not hold every name of the question
TWO = 0.1  # what a second sentence must add
BELIEF = (-2.06, 1.03, 1.56, -0.71, 3.05, -0.06)  # constant; lines, passage, no number, lead, ln pages
JUDGED = 10  # pages that are judged by their passages


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage with its best lines and its score; `missing` are names that its page does not hold."""

    passage: Passage
    quote: tuple[int, int]  # characters of the page
    score: float
    lines: float  # share of the question's weight in the best lines
    whole: float  # the same of the passage
    lacks: bool  # a number was asked for, and the best lines have none
    missing: tuple[str, ...]

    @property
    def place(self) -> tuple[str, int]:
        """Return the document and the page."""
        return self.passage.document, self.passage.page


def judge(
    question: Question, found: list[Found], *, pages: int = JUDGED, is_whole: bool = False
) -> list[Judged]:
    """Score the passages of the pages that promise most, best first; ties stay in the order of the pages.

    Passages that cover nothing are left out, unless the whole is wanted.
    """
    openings = {page.document: set(words(f"{page.document} {page.opening}")) for page in found}
    tokens = [openings[page.document].union(words(f"{page.label}\n{page.text}")) for page in found]
    around = [question.credits(one) for one in tokens]
    promise = [round(question.share(one), 4) for one in around]
    best = sorted(range(len(found)), key=lambda n: -promise[n])[:pages]
    judged = [
        _judge(question, found[n], passage, around[n], _missing(question, tokens[n]))
        for n in best
        for passage in found[n].passages()
    ]
    return sorted((one for one in judged if one.score or is_whole), key=lambda one: -one.score)


def _missing(question: Question, tokens: set[str]) -> tuple[str, ...]:
    roots = {ROOTS[token] for token in tokens} if question.names else set[str]()
    return tuple(dict.fromkeys(name for name, part in question.names if part not in roots))


def _judge(
    question: Question, page: Found, passage: Passage, around: Credits, missing: tuple[str, ...]
) -> Judged:
    """Score a passage: how far its best one or two sentences, and the whole of it, cover the question."""
    spans = passage.sentences
    credits = [question.credits(set(words(page.text[first:last]))) for first, last in spans]
    runs = [(start, stop) for start in range(len(spans)) for stop in (start, start + 1) if stop < len(spans)]
    shares = {run: question.share(*credits[run[0] : run[1] + 1]) for run in runs}
    lacks = {run: question.wants_more(page.text[spans[run[0]][0] : spans[run[1]][1]]) for run in runs}
    lines = {run: (shares[run] - TWO * (run[1] - run[0])) * (NO_NUMBER if lacks[run] else 1) for run in runs}
    start, stop = max(runs, key=lambda run: (lines[run], -run[0], -run[1]))
    context = {word: CONTEXT * credit for word, credit in around.items()}
    score = SENTENCES * lines[start, stop] + (1 - SENTENCES) * question.share(*credits, context)
    score *= NAMELESS if missing else 1
    quote = spans[start][0], spans[stop][1]
    whole = question.share(*credits)
    return Judged(
        passage, quote, round(score, 4), shares[start, stop], whole, lacks[start, stop], missing
    )  # fmt: skip


def chance(question: Question, judged: list[Judged]) -> float:
    """Return the chance that the best passage answers, by a logistic regression.

    It looks at how much of the question's weight the best lines and the passage cover, whether a number asked
    for is lacking, how far the score leads that of any other page (copies of the passage apart), and ln of
    the number of pages. The coefficients were fitted by `python -m benchmarks.asking.fitting`, which also
    tells how good they are.
    """
    best = judged[0]
    others = (one for one in judged if one.place != best.place and one.passage.text != best.passage.text)
    second = next((one.score for one in others), 0.0)
    looked_at = (
        1, best.lines, best.whole, best.lacks, best.score - second, math.log(max(question.total, 1)),
    )  # fmt: skip
    told = sum(weight * one for weight, one in zip(BELIEF, looked_at, strict=True))
    return round(1 / (1 + math.exp(-told)), 4)


def one_a_page(judged: list[Judged]) -> list[Judged]:
    """Keep the best passage of each page."""
    best: dict[tuple[str, int], Judged] = {}
    for one in judged:
        best.setdefault(one.place, one)
    return list(best.values())
