"""`cairn map` keeps its contract, says what is wrong, and never loads Django."""

import hashlib
import json
import subprocess
import sys

import pytest

from cairn import __version__
from cairn.config.cli import output
from cairn.engine.opinion.export import FILES
from tests.config.cli.command import Command
from tests.engine.opinion.conversations import COMMENTS, NAMES, SUMMARY, VOTES, write_camps

run = Command("map")


@pytest.fixture
def folder(tmp_path):
    """Write a tiny export."""
    for name, data in zip(FILES, (SUMMARY, COMMENTS, VOTES), strict=False):
        (tmp_path / name).write_bytes(data)
    return tmp_path


@pytest.fixture
def camps(tmp_path):
    """Write an export of two camps, twenty statements and sixty people."""
    return write_camps(tmp_path, (f"{j},1,Statement [{j}]" for j in range(20)))


def test_json_has_the_promised_keys(camps):
    result = run(camps, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    drawn = json.loads(result.stdout)
    assert (drawn["cairn"], drawn["n_participants"], drawn["n_statements"]) == (__version__, 60, 20)
    assert drawn["inputs"] == [
        {"path": str(camps / name), "sha256": hashlib.sha256((camps / name).read_bytes()).hexdigest()}
        for name in ("summary.csv", "comments.csv", "participants-votes.csv")
    ]
    assert drawn["options"] == {
        "groups": None,
        "constituencies": None,
        "populations": None,
        "min_size": 5,
        "seed": 0,
    }
    assert drawn["n_votes"] == sum(one["seen"] for one in drawn["statements"])
    first = drawn["statements"][0]
    assert first.keys() >= {
        "id",
        "agree",
        "disagree",
        "pass",
        "seen",
        "mean",
        "extremity",
        "moderated",
        "by_group",
        "group_informed_consensus",
    }
    assert first["mean"] == (first["agree"] - first["disagree"]) / first["seen"]
    assert [one["group"] for one in first["by_group"]] == ["A", "B"]
    assert drawn["components"][0].keys() == {"id", "v1", "v2"}
    assert drawn["participants"][0].keys() == {"id", "x", "y", "n_votes", "group"}
    assert sorted({one["group"] for one in drawn["participants"]}) == ["A", "B"]
    assert [(one["id"], one["size"]) for one in drawn["groups"]] == [("A", 30), ("B", 30)]
    assert all(one["stability"] > 0.9 and one["representative"] for one in drawn["groups"])
    assert drawn["constituencies"] == []


def test_what_is_missing_is_null(folder):
    votes = VOTES.replace(b"5,,10,ben,0\n", b"")
    (folder / "votes.csv").write_bytes(votes)
    drawn = json.loads(run(folder, "--json").stdout)
    last = drawn["statements"][2]
    assert (last["id"], last["seen"], last["mean"], last["extremity"]) == ("10", 0, None, None)
    assert {one["group"] for one in drawn["participants"]} == {None}
    assert (drawn["groups"], last["by_group"], drawn["n_votes"], drawn["n_votes_cast"]) == ([], [], 3, 4)


def test_the_readable_answer_is_a_sentence_then_tables(camps):
    result = run(camps)
    assert result.exit_code == 0
    assert result.stdout.startswith("Parks [and paths]\nTwo groups of 30 and 30 people.")
    assert "Group A: 30 people\nFound again (1 is always): by half the statements" in result.stdout
    assert "Statement [0]" in result.stdout
    assert "Contested" in result.stdout
    assert "Every group leans the same way\n" not in result.stdout
    assert "\x1b[" not in result.stdout


def test_what_every_group_shares_is_listed(camps):
    lines = (camps / "participants-votes.csv").read_text().split("\n")
    header = lines[0].split(",")
    last = len(header) - 1
    shared = [",".join([*line.split(",")[:last], "-1"]) for line in lines[1:] if line]
    (camps / "participants-votes.csv").write_text("\n".join([lines[0], *shared]))
    said = run(camps).stdout
    after = said.split("Every group leans the same way\n")[1].split("\n")
    assert after[0].split() == ["id", "statement", "agree", "disagree", "seen"]
    assert after[1].split()[0] == header[last]
    assert after[1].split()[-3:] == ["0", str(len(shared)), str(len(shared))]


def test_warnings_are_told(folder):
    (folder / "votes.csv").write_bytes(VOTES + b"5,,10,ben,0\n")
    assert "Note: votes.csv, row 7, column vote: the same vote as in row 6." in " ".join(
        run(folder).stdout.split()
    )
    assert len(json.loads(run(folder, "--json").stdout)["warnings"]) == 1


def test_groups_can_be_asked_for(camps):
    drawn = json.loads(run(camps, "--groups", "3", "--json").stdout)
    assert (len(drawn["groups"]), drawn["options"]["groups"]) == (3, 3)
    untested = run(camps, "--groups", "1")
    assert "Group A: 60 people" in untested.stdout


def regions(folder):
    """Write a table of 30 people of North, 27 of East and 3 of South, and one of how many live there."""
    table, peoples = folder / "regions.csv", folder / "peoples.csv"
    where = ["North"] * 30 + ["East"] * 27 + ["South"] * 3
    table.write_text("participant,constituency\n" + "\n".join(f"{i},{one}" for i, one in enumerate(where)))
    peoples.write_text("constituency,population\nNorth,100\nEast,900\nSouth,20\nWest,50\n")
    return table, peoples


def test_agreement_by_declared_constituency(camps):
    table, peoples = regions(camps)
    drawn = json.loads(run(camps, "--constituencies", table, "--populations", peoples, "--json").stdout)
    named = {one["name"]: one for one in drawn["constituencies"]}
    shared = next(one for one in drawn["constituencies"] if one["includes"])
    assert (named["North"]["size"], shared["includes"]) == (30, ["East", "South"])
    assert set(named["North"]["statements"][0]) >= {
        "id",
        "agree",
        "agreement",
        "low",
        "high",
        "is_suppressed",
    }
    assert set(drawn["bridging"]) == {"verdict", "statements"}
    assert drawn["participation"]["population"] == 1070
    assert [one["path"] for one in drawn["inputs"][-2:]] == [str(table), str(peoples)]


def test_constituencies_are_shown_with_who_took_part_and_what_bridges(camps):
    table, peoples = regions(camps)
    shown = run(camps, "--constituencies", table, "--populations", peoples).stdout
    assert "Agreement with statements, in per cent" in shown
    assert "Who took part" in shown
    assert "Not yet reached: West." in shown
    assert "Too few to be told apart: East, South." in shown


def test_populations_belong_to_constituencies(camps):
    result = run(camps, "--populations", regions(camps)[1])
    assert (result.exit_code, "--populations needs --constituencies" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("votes.csv", b"", "votes.csv: the file is empty. Export the conversation again."),
        ("votes.csv", None, "votes.csv: the file is missing. Export again, and keep all its files together."),
        (
            "votes.csv",
            VOTES.splitlines()[0],
            "There are no votes to draw a map from; wait for the first, or import",
        ),
        ("comments.csv", b"caf\xe9", "comments.csv, row 1: byte 4 is not UTF-8."),
    ],
)
def test_a_broken_export_ends_with_one_and_says_why(folder, name, data, message):
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)
    result = run(folder, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert message in result.stderr


def test_constituencies_of_another_conversation_are_refused(folder, tmp_path):
    table = tmp_path / "regions.csv"
    table.write_text("participant,constituency\nzoe,North\n")
    result = run(folder, "--constituencies", table)
    assert result.exit_code == 1
    assert "none of its 1 participants voted in this conversation" in result.stderr


def test_more_groups_than_places_are_refused(folder):
    result = run(folder, "--groups", "9")
    assert result.exit_code == 1
    assert "do not fall into so many; ask for fewer" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["no-such-folder"], [".", "--groups", "0"], [".", "--nonsense"]])
def test_a_wrong_command_line_ends_with_two(arguments):
    assert run(*arguments).exit_code == 2


def test_help_has_an_example():
    assert "cairn map exports/parks --constituencies" in run("--help").stdout


def test_progress_is_told_once_it_takes_long(capsys):
    progress = output.Progress(slow=0.2)
    progress("Quick")
    progress("Slow")
    progress.timer.join(5)
    progress("Last")
    progress.timer.join(5)
    progress.stop()
    assert capsys.readouterr() == ("", "Slow …\nLast …\n")


def test_it_never_loads_django(folder):
    code = (
        "import sys; from cairn.config.cli import main; "
        f"main(['map', {str(folder)!r}, '--json'], standalone_mode=False); "
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.shared
@pytest.mark.parametrize("name", NAMES)
def test_every_shared_conversation_has_a_map(shared_data, name):
    folder = shared_data / "conversations" / name
    assert run(folder).exit_code == 0
    one, other = run(folder, "--json"), run(folder, "--json")
    assert one.exit_code == 0
    assert one.stdout == other.stdout
    drawn = json.loads(one.stdout)
    assert drawn["n_votes"] == sum(statement["seen"] for statement in drawn["statements"])
    assert drawn["n_votes"] == sum(participant["n_votes"] for participant in drawn["participants"])
