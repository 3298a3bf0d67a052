"""Files as members send them, and files made to do harm: each is read, or refused with a remedy."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.measure.source import Limits
from cairn.engine.measure.table import TableError, is_formula, letters, read_table

HEADS = [b"", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b'"', b"a;b\n"]


def read(data, **options):
    return read_table(io.BytesIO(data), name="site.csv", **options)


def rows(data, **options):
    return read(data, **options).sheets[0].rows


@given(st.sampled_from(HEADS), st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(head, data):
    with suppress(TableError):
        read(head + data)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_what_a_spreadsheet_writes_is_read_back(table):
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in table)
    read_back = rows(text.encode(), delimiter=",")
    assert read_back == tuple(tuple(row) for row in table)


class Slow(io.RawIOBase):
    """A stream that gives one byte at a time, as a slow line may."""

    def __init__(self, data):
        self.left = io.BytesIO(data)

    def readable(self):
        return True

    def read(self, size=-1):
        return self.left.read(1)


def test_a_slow_stream_gives_the_same_rows():
    data = "place,value\r\nÉlan,3\r\n".encode()
    assert read_table(Slow(data), name="slow.csv").sheets[0].rows == rows(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "site.csv: The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old workbook (XLS), or one protected by a password. Save it as XLSX."),
        (b"%PDF-1.7", "This is a PDF, not a table."),
        (b"\x1f\x8b\x08\x00", "The file is compressed (gzip)."),
        (b"PK\x05\x06" + bytes(18), "The archive is empty."),
    ],
)
def test_another_kind_of_file_is_named(data, message):
    with pytest.raises(TableError) as refusal:
        read(data)
    assert message in str(refusal.value)


def test_a_file_of_200_megabytes_is_refused_before_it_is_whole(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"place,value\n")
        for _ in range(200):
            file.write(b"Elm,1234567\n" * 87_381)
    with path.open("rb") as file, pytest.raises(TableError, match="larger than 200,000 rows"):
        read_table(file, name="large.csv")
    with path.open("rb") as file:
        with pytest.raises(TableError, match="The file is larger than 50 MB, the most that is read"):
            read_table(file, name="large.csv", limits=Limits(rows=10**9, cells=10**9))
        assert file.tell() < 51_000_000


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=1), Limits(cells=5)])
def test_a_table_over_a_limit_is_refused_with_its_row(limits):
    with pytest.raises(TableError, match=r"row [13]: The table is larger than"):
        read(b"a,b\nc,d\ne,f\n", limits=limits)


def test_formulas_are_kept_as_text_and_flagged():
    sheet = read(b'place,value\nElm,=1+1\n"@SUM(A1)",-5\n-,+44 20 1234\n').sheets[0]
    assert [(flag.row, flag.column, flag.rule) for flag in sheet.flags] == [
        (2, 2, "formula"),
        (3, 1, "formula"),
    ]
    assert sheet.rows[1] == ("Elm", "=1+1")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=", True),
        (" =1", True),
        ("-1,5 %", False),
        ("--", False),
        ("+", False),
        ("-cmd|' /C calc'!A0", True),
        ("\t=1", True),
        ("@", False),
        ("-1e5", False),
        ("-" + "9" * 200_000 + "x", False),
    ],
)
def test_a_formula_is_told_from_a_number_and_a_dash(cell, expected):
    assert is_formula(cell) is expected


def test_columns_are_named_as_in_a_spreadsheet():
    assert [letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
