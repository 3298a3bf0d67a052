"""Archives that would harm who unpacks them."""

import struct
import zipfile
from io import BytesIO

import pytest

from cairn.engine.retrieval.documents.archive import check_archive
from cairn.engine.retrieval.documents.page import DocumentError, Limits


def archive(parts, method=zipfile.ZIP_DEFLATED):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in parts:
            made.writestr(name, content)
    return stream.getvalue()


def refusal(data, **limits):
    with pytest.raises(DocumentError) as refused:
        check_archive(data, name="plan.docx", save_as="DOCX", limits=Limits(**limits))
    return str(refused.value)


def test_archive_that_is_harmless_is_returned():
    made = archive([("a.xml", "<a><b/></a>"), ("empty.xml", ""), ("picture.png", bytes(10))])
    assert check_archive(made, name="x", save_as="DOCX", limits=Limits()).namelist() == [
        "a.xml", "empty.xml", "picture.png",
    ]  # fmt: skip


def test_archive_that_unpacks_without_end_is_refused():
    bomb = archive([(f"{n}.xml", bytes(3_000_000)) for n in range(10)])
    assert "It unpacks to more than it should" in refusal(archive([("picture.png", bytes(30_000_000))]))
    assert "It unpacks to more than it should" in refusal(bomb, unpacked=1)
    letters = archive([("a.xml", f"<a>{'word ' * 9_000}</a>"), ("b.xml", f"<a>{'word ' * 9_000}</a>")])
    assert "It unpacks to more than it should" in refusal(letters, xml=80_000)


def test_archive_with_a_document_type_is_refused():
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'
    assert "It declares a document type" in refusal(archive([("word/document.xml", laughs)]))


def test_archive_nested_too_deep_is_refused():
    assert "nests or repeats" in refusal(archive([("a.xml", "<a>" * 300 + "</a>" * 300)]))
    assert "nests or repeats" in refusal(archive([("a.xml", f"<a>{'<b/>' * 30}</a>")]), elements=30)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_archive_of_too_many_or_double_parts_is_refused():
    assert "too many parts, or two of one name" in refusal(archive([("a", "1"), ("a", "2")]))
    assert "too many parts" in refusal(archive([("a", "1"), ("b", "2")]), entries=1)


def test_archive_behind_a_password_is_refused():
    plain = bytearray(archive([("a", "1")]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = plain.index(mark) + offset
        plain[place : place + 2] = struct.pack("<H", 1)
    assert "It is protected by a password. Save it without" in refusal(bytes(plain))
    assert "or a document of before 2007. Save it as DOCX without" in refusal(
        b"\xd0\xcf\x11\xe0" + bytes(600)
    )


@pytest.mark.parametrize(
    "damaged",
    [
        lambda: b"",
        lambda: b"PK\x03\x04 no",
        lambda: archive([("a.xml", "<a>")]),
        lambda: archive([("a.xml", "x" * 99)])[:60],
    ],
    ids=["empty", "only-a-beginning", "unclosed-element", "cut-short"],
)
def test_archive_that_is_damaged_is_refused(damaged):
    assert "It is damaged" in refusal(damaged())
