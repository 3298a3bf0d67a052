"""Workbooks row by row: the same cells as the reader that takes them whole, and no hostile file gets far."""

# ruff: noqa: E501  a case stands on one line

import zipfile
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.measure.reading import ErrorText
from cairn.engine.measure.source import Limits
from cairn.engine.measure.streamed import workbook_rows
from cairn.engine.measure.table import EVERY_SHEET, NumberText, TableError, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def streamed(data, sheet=EVERY_SHEET, **limits):
    options = {"limits": Limits(**limits)} if limits else {}
    return {
        one.name: dict(one.rows)
        for one in workbook_rows(BytesIO(data), file="a.xlsx", sheet=sheet, **options)
    }


def whole(data):
    table = read_table(BytesIO(data), name="a.xlsx", sheet=EVERY_SHEET)
    return {
        one.name: {
            number: list(row)
            for number, row in enumerate(one.rows, start=1)
            if any(cell.strip() for cell in row)
        }
        for one in table.sheets
    }


def saved(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def packed(sheet, *, shared=None, styles=None, workbook=None, more=()):
    """Pack a workbook whose first sheet is this XML."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": workbook
        or f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/s.xml"/></Relationships>',
        "xl/worksheets/s.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    if shared is not None:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{shared}</sst>'
    if styles is not None:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (parts | dict(more)).items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_a_saved_workbook_reads_as_it_does_whole():
    data = saved(
        (
            "One",
            [
                ["Site", "Day", "n"],
                ["Elm", date(2024, 3, 31), 3],
                [],
                ["Öak", datetime.fromisoformat("2024-03-31T13:30:00"), 2.5],
                [True, None, 1e20],
            ],
        ),
        ("Two", [[None, "x"], [time(13, 30), -0.1]]),
    )
    assert streamed(data) == whole(data)
    found = streamed(data)["One"]
    assert found[2] == ["Elm", "2024-03-31", "3"]
    assert (found[4], isinstance(found[4][2], NumberText)) == (["Öak", "2024-03-31 13:30:00", "2.5"], True)
    assert list(streamed(data, sheet=None)) == ["One"]
    assert list(streamed(data, sheet="Two")) == ["Two"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.lists(
            st.none()
            | st.integers(-9, 9)
            | st.floats(-1e6, 1e6)
            | st.booleans()
            | st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=9),
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_saved_table_reads_as_it_does_whole(rows):
    data = saved(
        (
            "S",
            [
                [cell if not isinstance(cell, str) or not cell.startswith("=") else "eq" for cell in row]
                for row in rows
            ],
        )
    )
    assert streamed(data) == whole(data)


@pytest.mark.shared
def test_real_workbooks_read_as_they_do_whole(shared_data):
    data = (shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx").read_bytes()
    assert streamed(data) == whole(data)


def test_every_kind_of_cell():
    sheet = (
        '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><r><t>in</t></r><r><t>side</t></r>'
        '<rPh sb="0" eb="1"><t>aid</t></rPh></is></c><c t="str"><f>A1</f><v>said</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="d"><v>2024-03-31T00:00:00</v></c><c><f>B1</f></c><c t="str"><f>B1</f><v></v></c><c s="1"/></row>'
        '<row><c s="1"><v>45382</v></c><c s="2"><v>45382.5</v></c><c s="3"><v>45382</v></c><c s="9"><v>7</v></c></row>'
    )
    shared = "<si><t>zero</t></si><si><r><t>one</t></r><rPh><t>aid</t></rPh></si>"
    styles = (
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd hh:mm"/><numFmt numFmtId="171" formatCode="0 &quot;days&quot;"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/>'
        '<xf numFmtId="171"/></cellXfs><dxfs/>'
    )
    found = streamed(packed(sheet, shared=shared, styles=styles))["S"]
    assert found == {
        2: [
            "one",
            "",
            "inside",
            "said",
            "TRUE",
            "FALSE",
            "#N/A",
            "2024-03-31",
            "of a formula whose value was never saved",
        ],
        3: ["2024-03-31", "2024-03-31 12:00:00", "45382", "7"],
    }
    assert [isinstance(cell, ErrorText) for cell in found[2]] == [False] * 6 + [True, False, True]


def test_the_other_calendar_of_workbooks_is_known():
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
    data = packed(
        '<row r="1"><c s="0"><v>1</v></c></row>',
        styles='<cellXfs><xf numFmtId="14"/></cellXfs>',
        workbook=book,
    )
    assert streamed(data)["S"] == {1: ["1904-01-02"]}


@pytest.mark.parametrize(
    ("sheet", "limits", "said"),
    [
        ('<row r="1"><c r="ZZZ1"><v>1</v></c></row>', {}, "column 18,278"),
        ('<row r="9999999"><c><v>1</v></c></row>', {}, "row 9,999,999"),
        ('<row r="2"><c r="A9"><v>1</v></c></row>', {}, "out of its place"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>', {}, "out of its place"),
        ("<c><v>1</v></c>", {}, "a cell before the first row"),
        ('<row r="1"><c t="s"><v>5</v></c></row>', {}, "damaged"),
        ('<row r="1"><c><v>many</v></c></row>', {}, "damaged"),
        ('<row r="1"><c t="inlineStr"><is><t>' + "x" * 60 + "</t></is></c></row>", {"line": 50}, "too long"),
        ("<row", {}, "damaged"),
    ],
)
def test_a_hostile_sheet_is_refused_with_what_to_do(sheet, limits, said):
    with pytest.raises(TableError, match=said):
        streamed(packed(sheet), **limits)


def test_texts_beyond_the_limit_are_refused():
    with pytest.raises(TableError, match="holds too many texts"):
        streamed(packed("", shared="<si><t>" + "x" * 60 + "</t></si>"), characters=50)
    with pytest.raises(TableError, match="holds too many texts"):
        streamed(packed("", shared="<si><t>x</t></si>" * 30), characters=100)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 and no more", "damaged"),
        (packed("", shared='<!DOCTYPE x [<!ENTITY a "b">]><sst/>'), "damaged"),
        (packed("", workbook="<!DOCTYPE x><workbook/>"), "declares a document type"),
        (packed("", workbook="<workbook/>"), "no sheet with a table"),
        (packed("", workbook="<workbook"), "damaged"),
        (saved(("One", [[1]])), "There is no sheet 'Two'"),
    ],
)
def test_a_broken_workbook_is_refused(data, said):
    with pytest.raises(TableError, match=said):
        streamed(data, sheet="Two" if "Two" in said else EVERY_SHEET)


def test_a_sheet_whose_part_is_not_there_is_refused():
    data = packed("", more={"xl/_rels/workbook.xml.rels": "<Relationships/>"})
    with pytest.raises(TableError, match="damaged"):
        streamed(data)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(place, noise):
    data = bytearray(
        packed('<row r="1"><c t="s"><v>0</v></c><c><v>2</v></c></row>', shared="<si><t>a</t></si>", styles="")
    )
    at = place % len(data)
    data[at : at + len(noise)] = noise
    with suppress(TableError):
        streamed(bytes(data))
