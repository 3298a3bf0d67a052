"""The hand-written documents of the benchmark, put into the formats that people send."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

FOLDER = Path(__file__).parent
ENDINGS = {"pdf": "pdf", "docx": "docx", "odt": "odt", "text": "txt", "markdown": "md"}
OLD_TEXT = "actas-mayo"  # this one is written as an old Windows program would


@dataclass(frozen=True)
class Question:
    """A question and where its answer stands; `document` is None where no document says it."""

    text: str
    document: str | None = None
    page: int | None = None
    words: str | None = None


def questions(name: str) -> list[Question]:
    """Read the questions of a file: questions or questions-development."""
    found = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, *rest = (part.strip() for part in line.split("|"))
            found.append(Question(text, rest[0], int(rest[1]), rest[2]) if rest else Question(text))
    return found


def documents(folder: str = "documents") -> dict[str, bytes]:
    """Return the documents of a folder (documents or others) by file name, each in its format."""
    made = {}
    for file in sorted((FOLDER / folder).glob("*.txt")):
        kind, *pages = file.read_text(encoding="utf-8").split("=== page\n")
        kind = kind.split(":")[1].strip()
        pages = [page.strip().split("\n\n") for page in pages]
        made[f"{file.stem}.{ENDINGS[kind]}"] = MAKERS[kind](file.stem, pages)
    return made


def blocks_of(page: list[str]):
    """Yield the blocks of a page, each with whether it is a heading."""
    for block in page:
        for line in block.split("\n"):
            yield line.removeprefix("# "), line.startswith("# ")


def as_pdf(name, pages):
    """Print as PDF."""
    import weasyprint

    direction = "rtl" if name == "khutta" else "ltr"
    body = "".join(
        "<section>"
        + "".join(f"<h2>{text}</h2>" if heading else f"<p>{text}</p>" for text, heading in blocks_of(page))
        + "</section>"
        for page in pages
    )
    style = "section{break-after:page} p{font-family:'DejaVu Serif'} @page{size:A5}"
    return weasyprint.HTML(string=f"<html dir={direction}><style>{style}</style>{body}</html>").write_pdf()


def as_docx(_, pages):
    """Write as DOCX, with a page break between pages."""
    import docx

    document = docx.Document()
    for number, page in enumerate(pages):
        if number:
            document.add_page_break()
        for text, heading in blocks_of(page):
            document.add_heading(text, 1) if heading else document.add_paragraph(text)
    return _saved(document)


def as_odt(_, pages):
    """Write as ODT, with a style that breaks the page before its paragraph."""
    from odfdo import Document, Header, Paragraph, Style

    document = Document("text")
    document.body.clear()
    style = Style("paragraph", name="NewPage")
    style.set_properties({"fo:break-before": "page"}, area="paragraph")
    document.insert_style(style, automatic=True)
    for number, page in enumerate(pages):
        for place, (text, heading) in enumerate(blocks_of(page)):
            named = "NewPage" if number and not place else None
            document.body.append(Header(1, text, style=named) if heading else Paragraph(text, style=named))
    return _saved(document)


def as_text(name, pages):
    """Write as plain text with form feeds."""
    text = "\n\f".join("\n\n".join(text for text, _ in blocks_of(page)) for page in pages)
    return text.encode("cp1252" if name == OLD_TEXT else "utf-8")


def as_markdown(_, pages):
    """Write as Markdown: a part at each heading."""
    return "\n\n".join("\n\n".join(page).replace("\n", "\n\n") for page in pages).encode()


def _saved(document):
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


MAKERS = {
    "pdf": as_pdf, "docx": as_docx, "odt": as_odt, "text": as_text, "markdown": as_markdown,
}  # fmt: skip
