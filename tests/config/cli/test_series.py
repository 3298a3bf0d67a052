"""Reading files as series: one for each period, absences told apart, every fault of all of them at once."""

from datetime import date

import pytest

from cairn.config.cli.output import InputFault
from cairn.config.cli.series import Wanted, period_in_name, read_rows


def write(folder, **files):
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name.replace('__', '-')}.csv")
        paths[-1].write_text(text)
    return paths


@pytest.mark.parametrize(
    ("name", "kind", "day"),
    [
        ("counts-2024-Q3.xlsx", "quarter", date(2024, 7, 1)),
        ("Q3_2024 final.csv", "quarter", date(2024, 7, 1)),
        ("2024.csv", "year", date(2024, 1, 1)), ("v2 2024_03.csv", "month", date(2024, 3, 1)),
        ("2024-03-31.csv", "day", date(2024, 3, 31)), ("2024 2024.csv", "year", date(2024, 1, 1)),
    ],
)  # fmt: skip
def test_a_file_name_holds_its_period(tmp_path, name, kind, day):
    assert period_in_name(tmp_path / name) == (kind, day)


@pytest.mark.parametrize(
    ("name", "message"),
    [("counts.csv", "holds no period"), ("2023 to 2024.csv", "holds several"), ("12024.csv", "holds no"),
     ("2024-13.csv", "holds no period")],
)  # fmt: skip
def test_a_name_without_one_period_is_refused_with_a_remedy(tmp_path, name, message):
    with pytest.raises(InputFault) as fault:
        period_in_name(tmp_path / name)
    assert message in fault.value.message
    assert "--date" in fault.value.message


def test_every_kind_of_absence_is_kept_and_zero_is_a_number(tmp_path):
    text = "site,n\na,\nb,not collected\nc,<5\nd,not applicable\ne,0\nf,n/a\n"
    (path,) = write(tmp_path, c__2024=text)
    rows = read_rows([path], Wanted(None, "site", {"value": "n"}))
    assert [(row.key, row.numbers["value"], row.absent.get("value")) for row in rows] == [
        ("a", None, "missing"), ("b", None, "not_collected"), ("c", None, "suppressed"),
        ("d", None, "not_applicable"), ("e", 0, None), ("f", None, "missing"),
    ]  # fmt: skip
    assert {row.day for row in rows} == {date(2024, 1, 1)}


def test_the_faults_of_all_files_are_told_at_once(tmp_path):
    files = write(
        tmp_path, a__2024__Q1="site,n\nElm,x\nElm,1\n", a__2024__Q2="site,m\nElm,1\n", a="site,n\nElm,1\n",
        b__2024__Q1="site,n\nElm,1\nOak,=1+1\nFir,1e200\n",
    )  # fmt: skip
    with pytest.raises(InputFault) as fault:
        read_rows(files, Wanted(None, "site", {"value": "n"}, largest=1e100))
    told = fault.value.message.replace(f"{tmp_path}/", "").splitlines()
    assert [line.split(":")[0] for line in told] == [
        "a-2024-Q1.csv, row 2, column B (n)", "a-2024-Q2.csv, row 1", "a.csv",
        "b-2024-Q1.csv, row 2", "b-2024-Q1.csv, row 3, column B (n)", "b-2024-Q1.csv, row 4, column B (n)",
    ]  # fmt: skip
    assert "Elm, 2024-01-01 is already in a-2024-Q1.csv, row 3." in told[3]
    assert "too large to compute with" in told[5]


def test_several_columns_name_a_series(tmp_path):
    (path,) = write(tmp_path, c__2024="measure,group,n\nreading,girls,1\nreading,,2\n")
    rows = read_rows([path], Wanted(None, ("measure", "group"), {"value": "n"}))
    assert [row.key for row in rows] == ["reading · girls", "reading · (all)"]


def test_a_denominator_of_nobody_is_a_fault_unless_groups_may_be_empty(tmp_path):
    (path,) = write(tmp_path, c__2024="n,d\n0,0\n")
    wanted = {"value": "n", "denominator": "d"}
    with pytest.raises(InputFault, match="0 is no denominator"):
        read_rows([path], Wanted(None, None, wanted))
    (row,) = read_rows([path], Wanted(None, None, wanted, may_be_empty=True))
    assert row.numbers == {"value": 0, "denominator": 0}


@pytest.mark.shared
def test_a_workbook_of_several_sheets_says_which_is_read(shared_data, capsys):
    file = shared_data / "place" / "hud_pit_veteran_coc_2011_2022.xlsx"
    wanted = Wanted(None, "CoC Number", {"value": "Homeless Veterans, 2022"}, has_periods=False)
    rows = read_rows([file], wanted)
    assert rows[0].key == "AK-500"
    assert f"{file}: The first sheet, 2022, is read; not 2021, 2020, " in capsys.readouterr().err
