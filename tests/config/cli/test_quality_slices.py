"""`cairn quality slices`: pledges against a target, as a range since partners may serve the same people."""

import pytest

from tests.config.cli.command import Command

ONE = "partner,pledge,served\nOak,500,200\nElm,300,100\nAsh,200,50\n"
SEVERAL = """outcome,year,partner,pledge,target,people
reading,2024,Elm,300,700,
reading,2024,Oak,500,,
reading,2025,Elm,100,700,
reading,2025,Oak,suppressed,700,
maths,2025,Oak,20,10,30
jobs,2025,Oak,5,50,60
"""


run = Command("quality", "slices")
told = run.told


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


WORDS = ["--partner", "partner", "--value", "pledge"]
BY = [*WORDS, "--by", "outcome", "--by", "year", "--target", "target"]


def test_pledges_and_what_is_served_are_ranges(write):
    (one,) = told(write("one.csv", ONE), *WORDS, "--target", 700, "--delivered", "served")["slices"]
    assert [one["pledged"][key] for key in ("low", "high", "sum", "gap_low", "gap_high")] == [
        500, 1000, 1000, -300, 200,
    ]  # fmt: skip
    assert (one["delivered"]["low"], one["delivered"]["high"]) == (200, 350)
    assert (one["pledged"]["verdict_code"], one["delivered"]["verdict_code"]) == ("perhaps", "short")
    assert [each["partner"] for each in one["partners"]] == ["Ash", "Elm", "Oak"]


def test_known_overlaps_and_the_population_narrow_the_range(write):
    overlaps = write("overlaps.csv", "one,other,people\nOak,Elm,100\nAsh,Elm,\n")
    words = [write("one.csv", ONE), *WORDS, "--target", 700, "--population", 800, "--overlaps", overlaps]
    found = told(*words)
    assert (found["slices"][0]["pledged"]["low"], found["slices"][0]["pledged"]["high"]) == (700, 800)
    assert [one["path"] for one in found["inputs"]] == [str(words[0]), str(overlaps)]


def test_each_slice_has_its_own_target_and_a_pledge_not_known_is_not_nothing(write):
    found = told(write("several.csv", SEVERAL), *BY, "--population", "people")
    codes = {one["key"]: one["pledged"]["verdict_code"] for one in found["slices"]}
    assert codes == {
        "jobs · 2025": "short", "maths · 2025": "reached", "reading · 2024": "perhaps",
        "reading · 2025": "unknown",
    }  # fmt: skip
    assert found["verdict"] == "4 slices: 1 enough, 1 enough if few overlap, 1 too few, 1 cannot tell."
    last = found["slices"][3]
    assert (last["pledged"]["high"], last["pledged"]["unknown"]) == (None, ["Oak"])
    assert last["partners"][1]["pledged"] == {"people": None, "absent": "suppressed"}
    assert found["slices"][1]["population"] == 30


def test_overlaps_belong_to_their_slice(write):
    overlaps = write("o.csv", "outcome,year,one,other,people\nreading,2024,Elm,Oak,100\n")
    found = told(write("several.csv", SEVERAL), *BY, "--overlaps", overlaps)
    assert (found["slices"][2]["pledged"]["low"], found["slices"][2]["pledged"]["high"]) == (700, 700)


def test_people_read_a_sentence_and_a_table(write):
    shown = run(write("one.csv", ONE), *WORDS, "--target", 700, "--delivered", "served").output.splitlines()
    assert shown[:3] == [
        "The pledges reach between 500 and 1000 of 700 people: enough only if few are counted twice.",
        "Served so far: between 200 and 350 of 700 people: at least 350 are missing, whoever is counted "
        "twice.",
        "In several pledges: 0 to 500 people.",
    ]
    shown = run(write("several.csv", SEVERAL), *BY).output
    (row,) = [line for line in shown.splitlines() if line.startswith("reading · 2025")]
    assert row.split()[3:] == ["700", "100", "or", "more", "up", "to", "600", "cannot", "tell"]
    lone = write("lone.csv", "partner,pledge\nElm,<5\n")
    assert "suppressed" in run(lone, *WORDS, "--target", 7).output


def test_every_fault_is_told_at_once(write):
    file = write(
        "bad.csv",
        "outcome,year,partner,pledge,target,people\na,1,Elm,3.5,7,\na,1,Oak,-2,8,\na,1,,5,7,\nb,1,Elm,1,,\n"
        "c,1,Elm,9,9,5\n",
    )
    overlaps = write("o.csv", "outcome,year,one,other,people\na,1,Elm,Oak,1\na,1,Oak,Elm,1\nx,1,Elm,Oak,.5\n")
    answer = run(file, *BY, "--population", "people", "--overlaps", overlaps)
    assert answer.exit_code == 1
    for said in (
        "bad.csv, row 4, column C (partner): Nobody is named.",
        "o.csv, row 3, column E (people): Oak and Elm are there the other way round. Keep one.",
        "o.csv, row 4, column E (people): There is no slice x · 1 in",
        "o.csv, row 4, column E (people): 0.5 is no number of people.",
        "bad.csv, row 3, column E (target): It is 7 and 8 for the same slice.",
        "bad.csv, row 2, column D (pledge): 3.5 is no number of people.",
        "bad.csv, row 3, column D (pledge): -2 is no number of people.",
        "bad.csv, row 5, column E (target): The slice has no target.",
    ):
        assert said in answer.stderr


def test_pledges_that_cannot_be_are_refused_by_the_engine(write):
    answer = run(write("one.csv", ONE), *WORDS, "--target", 7, "--population", 400)
    assert "The pledge of Oak is 500, more than the 400 people there are: correct it." in answer.stderr
    assert "row 1: The column 'many' (--target) is not there." in (
        run(write("one.csv", ONE), *WORDS, "--target", "many").stderr
    )


def test_several_slices_need_a_column_of_targets(write):
    answer = run(write("several.csv", SEVERAL), *WORDS, "--by", "outcome", "--target", 7)
    assert (answer.exit_code, "name its column with --target" in answer.output) == (2, True)
