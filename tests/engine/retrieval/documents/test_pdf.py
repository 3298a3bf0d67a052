"""PDF: pages, spelling from right to left, and everything that is no readable PDF."""

import zlib
from io import BytesIO

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from cairn.engine.retrieval.documents import pdf as reader
from cairn.engine.retrieval.documents.page import DocumentError, Limits
from cairn.engine.retrieval.documents.pdf import read_pdf, respell
from tests.engine.retrieval.makers import pdf

WHOLE = pdf([["The well is 40 metres deep.", "The council meets monthly."], ["Roads wait."]], packed=True)


def read(data, **limits):
    return read_pdf(data, name="plan.pdf", limits=Limits(**limits))


def test_pdf_gives_each_page_its_number_and_text():
    document = read(WHOLE)
    assert (document.kind, document.unit, document.notices) == ("pdf", "page", ())
    assert [(page.number, page.text) for page in document.pages] == [
        (1, "The well is 40 metres deep.\nThe council meets monthly."),
        (2, "Roads wait."),
    ]


def test_pdf_names_pages_without_text():
    document = read(pdf([["One."], [], []]))
    assert document.notices == (
        "2 of its pages have no text (page 2, 3): pictures, or blank. "
        "Run text recognition (OCR) over it, and give it again.",
    )
    many = read(pdf([["One."], *([[]] * 13)]))
    assert many.notices[0].startswith(
        "13 of its pages have no text (page 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …)"
    )


def test_pdf_of_pictures_is_refused_with_its_remedy():
    with pytest.raises(
        DocumentError, match=r"plan.pdf: It has no text: its pages are pictures, or blank. Run text"
    ):
        read(pdf([[], []]))


def test_pdf_makes_words_whole_that_a_line_divides():
    assert read(pdf([["The coopera-", "tion of Alt-", "Auen and 3-", "4 more"]])).pages[0].text == (
        "The cooperation of Alt-Auen and 3-\n4 more"
    )


def test_pdf_spells_arabic_right_in_its_order():
    text = "تبلغ الميزانية 2025 ثلاثمئة ألف دينار للأولاد"
    html = f"<html dir=rtl><p style=\"font-family:'DejaVu Sans'\">{text}</p></html>"
    data = weasyprint.HTML(string=html).write_pdf()
    assert read(data).pages[0].text == text


def test_pdf_keeps_its_text_where_the_second_reader_fails(monkeypatch):
    def fail(*_, **__):
        raise RecursionError

    monkeypatch.setattr(reader, "PdfReader", fail)
    assert reader._respelled(["أب", "b"], b"") == ["أب", "b"]


def test_respelling_takes_only_what_is_certain():
    assert respell("tca dog", "cat act") == "tca dog"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"%PDF-1.4 nothing more", "It is damaged or no PDF."),
        (WHOLE[:200], "It is damaged or no PDF."),
        (b"not at all", "It is damaged or no PDF."),
    ],
)
def test_pdf_that_is_damaged_is_refused(data, message):
    with pytest.raises(DocumentError) as refusal:
        read(data)
    assert message in str(refusal.value)
    assert "save or print it as PDF again" in str(refusal.value)


def test_pdf_with_a_damaged_page_is_refused_with_the_page():
    with pytest.raises(DocumentError, match=r"plan.pdf, page 2: The page is damaged."):
        read(pdf([["One."], ["Two."]]).replace(b"/Kids[4 0 R 6 0 R]", b"/Kids[4 0 R 9 0 R]"))


def test_pdf_behind_a_password_is_refused():
    writer, stream = PdfWriter(clone_from=BytesIO(WHOLE)), BytesIO()
    writer.encrypt("secret")
    writer.write(stream)
    with pytest.raises(DocumentError, match=r"It is protected by a password. Save it without"):
        read(stream.getvalue())


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_pdf_bomb_is_refused_before_it_is_unpacked(layers):
    packed = bytes(3_000_000)
    for _ in range(layers):
        packed = zlib.compress(packed)
    bomb = b"9 0 obj\n<</Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n"
    with pytest.raises(DocumentError, match=r"unpack to more than 2,000,000 bytes"):
        read(pdf([["One."]], extra=bomb), unpacked=2_000_000)
    assert read(pdf([["One."]], extra=bomb), unpacked=4_000_000).pages[0].text == "One."


def test_pdf_streams_are_counted_block_by_block():
    noise = bytes(range(256)) * 1024
    plain = zlib.compress(noise, 0)
    assert reader._unpacked(memoryview(plain), 10**9) == len(noise)


@pytest.mark.parametrize("limits", [{"pages": 1}, {"characters": 20}])
def test_pdf_beyond_the_limits_is_refused(limits):
    with pytest.raises(DocumentError, match=r"the most read. Divide it, and give the parts."):
        read(WHOLE, **limits)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=40), st.booleans())
def test_pdf_with_changed_bytes_is_read_or_refused(place, bytes_, cut):
    data = WHOLE[:place] + bytes_ + (b"" if cut else WHOLE[place + len(bytes_) :])
    try:
        document = read(data)
    except DocumentError:
        return
    assert 1 <= len(document.pages) <= 20
