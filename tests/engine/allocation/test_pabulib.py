"""The .pb format: what is read, what is tolerated and told, what is refused with row and remedy."""

import io

import pytest
from hypothesis import given, settings
from tests.engine.allocation.elections import elections

from cairn.engine.allocation import by_equal_shares
from cairn.engine.allocation.election import Project
from cairn.engine.allocation.pabulib import read, write

META = """\
META
key;value
description;A test
country;Nowhere
unit;Here
instance;2024
num_projects;3
num_votes;3
budget;100
vote_type;approval
rule;unknown
date_begin;01.01.2024
date_end;02.01.2024
currency;EUR
"""
PROJECTS = """\
PROJECTS
project_id;cost;votes;name
10;60;2;"A well; with a ""pump\"""
9;40;1;A school
2;5;1;A path
"""
VOTES = """\
VOTES
voter_id;vote
1;10,9
2;10
3;2
"""
PLAIN = META + PROJECTS + VOTES


def read_text(text):
    return read(io.StringIO(text))


def told(text):
    return list(read_text(text).warnings)


def ballots_of(election):
    return [
        (weight, election.columns[start:end].tolist(), election.points[start:end].tolist())
        for weight, start, end in zip(
            election.weights.tolist(), election.starts.tolist(), election.starts[1:].tolist(), strict=False
        )
    ]


def test_a_plain_file_is_read_without_a_word():
    election = read_text(PLAIN)
    assert election.projects == (
        Project("10", 60, 'A well; with a "pump"'),
        Project("2", 5, "A path"),
        Project("9", 40, "A school"),
    )
    assert (election.budget, election.scale, election.currency, election.n_voters) == (100, 1, "EUR", 3)
    assert ballots_of(election) == [(1, [0], [1]), (1, [0, 2], [1, 1]), (1, [1], [1])]
    assert election.votes.tolist() == [2, 1, 1]
    assert election.warnings == ()


def test_line_ends_and_the_case_of_headers_never_matter():
    mixed = PLAIN.replace("project_id;cost", "Project_ID; COST").replace("\n", "\r\n")
    doubled = PLAIN.replace("\n", "\r\r\n")
    for text in (mixed, doubled, PLAIN.replace("\n", "\r")):
        assert ballots_of(read_text(text)) == ballots_of(read_text(PLAIN))
        assert told(text) == []


def test_the_order_of_rows_changes_nothing():
    shuffled = META + PROJECTS.replace("9;40;1;A school\n2;5;1;A path", "2;5;1;A path\n9;40;1;A school")
    shuffled += "VOTES\nvoter_id;vote\n3;2\n2;10\n1;9,10\n"
    assert ballots_of(read_text(shuffled)) == ballots_of(read_text(PLAIN))
    assert read_text(shuffled).projects == read_text(PLAIN).projects


def test_bytes_with_a_byte_order_mark_are_read():
    election = read(io.BytesIO(b"\xef\xbb\xbf" + PLAIN.encode()))
    assert election.n_voters == 3
    assert election.warnings == ("META, row 1: the file begins with a byte order mark.",)


@pytest.mark.parametrize(
    ("old", "new", "warning"),
    [
        ("PROJECTS\n", "Projects\n", "PROJECTS, row 15: the title is not written plainly in capitals."),
        ("\nVOTES\n", "\n\nVOTES\n", "PROJECTS, row 20: a blank line was skipped."),
        ("META\n", "\nMETA\n", "META, row 1: a blank line was skipped."),
        ("2;10\n", "2;10,10\n", "VOTES, row 23: a ballot names a project twice; it was counted once: 10."),
        (
            "3;2\n",
            "3;2,77\n",
            "VOTES, row 24: a ballot names a project that is not listed; it was passed over: 77.",
        ),
        ("2;10\n", "1;10\n", "VOTES, row 23: a voter_id occurs again; both ballots were counted."),
        ("country;Nowhere\n", "", "META, row 1: fields are missing: country."),
        (
            "vote_type;approval",
            "vote_type;maybe",
            "META, row 1: the vote_type is unknown and was read as approval.",
        ),
        ("num_votes;3", "num_votes;4", "META, row 1: num_votes says 4 but the file holds 3."),
        ("9;40;1", "9;40,00;1", "PROJECTS, row 18: an amount is written with a decimal comma."),
        ("budget;100", "budget;1 00", "META, row 9: an amount holds spaces."),
        (
            "9;40;1",
            "9;40;7",
            "PROJECTS, row 18: the votes counted in the file differ from the ballots: "
            "9 has 1 in the ballots, 7 in its row.",
        ),
    ],
)
def test_a_small_fault_is_tolerated_and_told_with_its_row(old, new, warning):
    assert old in PLAIN
    assert told(PLAIN.replace(old, new, 1)) == [warning]


def test_a_row_that_ends_early_is_an_empty_ballot():
    election = read_text(PLAIN.replace("3;2\n", "3\n"))
    assert election.n_voters == 3
    assert election.warnings[-1] == (
        "VOTES, row 24: the row ends before the vote and was read as an empty ballot."
    )


def test_a_withdrawn_project_is_left_out_of_projects_and_ballots():
    election = read_text(PLAIN.replace("9;40;1", "9;999999999;1"))
    assert [project.id for project in election.projects] == ["10", "2"]
    assert election.warnings == ("PROJECTS, row 18: a withdrawn project (cost 999999999) was left out: 9.",)


def test_the_same_fault_many_times_is_counted():
    text = (
        META.replace("num_votes;3", "num_votes;25")
        + PROJECTS.replace(';2;"', ';;"')
        + "VOTES\nvoter_id;vote\n"
    )
    text += "".join(f"{n};10,x{n}\n" for n in range(25))
    warnings = told(text.replace(";1;A", ";0;A"))
    assert len(warnings) == 21
    assert warnings[-1] == "And 5 more: a ballot names a project that is not listed; it was passed over."


def test_missing_optional_columns_and_fields_are_fine():
    bare = 'META\nkey;value\nbudget;9\nempty\nPROJECTS\ncost;project_id\n4;a\nVOTES\nvote\n""\na\n'
    election = read_text(bare.replace('""', '" "'))
    assert (election.projects, election.n_voters) == ((Project("a", 4),), 2)
    assert [warning.split(": ")[1] for warning in election.warnings] == [
        "fields are missing",
        "the vote_type is unknown and was read as approval.",
    ]


def test_fractional_money_is_kept_exactly():
    election = read_text(PLAIN.replace("9;40;1", "9;40.25;1").replace("budget;100", "budget;1e2"))
    assert (election.budget, election.scale, election.projects[2].cost) == (10000, 100, 4025)
    assert (election.money(4025), election.money(4000)) == (40.25, 40)


CUMULATIVE = PLAIN.replace("approval", "cumulative").replace("voter_id;vote", "voter_id;vote;points")
POINTS = CUMULATIVE.replace("1;10,9", "1;10,9;2,1").replace("2;10\n", "2;10;3\n").replace("3;2\n", "3;2;0\n")


def test_points_are_read_beside_the_vote_and_none_is_no_support():
    election = read_text(POINTS)
    assert ballots_of(election) == [(1, [], []), (1, [0], [3]), (1, [0, 2], [2, 1])]
    assert election.has_points


def test_the_places_of_an_ordinal_ballot_are_worth_points():
    ordinal = PLAIN.replace("vote_type;approval", "vote_type;ordinal\nmax_length;3")
    assert ballots_of(read_text(ordinal)) == [(1, [0], [3]), (1, [0, 2], [3, 2]), (1, [1], [3])]
    without = PLAIN.replace("vote_type;approval", "vote_type;ordinal")
    assert ballots_of(read_text(without))[1] == (1, [0, 2], [2, 1])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "block META is missing"),
        (META + VOTES, "block PROJECTS is missing"),
        (PLAIN.replace("2;5;1;A path", '2;5;1;"A path'), "a quotation mark that is never closed"),
        (META + PROJECTS + "VOTES\n", "VOTES, row 20: the block has no header line"),
        (PLAIN + PROJECTS, "PROJECTS, row 25: this block is given twice"),
        ("hello\n" + PLAIN, "META, row 1: the file does not begin with META"),
        (PLAIN.replace("budget;100\n", ""), "META, row 1: the budget is missing"),
        (PLAIN.replace("budget;100", "budget;lots"), "META, row 9: 'lots' is not an amount of money"),
        (PLAIN.replace("unit;Here", "country;Here"), "META, row 5: the field country is given twice"),
        (PLAIN.replace("9;40;1", "9;-40;1"), "PROJECTS, row 18: '-40' is not an amount .* in digits"),
        (PLAIN.replace("9;40;1", "10;40;1"), "PROJECTS, row 18: the project_id '10' is given twice"),
        (PLAIN.replace("9;40;1", ";40;1"), "PROJECTS, row 18: the project_id is empty"),
        (PLAIN.replace("project_id;", "id;"), "PROJECTS, row 16: the header has no column project_id"),
        (PLAIN.replace("voter_id;vote", "voter_id;choice"), "VOTES, row 21: the header has no column vote"),
        (CUMULATIVE, "VOTES, row 22: the ballot names 2 projects but gives 0 points"),
        (POINTS.replace("2;10;3", "2;10;3.5"), "VOTES, row 23: the points '3.5' are not whole numbers"),
        (PLAIN.replace("A path", "A" * 200_000), "row 19: field larger than field limit"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_row_and_remedy(text, message):
    with pytest.raises(ValueError, match=message):
        read_text(text)


def test_a_file_that_is_not_text_is_refused_with_its_row():
    with pytest.raises(ValueError, match=r"Row 3 is not UTF-8 text\. Save"):
        read(io.BytesIO(b"META\nkey;value\ndescription;\xff\n"))


def written(election):
    stream = io.StringIO()
    write(election, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "text", [PLAIN, POINTS, PLAIN.replace("approval", "ordinal"), PLAIN.replace("40", "40.5")]
)
def test_what_is_written_reads_back_the_same(text):
    once = read_text(text)
    again = read_text(written(once))
    assert ballots_of(again) == ballots_of(once)
    assert (again.projects, again.budget, again.meta) == (once.projects, once.budget, once.meta)
    assert again.warnings == ()
    assert written(again) == written(once)


@settings(max_examples=60, deadline=None)
@given(elections())
def test_any_election_reads_back_the_same(drawn):
    once = drawn.build()
    again = read_text(written(once))
    assert (again.projects, again.budget) == (once.projects, once.budget)
    assert ballots_of(again) == ballots_of(once)
    assert by_equal_shares(again).winners == by_equal_shares(once).winners
