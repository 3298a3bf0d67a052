"""Plain text and Markdown: which encoding, and where parts begin."""

import re
import unicodedata

from cairn.engine.retrieval.documents.page import Document, DocumentError, Limits
from cairn.engine.retrieval.documents.parts import PAGE_BREAK, Parts
from cairn.engine.retrieval.stopwords import STOPWORDS

MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
OLD = ("cp1252", "cp1250", "cp1251", "koi8-r", "cp1253", "cp1254", "cp1256")
ENCODINGS = ("utf-8", "utf-16", "utf-32", *OLD, "gb18030", "big5", "shift_jis", "euc-kr")
SAMPLE = 200_000  # bytes that decide on an old encoding
PART = 3_000  # characters after which a plain text without page breaks begins a new part
SAVE = "Save it as UTF-8, or name its encoding with --encoding."
WORD = re.compile(r"[^\W\d_]+")
BLANK_LINE = re.compile(r"\n[ \t]*\n")
FENCE = re.compile(r" {0,3}(```|~~~)")
HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*\Z")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*\Z")


def read_text(data: bytes, *, name: str, limits: Limits, encoding: str | None = None) -> Document:
    """Read plain text.

    A page ends at a form feed. Without one, a part ends at the first blank line after 3,000 characters.
    Raises: DocumentError if the encoding cannot be told.
    """
    text, notices = decoded(data, name=name, encoding=encoding)
    parts = Parts(name, limits)
    has_pages, filled = PAGE_BREAK in text, 0
    for number, page in enumerate(text.replace("\r\n", "\n").split(PAGE_BREAK)):
        if number:
            parts.new_page()
        for block in BLANK_LINE.split(page):
            if not has_pages and filled >= PART:
                parts.new_page()
                filled = 0
            parts.add(block)
            filled += len(block)
    _, pages = parts.cut()
    return Document(name, "text", "page" if has_pages else "part", pages, notices)


def read_markdown(data: bytes, *, name: str, limits: Limits, encoding: str | None = None) -> Document:
    """Read Markdown as it was typed; a part begins at each heading (# or underlined), not inside code.

    Raises: DocumentError if the encoding cannot be told.
    """
    text, notices = decoded(data, name=name, encoding=encoding)
    parts, block, is_code = Parts(name, limits), list[str](), False
    for line in [*text.replace("\r\n", "\n").replace(PAGE_BREAK, "\n").split("\n"), ""]:
        is_code ^= bool(FENCE.match(line))
        heading = None if is_code else HEADING.match(line)
        if heading or (not line.strip() and not is_code):
            parts.add("\n".join(block))
            block = []
            parts.add(heading[1] if heading else "", is_heading=True)
        elif not is_code and len(block) == 1 and UNDERLINE.match(line):
            parts.add(block.pop(), is_heading=True)
        else:
            block.append(line)
    parts.add("\n".join(block))
    unit, pages = parts.cut()
    return Document(name, "markdown", unit, pages, notices)


def decoded(data: bytes, *, name: str, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text and what people should know about its encoding.

    A byte order mark says which encoding it is; without one it is UTF-8 if every byte fits. Otherwise
    `encoding` says it, and without that an old one-byte encoding is taken only where common words of a
    language read right in exactly one; this is told in a notice. Nothing else is guessed.
    Raises: DocumentError.
    """
    notices: tuple[str, ...] = ()
    marked = next((found for mark, found in MARKS if data.startswith(mark)), None)
    try:
        if marked or encoding:
            text = data.decode(marked or _known(name, encoding or ""))
        else:
            text, notices = _unmarked(data, name)
    except UnicodeDecodeError as fault:
        raise DocumentError(
            name,
            f"The byte {data[fault.start]:02X} is not {(marked or encoding or 'utf-8').upper()} text.",
            SAVE,
            where=f"byte {fault.start + 1}",
        ) from None
    if "\x00" in text:
        raise DocumentError(name, "This is not a text file.", "Give PDF, DOCX, ODT, TXT or Markdown.")
    return text, notices


def _known(name: str, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise DocumentError(
            name, f"The encoding {encoding!r} is not read.", f"Use one of {', '.join(ENCODINGS)}."
        )
    return encoding


def _unmarked(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        guess = old_encoding(data[:SAMPLE])
    if guess is None or b"\x00" in data:
        raise DocumentError(name, "It is not UTF-8, and its encoding cannot be told.", SAVE) from None
    return data.decode(guess, "replace"), (
        f"It is not UTF-8; it was read as {guess}, since its common words read right that way. "
        "If accents look wrong, name the encoding with --encoding.",
    )


def old_encoding(sample: bytes) -> str | None:
    """Name the one-byte encoding in which the text reads as some language that we know.

    It reads as a language if common words of the language are an eighth of its words and at least five, and
    at most one in fifty of its other signs is neither a letter of the language nor punctuation. None if no
    encoding reads so, or if two do that give different texts and as many common words.

    >>> old_encoding("La reunión de mayo fue en la casa del río; no vino más gente.".encode("cp1252"))
    'cp1252'
    >>> old_encoding(b"na\\xefve") is None
    True
    """
    found: dict[str, tuple[int, str]] = {}
    for encoding in OLD:
        text = unicodedata.normalize("NFC", sample.decode(encoding, "replace")).casefold()
        found.setdefault(text, (max(_read_words(text, language) for language in LETTERS), encoding))
    best = max(count for count, _ in found.values())
    winners = [encoding for count, encoding in found.values() if count == best]
    return winners[0] if best and len(winners) == 1 else None


def _read_words(text: str, language: str) -> int:
    """Count the common words of a language; 0 if the text does not read as that language."""
    words = WORD.findall(text)
    common = sum(word in STOPWORDS[language] for word in words)
    signs = [sign for sign in text if not sign.isascii()]
    odd = sum(sign not in LETTERS[language] and unicodedata.category(sign)[0] not in "PZ" for sign in signs)
    return common if common >= max(5, len(words) / 8) and 50 * odd <= len(signs) else 0


LETTERS = {
    "en": "àçéèêëïñöü£€", "es": "áéíóúüñºª°€", "fr": "àâæçéèêëîïôœùûüÿ°€", "de": "äöüßé°€",
    "pt": "áâãàçéêíóôõúºª°€",
    "it": "àèéìíîòóùúº°€", "nl": "áéèëïóöü€", "pl": "ąćęłńóśźż", "tr": "çğıi̇öşüâîû", "sw": "",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя№°", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя№°",
    "ar": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيـًٌٍَُِّْ",
}  # fmt: skip
