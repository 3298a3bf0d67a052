"""Workbooks that are honest, damaged, or made to fill the memory of whoever opens them."""

import io
import resource
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from cairn.engine.measure.source import Limits
from cairn.engine.measure.table import EVERY_SHEET, NumberText, TableError, read_table

TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets>'
    '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)
ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def archive(parts, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, **options) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return data.getvalue()


def xlsx(rows, strings="", **parts):
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    shared = {"xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>"} if strings else {}
    return archive(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": ROOT,
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": LINKS,
            "xl/worksheets/sheet1.xml": sheet,
            **shared,
            **parts,
        }
    )


def ods(tables):
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return archive(
        {"mimetype": mime, "content.xml": ODS_HEAD + tables + ODS_TAIL, "META-INF/manifest.xml": manifest}
    )


def ods_cell(text, repeated=1):
    start = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{repeated}">'
    return f"{start}<text:p>{text}</text:p></table:table-cell>"


def book(*sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return workbook


def saved(workbook):
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def read(data, **options):
    return read_table(io.BytesIO(data), name="book.xlsx", **options)


def refusal(data, **options):
    with pytest.raises(TableError) as fault:
        read(data, **options)
    return str(fault.value)


def test_a_workbook_gives_text_cells_in_their_true_rows():
    moment = datetime(2024, 3, 1, 8, 30)  # noqa: DTZ001
    row = ["Elm", 3, 2.5, True, date(2024, 3, 1), moment, time(8, 30), timedelta(hours=5), 1e20, False]
    (sheet,) = read(saved(book(("2024", [[], [], row])))).sheets
    assert sheet.rows[:2] == ((), ())
    assert sheet.rows[2] == (
        "Elm",
        "3",
        "2.5",
        "TRUE",
        "2024-03-01",
        "2024-03-01 08:30:00",
        "08:30:00",
        "18000.0",
        "1e+20",
        "FALSE",
    )
    assert [isinstance(cell, NumberText) for cell in sheet.rows[2][:3]] == [False, True, True]


def test_sheets_are_chosen_by_name_or_all():
    data = saved(book(("2023", [["a"]]), ("2024", [["b"]])))
    assert [sheet.name for sheet in read(data).sheets] == ["2023"]
    assert read(data).sheet_names == ("2023", "2024")
    assert read(data, sheet="2024").sheets[0].rows == (("b",),)
    assert [sheet.name for sheet in read(data, sheet=EVERY_SHEET).sheets] == ["2023", "2024"]
    assert refusal(data, sheet="2025") == "book.xlsx: There is no sheet '2025'. Choose one of: 2023, 2024."


def test_errors_and_unsaved_formulas_are_flagged():
    workbook = book(("A", [["place", "value"], ["Elm", "=1+1"], ["Oak", "#DIV/0!"], ["Ash", "=A1"]]))
    workbook["A"]["B3"].data_type = "e"
    workbook["A"]["B4"].data_type = "s"
    flags = [(flag.row, flag.column, flag.rule) for flag in read(saved(workbook)).sheets[0].flags]
    assert flags == [(2, 2, "error"), (3, 2, "error"), (4, 2, "formula")]


def test_a_saved_formula_gives_its_value():
    rows = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'
    (sheet,) = read(xlsx(rows)).sheets
    assert (sheet.rows, sheet.flags) == ((("2",),), ())


def test_cells_without_references_are_counted_on():
    rows = '<row><c><v>1</v></c><c t="s"><v>0</v></c></row><row><c t="inlineStr"><is><t>x</t></is></c></row>'
    assert read(xlsx(rows, " <si><t>two</t></si>")).sheets[0].rows == (("1", "two"), ("x",))


def test_coloured_empty_cells_far_away_do_not_matter():
    workbook = book(("A", [["place"]]))
    workbook["A"]["XFD1048576"].font = Font(bold=True)
    assert read(saved(workbook)).sheets[0].rows == (("place",),)


def test_an_open_document_is_read_with_its_repeats():
    table = (
        f'<table:table table:name="A">\n<table:table-row>{ods_cell("x", 2)}<table:table-cell '
        'table:number-columns-repeated="16382"/></table:table-row><table:table-row '
        'table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row></table:table>"
    )
    assert read(ods(table)).sheets[0].rows == (("x", "x"),)


def test_a_zip_bomb_is_refused_by_its_own_list(tmp_path):
    bomb = xlsx("", **{"xl/worksheets/sheet2.xml": bytes(60_000_000)})
    assert len(bomb) < 100_000
    assert "The workbook unpacks to more than it should" in refusal(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_unpacking():
    bomb = bytearray(xlsx(" " * 5_000_000))
    for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = -1
        while (at := bomb.find(mark, at + 1)) >= 0:
            if struct.unpack_from("<I", bomb, at + place)[0] > 1_000_000:
                struct.pack_into("<I", bomb, at + place, 10)
    assert "unpacks to more than it should" in refusal(bytes(bomb), limits=Limits(unpacked=1_000_000))


def test_too_many_parts_are_refused():
    assert "unpacks to more than it should" in refusal(
        xlsx("", **{f"xl/x{n}.xml": "<a/>" for n in range(2000)})
    )


def test_a_sheet_with_one_far_cell_is_refused():
    workbook = book(("A", [["place"]]))
    workbook["A"]["XFD1048576"] = 1
    assert "A sheet reaches to row 1,048,576 and column 16,384" in refusal(saved(workbook))


def test_far_cells_on_many_sheets_are_counted_together():
    workbook = book(*((str(number), [["x"]]) for number in range(30)))
    for sheet in workbook:
        sheet["CV1000"] = 1
    assert "or is too full" in refusal(saved(workbook))


def test_a_long_text_shown_by_many_cells_is_refused():
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = f"<row>{cells}</row>" * 100
    assert "100,000,000 characters" in refusal(xlsx(rows, f"<si><t>{'x' * 30_000}</t></si>"))


def test_too_many_shared_texts_are_refused():
    assert "or is too full" in refusal(xlsx("", "<si/>" * 11), limits=Limits(cells=10))


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_document_type_that_expands_without_end_is_refused(name):
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><x>&e9;</x>'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": LINKS,
    }
    assert "declares a document type" in refusal(archive({**parts, name: bomb}))


@pytest.mark.parametrize(
    "table",
    [
        f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x", 1000)}</table:table-row>',
        f"<table:table-row>{ods_cell('x', 1_000_000)}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1500">{ods_cell("x" * 5000, 1000)}</table:table-row>',
        "<table:table-row>" + ods_cell('<text:s text:c="900000000"/>') + "</table:table-row>",
    ],
)
def test_an_open_document_that_repeats_without_end_is_refused(table):
    assert "Delete stray cells far from the table" in refusal(
        ods(f'<table:table table:name="A">{table}</table:table>')
    )


def test_an_open_document_with_a_document_type_is_refused():
    data = archive({"mimetype": "x", "content.xml": "<!DOCTYPE x []><x/>"})
    assert "declares a document type" in refusal(data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive({"a.txt": "hello"}), "This is an archive, not a workbook."),
        (archive({"xl/workbook.bin": "x"}), "This is a binary workbook (XLSB)."),
        (archive({"xl/workbook.xml": BOOK, "XL/workbook.xml": BOOK}), "two parts of one name"),
        (xlsx('<row r="1"><c r="1A"><v>1</v></c></row>'), "damaged or not one ('1A' is no cell)"),
        (xlsx('<row r="0"><c><v>1</v></c></row>'), "damaged or not one (a cell before the first)"),
        (xlsx('<row><c t="s"><v>7</v></c></row>'), "damaged or not one"),
        (xlsx("<row/>", "<c/>"), "damaged or not one (cells outside a sheet)"),
        (xlsx("<row>")[:-40], "damaged or not one"),
        (xlsx("<row>"), "damaged or not one"),
        (
            archive(
                {
                    "xl/workbook.xml": f"<workbook {MAIN}><sheets/></workbook>",
                    "_rels/.rels": ROOT,
                    "[Content_Types].xml": TYPES,
                    "xl/_rels/workbook.xml.rels": "<Relationships/>",
                }
            ),
            "no sheet with a table",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(data, message):
    assert message in refusal(data)


def test_a_workbook_with_a_password_is_refused():
    data = bytearray(xlsx(""))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "protected by a password" in refusal(bytes(data))


HONEST = saved(book(("A", [["place", "value"], ["Elm", 3], ["Oak", 2.5]])))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(HONEST) - 1), st.integers(0, 255), st.integers(0, len(HONEST)))
def test_a_damaged_workbook_is_read_or_refused_by_name(place, byte, length):
    data = bytearray(HONEST)
    data[place] = byte
    for damaged in (bytes(data), HONEST[:length]):
        with suppress(TableError):
            read(damaged)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('<>/c v=r"A1 9tsef&;is0'), max_size=60))
def test_any_sheet_inside_a_sound_archive_is_read_or_refused_by_name(rows):
    with suppress(TableError):
        read(xlsx(rows, "<si><t>x</t></si>"))
    with suppress(TableError):
        read(xlsx(f'<row r="1"><c r="A1">{rows}</c></row>'))


BOUNDED = """
import io, resource, sys
from cairn.engine.measure.table import read_table, TableError
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    with open(sys.argv[1], "rb") as file:
        read_table(file, name="bomb")
except TableError:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("kind", ["far", "zeros", "texts", "csv"])
def test_a_bomb_is_refused_in_bounded_memory(tmp_path, kind):
    path = tmp_path / "bomb"
    if kind == "far":
        path.write_bytes(xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    elif kind == "zeros":
        path.write_bytes(xlsx("", **{"xl/styles.xml": b" " * 290_000_000}))
    elif kind == "texts":
        path.write_bytes(xlsx('<row><c t="s"><v>0</v></c></row>' * 9000, f"<si><t>{'x' * 30_000}</t></si>"))
    else:
        with path.open("wb") as file:
            file.write(b"place,value\n")
            file.truncate(200_000_000)
    limit = 2_000_000_000
    answer = subprocess.run(
        [sys.executable, "-c", BOUNDED, path],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert int(answer.stdout) < 100
