"""Pages that make finding hard: seeded nonsense out of the words of the hand-written documents.

No page of it says anything. Its sentences mix, in the language of one document, that document's own words,
words of questions that have no answer, function words, figures, and invented words with the long tail that
real vocabularies have. So each word of a question stands in hundreds of passages, and only together, in one
place, do they say something.
"""

import re
from functools import cache

import numpy as np

from benchmarks.asking.documents import FOLDER, questions
from cairn.engine.retrieval.documents.page import Document, Page
from cairn.engine.retrieval.stopwords import STOPWORDS
from cairn.engine.retrieval.words import STOP_BY_LANGUAGE, words

LANGUAGES = {
    "en": ("valley-plan", "assembly-minutes", "water-method", "health-financing"),
    "es": ("plan-rio", "actas-mayo"),
    "fr": ("charte-reseau",),
    "de": ("energie-dorf",),
    "ru": ("protokol-sela",),
    "ar": ("khutta",),
    "hi": ("yojana",),
    "sw": ("mpango",),
    "zh": ("shuili",),
    "th": ("chumchon",),
}
OTHERS = {
    "en": ("clinic-handbook", "housing-bylaws"),
    "es": ("reglamento-riego",),
    "fr": ("jardin-partage",),
    "am": ("gebeya",),
}
SCRIPTS = {"ru": "[а-яё]", "ar": "[ء-ي]", "am": "[\u1200-\u137f]", "hi": "[\u0900-\u097f]"}
UNSPACED = ("zh", "th")
SHARES = (0.46, 0.14, 0.09, 0.07, 0.07, 0.05, 0.04, 0.03, 0.03, 0.02)
WORLDS = {
    "documents": (LANGUAGES, SHARES, ("questions-development", "questions")),
    "others": (OTHERS, (0.55, 0.2, 0.15, 0.1), ("questions-others",)),
}
SYLLABLES = tuple(consonant + vowel for consonant in "bdgklmnprstvz" for vowel in "aeio")
PAGES = 40  # of a document
SENTENCES = 16  # of a page
TAIL = 20_000  # invented words
KINDS = (0.48, 0.07, 0.41, 0.04)  # function words, telling words, invented words, figures
UNSPACED_KINDS = (0.0, 0.55, 0.41, 0.04)


@cache
def lexicon(language, folder):
    """Return the function words, and the telling words of a language: its documents' and its questions'."""
    languages, _, asking = WORLDS[folder]
    text = "".join(
        (FOLDER / folder / f"{name}.txt").read_text(encoding="utf-8").split("=== page\n", 1)[1]
        for name in languages[language]
    ).replace("=== page", "")
    unanswerable = [
        q.text for name in asking for q in questions(name) if not q.document and _reads_as(q.text, language)
    ]
    if language in UNSPACED:
        runs = re.findall(r"[\u0e00-\u0e7f]+|[\u4e00-\u9fff]+", text)
        size = 3 if language == "zh" else 7
        return ("",), tuple(sorted({run[at : at + size] for run in runs for at in range(0, len(run), size)}))
    function = sorted(STOPWORDS.get(language, {"እና"}))
    own = set(re.findall(r"[^\W\d_][\w\u0900-\u097f]*", text))
    asked = {word for one in unanswerable for word in re.findall(r"[^\W\d_][\w\u0900-\u097f]*", one)}
    script = re.compile(SCRIPTS.get(language, "[a-zà-ÿ]"), re.I)
    telling = {word for word in own | asked if script.match(word) and word.lower() not in function}
    return tuple(function), tuple(sorted(telling))


def _reads_as(text, language):
    """Tell whether a question is in a language, by its function words; English if by none."""
    found = set(words(text))
    counts = {name: len(found & listed) for name, listed in STOP_BY_LANGUAGE.items() if name in LANGUAGES}
    return max(counts, key=lambda name: (counts[name], name == "en")) == language


@cache
def tail():
    """Return invented words, commonest first."""
    rng = np.random.default_rng(7)
    return tuple("".join(rng.choice(SYLLABLES, size=rng.integers(2, 5))) for _ in range(TAIL))


def distractors(n_pages, *, seed=2026, folder="documents"):
    """Yield documents with this many pages of nonsense in all, of the words of the documents of a folder."""
    languages, shares, _ = WORLDS[folder]
    rng = np.random.default_rng(seed)
    for number, start in enumerate(range(0, n_pages, PAGES)):
        language = list(languages)[rng.choice(len(shares), p=shares)]
        pages = tuple(
            Page(place, "", _page(rng, language, folder))
            for place in range(1, min(PAGES, n_pages - start) + 1)
        )
        yield Document(f"other-{number:04}-{language}.pdf", "pdf", "page", pages)


def _page(rng, language, folder):
    """Return the text of a page: four paragraphs of four sentences."""
    function, telling = lexicon(language, folder)
    invented = tail()
    order = rng.permutation(len(telling))  # what this page is about
    lengths = rng.integers(9, 22, size=SENTENCES)
    kinds = rng.choice(4, size=lengths.sum(), p=UNSPACED_KINDS if language in UNSPACED else KINDS)
    common = rng.integers(len(function), size=kinds.size)
    about = order[np.minimum(rng.zipf(1.3, size=kinds.size) - 1, rng.integers(len(telling), size=kinds.size))]
    rare = (TAIL ** rng.random(kinds.size)).astype(int) - 1
    figures = rng.integers(2, 9_999, size=kinds.size)
    chosen = [
        (function[c], telling[a], invented[r], str(f))[k]
        for k, c, a, r, f in zip(kinds, common, about, rare, figures, strict=True)
    ]
    return _sentences(chosen, lengths, "" if language in UNSPACED else " ", "。" if language == "zh" else ".")


def _sentences(chosen, lengths, space, stop):
    found, start = [], 0
    for number, length in enumerate(lengths):
        line = space.join(word for word in chosen[start : start + length] if word)
        found.append(line[:1].upper() + line[1:] + stop + ("\n\n" if number % 4 == 3 else " "))
        start += length
    return "".join(found).strip()
