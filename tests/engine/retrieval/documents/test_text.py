"""Plain text and Markdown: encodings told honestly, and where parts begin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.retrieval.documents.page import DocumentError, Limits
from cairn.engine.retrieval.documents.text import ENCODINGS, decoded, old_encoding, read_markdown, read_text

SPANISH = "La reunión de mayo fue en la casa del río. No vino más gente porque en el camino había agua."
RUSSIAN = "На сходе решили, что дорога будет за рекой, а не у школы. Все были за это, и никто не был против."
ARABIC = "اجتمع المجلس في القرية مع الناس من كل مكان، ثم عادوا إلى بيوتهم بعد ذلك في المساء على الطريق."
GERMAN = "Die Wärme kommt über das Netz und nicht durch die Straße, weil es für alle so am besten ist."


def text_pages(data, **options):
    return read_text(data, name="minutes.txt", limits=Limits(), **options).pages


def test_text_pages_end_at_form_feeds():
    document = read_text(b"One.\r\n\r\nTwo.\fThree.\f", name="a.txt", limits=Limits())
    assert (document.kind, document.unit) == ("text", "page")
    assert [page.text for page in document.pages] == ["One.\n\nTwo.", "Three."]


def test_text_without_form_feeds_has_parts_of_some_length():
    block = "A sentence of the minutes. " * 40
    document = read_text("\n\n".join([block] * 7).encode(), name="a.txt", limits=Limits())
    assert document.unit == "part"
    assert [len(page.text) // 1000 for page in document.pages] == [3, 3, 1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_a_mark_is_read_by_it(encoding):
    assert text_pages("Año ñandú".encode(encoding))[0].text == "Año ñandú"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(SPANISH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (ARABIC, "cp1256"), (GERMAN, "cp1252")],
)
def test_old_text_is_read_as_the_only_encoding_in_which_it_is_a_language(text, encoding):
    found, notices = decoded(text.encode(encoding), name="a.txt")
    assert found == text
    assert notices[0].startswith(f"It is not UTF-8; it was read as {encoding}")


def test_old_text_in_an_encoding_that_cannot_be_told_is_refused():
    assert old_encoding("Ünlü".encode("cp1254")) is None
    with pytest.raises(
        DocumentError, match=r"a.txt: It is not UTF-8, and its encoding cannot be told. Save it"
    ):
        decoded("青石镇水利与教育计划".encode("gb18030"), name="a.txt")
    with pytest.raises(DocumentError, match=r"its encoding cannot be told"):
        decoded(SPANISH.encode("cp1252") + b"\x00", name="a.txt")


def test_encoding_that_is_named_is_used():
    assert text_pages("青石镇".encode("gb18030"), encoding="gb18030")[0].text == "青石镇"
    with pytest.raises(DocumentError, match=r"The encoding 'klingon' is not read. Use one of utf-8, utf-16"):
        text_pages(b"\xff", encoding="klingon")
    with pytest.raises(DocumentError, match=r"minutes.txt, byte 2: The byte 88 is not SHIFT_JIS text."):
        text_pages(b"a\x88\x01", encoding="shift_jis")
    with pytest.raises(DocumentError, match=r"is not UTF-16 text"):
        text_pages(b"\xff\xfe\x00")


def test_text_that_is_no_text_is_refused():
    with pytest.raises(DocumentError, match=r"This is not a text file."):
        text_pages(b"a\x00b")


def test_markdown_parts_begin_at_headings_outside_code():
    source = (
        "---\ntitle: x\n---\nIntro.\n\n# Water #\nThe well\nis deep.\n```\n# no heading\n\ncode\n```\n"
        "Roads\n=====\n- one\n- two\n\n---\n\nEnd.\fpage\n\nFloods\n---\n"
    )
    document = read_markdown(source.encode(), name="a.md", limits=Limits())
    assert (document.kind, document.unit) == ("markdown", "part")
    assert [(page.label, page.text) for page in document.pages] == [
        ("", "---\ntitle: x\n---\nIntro."),
        (
            "Water",
            "Water\n\nThe well\nis deep.\n```\n# no heading\n\ncode\n```\nRoads\n=====\n- one\n- two\n\n---"
            "\n\nEnd.\npage",
        ),
        ("Floods", "Floods"),
    ]


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.binary(max_size=300), st.sampled_from([None, *ENCODINGS]))
def test_any_bytes_are_read_or_refused(data, encoding):
    for reader in (read_text, read_markdown):
        try:
            document = reader(data, name="a", limits=Limits(), encoding=encoding)
        except DocumentError as refusal:
            assert str(refusal).startswith("a")  # noqa: PT017
        else:
            assert all(page.text == page.text.strip() for page in document.pages)
