"""The pages of a PDF: pdfium's text, and pypdf's spelling where the writing runs from right to left."""

import re
import zlib
from collections import defaultdict
from io import BytesIO
from typing import NoReturn

import pypdfium2  # type: ignore[import-untyped]
from pypdf import PdfReader

from cairn.engine.retrieval.documents.page import Document, DocumentError, Limits, Page, check_size, tidy

SCAN = "Run text recognition (OCR) over it, and give it again."
AGAIN = "Open it in a PDF reader, save or print it as PDF again, and give that."
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LETTERS = re.compile(r"[^\W\d_]+")
STREAM = re.compile(rb"stream\r?\n")
DIVIDED = re.compile(r"(?<=[^\W\d_])[-\u2010\x02\ufffe][ \t]*(?:\r?\n|(?<=[\x02\ufffe]))(?=[^\W\d_])")
PASSWORD = 4  # pdfium's error code
LAYERS = 3  # of compression, one inside another
BLOCK = 1 << 16
PIECE = 1 << 20
SHOWN = 12  # page numbers in a notice


def read_pdf(data: bytes, *, name: str, limits: Limits) -> Document:
    """Read the text of each page.

    Pages without text are named in a notice; a document without any is refused, not silently empty. A word
    divided by a hyphen at a line's end is made whole where its second half is in lower case.
    Raises: DocumentError for a password, damage, pictures only, and what unpacks beyond the limits.
    """
    _check_streams(data, name=name, limits=limits)
    texts = _texts(data, name=name, limits=limits)
    empty = [number for number, text in enumerate(texts, start=1) if not text]
    if len(empty) == len(texts):
        raise DocumentError(name, "It has no text: its pages are pictures, or blank.", SCAN)
    notices = (_empty_notice(empty),) if empty else ()
    pages = tuple(Page(number, "", text) for number, text in enumerate(texts, start=1))
    return Document(name, "pdf", "page", pages, notices)


def _empty_notice(empty: list[int]) -> str:
    shown = ", ".join(map(str, empty[:SHOWN])) + (" …" if len(empty) > SHOWN else "")
    return f"{len(empty)} of its pages have no text (page {shown}): pictures, or blank. {SCAN}"


def _texts(data: bytes, *, name: str, limits: Limits) -> list[str]:
    texts: list[str] = []
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        _refuse(name, fault)
    try:
        check_size(len(pdf), 0, file=name, limits=limits)
        total = 0
        for number in range(len(pdf)):
            text = _page_text(pdf, number, name)
            total += len(text)
            check_size(len(pdf), total, file=name, limits=limits)
            texts.append(text)
    finally:
        pdf.close()
    return _respelled(texts, data)


def _refuse(name: str, fault: pypdfium2.PdfiumError) -> NoReturn:
    if fault.err_code == PASSWORD:
        raise DocumentError(
            name, "It is protected by a password.", "Save it without, and give it again."
        ) from None
    raise DocumentError(name, "It is damaged or no PDF.", AGAIN) from None


def _page_text(pdf: pypdfium2.PdfDocument, number: int, name: str) -> str:
    try:
        page = pdf[number]
        sheet = page.get_textpage()
        text = tidy(DIVIDED.sub(_join, sheet.get_text_range()))
        sheet.close()
        page.close()
    except pypdfium2.PdfiumError:
        raise DocumentError(name, "The page is damaged.", AGAIN, where=f"page {number + 1}") from None
    return text


def _join(match: re.Match[str]) -> str:
    """Drop a hyphen before a small letter; keep one inside a name."""
    return "" if match.string[match.end()].islower() else "-"


def _respelled(texts: list[str], data: bytes) -> list[str]:
    """Give pages from right to left the spelling of pypdf in the order of pdfium.

    pdfium turns the letters inside some Arabic ligatures round; pypdf spells them right and loses the order
    of words around figures.
    """
    turned = [number for number, text in enumerate(texts) if RIGHT_TO_LEFT.search(text)]
    if not turned:
        return texts
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        spelled = {number: reader.pages[number].extract_text() for number in turned}
    except (
        Exception
    ):  # pypdf fails in many ways on what pdfium could read; its spelling is an improvement only
        return texts
    return [respell(text, spelled[n]) if n in spelled else text for n, text in enumerate(texts)]


def respell(text: str, other: str) -> str:
    """Spell each word as `other` does, where exactly one word there has the same letters in another order.

    >>> respell("price of tca", "cat price")
    'price of cat'
    """
    known: dict[str, set[str]] = defaultdict(set)
    for word in LETTERS.findall(tidy(other)):
        known["".join(sorted(word))].add(word)

    def spell(match: re.Match[str]) -> str:
        words = known.get("".join(sorted(match[0])), set())
        return next(iter(words)) if len(words) == 1 else match[0]

    return LETTERS.sub(spell, text)


def _check_streams(data: bytes, *, name: str, limits: Limits) -> None:
    """Unpack every compressed stream in blocks that are thrown away, and refuse what grows too large.

    pdfium holds a stream whole in memory, and a few kilobytes can hold gigabytes.
    """
    left = limits.unpacked
    for match in STREAM.finditer(data):
        left -= _unpacked(memoryview(data)[match.end() :], left)
        if left < 0:
            raise DocumentError(
                name,
                f"Its parts unpack to more than {limits.unpacked:,} bytes, the most that is read.",
                "Nothing of it was read. Save it again without pictures, or divide it.",
            )


class _Layer:
    """Counts what a stream unpacks to, in pieces of bounded size; also what comes out when unpacked again."""

    def __init__(self, depth: int, most: int) -> None:
        self.inflater, self.count, self.most, self.is_open = zlib.decompressobj(), 0, most, True
        self.deeper = _Layer(depth - 1, most) if depth > 1 else None

    def feed(self, block: bytes | memoryview) -> None:
        while self.is_open and len(block):
            try:
                out = self.inflater.decompress(block, PIECE)
            except zlib.error:  # not packed this way, or damaged: what came so far counts
                self.is_open = False
                return
            self.count += len(out)
            if self.deeper:
                self.deeper.feed(out)
            block = self.inflater.unconsumed_tail
            self.is_open = not self.inflater.eof and self.total() <= self.most

    def total(self) -> int:
        return max(self.count, self.deeper.total() if self.deeper else 0)


def _unpacked(packed: memoryview, most: int) -> int:
    """Count the bytes that a stream unpacks to, also where it was packed more than once."""
    layer = _Layer(LAYERS, most)
    for start in range(0, len(packed), BLOCK):
        layer.feed(packed[start : start + BLOCK])
        if not layer.is_open:
            break
    return layer.total()
