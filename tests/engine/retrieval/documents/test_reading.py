"""Which kind a document is, and what is read whatever its kind."""

import pytest

from cairn.engine.retrieval.documents.page import DocumentError, Limits, tidy
from cairn.engine.retrieval.documents.reading import kind_of, read_document
from tests.engine.retrieval.makers import docx_of, odt_of, pdf

BODY = "<w:p><w:r><w:t>Deep.</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (pdf([["Deep."]]), "plan.txt", "pdf"),
        (docx_of(BODY), "plan.docx", "docx"),
        (docx_of(BODY), "plan", "docx"),
        (odt_of("<text:p>Deep.</text:p>"), "plan.docx", "odt"),
        (b"Deep.", "plan.TXT", "text"),
        (b"Deep.", "plan.md", "markdown"),
    ],
)
def test_document_is_read_by_its_bytes_before_its_name(data, name, kind):
    document = read_document(data, name=name)
    assert (document.kind, document.name, document.pages[0].text) == (kind, name, "Deep.")


def test_archive_named_odt_is_taken_for_one():
    assert kind_of(b"PK\x03\x04", "plan.odt") == "odt"


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b" \n", "plan.txt", "plan.txt: The file is empty. Give the whole document."),
        (
            b"GIF89a",
            "plan.gif",
            "plan.gif: This kind of file is not read. Give PDF, DOCX, ODT, TXT or Markdown",
        ),
        (b"x" * 11, "plan.txt", "plan.txt: The file is larger than 10 bytes, the most that is read."),
    ],
)
def test_document_that_cannot_be_read_is_refused(data, name, message):
    with pytest.raises(DocumentError) as refusal:
        read_document(data, name=name, limits=Limits(bytes=10))
    assert str(refusal.value).startswith(message)


def test_text_is_tidied():
    assert tidy("a\x0bb\u2028c \t\r\nd\x02\ne\ud800") == "a\nb\nc\nde"
