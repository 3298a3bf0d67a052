"""Asking: what is found, what is quoted, what is refused, and what it costs, beside plain search.

No shared set of documents with questions and known pages exists for plans and minutes, so this is ours: 14
documents of our own in ten languages and five formats (46 pages), 77 questions that they answer, worded
differently, and 36 that they do not. Then 80 more were written blind, hard paraphrases and near misses;
half of them are the fresh questions, which set nothing. The threshold of refusal was set on all others: the
113, 59 early ones, and the other 40 blind ones (141 with an answer, 71 without), so that about 15 in 100 of
those without are answered. With the threshold held out in ten parts, 107 of 141 are answered at 46 pages
(104 rightly) and 11 of 71 though not said; at 2,000 pages 76 (72) and 10. Of the 40 blind ones: 3 of 25 and
7 of 15; then 2 and 3. Only the threshold was held out: the form of the score was chosen among about a
hundred on these same questions. Around them stand pages of seeded nonsense made of the same words
(`asking/distractors.py`), up to 20,000.

Limits: the questions are few and by one hand, so a figure here is good to about five in a hundred. The
nonsense has no meaning, so passages that nearly answer, of which real plans are full, are rare; but its
words meet by chance more often than those of real texts do. How dense the question's words are in it is our
choice (with a first mix, five times as dense, 10 of 39 development questions were answered wrongly at 2,000
pages; it was given up as unlike real texts). It holds words of questions without an answer, not of those
with one, so the weight of a word in no document cannot be judged by it and was left as it was. The first
113 helped to set the threshold, and flatter the refusals; the fresh ones set nothing: believe those. The
peers search whole pages as they come out of the box, and have no rule for refusing.
"""

import time

from benchmarks.asking.distractors import distractors
from benchmarks.asking.documents import documents, questions
from benchmarks.measuring import Contest, Table
from cairn.config.sqlite import use_current_sqlite
from cairn.engine.retrieval import index
from cairn.engine.retrieval.answering import ask, ranked
from cairn.engine.retrieval.documents.reading import read_document
from cairn.engine.retrieval.words import WORD

ASKED = {"first": "questions", "fresh": "questions-fresh"}
SIZES = {"46 pages": 0, "2,000 pages": 1_954, "20,000 pages": 19_954}
CURVE = {"200 pages": {"pages": 200}, "2,000 pages": {"pages": 2_000}, "20,000 pages": {"pages": 20_000}}


def pages_of(found):
    """Return (document, page, text) of every page."""
    return [(one.name, page.number, page.text) for one in found for page in one.pages]


def hand_written():
    """Read the hand-written documents from their formats."""
    return [read_document(data, name=name) for name, data in documents().items()]


class Cairn:
    """Our index."""

    def __init__(self, found):
        use_current_sqlite()
        self.connection = __import__("sqlite3").connect(":memory:")
        index.prepare(self.connection)
        for one in found:
            index.add(self.connection, one, sha256="")

    def five(self, question):
        """Return the places of the five best passages."""
        return [(one.document, one.page) for one in ranked(self.connection, question)]


class Fts5:
    """SQLite's full-text search out of the box: a row a page, any word of the question, its own BM25."""

    def __init__(self, found):
        use_current_sqlite()
        self.connection = __import__("sqlite3").connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE pages USING fts5 (document UNINDEXED, number UNINDEXED, text, "
            "tokenize='unicode61 remove_diacritics 2')"
        )
        self.connection.executemany("INSERT INTO pages VALUES (?, ?, ?)", pages_of(found))

    def five(self, question):
        """Return the places of the five best pages."""
        match = " OR ".join(f'"{word}"' for word in WORD.findall(question))
        return self.connection.execute(
            "SELECT document, number FROM pages WHERE pages MATCH ? ORDER BY rank LIMIT 5", (match,)
        ).fetchall()


class Bm25s:
    """bm25s out of the box: a text a page, its own words without English stop words."""

    def __init__(self, found):
        import bm25s

        self.module, self.pages = bm25s, pages_of(found)
        self.retriever = bm25s.BM25()
        tokens = bm25s.tokenize([text for *_, text in self.pages], stopwords="en", show_progress=False)
        self.retriever.index(tokens, show_progress=False)

    def five(self, question):
        """Return the places of the five best pages."""
        tokens = self.module.tokenize(question, stopwords="en", show_progress=False)
        k = min(5, len(self.pages))
        (places,), (scores,) = self.retriever.retrieve(tokens, k=k, show_progress=False)
        return [self.pages[place][:2] for place, score in zip(places, scores, strict=True) if score > 0]


SYSTEMS = {"Cairn": Cairn, "FTS5": Fts5, "bm25s": Bm25s}


def _indexing(system, pages):
    found = list(distractors(pages))
    return lambda: len(system(found).__dict__) and f"{sum(len(one.pages) for one in found):,} pages"


def cairn_index(pages):
    """Index pages with ours."""
    return _indexing(Cairn, pages)


def fts5_index(pages):
    """Index pages with FTS5 alone."""
    return _indexing(Fts5, pages)


def bm25s_index(pages):
    """Index pages with bm25s."""
    import bm25s  # noqa: F401 (absent: said before anything is made)

    return _indexing(Bm25s, pages)


def _asking(system, pages):
    built, asked = system(hand_written() + list(distractors(pages))), questions("questions")
    return lambda: f"{sum(bool(built.five(one.text)) for one in asked)} of {len(asked)} find something"


def cairn_ask(pages):
    """Ask ours all questions."""
    return _asking(Cairn, pages)


def fts5_ask(pages):
    """Ask FTS5 all questions."""
    return _asking(Fts5, pages)


def bm25s_ask(pages):
    """Ask bm25s all questions."""
    import bm25s  # noqa: F401

    return _asking(Bm25s, pages)


def _printed(pages):
    """Print pages of English nonsense as PDF."""
    from benchmarks.asking.documents import as_pdf

    texts = [text for name, _, text in pages_of(distractors(pages * 3)) if "-en." in name][:pages]
    return as_pdf("pages", [text.split("\n\n") for text in texts])


def cairn_read(pages):
    """Read a PDF with ours: look for bombs, then pdfium."""
    data = _printed(pages)
    return lambda: f"{len(read_document(data, name='a.pdf').pages)} pages"


def pypdf_read(pages):
    """Read a PDF with pypdf."""
    from io import BytesIO

    from pypdf import PdfReader

    data = _printed(pages)
    return lambda: f"{len([page.extract_text() for page in PdfReader(BytesIO(data)).pages])} pages"


CONTESTS = (
    Contest(
        "Indexing documents", "Pages of text in memory to an index in memory.", CURVE,
        {"Cairn": cairn_index, "FTS5": fts5_index, "bm25s": bm25s_index},
        runs=1, once=True, curve="pages",
    ),
    Contest(
        "Asking 113 questions", "The five best passages (the peers: pages) for each of 113 questions.", CURVE,
        {"Cairn": cairn_ask, "FTS5": fts5_ask, "bm25s": bm25s_ask}, runs=1, curve="pages",
    ),
    Contest(
        "Reading a PDF", "The bytes of a PDF in memory to the text of its pages.",
        {"80 pages": {"pages": 80}}, {"Cairn": cairn_read, "pypdf": pypdf_read}, runs=1,
    ),
)  # fmt: skip


def is_right(question, document, page):
    """Tell whether a place is that of the answer."""
    return document.rsplit(".", 1)[0] == question.document and page == question.page


def tables():
    """Yield what is found and refused at each size, and how long a question takes at the largest."""
    found, recall, refusals, waits = hand_written(), [], [], []
    for size, pages in SIZES.items():
        all_documents = found + list(distractors(pages))
        for system, make in SYSTEMS.items():
            try:
                built = make(all_documents)
            except ImportError:
                recall.append((size, system, "not installed", "", ""))
                continue
            for name, file in ASKED.items():
                asked = questions(file)
                recall.append((size, system, name, *_recall(built, asked)))
                if system == "Cairn":
                    refusals.append((size, name, *_refusals(built, asked)))
            if pages == max(SIZES.values()):
                waits.append((system, *_waits(built, questions("questions"))))
    yield Table(
        "The right page among what is found",
        "77 questions with a known page, and 25 fresh ones, written afterwards by somebody who "
        "had seen neither the program nor its results. Found among the first five, and first.",
        ("pages", "system", "questions", "recall@5", "first"), tuple(recall),
    )  # fmt: skip
    yield Table(
        "What Cairn quotes and refuses",
        "Citation precision: of the first citations in answers to answerable questions, those with the page "
        "and the words that answer. Then both errors of the refusal; of the fresh questions 15 are not "
        "answered, half of them near misses.",
        (
            "pages",
            "questions",
            "answered",
            "citation precision",
            "refused though said",
            "answered though not said",
        ),
        tuple(refusals),
    )
    yield Table(
        "A question at 20,000 pages", "CPU milliseconds a question, over 113 questions, one thread.",
        ("system", "median", "p95", "longest"), tuple(waits),
    )  # fmt: skip


def _recall(built, asked):
    known = [one for one in asked if one.document]
    places = [[is_right(one, *place) for place in built.five(one.text)] for one in known]
    return tuple(f"{sum(any(row[:n]) for row in places) / len(known):.2f}" for n in (5, 1))


def _refusals(built, asked):
    """Count by the whole rule, quotation and refusal together."""
    said = {one: ask(built.connection, one.text) for one in asked}
    known = [one for one in asked if one.document]
    answered = [one for one in known if said[one].citations]
    right = sum(_is_cited(one, said[one].citations[0]) for one in answered)
    wrongly = sum(bool(said[one].citations) for one in asked if not one.document)
    return (
        f"{len(answered)} of {len(known)}",
        f"{right / len(answered):.2f}" if answered else "–",
        f"{len(known) - len(answered)} of {len(known)}",
        f"{wrongly} of {len(asked) - len(known)}",
    )


def _is_cited(question, citation):
    words = " ".join(citation.passage.split())
    return is_right(question, citation.document, citation.page) and question.words in words


def _waits(built, asked):
    waits = []
    for one in asked:
        began = time.process_time()
        built.five(one.text)
        waits.append(1000 * (time.process_time() - began))
    waits.sort()
    return tuple(f"{waits[int(share * (len(waits) - 1))]:.1f}" for share in (0.5, 0.95, 1))
