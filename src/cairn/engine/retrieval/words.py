"""Words of any script, made comparable: without accents, case, articles of speech and endings.

Scripts that write no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese; Korean too, whose
words carry particles) are cut into overlapping pieces of two or three characters; Chinese characters also
count one by one.
"""

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from cairn.engine.retrieval.stopwords import (
    HAN_NUMBERS,
    HOW_MANY,
    NUMBER_WORDS,
    QUESTION_WORDS,
    STOPWORDS,
    UNSPACED_ASKING,
)  # fmt: skip

PAIRED = "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7a3"
TRIPLED = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1780-\u17d3"
MARKS = "".join(
    chr(code) for code in range(0x0900, 0x1AB0) if unicodedata.category(chr(code)) in ("Mn", "Mc")
)
WORD = re.compile(f"[{PAIRED}]+|[{TRIPLED}]+|(?:(?![{PAIRED}{TRIPLED}_])[\\w{MARKS}])+")
PLAIN_WORD = re.compile("[a-z0-9]+")
WORD_SPACED = re.compile(f"(?:[^\\W_]|[{MARKS}])+")
UNSPACED = re.compile(f"[{PAIRED}{TRIPLED}]")
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
IN_PAIRS = re.compile(f"[{PAIRED}]")
ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u093c\u200c\u200d]"
)
GROUPED = re.compile(r"\d(?<![\d.,]\d)\d{0,2}(?:[,.'\u2019\u00a0\u202f\u2009 ]\d{3})+(?!\d)")
FOLDED = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
}
ARABIC_FORMS = {
    "\u0649": "\u064a",
    "\u0629": "\u0647",
    "\u0671": "\u0627",
    "\u06a9": "\u0643",
    "\u06cc": "\u064a",
}
DIGITS = {
    chr(code): str(unicodedata.digit(chr(code)))
    for code in range(0x0660, 0x1A9A)
    if unicodedata.category(chr(code)) == "Nd"
}
OTHER_LETTERS = str.maketrans({**FOLDED, **ARABIC_FORMS, **DIGITS})
ARABIC = re.compile("[\u0621-\u064a]+\\Z")
ARABIC_START = re.compile("(?:و?(?:ال|بال|كال|فال|لل))(?=.{3})")
ARABIC_END = re.compile("(?<=.{3})(?:ها|ان|ات|ون|ين|يه|ه|ي)\\Z")
ENGLISH_END = re.compile("(?<=.{3})(?:ing|ed)\\Z")
LATIN_END = re.compile("(?<=[a-z]{4})(?:[aeio]|[ae]n|em)\\Z")
DOUBLED = re.compile("(?<=[aeiou])([bdfgmnprt])\\1\\Z")
CYRILLIC = re.compile("[\u0400-\u04ff]+\\Z")
CYRILLIC_END = re.compile(
    "(?<=.{3})(?:ого|его|ому|ему|ыми|ими|ами|ями|ых|их|ыи|ии|ои|еи|ую|юю|ая|яя|ое|ее|ые|ие|ом|ем|ам|ям|ах|ях|ов|ев"
    "|ть|[аеиоуыьюяії])\\Z"
)
HINDI_END = re.compile("(?<=[\u0900-\u097f]{2})[\u0900-\u0903\u093e-\u094c]+\\Z")
ROOT = 5  # letters
REMEMBERED = 1 << 18  # words whose root is kept in memory


def comparable(text: str) -> str:
    """Fold case, accents, widths and digits, and join figures that were grouped by thousands.

    >>> comparable("Éducation: 1 200,5 ＡＢ ١٢ ё")
    'education: 1200,5 ab 12 е'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        text = unicodedata.normalize("NFC", ACCENTS.sub("", text)).translate(OTHER_LETTERS)
    return GROUPED.sub(_ungrouped, text.lower())


def _ungrouped(figure: re.Match[str]) -> str:
    return "".join(sign for sign in figure[0] if sign.isdigit())


def words(text: str) -> list[str]:
    """Return the words of a text in their order, made comparable; runs without spaces in pieces.

    >>> words("L'École n. 3: école-maison")
    ['l', 'ecole', 'n', '3', 'ecole', 'maison']
    >>> words("资金来源 ok")
    ['资金', '金来', '来源', '资', '金', '来', '源', 'ok']
    """
    text = comparable(text)
    if text.isascii():
        return PLAIN_WORD.findall(text)
    if not UNSPACED.search(text):
        return WORD_SPACED.findall(text)
    found: list[str] = []
    for word in WORD.findall(text):
        if UNSPACED.match(word):
            found.extend(_pieces(word))
        else:
            found.append(word)
    return found


def _pieces(run: str) -> list[str]:
    size = 2 if IN_PAIRS.match(run) else 3
    pieces = [run[start : start + size] for start in range(max(1, len(run) - size + 1))]
    return list(dict.fromkeys([*pieces, *(sign for sign in run if HAN.match(sign))]))


def root(word: str) -> str:
    """Return the beginning that the forms of a word share: its commonest endings off, then five letters.

    Cutting words to their first letters needs no knowledge of the language, but splits short words with
    endings; so these go first, by script: plurals, English verbs, Latin, Cyrillic and Hindi endings, and the
    Arabic article. Figures stay whole.
    Source: McNamee, Nicholas & Mayfield (2009), "Addressing morphological variation in alphabetic
    languages", SIGIR; Larkey, Ballesteros & Connell (2002), "Improving stemming for Arabic", SIGIR;
    Savoy (2006), "Light stemming approaches for the French, Portuguese, German and Hungarian languages", SAC.

    >>> forms = ("plans", "cities", "gathering", "gathers", "2025", "المدارس", "моста", "logged")
    >>> [root(word) for word in forms]
    ['plan', 'city', 'gathe', 'gathe', '2025', 'مدارس', 'мост', 'log']
    """
    return stem(word)[:ROOT] if not word.isdigit() else word


@lru_cache(maxsize=1 << 18)
def stem(word: str) -> str:
    """Return a word without its commonest endings.

    >>> stem("reporting"), stem("reports"), stem("school")
    ('report', 'report', 'school')
    """
    if word.isdigit() or len(word) < 4:
        return word
    if ARABIC.match(word):
        return ARABIC_END.sub("", ARABIC_START.sub("", word, count=1))
    if CYRILLIC.match(word):
        return CYRILLIC_END.sub("", word)
    if not word.isascii():
        return HINDI_END.sub("", word)
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    verb = ENGLISH_END.sub("", word)
    return DOUBLED.sub(r"\1", verb) if verb != word else LATIN_END.sub("", word)


def kinship(asked: str, found: str) -> float:
    """Say how much of a word asked for another word is, from 0 to 1, given that they have the same root.

    1 for the same word, 0.9 for another ending of it, 0.5 where only the first five letters agree.

    >>> kinship("gatherings", "gathering"), kinship("commission", "committee"), kinship("well", "wall")
    (0.9, 0.5, 0.0)
    """
    if asked == found:
        return 1.0
    if root(asked) != root(found) or asked.isdigit():
        return 0.0
    shorter = min(len(asked), len(found))
    shared = next((n for n in range(shorter) if asked[n] != found[n]), shorter)
    return 0.9 if stem(asked) == stem(found) or shared >= 0.7 * max(len(asked), len(found)) else 0.5


def is_mistyped(asked: str, found: str, *, ends: bool = True) -> bool:
    """Tell whether two words are one slip apart: a letter more, less, other, or two exchanged.

    Without `ends` their last letter may differ too, as in roots, which are words cut short.

    >>> is_mistyped("asembly", "assembly"), is_mistyped("councli", "council"), is_mistyped("fund", "find")
    (True, True, True)
    >>> is_mistyped("asemb", "assem"), is_mistyped("asemb", "assem", ends=False)
    (False, True)
    """
    start = next((n for n, (one, other) in enumerate(zip(asked, found, strict=False)) if one != other), None)
    if start is None:
        return abs(len(asked) - len(found)) <= 1
    one, other = asked[start:], found[start:]
    pairs = [(one[1:], other[1:]), (one[1:], other), (one, other[1:])]
    if one[:2] == other[1::-1]:
        pairs.append((one[2:], other[2:]))
    return any(_agree(left, right, ends=ends) for left, right in pairs)


def _agree(left: str, right: str, *, ends: bool) -> bool:
    if ends or len(left) == len(right):
        return left == right
    return abs(len(left) - len(right)) == 1 and (left.startswith(right) or right.startswith(left))


def _comparable_set(listed: frozenset[str] | set[str]) -> frozenset[str]:
    return frozenset(word for entry in listed for word in words(entry))


STOP_BY_LANGUAGE = {language: _comparable_set(listed) for language, listed in STOPWORDS.items()}
STOP = frozenset().union(*STOP_BY_LANGUAGE.values())
ASKING = _comparable_set(QUESTION_WORDS)
ASKING_BY_LANGUAGE = {
    "en": "how many much what when where which who whom whose why",
    "es": "cómo cuál cuáles cuándo cuánta cuántas cuánto cuántos dónde qué quién quiénes",
    "fr": "comment combien lequel laquelle où pourquoi quand quel quelle quelles quels quoi",
    "de": "wann warum was welche welchem welchen welcher welches wer wie wieviel wo woher",
    "pt": "onde quais qual quando quanto quantos quem",
    "it": "che chi come dove quale quali quando quanto quanti",
}
NUMBERS = _comparable_set(NUMBER_WORDS)
ASKING_RUNS = tuple(sorted({comparable(run) for run in UNSPACED_ASKING}, key=lambda run: (-len(run), run)))
BINDING = {
    name: listed | _comparable_set(set(ASKING_BY_LANGUAGE.get(name, "").split()))
    for name, listed in STOP_BY_LANGUAGE.items()
}
COUNTING = _comparable_set(
    {"cuántos", "cuántas", "combien", "wieviele", "quantos", "quantas", "quanti", "quante", "hoeveel",
     "сколько", "ile", "kaç", "كم", "कितने", "कितनी", "ngapi", "скільки"}
)  # fmt: skip
COUNTING_PAIRS = (["how", "many"], ["wie", "viele"])
VAGUE = _comparable_set({"old", "new", "more", "other", "different"})
MANY = tuple(comparable(phrase) for phrase in HOW_MANY)


class _Roots(dict[str, str]):
    """The root of each word, found once a word."""

    def __missing__(self, word: str) -> str:
        if len(self) > REMEMBERED:
            self.clear()
        self[word] = kept = root(word)
        return kept


class _Indexed(_Roots):
    """What each word stands for in the index: its root, or nothing if it says nothing."""

    def __missing__(self, word: str) -> str:
        if word not in STOP:
            return super().__missing__(word)
        self[word] = ""
        return ""


ROOTS = _Roots()
INDEXED = _Indexed()


def index_text(text: str) -> str:
    """Return the roots of a page's words, without those that say nothing, for the index."""
    return " ".join(filter(None, map(INDEXED.__getitem__, words(text))))


def asked_words(question: str) -> tuple[str, ...]:
    """Return the different words of a question that say what it is about, in their order.

    >>> asked_words("How many schools does the plan name, and what do schools cost?")
    ('schools', 'plan', 'name', 'cost')
    """
    text = comparable(question)
    for run in ASKING_RUNS:
        text = text.replace(run, " ") if UNSPACED.match(run) else text
    found = dict.fromkeys(words(text))
    telling = [word for word in found if word not in STOP and word not in ASKING]
    return tuple(telling or [word for word in found if word not in ASKING])


def asks_for_number(question: str) -> bool:
    """Tell whether a question asks how many or how much."""
    text = comparable(question)
    spaced = f" {' '.join(WORD.findall(text))} "
    return any((phrase in text) if UNSPACED.match(phrase) else (f" {phrase} " in spaced) for phrase in MANY)


def counted(question: str) -> str | None:
    """Return the word that a question asks the number of; None if it asks for none, or how much or how long.

    >>> [counted(asked) for asked in ("How many of the old wells?", "How much is it?", "¿Cuántos pozos hay?")]
    ['wells', None, 'pozos']
    """
    found = WORD.findall(comparable(question))
    for place, word in enumerate(found):
        if word in COUNTING or found[max(0, place - 1) : place + 1] in COUNTING_PAIRS:
            telling = (one for one in found[place + 1 :] if one not in STOP and one not in ASKING)
            return next((one for one in telling if one not in VAGUE and not UNSPACED.match(one)), None)
    return None


def numbers_near(text: str, places: Container[str], reach: int = 4) -> bool:
    """Tell whether a number stands within so many words of one of the words.

    >>> numbers_near("It has 64 flats in three buildings.", {"flats"})
    True
    >>> numbers_near("Flats are let to families who wait, since 1990.", {"flats"})
    False
    """
    found = WORD.findall(comparable(text))
    of = [place for place, word in enumerate(found) if word in places]
    figures = [place for place, word in enumerate(found) if word in NUMBERS or any(c.isdigit() for c in word)]
    return any(abs(one - other) <= reach for one in of for other in figures)


def has_number(text: str) -> bool:
    """Tell whether a text names a number, in figures or in words."""
    folded = comparable(text)
    return any(c.isdigit() or c in HAN_NUMBERS for c in folded) or any(
        word in NUMBERS for word in WORD.findall(folded)
    )


def names(question: str) -> tuple[str, ...]:
    """Return the words of a question that name something: figures, and capitals inside the sentence.

    A question in German, where every noun has a capital, names only its figures.

    >>> names("What did the Elm council decide in 2031 on ABC?")
    ('Elm', '2031', 'ABC')
    """
    found = WORD.findall(unicodedata.normalize("NFC", GROUPED.sub(_ungrouped, question)))
    capitals_tell = not _is_german(question)
    telling = [
        word
        for place, word in enumerate(found)
        if any(c.isdigit() for c in word)
        or (capitals_tell and place and word[0].isupper() and comparable(word) not in STOP | ASKING)
    ]
    return tuple(dict.fromkeys(telling))


def _is_german(question: str) -> bool:
    return language(question) == "de"


def language(question: str) -> str | None:
    """Tell the language of a question by the words that only bind or ask; None if several fit as well.

    >>> language("Who pays for the bridge?"), language("Wie viel kostet es?"), language("Okafor")
    ('en', 'de', None)
    """
    found = set(words(question))
    counts = sorted((len(found & binding), name) for name, binding in BINDING.items())
    return counts[-1][1] if counts[-1][0] > counts[-2][0] else None
