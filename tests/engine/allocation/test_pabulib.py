"""The .pb format: what is read, what is tolerated and told, what is refused with row and remedy."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cairn.engine.allocation import by_equal_shares
from cairn.engine.allocation.election import Project
from cairn.engine.allocation.pabulib import Voters, read, write
from cairn.engine.allocation.pabulib.tally import band
from tests.engine.allocation.elections import elections

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
            "META, row 1: the vote_type is unknown; ballots were read as approvals: maybe.",
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
        "the vote_type is missing; ballots were read as approvals.",
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


def test_everything_that_keeps_a_file_from_being_read_is_told_at_once():
    text = POINTS.replace("budget;100", "budget;lots").replace("9;40;1", "10;x;1").replace("2;10;3", "2;10;?")
    with pytest.raises(ValueError, match="META, row 9") as fault:
        read_text(text)
    assert [line.split(". ")[0] for line in str(fault.value).splitlines()] == [
        "META, row 9: 'lots' is not an amount of money",
        "PROJECTS, row 18: 'x' is not an amount of money",
        "PROJECTS, row 18: the project_id '10' is given twice",
        "VOTES, row 23: the points '?' are not whole numbers of up to 15 digits",
    ]


def test_very_many_faults_are_counted():
    rows = "".join(f"p{n};?;0;A\n" for n in range(60))
    with pytest.raises(ValueError, match="And 10 more") as fault:
        read_text(PLAIN.replace("9;40;1;A school\n", f"9;40;1;A school\n{rows}"))
    assert len(str(fault.value).splitlines()) == 51


def test_points_below_zero_are_no_support_and_told():
    election = read_text(POINTS.replace("2;10;3", "2;10;-3"))
    assert ballots_of(election) == [(2, [], []), (1, [0, 2], [2, 1])]
    assert election.warnings[-1] == "VOTES, row 23: points below zero were read as no support: -3."


def test_points_of_more_digits_than_can_be_summed_are_refused():
    with pytest.raises(ValueError, match=r"VOTES, row 23: the points '9{40}' are not whole numbers"):
        read_text(POINTS.replace("2;10;3", f"2;10;{'9' * 40}"))


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


WITH_PEOPLE = PLAIN.replace(
    "voter_id;vote\n1;10,9\n2;10\n3;2\n",
    "voter_id;vote;age;district\n1;10,9;17;North\n2;10;44;South\n3;2;;\n",
)


def grouped(text, **asked):
    election = read(io.StringIO(text), Voters(**asked))
    return election, {name: counts.tolist() for name, counts in election.groups.items()}


def test_voters_are_grouped_by_a_column_of_the_votes():
    election, groups = grouped(WITH_PEOPLE, by="district")
    assert ballots_of(election) == [(1, [0], [1]), (1, [0, 2], [1, 1]), (1, [1], [1])]
    assert groups == {"North": [0, 1, 0], "South": [1, 0, 0], "not given": [0, 0, 1]}


def test_ages_are_put_into_bands():
    assert grouped(WITH_PEOPLE, by="age")[1] == {
        "30–44": [1, 0, 0],
        "not given": [0, 0, 1],
        "under 18": [0, 1, 0],
    }


def test_groups_and_weights_may_come_from_elsewhere():
    election, groups = grouped(WITH_PEOPLE, by={"1": "city", "3": "city"}, weights={"1": 2, "2": 0, "3": 5})
    assert election.n_voters == 7
    assert ballots_of(election) == [(2, [0, 2], [1, 1]), (5, [1], [1])]
    assert groups == {"city": [2, 5], "not given": [0, 0]}


def test_a_row_that_ends_early_is_in_no_group():
    assert grouped(WITH_PEOPLE.replace("2;10;44;South", "2;10"), by="district")[1]["not given"] == [1, 0, 1]


@pytest.mark.parametrize("weights", [{"1": 1, "2": 1}, {"1": 1, "2": 1, "3": -1}])
def test_a_voter_without_a_weight_is_refused(weights):
    with pytest.raises(ValueError, match="VOTES, row 24: the weights give the voter '3' no whole number"):
        grouped(WITH_PEOPLE, weights=weights)


def test_a_column_that_is_missing_is_refused():
    with pytest.raises(
        ValueError, match=r"the votes have no column region\. They have: voter_id, vote, age, district\."
    ):
        grouped(WITH_PEOPLE, by="region")


def test_weights_say_the_same_as_voters_repeated():
    repeated = PLAIN.replace("1;10,9\n", "1;10,9\n4;10,9\n")
    weighted, _ = grouped(PLAIN, weights={"1": 2, "2": 1, "3": 1})
    assert by_equal_shares(weighted).winners == by_equal_shares(read_text(repeated)).winners
    assert weighted.n_voters == 4


def test_other_columns_of_projects_are_kept_and_written():
    text = PLAIN.replace("votes;name", "votes;name;category;selected;").replace(
        "A school", "A school;sport, play;1"
    )
    election = read_text(text)
    assert election.projects[2].categories == ("sport", "play")
    assert election.projects[2].more == (("category", "sport, play"), ("selected", "1"))
    stream = io.StringIO()
    write(election, stream)
    again = read_text(stream.getvalue())
    assert again.projects == election.projects
    assert again.warnings == ()


def test_the_result_is_written_as_selected():
    election = read_text(PLAIN)
    allotment = by_equal_shares(election)
    stream = io.StringIO()
    write(election, stream, allotment.winners)
    kept = {project.id: dict(project.more)["selected"] for project in read_text(stream.getvalue()).projects}
    assert kept == {name: str(int(name in allotment.winners)) for name in ("10", "2", "9")}


def test_ballots_beyond_the_limits_are_told():
    text = PLAIN.replace("currency;EUR\n", "currency;EUR\nmin_length;1\nmax_length;1\n").replace("3;2", "3;")
    assert told(text.replace("2;5;1", "2;5;0")) == [
        "VOTES, row 24: a ballot names more than the 1 projects that max_length allows.",
        "VOTES, row 26: a ballot names fewer than the 1 projects that min_length asks.",
    ]


def test_a_selection_dearer_than_the_budget_is_told():
    text = PLAIN.replace("votes;name", "votes;name;selected").replace("budget;100", "budget;99.5")
    text = (
        text.replace('pump"""', 'pump""";1').replace("A school", "A school;1").replace("A path", "A path;2")
    )
    assert told(text) == ["PROJECTS, row 15: the selection in the file costs 0.5 more than the budget."]


def test_bands_end_where_the_next_begin():
    assert [band(age) for age in ("0", "17", "18", "29", "75", "130", "-3", "old", "4444")] == [
        "under 18",
        "under 18",
        "18–29",
        "18–29",
        "75 and over",
        "75 and over",
        "",
        "",
        "",
    ]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    with contextlib.suppress(ValueError):
        read(io.BytesIO(content))


FRAGMENTS = [
    "META",
    "PROJECTS",
    "VOTES",
    "key;value",
    "project_id;cost",
    "voter_id;vote;points",
    "budget;5",
    '"',
]
FRAGMENTS += [
    "a;1",
    "1;a",
    "1;a,b;3,4",
    ";",
    "vote_type;cumulative",
    "a;1e9",
    "x;999999999",
    "\ufeff",
    "b;0,5",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14))
def test_any_shuffled_rows_are_read_or_refused(lines):
    with contextlib.suppress(ValueError):
        election = read(io.StringIO("\n".join(lines)))
        assert by_equal_shares(election).left >= 0


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(PLAIN) - 1), st.sampled_from(['"', ";", "\n", "\r", "\x00", "9", "-", ","]))
def test_one_wrong_character_is_no_crash(place, character):
    with contextlib.suppress(ValueError):
        read_text(PLAIN[:place] + character + PLAIN[place + 1 :])
