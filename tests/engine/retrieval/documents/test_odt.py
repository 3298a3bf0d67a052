"""ODT: what is text, where pages begin, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.retrieval.documents.odt import read_odt
from cairn.engine.retrieval.documents.page import DocumentError, Limits, Page
from tests.engine.retrieval.makers import changed, odt_of

NOTE = (
    '<text:note text:id="1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>As of May.</text:p></text:note-body></text:note>"
)


def read(data, **limits):
    return read_odt(data, name="plan.odt", limits=Limits(**limits))


def test_odt_parts_begin_at_headings_where_there_are_no_page_breaks():
    table = (
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Year</text:p></table:table-cell>"
        "<table:table-cell><text:p>Cost</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        f"<table:table-row><table:table-cell><text:p>2025{NOTE}</text:p></table:table-cell>"
        "<table:table-cell><table:table><table:table-row><table:table-cell><text:p>300</text:p></table:table-cell>"
        "</table:table-row></table:table></table:table-cell></table:table-row>"
        "<table:table-row><table:table-cell/></table:table-row></table:table>"
    )
    found = read(
        odt_of(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes>"
            f'<text:p>Two<text:s text:c="2"/>words<text:tab/>a<text:line-break/>b{NOTE}'
            "<office:annotation><text:p>hm</text:p></office:annotation>.</text:p>"
            '<text:h text:outline-level="1">Water</text:h><text:list><text:list-item><text:p>'
            "one <text:span>kind</text:span></text:p></text:list-item></text:list>" + table
        )
    )
    assert (found.kind, found.unit) == ("odt", "part")
    assert found.pages == (
        Page(1, "", "Two words\ta\nb.\n\nAs of May."),
        Page(2, "Water", "Water\n\none kind\n\nYear | Cost\n2025 | 300\n\nAs of May."),
    )


def test_odt_pages_end_at_every_kind_of_page_break():
    found = read(
        odt_of(
            "<text:p>a<text:soft-page-break/>b</text:p><text:soft-page-break/><text:p>c</text:p>"
            '<text:p text:style-name="B">d</text:p><text:p text:style-name="A">e</text:p><text:p>f</text:p>',
            styles=[("B", "before"), ("A", "after")],
        )
    )
    assert found.unit == "page"
    assert [page.text for page in found.pages] == ["a", "b", "c", "d\n\ne", "f"]


def test_odt_style_of_another_kind_of_page_begins_a_page():
    data = odt_of('<text:p>a</text:p><text:p text:style-name="M">b</text:p>', styles=[("M", "before")])
    import zipfile
    from io import BytesIO

    content = zipfile.ZipFile(BytesIO(data)).read("content.xml").decode()
    style = content[content.index("<style:style") : content.index("</style:style>")]
    landscape = '<style:style style:family="paragraph" style:name="M" style:master-page-name="Landscape">'
    data = changed(data, {"content.xml": content.replace(style, landscape)})
    assert [page.text for page in read(data).pages] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (odt_of(""), "It has no text."),
        (changed(odt_of(""), {"content.xml": None}), "It is damaged or no ODT"),
        (changed(odt_of(""), {"content.xml": "<a"}), "It is damaged"),
        (changed(odt_of(""), {"mimetype": "text/plain"}), "It is damaged or no ODT"),
        (odt_of('<text:p>a<text:s text:c="99999999999"/></text:p>'), "repeats something far beyond"),
        (odt_of('<text:p>a<text:s text:c="many"/></text:p>'), "It is damaged"),
        (
            odt_of(f"<text:p>{'a' * 9_000_000}</text:p>"),
            "It is damaged or no ODT (odfdo detected a breach of",
        ),
    ],
)
def test_odt_that_cannot_be_read_is_refused(data, message):
    with pytest.raises(DocumentError) as refusal:
        read(data)
    assert message in str(refusal.value)


def test_odt_beyond_the_limits_is_refused():
    with pytest.raises(DocumentError, match=r"the most read"):
        read(odt_of("<text:p>many words</text:p>"), characters=5)


WHOLE = odt_of("<text:p>The well is deep.</text:p>")


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=30))
def test_odt_with_changed_bytes_is_read_or_refused(place, bytes_):
    try:
        document = read(WHOLE[:place] + bytes_ + WHOLE[place + len(bytes_) :])
    except DocumentError:
        return
    assert len(document.pages) == 1
