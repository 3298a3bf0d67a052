"""What every reader of documents shares: a page, a document, the limits, the error, and tidy text."""

import re
from dataclasses import dataclass


class DocumentError(ValueError):
    """A document cannot be read: the message says which file, where, why, and what to do."""

    def __init__(self, file: str, why: str, remedy: str, *, where: str = "") -> None:
        self.file, self.where, self.why, self.remedy = file, where, why, remedy
        super().__init__(f"{file}{', ' if where else ''}{where}: {why} {remedy}")


@dataclass(frozen=True, slots=True)
class Page:
    """One page or part of a document: its number from 1, its heading if it has one, its text."""

    number: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read; `unit` says what a page of it is (page or part), notices are for people."""

    name: str
    kind: str  # pdf, docx, odt, text or markdown
    unit: str
    pages: tuple[Page, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be; each limit is checked while reading, not after."""

    bytes: int = 200_000_000
    pages: int = 20_000
    characters: int = 50_000_000  # of all pages
    unpacked: int = 500_000_000  # bytes of the compressed parts once unpacked
    xml: int = 50_000_000  # bytes of it that are XML, which takes ten times as much memory
    elements: int = 2_000_000  # of one part in XML
    ratio: int = 200  # unpacked to packed, of a whole DOCX or ODT
    entries: int = 5_000  # parts of a DOCX or ODT


LINE_ENDS = re.compile("\r\n|[\r\x0b\x85\u2028\u2029]")
DIVIDED = re.compile("[\x02\ufffe\xad][ \t]*\n?")  # a hyphen that stood only because the line ended
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\uffff\ud800-\udfff]")
SPACES = re.compile("[ \t]+(?=\n|$)")
GAPS = re.compile("\n{3,}")


def tidy(text: str) -> str:
    """Make text plain: lines end in one way, words divided at a line's end are whole, nothing is unseen.

    What is quoted is quoted from this text, and offsets count its characters.

    >>> tidy("a co\\xad\\noperative\\r\\n\\r\\n\\r\\nb\\x00")
    'a cooperative\\n\\nb'
    """
    text = DIVIDED.sub("", LINE_ENDS.sub("\n", text))
    return GAPS.sub("\n\n", SPACES.sub("", UNSEEN.sub("", text))).strip()


def check_size(pages: int, characters: int, *, file: str, limits: Limits) -> None:
    """Refuse a document with more pages or characters than the limits.

    Raises: DocumentError.
    """
    if pages > limits.pages or characters > limits.characters:
        raise DocumentError(
            file,
            f"It has more than {limits.pages:,} pages or {limits.characters:,} characters, the most read.",
            "Divide it, and give the parts.",
        )


def check_bytes(data: bytes, *, file: str, limits: Limits) -> None:
    """Refuse a file that is larger than the limit.

    Raises: DocumentError.
    """
    if len(data) > limits.bytes:
        raise DocumentError(
            file,
            f"The file is larger than {limits.bytes:,} bytes, the most that is read.",
            "Divide it, or save it without pictures.",
        )
