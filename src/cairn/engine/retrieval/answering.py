"""Answering a question by quoting: what the documents say, what comes closest, or that they do not say."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cairn.engine.retrieval import index
from cairn.engine.retrieval.judging import Judged, chance, judge, one_a_page
from cairn.engine.retrieval.kin import Kin
from cairn.engine.retrieval.meaning import Meaning, fused, nearest
from cairn.engine.retrieval.posing import Question, pose
from cairn.engine.retrieval.words import root

ENOUGH = 0.75  # the chance from which a passage is said to answer
COVERED = 0.66  # of the question's weight: what the passage must cover besides, as the lead is easy won among
TOUCHED = 0.25  # few pages; and what it must cover to be shown as what may answer
NEAR = 0.2  # the chance from which passages are shown as what may answer
NEAR_BEST = 0.8  # of the best score: what a further citation needs
CITED = 5
FOUND = 30  # pages that are looked at
SMALL = 60  # pages of an index whose meaning is looked for as a whole
ORDERED = 20  # passages whose meaning is looked for otherwise
RULE = (
    "Passages are scored by the weight of the question's words that they cover, rare words weighing more; "
    "other endings and words of kin count less than the word itself. The chance that a passage answers "
    "follows from the shares that its best one or two sentences and it as a whole cover, whether a number "
    "asked for is there, the lead over the next page and the number of pages. From {enough:.0%}, and if it "
    "covers two thirds of the weight, the documents are said to say it; from {near:.0%} and a quarter "
    "passages are shown that may, to judge for yourself; below, the documents do not say. Every name and "
    "figure of the question must stand on the page or at the beginning of its document. Quotations are given "
    "as they stand."
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
    """What the documents say to a question, what comes closest, or that they do not say.

    `code` is "said": `citations` answer as far as words can tell; "near": `citations` may answer, which is
    for the reader to judge; "not_said" or "name_not_said": `citations` is empty, and `nearest` holds what
    came closest, which is no answer; or "nothing_asked". `params` are the figures: the `chance` that the best
    passage answers; after "not_said" the words `unknown` to all documents. `asked` are the words looked for.
    """

    text: str
    code: str
    params: Mapping[str, Any]
    citations: tuple[Citation, ...]
    nearest: tuple[Citation, ...]
    asked: tuple[str, ...]
    rule: str


def ask(
    connection: sqlite3.Connection,
    question: str,
    *,
    enough: float = ENOUGH,
    cited: int = CITED,
    kin: Kin | None = None,
    meaning: Meaning | None = None,
) -> Answer:
    """Answer a question from an index by quoting, show what may answer, or say that the documents do not say.

    Pages are found by BM25 on the roots of the question's words and of their `kin`; their passages are scored
    by the weight of the words that they cover. `enough` is the least chance that counts as said; by default
    0.75, and from 0.2 passages are shown for the reader to judge. Scores and chances have four places; ties
    go by BM25, document, page, place. A `meaning` orders the passages by the ranks of words and meaning; it
    never decides whether something is said.

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
    posed = pose(connection, question, kin)
    if not posed.asked:
        return _answer(posed, "nothing_asked", {}, [], enough)
    judged = judge(posed, index.candidates(connection, posed.counts, posed.further(), most=FOUND))
    code, params = _verdict(posed, judged, enough)
    if code == "said":
        chosen = _in_order(connection, meaning, question, _best(judged))
    else:
        chosen = one_a_page(_suggested(connection, meaning, question, posed, judged))
    return _answer(posed, code, params, chosen[:cited], enough)


def ranked(
    connection: sqlite3.Connection, question: str, *, most: int = CITED, kin: Kin | None = None
) -> tuple[Citation, ...]:
    """Return the best passage of each page nearest to a question by its words, whether or not it answers."""
    posed = pose(connection, question, kin)
    judged = judge(posed, index.candidates(connection, posed.counts, posed.further(), most=FOUND))
    return tuple(_cite(one) for one in one_a_page(judged)[:most])


def _verdict(posed: Question, judged: list[Judged], enough: float) -> tuple[str, dict[str, Any]]:
    """Return the code of the answer, and its figures."""
    belief = chance(posed, judged) if judged else 0.0
    if belief >= NEAR and judged[0].missing:
        return "name_not_said", {"names": list(judged[0].missing)}
    if belief >= enough and judged[0].whole >= COVERED:
        return "said", {"chance": belief}
    if belief >= NEAR and judged[0].whole >= TOUCHED:
        return "near", {"chance": belief}
    unknown = [word for word in posed.asked if not posed.counts[root(word)]]
    return "not_said", {"chance": belief, "enough": enough, "unknown": unknown}


def _best(judged: list[Judged]) -> list[Judged]:
    return [one for one in judged if not one.missing and one.score >= NEAR_BEST * judged[0].score]


def _cite(one: Judged) -> Citation:
    p, (first, last) = one.passage, one.quote
    return Citation(
        p.document, p.page, p.unit, p.label, p.text, p.id, one.score,
        p.text[first - p.first : last - p.first], first, last,
    )  # fmt: skip


def _in_order(
    connection: sqlite3.Connection, meaning: Meaning | None, question: str, judged: list[Judged]
) -> list[Judged]:
    """Order by words; with a meaning, the first ones by the ranks of both."""
    if meaning is None:
        return judged
    first = judged[:ORDERED]
    near = nearest(connection, meaning, question, [one.passage for one in first])
    places = [(one.passage.row, one.passage.first) for one in first]
    by_place = dict(zip(places, first, strict=True))
    order = fused(places, [(one.row, one.first) for one in near])
    return [by_place[place] for place in order] + judged[ORDERED:]


def _suggested(
    connection: sqlite3.Connection,
    meaning: Meaning | None,
    question: str,
    posed: Question,
    judged: list[Judged],
) -> list[Judged]:
    """Return what comes closest by its words; with a meaning, among all passages of a small index."""
    if meaning is None or posed.total > SMALL:
        return _in_order(connection, meaning, question, judged)
    every = judge(posed, list(index.every_page(connection)), pages=SMALL, is_whole=True)
    by_place = {(one.passage.row, one.passage.first): one for one in every}
    near = nearest(connection, meaning, question, [one.passage for one in every])
    return [by_place[one.row, one.first] for one in near]


def _answer(
    posed: Question, code: str, params: dict[str, Any], chosen: list[Judged], enough: float
) -> Answer:
    found = tuple(_cite(one) for one in chosen)
    quoted = f"«{shown(found[0].quote)}» ({found[0].place()})" if found else ""
    text = {
        "said": f"The documents say: {quoted}.",
        "near": f"The documents may say; judge for yourself. What comes closest: {quoted}.",
        "not_said": "The documents do not say, in words near enough to these.",
        "name_not_said": "The documents do not say, in words near enough to these: what comes closest "
        f"does not name {', '.join(params.get('names', ()))}.",
        "nothing_asked": "The question has no word to look for. Name what it is about.",
    }[code]
    citations, near = (found, ()) if code in ("said", "near") else ((), found)
    rule = RULE.format(enough=enough, near=NEAR)
    return Answer(text, code, params, citations, near, posed.asked, rule)


def shown(quote: str) -> str:
    """Put a quotation on one line; its words and signs stay as they are.

    >>> shown("two\\n  lines")
    'two lines'
    """
    return " ".join(quote.split())
