"""Populations are read whole, or every fault is told with its place."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.representation.populations import read_populations


def read(text):
    """Read populations from text."""
    return read_populations(io.BytesIO(text.encode()), name="people.csv")


def test_populations_are_read_by_name_of_column():
    assert read("note,population,constituency\nx, 1200 ,North\ny,7,Nord-Süd\n") == {
        "North": 1200,
        "Nord-Süd": 7,
    }


def test_every_fault_is_told_at_once():
    with pytest.raises(ValueError, match=r"people\.csv") as fault:
        read("constituency,population\nNorth,12.5\n,7\nSouth,9\nSouth,9\nWest,0\nEast,\n")
    assert str(fault.value).splitlines() == [
        "people.csv, row 2, column population: '12.5' is not a population. "
        "Write a whole number of people, in digits, from 1.",
        "people.csv, row 3, column constituency: the cell is blank. Fill it in, or delete the row.",
        "people.csv, row 5, column constituency: South is there twice. Delete one of the two rows.",
        "people.csv, row 6, column population: '0' is not a population. "
        "Write a whole number of people, in digits, from 1.",
        "people.csv, row 7, column population: '' is not a population. "
        "Write a whole number of people, in digits, from 1.",
    ]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "the file is empty"),
        ("constituency,people\nNorth,3\n", "column population: missing"),
        ("constituency,population,population\nNorth,3,3\n", "there twice"),
        ("constituency,population\nNorth\n", "1 cells where the header has 2"),
        ('constituency,population\n"North,3\n', "cannot be read"),
    ],
)
def test_a_broken_file_is_refused(text, wrong):
    with pytest.raises(ValueError, match=wrong):
        read(text)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    st.binary(max_size=200)
    | st.text(alphabet='constituency,population\n\r"0123456789 -½.é', max_size=200).map(
        lambda text: ("constituency,population\n" + text).encode()
    )
)
def test_any_bytes_are_read_or_refused(data):
    try:
        found = read_populations(io.BytesIO(data))
    except ValueError:
        return
    assert all(name.strip() == name and name and number >= 1 for name, number in found.items())
