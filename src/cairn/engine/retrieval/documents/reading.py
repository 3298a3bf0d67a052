"""Which kind of document it is, told from its bytes first and its name second; and reading it."""

from pathlib import PurePath

from cairn.engine.retrieval.documents.docx import read_docx
from cairn.engine.retrieval.documents.odt import read_odt
from cairn.engine.retrieval.documents.page import Document, DocumentError, Limits, check_bytes
from cairn.engine.retrieval.documents.pdf import read_pdf
from cairn.engine.retrieval.documents.text import read_markdown, read_text

SUFFIXES = {
    ".pdf": "pdf", ".docx": "docx", ".odt": "odt", ".txt": "text", ".text": "text", ".md": "markdown",
    ".markdown": "markdown",
}  # fmt: skip
READERS = {"pdf": read_pdf, "docx": read_docx, "odt": read_odt}
KINDS = "PDF, DOCX, ODT, TXT or Markdown (.md)"


def read_document(
    data: bytes, *, name: str, encoding: str | None = None, limits: Limits | None = None
) -> Document:
    """Read the bytes of a document into pages of text; `name` is its file name, and its name in citations.

    `encoding` is that of plain text and Markdown which is not UTF-8.
    Raises: DocumentError with the file, where, why, and the remedy.

    >>> read_document("# Water\\n\\nThe well is deep.".encode(), name="notes.md").pages[0]
    Page(number=1, label='Water', text='Water\\n\\nThe well is deep.')
    """
    limits = limits or Limits()
    check_bytes(data, file=name, limits=limits)
    if not data.strip():
        raise DocumentError(name, "The file is empty.", "Give the whole document.")
    kind = kind_of(data, name)
    if kind in READERS:
        return READERS[kind](data, name=name, limits=limits)
    reader = read_markdown if kind == "markdown" else read_text
    return reader(data, name=name, limits=limits, encoding=encoding)


def kind_of(data: bytes, name: str) -> str:
    """Tell the kind of a document; its bytes count more than what its name says.

    Raises: DocumentError for a kind that is not read.

    >>> kind_of(b"%PDF-1.7", "scan.docx")
    'pdf'
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    said = SUFFIXES.get(PurePath(name).suffix.lower())
    if data.startswith(b"PK\x03\x04"):
        if b"application/vnd.oasis.opendocument.text" in data[:200]:
            return "odt"
        return said if said in ("docx", "odt") else "docx"
    if said is None:
        raise DocumentError(name, "This kind of file is not read.", f"Give {KINDS}.")
    return said
