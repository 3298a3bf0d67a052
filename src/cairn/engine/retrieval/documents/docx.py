"""The text of a DOCX, by python-docx: paragraphs, headings, tables, text boxes, notes."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree  # type: ignore[import-untyped]

from cairn.engine.retrieval.documents.archive import check_archive, damage_told
from cairn.engine.retrieval.documents.page import Document, Limits
from cairn.engine.retrieval.documents.parts import PAGE_BREAK, Parts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
SKIPPED = {
    W + "del",
    W + "moveFrom",
    MC + "Fallback",
    W + "pPr",
    W + "rPr",
    W + "tblPr",
    W + "tcPr",
    W + "trPr",
}
NOTE_PARTS = {"footnote": "word/footnotes.xml", "endnote": "word/endnotes.xml"}
HEADING = re.compile(r"(heading|title|subtitle)\b", re.IGNORECASE)


def read_docx(data: bytes, *, name: str, limits: Limits) -> Document:
    """Read the text of a DOCX as if every tracked change were accepted.

    A page is what stands between two page breaks: those the writer set, and those that the word processor
    noted where it last broke pages. Without any, a part begins at each heading. Rows of a table become
    lines with " | " between their cells. Footnotes and endnotes stand after the paragraph that refers to
    them. Headers, footers and comments are left out.
    Raises: DocumentError.
    """
    archive = check_archive(data, name=name, save_as="DOCX", limits=limits)
    with damage_told(name, "DOCX", (PackageNotFoundError,)):
        reader = _Reader(docx.Document(BytesIO(data)), archive, Parts(name, limits))
        reader.read()
        unit, pages = reader.parts.cut()
    return Document(name, "docx", unit, pages)


class _Reader:
    """Walks the body in its order; the elements are lxml's, which has no types."""

    def __init__(self, document: Any, archive: ZipFile, parts: Parts) -> None:
        self.body, self.parts = document.element.body, parts
        self.headings = {
            style.style_id
            for style in document.styles
            if HEADING.match(style.name or "") or style.element.find(f"{W}pPr/{W}outlineLvl") is not None
        }
        self.notes = {kind: _notes(archive, part) for kind, part in NOTE_PARTS.items()}

    def read(self) -> None:
        self.blocks(self.body)

    def blocks(self, element: Any) -> None:
        """Add each paragraph and table, also those inside content controls and accepted insertions."""
        for child in element.iterchildren():
            if child.tag == W + "p":
                self.paragraph(child)
            elif child.tag == W + "tbl":
                self.table(child)
            elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
                self.blocks(child)

    def paragraph(self, element: Any) -> None:
        layout = element.find(W + "pPr")
        if layout is not None and _is_on(layout.find(W + "pageBreakBefore")):
            self.parts.new_page()
        text, notes = self.text(element)
        self.parts.add(text, is_heading=self.is_heading(layout))
        for note in notes:
            self.parts.add(note)
        section = layout.find(W + "sectPr") if layout is not None else None
        if section is not None and _value(section.find(W + "type")) not in ("continuous", "nextColumn"):
            self.parts.new_page()

    def is_heading(self, layout: Any) -> bool:
        if layout is None:
            return False
        return _value(layout.find(W + "pStyle")) in self.headings or layout.find(W + "outlineLvl") is not None

    def table(self, element: Any) -> None:
        """Add a block of one line a row; tables inside a cell give their text to the cell."""
        rows, notes = [], []
        for row in element.iterchildren(W + "tr"):
            cells = []
            for cell in row.iterchildren(W + "tc", W + "sdt"):
                text, found = self.text(cell)
                cells.append(" ".join(text.replace(PAGE_BREAK, " ").split()))
                notes += found
            rows.append(" | ".join(cells) if any(cells) else "")
        self.parts.add("\n".join(row for row in rows if row))
        for note in notes:
            self.parts.add(note)

    def text(self, element: Any) -> tuple[str, list[str]]:
        """Return the text below an element, and the notes that it refers to."""
        pieces: list[str] = []
        notes: list[str] = []
        for child in element.iterchildren():
            if child.tag in (W + "footnoteReference", W + "endnoteReference"):
                kind = child.tag.removeprefix(W).removesuffix("Reference")
                notes += filter(None, [self.notes[kind].get(_value(child, "id"))])
            elif child.tag not in SKIPPED:
                text, found = _own(child) or self.text(child)
                pieces.append(text)
                notes += found
        end = "\n" if element.tag == W + "p" and pieces else ""
        return "".join(pieces) + end, notes


def _own(element: Any) -> tuple[str, list[str]] | None:
    """Return what an element says by itself; None if what is inside it speaks."""
    if element.tag == W + "t":
        return element.text or "", []
    if element.tag == W + "lastRenderedPageBreak" or (
        element.tag == W + "br" and _value(element, "type") == "page"
    ):
        return PAGE_BREAK, []
    signs = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "instrText": "", "delText": ""}
    sign = signs.get(str(element.tag).removeprefix(W))
    return None if sign is None else (sign, [])


def _value(element: Any, name: str = "val") -> str | None:
    return None if element is None else element.get(W + name)


def _is_on(element: Any) -> bool:
    return element is not None and _value(element) not in ("0", "false", "off")


def _notes(archive: ZipFile, part: str) -> dict[str | None, str]:
    """Read the notes of one kind by their number; the lines that separate notes are none."""
    if part not in archive.namelist():
        return {}
    root = etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        _value(note, "id"): " ".join("".join(text.text or "" for text in note.iter(W + "t")).split())
        for note in root.iterchildren()
        if _value(note, "type") in (None, "normal")
    }
