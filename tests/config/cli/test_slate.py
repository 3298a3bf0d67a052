"""`cairn slate` keeps its contract, says what is wrong, and never loads Django."""

import hashlib
import json
import subprocess
import sys
from fractions import Fraction

import pytest

from cairn import __version__
from tests.config.cli.command import Command

NAMES = ["Large"] * 24 + ["Small"] * 14 + ["Tiny"] * 2
VOTES = [[1, 1, 1, -1, -1, 1]] * 24 + [[-1, -1, -1, 1, 1, 1]] * 16


run = Command("slate")


@pytest.fixture
def folder(tmp_path):
    """Write an export of two camps of 24 and 16 people who share the last of six statements."""
    texts = ["Benches [wood]", "Paths", "Trees", "Parking", "Roads", "Water"]
    lines = ["comment-id,moderated,comment-body", *(f"{j},1,{text}" for j, text in enumerate(texts))]
    (tmp_path / "summary.csv").write_text("topic,Parks [and paths]\n")
    (tmp_path / "comments.csv").write_text("\n".join(lines))
    rows = [f"{i},,{','.join(map(str, row))}" for i, row in enumerate(VOTES)]
    (tmp_path / "participants-votes.csv").write_text("\n".join(["participant,group-id,0,1,2,3,4,5", *rows]))
    table = [f"{i},{name}" for i, name in enumerate(NAMES)]
    (tmp_path / "regions.csv").write_text("\n".join(["participant,constituency", *table]))
    return tmp_path


def answer(*arguments):
    """Return the object that is printed; progress may be told beside it on a slow machine."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_json_has_the_promised_keys(folder):
    told = answer(folder, "--size", 4, "--constituencies", folder / "regions.csv", "--unseen", "groups")
    assert told["cairn"] == __version__
    names = ("summary.csv", "comments.csv", "participants-votes.csv", "regions.csv")
    assert told["inputs"] == [
        {"path": str(folder / name), "sha256": hashlib.sha256((folder / name).read_bytes()).hexdigest()}
        for name in names
    ]
    assert told["options"] == {
        "size": 4,
        "kind": "proportional",
        "rule": "equal-shares",
        "constituencies": str(folder / "regions.csv"),
        "weigh": "people",
        "unseen": "groups",
        "groups": None,
        "parts": 4,
        "min_size": 5,
        "seed": 0,
    }
    first = told["statements"][0]
    assert (first["id"], first["text"], first["agree"], first["seen"]) == ("0", "Benches [wood]", 24, 40)
    assert (first["phase"], first["bridge"]) == ("shares", None)
    assert first["reason"].startswith("24 of the 40 who saw it agree, about 60% of everyone.")
    assert float(Fraction(first["price_exact"])) == first["price"]
    assert first["share"] == float(Fraction(first["price_exact"]) * 160 / 4)  # 160 parts
    certificate = told["certificate"]
    assert (certificate["ejr_plus"], certificate["violations"]) == (True, [])
    assert 0 < certificate["largest_claim"]["ratio"] < 1
    assert [(one["name"], one["kind"]) for one in certificate["coverage"]] == [
        ("Large", "constituency"),
        ("Smaller ones together", "constituency"),
        ("A", "group"),
        ("B", "group"),
    ]
    assert certificate["together"] == ["Small", "Tiny"]
    assert certificate["worst_constituency"].keys() >= {
        "name",
        "coverage",
        "stated",
        "possible",
        "best",
        "worst",
    }
    assert certificate["overall"]["people"] == told["n_participants"] == 40
    assert all(tie["chosen"] in tie["tied"] for tie in told["ties"])


def test_common_ground_tells_where_it_is_least_sure(folder):
    told = answer(folder, "--size", 1, "--kind", "common-ground", "--unseen", "groups")
    (one,) = told["statements"]
    assert (one["id"], one["price"], one["phase"], one["share"]) == ("5", None, None, None)
    assert (one["bridge"]["standing"], one["bridge"]["weakest"]) == (
        "bridges",
        {"name": "B", "kind": "group"},
    )
    assert told["certificate"]["largest_claim"]["statement"] == "0"


@pytest.mark.parametrize("rule", ["equal-shares", "phragmen", "pav"])
@pytest.mark.parametrize("unseen", ["groups", "left-out"])
def test_every_rule_gives_each_camp_its_part(folder, rule, unseen):
    told = answer(folder, "--size", 5, "--rule", rule, "--unseen", unseen)
    assert sorted(one["id"] for one in told["statements"]) == ["0", "1", "2", "3", "4"]
    assert told["certificate"]["ejr_plus"] is True
    assert all((one["price"] is None) == (rule == "pav") for one in told["statements"])


def test_the_unseen_is_estimated_by_where_each_person_stands(folder):
    """The last person, who has seen two statements, would agree with what her camp agrees with."""
    table = folder / "participants-votes.csv"
    table.write_text("\n".join([*table.read_text().split("\n")[:-1], "39,,-1,,,1,,"]))
    told = answer(folder, "--size", 5, "--seed", 7)
    assert (told["options"]["unseen"], told["options"]["seed"]) == ("ideal-point", 7)
    support = {one["id"]: one["support"] for one in told["statements"]}
    assert support.keys() == {"0", "1", "2", "3", "4"}
    assert support["1"] <= 24.5 / 40
    assert support["4"] >= 15.75 / 40


def test_the_same_input_gives_the_same_answer(folder):
    arguments = (folder, "--size", 3, "--json", "--seed", 7, "--unseen", "groups")
    one, other = (run(*arguments).stdout for _ in range(2))
    assert one == other


def test_constituencies_may_weigh_the_same(folder):
    table = ("--constituencies", folder / "regions.csv", "--unseen", "groups")
    told = answer(folder, "--size", 2, "--weigh", "constituencies", *table)
    assert "Every constituency weighs the same" in told["rule"]
    for one in told["statements"]:  # exact figures would tell how many of each constituency agree
        assert (one["price"], one["price_exact"]) == (None, None)
        assert all(one[name] is None or one[name] == round(one[name], 2) for name in ("support", "share"))
    claim = told["certificate"]["largest_claim"]
    assert claim["share"] == round(claim["share"], 2)


def test_people_read_sentences_and_a_table(folder):
    arguments = ("--rule", "phragmen", "--constituencies", folder / "regions.csv", "--unseen", "groups")
    result = run(folder, "--size", 2, *arguments)
    said = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert said.startswith(
        "Parks [and paths] 2 of 5 contested statements. No group that agrees is large enough"
    )
    assert "1. Benches [wood] (statement 0) 24 of the 40 who saw it agree" in said
    assert "Too few to be told apart: Small, Tiny." in said
    assert "stood equal; 0 was taken: its id comes first." in said
    assert "Phragmén's sequential rule" in said


def test_what_was_said_of_a_few_is_held_back_in_the_table(folder):
    """Of one constituency too few saw a statement on the slate."""
    lines = (folder / "participants-votes.csv").read_text().split("\n")
    lines[25:41] = [f"{i},,-1,-1,-1,{1 if i > 36 else ''},1,1" for i in range(24, 40)]
    (folder / "participants-votes.csv").write_text("\n".join(lines))
    regions = "\n".join(f"{i},{'Small' if i >= 24 else 'Large'}" for i in range(40))
    (folder / "regions.csv").write_text("participant,constituency\n" + regions)
    arguments = (folder, "--size", 6, "--kind", "common-ground", "--constituencies", folder / "regions.csv")
    rows = {one["name"]: one for one in answer(*arguments)["certificate"]["coverage"]}
    assert (rows["Small"]["stated"], rows["Small"]["possible"]) == (None, None)
    assert rows["Large"]["stated"] is None  # or it would give the other away
    assert "held back" in run(*arguments).stdout


def test_where_nobody_takes_a_side_nothing_is_contested(folder):
    rows = [f"{i},,0,0,0,0,0,0" for i in range(40)]
    header = "participant,group-id,0,1,2,3,4,5"
    (folder / "participants-votes.csv").write_text("\n".join([header, *rows]))
    result = run(folder, "--size", 2)
    assert (result.exit_code, "No statement is contested" in result.stdout) == (0, True)


def test_a_tie_of_statements_is_told_with_support(folder):
    """Loads are equal, and one statement has more supporters."""
    matrix = [[1, 1, -1]] * 6 + [[-1, -1, 1]] * 3 + [[-1, -1, -1]] * 5
    rows = [f"{i},,{','.join(map(str, row))},,," for i, row in enumerate(matrix)]
    (folder / "participants-votes.csv").write_text("\n".join(["participant,group-id,0,1,2,3,4,5", *rows]))
    result = run(folder, "--size", 2, "--rule", "phragmen", "--unseen", "left-out")
    assert "Statements 1, 2 stood equal; 1 was taken: more people agree with it." in " ".join(
        result.stdout.split()
    )


@pytest.mark.parametrize(
    ("file", "text", "wrong"),
    [
        (
            "participants-votes.csv",
            "participant,0\n1,7\n",
            "participants-votes.csv, row 2, column 0: the vote is",
        ),
        ("regions.csv", "participant,region\n1,x\n", "column constituency: missing"),
        ("regions.csv", "participant,constituency\n900,x\n", "none of its 1 participants voted"),
    ],
)
def test_a_broken_file_is_the_inputs_fault(folder, file, text, wrong):
    (folder / file).write_text(text)
    result = run(folder, "--size", 2, "--constituencies", folder / "regions.csv", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert wrong in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--size", 0],
        ["--size", 2, "--kind", "best"],
        ["--size", 2, "--rule", "lot"],
        ["--size", 2, "--weigh", "constituencies"],
    ],
)
def test_a_wrong_command_line_is_refused_as_such(folder, arguments):
    assert run(folder, *arguments).exit_code == 2


def test_the_command_never_loads_django(folder):
    code = (
        "import sys; from cairn.config.cli import main; "
        f"main(['slate', {str(folder)!r}, '--size', '2', '--unseen', 'groups'], standalone_mode=False); "
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.shared
def test_a_real_conversation_has_its_slate(shared_data):
    told = answer(shared_data / "conversations" / "london.youth.policing", "--size", 5)
    assert (len(told["statements"]), told["certificate"]["ejr_plus"]) == (5, True)
    assert told["certificate"]["worst_constituency"]["coverage"] >= 0.97


def test_a_warning_of_the_export_is_told(folder):
    lines = [f"{1 + i},,{j},{i},{vote}" for i, row in enumerate(VOTES) for j, vote in enumerate(row)]
    lines.append(lines[0])
    (folder / "votes.csv").write_text("\n".join(["timestamp,datetime,comment-id,voter-id,vote", *lines]))
    said = " ".join(run(folder, "--size", 1, "--unseen", "left-out").stdout.split())
    assert "Note: votes.csv, row 242, column vote: the same vote as in row 2. It is counted once." in said
