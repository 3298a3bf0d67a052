"""CSV as it comes: encodings, separators, line ends and quotation marks."""

import codecs
import io

import pytest

from cairn.engine.measure.source import Limits
from cairn.engine.measure.table import TableError, read_table

EXPECTED = (("place", "value"), ("Élan", "3"))
TEXT = "place,value\nÉlan,3\n"


def rows(data, **options):
    return read_table(io.BytesIO(data), name="site.csv", **options).sheets[0].rows


def refusal(data, **options):
    with pytest.raises(TableError) as fault:
        rows(data, **options)
    return str(fault.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_by_their_mark(encoding):
    assert rows(TEXT.encode(encoding)) == EXPECTED
    assert rows(codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")) == EXPECTED


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(end):
    assert rows(TEXT.replace("\n", end).encode()) == EXPECTED
    assert rows(TEXT.rstrip().replace("\n", end).encode()) == EXPECTED


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(separator):
    text = f"A title\nplace{separator}period{separator}value\nElm{separator}2024{separator}3\n\n"
    assert rows(text.encode())[1] == ("place", "period", "value")


def test_a_decimal_comma_does_not_hide_the_semicolon():
    assert rows(b"place;2023;2024\nElm;3,5;4,5\nOak;3,5;4,5\n")[1] == ("Elm", "3,5", "4,5")


def test_the_separator_given_is_taken():
    assert rows(b"a;b,c\nd;e,f\n", delimiter=",") == (("a;b", "c"), ("d;e", "f"))


def test_one_column_stays_one_column():
    assert rows(b"place\nElm\n") == (("place",), ("Elm",))


def test_a_cell_may_hold_a_line_end_and_blank_rows_count():
    assert rows(b'place,note\n\nElm,"two\r\nlines"\n') == (("place", "note"), (), ("Elm", "two\nlines"))


def test_another_encoding_is_named_by_row_and_byte_and_read_only_when_told():
    data = TEXT.encode("cp1252")
    assert refusal(data) == (
        "site.csv, row 2, byte 13: The byte C9 is not UTF-8 text. "
        "In your spreadsheet choose Save as, CSV UTF-8. "
        "If it comes from an old Windows program, read it as cp1252."
    )
    assert rows(data, encoding="cp1252") == EXPECTED
    assert "row 1, byte 3: The byte 81 is not CP1252 text." in refusal(b"ab\x81", encoding="cp1252")
    assert "The encoding 'latin9' is not read." in refusal(data, encoding="latin9")


def test_a_faulty_byte_far_in_the_file_has_its_true_place():
    data = b"a,b\n" * 40_000 + b"c,\xe2\x82"
    assert "row 40001, byte 160003" in refusal(data)
    assert "row 40001, byte 160003" in refusal(data + b"x" * 70_000)


def test_half_a_character_at_the_end_of_utf16_is_refused():
    assert "is not UTF-16-LE text" in refusal(TEXT.encode("utf-16") + b"x")


def test_utf32_and_binary_are_refused():
    assert "UTF-32" in refusal(TEXT.encode("utf-32"))
    assert refusal(b"a,b\nc,\x00\n").startswith("site.csv, row 2: This is not a text file.")


@pytest.mark.parametrize("cell", ['"open', '"a"b', '"' + "x" * 140_000 + '"'])
def test_a_quotation_mark_out_of_place_is_named_with_its_row(cell):
    assert refusal(f"place,value\nElm,{cell}\n".encode()).startswith(
        "site.csv, row 2: A quotation mark is open"
    )


def test_a_line_without_end_is_refused_before_it_is_whole():
    assert "line 2: A line is longer than 1,000 characters" in refusal(
        b"a,b\n" + b"x" * 5000, limits=Limits(line=1000)
    )
