"""From tables to observations: every problem at once, every absence its own, totals checked on real files."""

import io
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cairn.engine.measure.cells import Status
from cairn.engine.measure.definition import Definition
from cairn.engine.measure.mapping import Mapping
from cairn.engine.measure.observations import read_observations
from cairn.engine.measure.problems import errors
from cairn.engine.measure.table import EVERY_SHEET, Flag, NumberText, Sheet, Table, read_table

COUNT = Definition(name="People", kind="count", numerator="people", disaggregation=("girls", "boys"))
SHARE = Definition(name="Attendance", kind="share", numerator="present", denominator="enrolled")
RATE = Definition(name="Rate", kind="rate", numerator="cases", denominator="population", per=1000)
MEAN = Definition(name="Mean", kind="mean", numerator="change", denominator="people")
PLACES = {"Elm Street": "elm", "Oak": "oak"}
MAPPED = Mapping(period="month", place="site", value="people")


def read(text, mapping=MAPPED, definition=COUNT, places=PLACES):
    table = read_table(io.BytesIO(text.encode()), name="a.csv")
    return read_observations(table, mapping, definition, places)


def told(problems):
    return [(problem.row, problem.column, problem.rule) for problem in problems]


def test_a_row_becomes_an_observation():
    (one,), problems = read("month,site,people\n2024-03,elm street,7\n")
    assert problems == ()
    assert (one.period, one.starts_on, one.place, one.group) == ("2024-03", date(2024, 3, 1), "elm", "")
    assert (one.numerator, one.denominator, one.value, one.status) == (7.0, None, 7.0, Status.PRESENT)
    assert (one.sheet, one.row) == ("", 2)


def test_the_five_kinds_of_nothing_stay_apart():
    cells = ["", "not collected", "not applicable", "<5", "0"]
    rows = "".join(f"2024-0{month},Oak,{cell}\n" for month, cell in enumerate(cells, start=1))
    observations, problems = read("month,site,people\n" + rows)
    assert errors(problems) == ()
    assert [one.status for one in observations] == [
        Status.MISSING,
        Status.NOT_COLLECTED,
        Status.NOT_APPLICABLE,
        Status.SUPPRESSED,
        Status.PRESENT,
    ]
    assert [one.value for one in observations] == [None, None, None, None, 0.0]


def test_a_mark_means_what_the_mapping_says():
    mapping = Mapping(
        period="month", place="site", value="people", absences=(("n/a", "not_collected"), ("-", "present"))
    )
    observations, problems = read("month,site,people\n2024-01,Oak,N/A\n2024-02,Oak,-\n", mapping)
    assert problems == ()
    assert [(one.status, one.value) for one in observations] == [
        (Status.NOT_COLLECTED, None),
        (Status.PRESENT, 0.0),
    ]


def test_every_problem_is_told_at_once():
    _, problems = read(
        "month,site,people,group\n2024-13,Nowhere,many,\n2024,Oak,7,\n2024-01,Okk,1,\n2024-02,,3,\n"
        "2024-03,Oak,-1,\n2024-03,Oak,1.5,\n2024-04,Oak,n/a,\n2024-05,Oak,=1+1,\n2024-06,Oak,1,cats\n"
        "2024-07,Oak,1,\n2024-07,Oak,2,\n2024-07,Oak,2,Girls\n",
        Mapping(period="month", place="site", value="people", group="group"),
    )
    assert told(problems) == [
        (2, 2, "place-unknown"),
        (3, 1, "period"),
        (4, 2, "place-unknown"),
        (5, 2, "place-blank"),
        (6, 3, "negative"),
        (7, 3, "not-whole"),
        (8, 3, "unclear"),
        (9, 3, "formula"),
        (10, 4, "group-unknown"),
        (12, 2, "twice"),
    ]
    words = [str(problem) for problem in problems]
    assert words[2] == (
        "a.csv, row 4, column B (site): 'Okk' is no place we know. "
        "Is it 'oak'? Correct it, or say in the mapping which place it is."
    )
    assert words[6].endswith("suppressed or zero. Say in the mapping which.")
    assert (
        words[9]
        == "a.csv, row 12, column B (site): oak in 2024-07 is already in row 11. Keep one of the two."
    )


def test_all_figures_of_a_row_are_looked_at():
    mapping = Mapping(period="month", place="site", numerator="n", denominator="d")
    _, problems = read("month,site,n,d\nsoon,Oak,x1,y1\n", mapping, SHARE)
    assert told(problems) == [(2, 1, "period"), (2, 3, "number"), (2, 4, "number")]


def test_an_error_cell_in_a_mapped_column_is_told():
    rows = (("month", "site", "people", "note"), ("2024-01", "Oak", "", ""), ("2024-02", "Oak", "3", ""))
    table = Table("a.xlsx", (Sheet("A", rows, (Flag(2, 3, "error"), Flag(3, 4, "error"))),))
    observations, problems = read_observations(table, MAPPED, COUNT, PLACES)
    assert (len(observations), told(problems)) == (1, [(2, 3, "cell-error")])


def test_totals_footnotes_and_blank_rows_are_left_out():
    observations, problems = read(
        "month,site,people\n\n2024-01,Oak,3\n,Total,3\n,Oak and Elm were merged.,\n"
    )
    assert len(observations) == 1
    assert [str(problem) for problem in problems] == [
        "a.csv, row 4, column B (site): Left out as a total.",
        "a.csv, row 5, column B (site): Left out as a footnote ('Oak and Elm were merged.').",
    ]
    assert errors(problems) == ()


def test_a_total_named_in_another_column_is_left_out():
    _, problems = read("month,site,people,name\n2024-01,,3,Total\n")
    assert told(problems) == [(2, 2, "total-skipped")]


def test_place_names_of_the_member_lead_to_our_places():
    mapping = Mapping(
        period="month", place="site", value="people", place_names=(("The Oak", "oak"), ("Ash", "ash"))
    )
    observations, problems = read("month,site,people\n2024-01,the oak,3\n2024-01,Ash,1\n", mapping)
    assert [one.place for one in observations] == ["oak"]
    assert told(problems) == [(3, 2, "place-unknown")]


def test_without_a_list_places_are_taken_as_they_stand():
    mapping = Mapping(period="month", place="site", value="people", place_names=(("o", "Oak"),))
    observations, problems = read(
        "month,site,people\n2024-01, Elm ,3\n2024-01,o,3\n2024-02,,3\n", mapping, places=None
    )
    assert [one.place for one in observations] == ["Elm", "Oak"]
    assert told(problems) == [(4, 2, "place-blank")]


def test_fixed_parts_hold_for_the_whole_file():
    mapping = Mapping(value="people", fixed=(("period", "2024-01"), ("place", "Oak"), ("group", "Boys")))
    (one,), problems = read("people\n3\n", mapping)
    assert (one.period, one.place, one.group, problems) == ("2024-01", "oak", "boys", ())


@pytest.mark.parametrize(
    ("row", "value", "status"),
    [
        ("3,4,", 75.0, "present"),
        ("3,4,75", 75.0, "present"),
        ("1,3,33.3%", 100 / 3, "present"),
        ("0,0,", None, "not_applicable"),
        ("<5,40,", None, "suppressed"),
        ("3,,", None, "missing"),
    ],
)
def test_a_share_is_computed_from_its_parts(row, value, status):
    mapping = Mapping(period="month", place="site", numerator="n", denominator="d")
    if not row.endswith(","):
        mapping = Mapping(period="month", place="site", numerator="n", denominator="d", value="v")
    (one,), problems = read(f"month,site,n,d,v\n2024-01,Oak,{row}\n", mapping, SHARE)
    assert (one.value, one.status, problems) == (value, status, ())


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("3,0,", "denominator-zero"),
        ("5,4,", "over-100"),
        ("3,4,80", "value-disagrees"),
        ("3.5,4,", "not-whole"),
        ("-3,4,", "negative"),
    ],
)
def test_parts_that_contradict_each_other_are_told(row, rule):
    value = None if row.endswith(",") else "v"
    mapping = Mapping(period="month", place="site", numerator="n", denominator="d", value=value)
    observations, problems = read(f"month,site,n,d,v\n2024-01,Oak,{row}\n", mapping, SHARE)
    assert (observations, [problem.rule for problem in problems]) == ((), [rule])


def test_a_value_alone_is_taken_as_it_is():
    assert read("month,site,people\n2024-01,Oak,62.5\n", definition=SHARE)[0][0].value == 62.5
    assert [p.rule for p in read("month,site,people\n2024-01,Oak,162\n", definition=SHARE)[1]] == ["over-100"]
    assert read("month,site,people\n2024-01,Oak,-1.5\n", definition=MEAN)[0][0].value == -1.5


def test_a_rate_is_per_its_base():
    mapping = Mapping(period="month", place="site", numerator="n", denominator="d")
    (one,), _ = read("month,site,n,d\n2024-01,Oak,3,400\n", mapping, RATE)
    assert (one.value, one.numerator, one.denominator) == (7.5, 3.0, 400.0)


@pytest.mark.parametrize(
    ("mapping", "definition", "lacking"),
    [
        (Mapping(place="site", value="people"), COUNT, "period"),
        (Mapping(period="month", value="people"), COUNT, "place"),
        (Mapping(period="month", place="site"), COUNT, "numerator or value"),
        (Mapping(period="month", place="site", numerator="people"), SHARE, "denominator"),
    ],
)
def test_a_mapping_that_leaves_a_part_out_is_told(mapping, definition, lacking):
    _, (problem,) = read("month,site,people\n", mapping, definition)
    assert str(problem) == f"a.csv: The mapping names no {lacking}. Choose the column for it."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("when,where\n", "None of the headings 'month', 'site', 'people' is here."),
        (
            "month,site,peple\n",
            "The heading 'people' (value) is not here. Is it 'peple'? Choose the column again.",
        ),
        ("month,site,x\n", "The heading 'people' (value) is not here. Choose the column again."),
        ("month,site,people,People\n", "The heading 'people' is here 2 times. Rename all but one of them."),
    ],
)
def test_headings_that_are_not_there_are_told(text, message):
    _, problems = read(text)
    assert [f"{problem.message} {problem.remedy}" for problem in problems if message in str(problem)] or (
        message in str(problems[0])
    )


def test_headings_are_found_below_a_title_and_short_rows_are_blank():
    observations, _ = read("A title,,\n\nmonth,site,people\n2024-01,Oak\n")
    assert (observations[0].row, observations[0].status) == (4, Status.MISSING)
    assert read_observations(Table("a", (Sheet("", ()),)), MAPPED, COUNT)[1][0].rule == "header-missing"


def test_sheets_give_their_period_or_are_left_out():
    rows = (("site", "People 2024"), ("Oak", NumberText("3")))
    sheets = (Sheet("2024", rows), Sheet("Notes", rows), Sheet("2025 ", rows))
    mapping = Mapping(place="site", value="People {sheet}", period_from_sheet=True, skip_sheets=("2025",))
    yearly = Definition(name="People", kind="count", numerator="people", period="year")
    (one,), problems = read_observations(Table("a.xlsx", sheets), mapping, yearly, PLACES)
    assert (one.period, one.value) == ("2024", 3.0)
    assert [str(problem) for problem in problems] == [
        "a.xlsx, sheet Notes: Left out: its name is no period. Name it as a year if it holds values.",
        "a.xlsx, sheet 2025 : Left out, as the mapping says.",
    ]


CELL = st.sampled_from(
    ["", "2024-01", "Oak", "total", "3", "-", "=1", "x", "1,5", "<5", "0", "\u0663", "9" * 400]
)


@given(
    st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=6),
    st.sampled_from([COUNT, SHARE, RATE, MEAN]),
    st.booleans(),
)
def test_any_table_gives_observations_or_problems(rows, definition, decimal_comma):
    mapping = Mapping(
        period="month",
        place="site",
        numerator="n",
        denominator=None if definition is COUNT else "d",
        decimal_comma=decimal_comma,
    )
    table = Table("a", (Sheet("", (("month", "site", "n", "d"), *rows)),))
    observations, problems = read_observations(table, mapping, definition, PLACES)
    assert len({(one.period, one.place, one.group) for one in observations}) == len(observations)
    assert {one.row for one in observations} & {problem.row for problem in problems} == set()


YEARLY = Definition(name="Homelessness", kind="count", numerator="people", period="year", better="down")


def real(shared_data, name):
    with (shared_data / "place" / name).open("rb") as file:
        return read_table(file, name=name, sheet=EVERY_SHEET)


def totals(table, header, label):
    """Find the total that the file itself gives on each sheet."""
    found = {}
    for sheet in table.sheets:
        heading = header.replace("{sheet}", sheet.name)
        if heading in sheet.rows[0]:
            row = next(row for row in sheet.rows if label in row[:2])
            found[sheet.name] = float(row[sheet.rows[0].index(heading)])
    return found


@pytest.mark.shared
def test_veterans_by_place_load_and_sum_to_the_totals_in_the_file(shared_data):
    table = real(shared_data, "hud_pit_veteran_coc_2011_2022.xlsx")
    mapping = Mapping(
        place="CoC Number", numerator="Homeless Veterans, {sheet}", sheet=EVERY_SHEET, period_from_sheet=True
    )
    observations, problems = read_observations(table, mapping, YEARLY)
    assert errors(problems) == ()
    assert Counter(problem.rule for problem in problems) == {
        "total-skipped": 12,
        "footnote-skipped": 12,
        "sheet-no-period": 1,
    }
    assert len(observations) == 4623
    sums = Counter()
    for one in observations:
        sums[one.period] += one.value or 0
    assert sums == totals(table, "Homeless Veterans, {sheet}", "Total")
    assert len(sums) == 12


@pytest.mark.shared
def test_states_load_and_sum_to_the_totals_in_the_file(shared_data):
    table = real(shared_data, "hud_pit_state_2007_2022.xlsx")
    mapping = Mapping(
        place="State",
        numerator="Overall Homeless, {sheet}",
        sheet=EVERY_SHEET,
        period_from_sheet=True,
        skip_sheets=("Change", "2007"),
    )
    states = {row[0]: row[0] for sheet in table.sheets for row in sheet.rows[1:] if len(row[0]) == 2}
    observations, problems = read_observations(table, mapping, YEARLY, states)
    assert errors(problems) == ()
    sums = Counter()
    for one in observations:
        sums[one.period] += one.value or 0
    assert sums == totals(table, "Overall Homeless, {sheet}", "Total")
    assert Counter(one.status for one in observations) == {"present": 816, "missing": 24}
