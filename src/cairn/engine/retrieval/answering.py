"""Answering a question by quoting: the passages that cover its words, or that the documents do not say."""

import math
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cairn.engine.retrieval import index
from cairn.engine.retrieval.index import Passage
from cairn.engine.retrieval.meaning import Meaning, fused, nearest
from cairn.engine.retrieval.passages import sentences
from cairn.engine.retrieval.words import asked_words, asks_for_number, has_number, kinship, names, root, words

ENOUGH = 0.43  # of the weight of the question's words, and
ENOUGH_MORE = 0.027  # times ln N more among N passages: the best of N that do not answer grows like ln N
NEAR_BEST = 0.8  # of the best score: what a further citation needs
CITED = 5
SENTENCES = 0.65  # how much the best sentences count; the whole passage counts the rest
UNKNOWN = 0.6  # weight of a word that stands in no document
CONTEXT = 0.5  # what a word counts that stands on the page, but not in the passage
NO_NUMBER = 0.75  # the score is multiplied by this if a number was asked for and none is quoted
TWO = 0.1  # what a second sentence must add
SMALL = 200  # passages of an index whose meaning is looked for as a whole
FOUND = 60  # passages that are looked at as a whole
JUDGED = 20  # of them, that are judged by their sentences and by what stands around them
Roots = dict[str, set[str]]
RULE = (
    "A passage answers if it covers at least {enough:.0%} of the weight of the question's words, rare words "
    "weighing more, and holds, on its page or at the beginning of its document, every name and figure of the "
    "question. The more passages there are, the more is asked, since more meet the words by chance. The best "
    "one or two sentences are quoted as they stand; nothing is put into other words."
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage that speaks to the question: where it stands, its words, its score from 0 to 1."""

    document: str
    page: int
    unit: str  # page or part
    label: str  # the heading that the page begins under; empty if it has none
    passage: str
    id: str
    score: float
    quote: str
    first: int  # the quote is characters first to last of the page's text
    last: int

    def place(self) -> str:
        """Say where the passage stands, for people.

        >>> Citation("plan.docx", 2, "part", "Water", "…", "2:0-1", 1.0, "…", 0, 1).place()
        'plan.docx, part 2 (Water)'
        """
        return f"{self.document}, {self.unit} {self.page}" + (f" ({self.label})" if self.label else "")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the documents say to a question, or that they do not.

    `code` is "said", "not_said", "name_not_said" or "nothing_asked"; `params` are its figures, and after
    "not_said" the words `unknown` to all documents. `citations` is empty unless it is said; `nearest` then
    holds what came closest, which is no answer. `asked` are the words looked for.
    """

    text: str
    code: str
    params: Mapping[str, Any]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    asked: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Question:
    weights: dict[str, float]  # of each word
    names: tuple[tuple[str, str], ...]  # as typed, and its root
    wants_number: bool
    counts: dict[str, int]  # passages that hold each root
    total: int  # passages
    roots: frozenset[str]  # of its words and names


@dataclass(frozen=True, slots=True)
class _Judged:
    """A passage with its best lines and its score; `missing` are names it does not hold."""

    passage: Passage
    quote: tuple[int, int]
    score: float
    missing: tuple[str, ...]

    def cite(self) -> Citation:
        p, (first, last) = self.passage, self.quote
        return Citation(
            p.document, p.page, p.unit, p.label, p.text, p.id, self.score,
            p.text[first - p.first : last - p.first], first, last,
        )  # fmt: skip


def ask(
    connection: sqlite3.Connection,
    question: str,
    *,
    enough: float | None = None,
    cited: int = CITED,
    meaning: Meaning | None = None,
) -> Answer:
    """Answer a question from an index by quoting, or say that the documents do not say.

    Passages are found by BM25 on the roots of the question's words, and judged by the weight of its words
    that they cover: whole words before other endings, sentences before passages. `enough` is the least share
    of the weight that counts as an answer; by default what `threshold` says. Scores have four places; ties go
    by BM25, document, page, place. A `meaning` orders the citations by the ranks of words and meaning, and
    suggests what is nearest where nothing is said; it never decides whether something is.

    >>> from cairn.engine.retrieval.documents.reading import read_document
    >>> connection = sqlite3.connect(":memory:")
    >>> index.prepare(connection)
    >>> notes = read_document(b"The well is 40 metres deep. Roads wait.", name="notes.txt")
    >>> index.add(connection, notes, sha256="")
    >>> ask(connection, "How deep is the well?").text
    'The documents say: «The well is 40 metres deep.» (notes.txt, part 1).'
    >>> ask(connection, "Who leads the choir?").text
    'The documents do not say, in words near enough to these.'
    """
    asked = asked_words(question)
    enough = threshold(index.count(connection)["passages"]) if enough is None else enough
    if not asked:
        return _answer("nothing_asked", {}, (), (), asked, enough)
    posed = _pose(connection, question, asked)
    judged = _judge(connection, posed, index.candidates(connection, asked, most=FOUND))
    said = [one for one in judged if not one.missing and one.score >= enough]
    if said:
        chosen = _in_order(connection, meaning, question, _best(said))[:cited]
        return _answer("said", {"score": said[0].score}, _cited(chosen), (), asked, enough)
    near = _cited(_suggested(connection, meaning, question, posed, judged)[: min(cited, 3)])
    if judged and judged[0].score >= enough:
        return _answer("name_not_said", {"names": list(judged[0].missing)}, (), near, asked, enough)
    unknown = [word for word in asked if not posed.counts[root(word)]]
    best = {"score": judged[0].score if judged else 0.0, "enough": enough, "unknown": unknown}
    return _answer("not_said", best, (), near, asked, enough)


def ranked(connection: sqlite3.Connection, question: str, *, most: int = CITED) -> tuple[Citation, ...]:
    """Return the passages nearest to a question by its words, best first, whether or not they answer it."""
    asked = asked_words(question)
    if not asked:
        return ()
    posed = _pose(connection, question, asked)
    return _cited(_judge(connection, posed, index.candidates(connection, asked, most=FOUND))[:most])


def threshold(passages: int) -> float:
    """Return the least score that answers among so many passages: a margin over what chance reaches.

    The best score of N passages that do not answer grows with N, and ln N is the simplest such growth.
    The two constants were set on the development questions of the benchmark, at two sizes (46 and 7,083
    passages), so the shape between and beyond them is assumed; at 71,801 passages it asks for somewhat
    too little.

    >>> threshold(46), threshold(7_083)
    (0.53, 0.67)
    """
    return round(ENOUGH + ENOUGH_MORE * math.log(max(passages, 1)), 2)


def _best(said: list[_Judged]) -> list[_Judged]:
    return [one for one in said if one.score >= NEAR_BEST * said[0].score]


def _cited(judged: list[_Judged]) -> tuple[Citation, ...]:
    return tuple(one.cite() for one in judged)


def _in_order(
    connection: sqlite3.Connection, meaning: Meaning | None, question: str, judged: list[_Judged]
) -> list[_Judged]:
    """Order by words; with a meaning, by the ranks of both."""
    if meaning is None:
        return judged
    by_row = {one.passage.row: one for one in judged}
    near = nearest(connection, meaning, question, [one.passage for one in judged])
    return [by_row[row] for row in fused(list(by_row), [passage.row for passage in near])]


def _suggested(
    connection: sqlite3.Connection,
    meaning: Meaning | None,
    question: str,
    posed: _Question,
    judged: list[_Judged],
) -> list[_Judged]:
    """Return what comes closest by its words; with a meaning, among all passages of a small index."""
    if meaning is None:
        return judged
    if index.count(connection)["passages"] > SMALL:
        return _in_order(connection, meaning, question, judged)
    near = nearest(connection, meaning, question, index.every_passage(connection))
    return _judge(connection, posed, near[:FOUND], is_sorted=True)


def _answer(
    code: str,
    params: dict[str, Any],
    citations: tuple[Citation, ...],
    nearest: tuple[Citation, ...],
    asked: tuple[str, ...],
    enough: float,
) -> Answer:
    texts = {
        "not_said": "The documents do not say, in words near enough to these.",
        "name_not_said": "The documents do not say, in words near enough to these: what comes closest "
        f"does not name {', '.join(params.get('names', ()))}.",
        "nothing_asked": "The question has no word to look for. Name what it is about.",
    }
    text = (
        f"The documents say: «{shown(citations[0].quote)}» ({citations[0].place()})."
        if citations
        else texts[code]
    )
    return Answer(text, code, params, citations, nearest, asked, RULE.format(enough=enough))


def shown(quote: str) -> str:
    """Put a quotation on one line; its words and signs stay as they are.

    >>> shown("two\\n  lines")
    'two lines'
    """
    return " ".join(quote.split())


def _pose(connection: sqlite3.Connection, question: str, asked: tuple[str, ...]) -> _Question:
    """Weigh the words of a question: 1 for one in a single passage, towards 0 for one in all of them."""
    total = index.count(connection)["passages"]
    counts = index.frequencies(connection, {root(word) for word in asked})
    weights = {word: _weight(counts[root(word)], total) for word in asked}
    named = tuple((name, root(part)) for name in names(question) for part in words(name))
    roots = frozenset(counts) | {part for _, part in named}
    return _Question(weights, named, asks_for_number(question), counts, total, roots)


def _weight(n: int, total: int) -> float:
    """Return the inverse frequency of a word between 0 and 1."""
    return math.log1p(total / n) / math.log1p(total) if n else UNKNOWN


def _judge(
    connection: sqlite3.Connection, posed: _Question, found: list[Passage], *, is_sorted: bool = False
) -> list[_Judged]:
    """Score passages, and put the best first unless their order is to stay; ties stay in their order.

    The sentences of a passage, and what stands around it, are looked at only where its words promise most.
    """
    if not is_sorted:
        promise = {one.row: _share(posed, [_credits(posed, _by_root(posed, one.text))]) for one in found}
        found = sorted(found, key=lambda one: -round(promise[one.row], 4))
    contexts: dict[tuple[str, int], Roots] = {}
    judged = []
    for passage in found[:JUDGED]:
        key = (passage.document, passage.page)
        if key not in contexts:
            contexts[key] = _by_root(posed, index.surroundings(connection, *key))
        judged.append(_judge_one(posed, passage, contexts[key]))
    return judged if is_sorted else sorted(judged, key=lambda one: -one.score)


def _judge_one(posed: _Question, passage: Passage, context: Roots) -> _Judged:
    """Score a passage: how far its best lines, and the whole of it, cover the question's words."""
    spans = sentences(passage.text)
    credits = [_credits(posed, _by_root(posed, passage.text[first:last])) for first, last in spans]
    runs = [(start, stop) for start in range(len(spans)) for stop in (start, start + 1) if stop < len(spans)]
    lines = {
        (start, stop): (_share(posed, credits[start : stop + 1]) - TWO * (stop - start))
        * (_has_what_is_wanted(posed, passage.text[spans[start][0] : spans[stop][1]]) or NO_NUMBER)
        for start, stop in runs
    }
    start, stop = max(runs, key=lambda run: (lines[run], -run[0], -run[1]))
    around = {word: CONTEXT * credit for word, credit in _credits(posed, context).items()}
    score = SENTENCES * lines[start, stop] + (1 - SENTENCES) * _share(posed, [*credits, around])
    missing = tuple(dict.fromkeys(name for name, part in posed.names if part not in context))
    quote = (passage.first + spans[start][0], passage.first + spans[stop][1])
    return _Judged(passage, quote, round(score, 4), missing)


def _has_what_is_wanted(posed: _Question, text: str) -> bool:
    return not posed.wants_number or has_number(text)


def _by_root(posed: _Question, text: str) -> Roots:
    """Gather the different words of a text by their root, where the question holds that root."""
    found: Roots = {}
    for word in set(words(text)):
        kept = root(word)
        if kept in posed.roots:
            found.setdefault(kept, set()).add(word)
    return found


def _credits(posed: _Question, found: Roots) -> dict[str, float]:
    """Say how far each word of the question is there, from 0 to 1."""
    return {
        word: max((kinship(word, other) for other in found.get(root(word), ())), default=0.0)
        for word in posed.weights
    }


def _share(posed: _Question, credits: list[dict[str, float]]) -> float:
    """Return the share of the question's weight that some of the texts cover."""
    covered = sum(weight * max(one[word] for one in credits) for word, weight in posed.weights.items())
    return covered / sum(posed.weights.values())
