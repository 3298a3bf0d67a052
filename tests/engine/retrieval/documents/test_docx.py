"""DOCX: what is text, where pages begin, and what is refused."""

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.retrieval.documents.docx import read_docx
from cairn.engine.retrieval.documents.page import DocumentError, Limits, Page
from tests.engine.retrieval.makers import W, changed, docx_of, saved

NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:t>As of May.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def read(data, **limits):
    return read_docx(data, name="plan.docx", limits=Limits(**limits))


def texts(body, **parts):
    return [page.text for page in read(docx_of(body, **parts)).pages]


def paragraph(inside, layout=""):
    return f"<w:p>{f'<w:pPr>{layout}</w:pPr>' if layout else ''}{inside}</w:p>"


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_docx_parts_begin_at_headings_where_there_are_no_page_breaks():
    document = docx.Document()
    document.add_paragraph("Before.")
    document.add_heading("Water", 1)
    document.add_paragraph("The well is deep.")
    table = document.add_table(2, 2)
    for place, text in enumerate(["Year", "Cost", "2025", "300"]):
        table.cell(place // 2, place % 2).text = text
    document.add_heading("Roads", 2)
    found = read(saved(document))
    assert (found.unit, found.notices) == ("part", ())
    assert found.pages == (
        Page(1, "", "Before."),
        Page(2, "Water", "Water\n\nThe well is deep.\n\nYear | Cost\n2025 | 300"),
        Page(3, "Roads", "Roads"),
    )


def test_docx_pages_end_at_every_kind_of_page_break_and_a_break_noted_twice_counts_once():
    document = read(
        docx_of(
            paragraph("<w:r><w:lastRenderedPageBreak/></w:r>" + run("one"))
            + paragraph('<w:r><w:br w:type="page"/></w:r>')
            + paragraph("<w:r><w:lastRenderedPageBreak/><w:t>two</w:t><w:br/><w:t>lines</w:t></w:r>")
            + paragraph(run("three"), "<w:pageBreakBefore/>")
            + paragraph(run("still three"), '<w:pageBreakBefore w:val="0"/>')
            + paragraph(run("ends three"), "<w:sectPr/>")
            + paragraph(run("four"), '<w:sectPr><w:type w:val="continuous"/></w:sectPr>')
            + paragraph("<w:r><w:t>a</w:t><w:lastRenderedPageBreak/><w:t>b</w:t></w:r>")
        )
    )
    assert document.unit == "page"
    assert [page.text for page in document.pages] == [
        "one", "two\nlines", "three\n\nstill three\n\nends three", "four\n\na", "b",
    ]  # fmt: skip


def test_docx_label_is_the_heading_that_a_page_begins_under():
    body = (
        paragraph(run("Water"), '<w:pStyle w:val="Heading1"/>')
        + paragraph(run("a"))
        + paragraph(run("Roads"), '<w:outlineLvl w:val="0"/>')
        + paragraph('<w:r><w:br w:type="page"/><w:t>b</w:t></w:r>')
    )
    assert [page.label for page in read(docx_of(body)).pages] == ["Water", "Roads"]


def test_docx_reads_as_if_changes_were_accepted():
    body = paragraph(
        run("It is ")
        + "<w:del><w:r><w:delText>not </w:delText></w:r></w:del>"
        + f"<w:ins>{run('now ')}</w:ins>"
        + "<w:r><w:instrText>PAGE</w:instrText><w:t>so</w:t><w:noBreakHyphen/>"
        "<w:t>called</w:t><w:tab/><w:t>x</w:t></w:r>" + "<w:r><w:t/></w:r>"
    )
    assert texts(body) == ["It is now so-called\tx"]


def test_docx_reads_content_controls_text_boxes_and_nested_tables():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>In a box</w:t></w:r></w:p></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('inner'))}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:sdt><w:sdtContent>{paragraph(run('Controlled'))}</w:sdtContent></w:sdt>"
        + paragraph(box)
        + f"<w:tbl><w:tr><w:tc>{paragraph(run('outer'))}{inner}</w:tc><w:tc>{paragraph('')}</w:tc></w:tr>"
        + f"<w:tr><w:tc>{paragraph('')}</w:tc></w:tr></w:tbl><w:sectPr/>"
    )
    assert texts(body) == ["Controlled\n\nIn a box\n\nouter inner |"]


def test_docx_notes_stand_after_what_refers_to_them():
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="7"/></w:r>'
    cell = f"<w:tbl><w:tr><w:tc>{paragraph(run('cell') + reference)}</w:tc></w:tr></w:tbl>"
    body = paragraph(run("Forty") + reference) + cell
    assert texts(body, parts={"word/footnotes.xml": NOTES}) == ["Forty\n\nAs of May.\n\ncell\n\nAs of May."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (docx_of(""), "It has no text. If it holds pictures of pages"),
        (changed(docx_of(""), {"word/document.xml": None}), "It is damaged or no DOCX"),
        (changed(docx_of(""), {"[Content_Types].xml": None}), "It is damaged or no DOCX"),
        (docx_of("", parts={"word/footnotes.xml": "<broken"}), "It is damaged"),
        (docx_of("", parts={"word/footnotes.xml": ""}), "It is damaged"),
    ],
)
def test_docx_that_cannot_be_read_is_refused(data, message):
    with pytest.raises(DocumentError) as refusal:
        read(data)
    assert message in str(refusal.value)


def test_docx_beyond_the_limits_is_refused():
    with pytest.raises(DocumentError, match=r"the most read"):
        read(docx_of(paragraph(run("many words"))), characters=5)


WHOLE = docx_of(paragraph(run("The well is deep.")))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=30))
def test_docx_with_changed_bytes_is_read_or_refused(place, bytes_):
    try:
        document = read(WHOLE[:place] + bytes_ + WHOLE[place + len(bytes_) :])
    except DocumentError:
        return
    assert len(document.pages) == 1


TAGS = st.sampled_from(
    ["p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "br", "pPr", "sectPr", "ins", "del"]
)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.recursive(
        st.text("ab ", max_size=3),
        lambda inside: st.tuples(TAGS, st.lists(inside, max_size=3)),
        max_leaves=12,
    )
)
def test_docx_of_any_structure_is_read_or_refused(tree):
    def xml(node):
        return node if isinstance(node, str) else f"<w:{node[0]}>{''.join(map(xml, node[1]))}</w:{node[0]}>"

    try:
        pages = read(docx_of(xml(tree))).pages
    except DocumentError:
        return
    assert all(page.text for page in pages)
