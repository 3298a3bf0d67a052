"""The text of an ODT, by odfdo: paragraphs, headings, lists, tables, notes."""

from io import BytesIO

import odfdo
from odfdo.element import Element
from odfdo.security import SecurityError

from cairn.engine.retrieval.documents.archive import check_archive, damage_told
from cairn.engine.retrieval.documents.page import Document, Limits
from cairn.engine.retrieval.documents.parts import PAGE_BREAK, Parts

SKIPPED = {"text:tracked-changes", "office:annotation", "text:table-of-content", "office:forms"}
SIGNS = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n", "text:soft-page-break": PAGE_BREAK}


def read_odt(data: bytes, *, name: str, limits: Limits) -> Document:
    """Read the text of an ODT as if every tracked change were accepted.

    A page is what stands between two page breaks: those of paragraph styles, and those that the word
    processor noted where it last broke pages. Without any, a part begins at each heading. Rows of a table
    become lines with " | " between their cells. Notes stand after their paragraph; comments, headers,
    footers and the table of contents are left out.
    Raises: DocumentError.
    """
    check_archive(data, name=name, save_as="ODT", limits=limits)
    with damage_told(name, "ODT", (SecurityError, OSError)):
        reader = _Reader(odfdo.Document(BytesIO(data)), Parts(name, limits))
        unit, pages = reader.parts.cut()
    return Document(name, "odt", unit, pages)


class _Reader:
    """Walks the text in its order."""

    def __init__(self, document: odfdo.Document, parts: Parts) -> None:
        self.parts = parts
        self.breaks_before, self.breaks_after = _breaking_styles(document)
        self.blocks(document.body)

    def blocks(self, element: Element) -> None:
        """Add each paragraph, heading and table, also those inside lists, sections and frames."""
        for child in element.children:
            if child.tag in ("text:p", "text:h"):
                self.paragraph(child)
            elif child.tag == "table:table":
                self.table(child)
            elif child.tag == "text:soft-page-break":
                self.parts.new_page()
            elif child.tag not in SKIPPED:
                self.blocks(child)

    def paragraph(self, element: Element) -> None:
        style = element.get_attribute("text:style-name")
        if style in self.breaks_before:
            self.parts.new_page()
        text, notes = _text(element)
        self.parts.add(text, is_heading=element.tag == "text:h")
        for note in notes:
            self.parts.add(note)
        if style in self.breaks_after:
            self.parts.new_page()

    def table(self, element: Element) -> None:
        """Add a block of one line a row; tables inside a cell give their text to the cell."""
        lines, notes = [], []
        for row in element.get_elements("descendant::table:table-row[not(ancestor::table:table-cell)]"):
            cells = []
            for cell in row.get_elements("table:table-cell"):
                text, found = _text(cell)
                cells.append(" ".join(text.replace(PAGE_BREAK, " ").split()))
                notes += found
            lines.append(" | ".join(cells) if any(cells) else "")
        self.parts.add("\n".join(line for line in lines if line))
        for note in notes:
            self.parts.add(note)


def _breaking_styles(document: odfdo.Document) -> tuple[set[str], set[str]]:
    """Return the styles of paragraphs before which, and after which, a page ends."""
    before, after = set(), set()
    for part in (document.content, document.styles):
        for style in part.get_elements("//style:style"):
            name = str(style.get_attribute("style:name"))
            for properties in style.get_elements("style:paragraph-properties"):
                if properties.get_attribute("fo:break-before") == "page":
                    before.add(name)
                if properties.get_attribute("fo:break-after") == "page":
                    after.add(name)
            if style.get_attribute("style:master-page-name"):
                before.add(name)
    return before, after


def _text(element: Element) -> tuple[str, list[str]]:
    """Return the text of a paragraph or cell, and the notes that stand in it."""
    pieces, notes = [element.text or ""], []
    for child in element.children:
        if child.tag == "text:note":
            bodies = child.get_elements("text:note-body")
            notes.append(" ".join(" ".join(_text(body)[0] for body in bodies).split()))
        elif child.tag in SIGNS:
            pieces.append(SIGNS[child.tag])
        elif child.tag not in SKIPPED:
            text, found = _text(child)
            pieces.append(text + ("\n" if child.tag in ("text:p", "text:h") else ""))
            notes += found
        pieces.append(child.tail or "")
    return "".join(pieces), notes
