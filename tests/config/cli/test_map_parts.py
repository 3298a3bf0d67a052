"""`cairn map summarise` and `cairn map merge`: parts give the map of the whole, and little leaves."""

import json
import subprocess
import sys

import pytest

from cairn.engine.opinion.export import FILES
from cairn.engine.opinion.summary import RULE, ConversationSummary
from cairn.engine.summary import pack
from tests.config.cli.command import Command
from tests.engine.opinion.conversations import COMMENTS, SUMMARY, VOTES

run = Command("map")


HEADER = VOTES.splitlines()[0]


def export(folder, lines, header=HEADER):
    """Write an export with some votes."""
    folder.mkdir()
    for name, data in zip(FILES, (SUMMARY, COMMENTS, b"\n".join([header, *lines])), strict=False):
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def parts(tmp_path):
    """Write a conversation whole, and in two parts of which one was later."""
    chance = [(i * 7 + j * 5) % 11 for i in range(30) for j in range(3)]
    lines = [
        f"{at},,{('0', '1', '10')[at % 3]},p{at // 3},{value % 3 - 1}".encode()
        for at, value in enumerate(chance)
    ] + [b"1000,,0,p0,1", b"1001,,0,p0,-1"]
    whole = export(tmp_path / "whole", lines)
    return whole, [export(tmp_path / "one", lines[:50]), export(tmp_path / "two", lines[:40:-1])]


def drawn(result):
    """Return what a command drew, without what says where from."""
    assert (result.exit_code, result.stderr) == (0, "")
    answer = json.loads(result.stdout)
    return {key: value for key, value in answer.items() if key not in ("inputs", "options", "n_votes_cast")}


def test_merged_parts_give_the_map_of_the_whole(parts, tmp_path):
    whole, folders = parts
    files = [tmp_path / "a.summary", tmp_path / "b.summary"]
    for folder, file in zip(folders, files, strict=True):
        assert run("summarise", folder, "-o", file).exit_code == 0
    merged = run("merge", *files, "--json")
    assert drawn(merged) == drawn(run(whole, "--json"))
    assert json.loads(merged.stdout)["inputs"][0]["path"] == str(files[0])
    assert json.loads(merged.stdout)["options"] == json.loads(run(whole, "--json").stdout)["options"]
    assert run("merge", *files).stdout == run(whole).stdout


@pytest.mark.shared
def test_a_shared_conversation_in_three_parts_is_whole_again(shared_data, tmp_path):
    source = shared_data / "conversations" / "brexit-consensus"
    header, *lines = (source / "votes.csv").read_bytes().splitlines()
    files = []
    for at in range(3):
        folder = export(tmp_path / str(at), lines[at::3], header)
        for name in ("summary.csv", "comments.csv"):
            (folder / name).write_bytes((source / name).read_bytes())
        files.append(tmp_path / f"{at}.summary")
        assert run("summarise", folder, "-o", files[-1]).exit_code == 0
    whole = drawn(run(source, "--json"))
    assert drawn(run("merge", *files[::-1], "--json")) == whole


@pytest.mark.parametrize("way", [("--by", "here"), ("--by", "processes"), ("--jobs", "2")])
def test_several_folders_make_one_summary(parts, tmp_path, way):
    _, folders = parts
    result = run("summarise", *folders, "-o", tmp_path / "all", *way, "--json")
    told = json.loads(result.stdout)
    assert (told["n_participants"], told["kind"], told["rule"]) == (30, "conversation", RULE)
    assert told["output"] == str(tmp_path / "all")
    assert len(told["inputs"]) == 6
    assert told["options"] == {
        "release": None,
        "by": "here" if way[1] == "here" else "processes",
        "jobs": 2 if way[0] == "--jobs" else None,
    }
    one, two = (ConversationSummary.from_bytes(make(folder, tmp_path)) for folder in folders)
    assert (tmp_path / "all").read_bytes() == one.merge(two).to_bytes()


def make(folder, tmp_path):
    run("summarise", folder, "-o", tmp_path / "one.summary")
    return (tmp_path / "one.summary").read_bytes()


def test_the_readable_answer_says_to_keep_it(parts, tmp_path):
    result = run("summarise", parts[0], "-o", tmp_path / "s")
    assert result.stdout == (
        f"{tmp_path}/s: 30 people, 3 statements, 90 votes. It holds each person's votes: keep it with those "
        "who may see them. What may go further is made with --release.\n"
    )


def test_counts_may_leave_and_are_shown_together(parts, tmp_path):
    files = [tmp_path / "a", tmp_path / "b"]
    for folder, file in zip(parts[1], files, strict=True):
        result = run("summarise", folder, "-o", file, "--release", 5)
        assert "counts of 2 statements and nobody's vote; 0 withheld, which fewer than 5 saw." in " ".join(
            result.stdout.split()
        )
        assert b"p1" not in file.read_bytes()
    answer = json.loads(run("merge", *files, "--json").stdout)
    assert [one["id"] for one in answer["statements"]] == ["0", "10"]
    first = answer["statements"][0]
    assert first.keys() == {
        "id",
        "text",
        "agree",
        "disagree",
        "pass",
        "seen",
        "agreement",
        "low",
        "high",
        "n_withheld",
    }
    assert first["agreement"] == first["agree"] / first["seen"]
    shown = run("merge", *files, "-o", tmp_path / "c").stdout
    assert shown.startswith("Counts of 2 part(s), each of 5 people or more")
    assert json.loads(run("merge", tmp_path / "c", "--json").stdout)["statements"] == answer["statements"]


def test_withheld_counts_are_null_and_said(tmp_path):
    lines = [f"1,,0,p{i},1".encode() for i in range(8)] + [b"1,,10,p0,1"]
    run("summarise", export(tmp_path / "e", lines), "-o", tmp_path / "s", "--release", 3)
    held = json.loads(run("merge", tmp_path / "s", "--json").stdout)["statements"][1]
    assert (held["seen"], held["agreement"], held["low"], held["n_withheld"]) == (0, None, None, 1)
    assert "held back" in run("merge", tmp_path / "s").stdout
    nothing = export(tmp_path / "n", lines[:8])
    run("summarise", nothing, "-o", tmp_path / "s", "--release", 3)
    assert "no votes" in run("merge", tmp_path / "s").stdout


def test_too_few_people_let_nothing_leave(parts, tmp_path):
    result = run("summarise", parts[0], "-o", tmp_path / "s", "--release", 31)
    assert result.exit_code == 1
    assert "30 people voted, and at least 31 must have" in result.stderr
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    "option", [("--groups", "2"), ("--min-size", "3"), ("--seed", "1"), ("--constituencies", "c.csv")]
)
def test_counts_draw_no_map(parts, tmp_path, option, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.csv").write_text("participant,constituency\n")
    run("summarise", parts[0], "-o", "s", "--release", 5)
    result = run("merge", "s", *option)
    assert result.exit_code == 2
    assert f"{option[0]} needs everyone's votes" in result.stderr


def test_each_fault_names_the_file(parts, tmp_path):
    (tmp_path / "bad").write_bytes(b"noise")
    (tmp_path / "other").write_bytes(pack("panel", 1, {}, {}))
    run("summarise", parts[0], "-o", tmp_path / "s")
    run("summarise", parts[0], "-o", tmp_path / "c", "--release", 5)
    for files, message in (
        (["bad"], "bad: This is no summary: it does not start as one."),
        (["other"], "other: This is a summary of kind 'panel': choose one of a conversation."),
        (["s", "c"], "c: This is a summary of kind 'statement counts', not 'conversation'"),
    ):
        result = run("merge", *(tmp_path / file for file in files))
        assert (result.exit_code, message in result.stderr) == (1, True)


def test_a_fault_in_one_folder_names_it(parts, tmp_path):
    (parts[1][1] / "votes.csv").write_bytes(VOTES + b"1,,0,ann,7\n")
    for way in ("here", "processes"):
        result = run("summarise", *parts[1], "-o", tmp_path / "s", "--by", way)
        assert result.exit_code == 1
        assert f"{parts[1][1]}/votes.csv, row 7, column vote: the vote is '7'." in result.stderr


def test_parts_of_two_conversations_are_refused(parts, tmp_path):
    (parts[1][1] / "summary.csv").write_bytes(b"topic,Rivers\n")
    result = run("summarise", *parts[1], "-o", tmp_path / "s")
    assert (result.exit_code, "'Parks' and 'Rivers': merge parts of one" in result.stderr) == (1, True)


def test_a_place_that_cannot_be_written_is_told(parts, tmp_path):
    result = run("summarise", parts[0], "-o", tmp_path / "nowhere" / "s")
    assert (result.exit_code, "cannot be written (No such file or directory)" in result.stderr) == (1, True)


@pytest.mark.parametrize("word", ["merge", "summarise"])
def test_a_folder_of_that_name_is_still_drawn(parts, tmp_path, monkeypatch, word):
    monkeypatch.chdir(tmp_path)
    parts[0].rename(tmp_path / word)
    whole = run(f"./{word}").stdout
    assert whole.startswith("Parks\n")
    assert run(word).stdout == whole
    assert run("--seed", "0", word).stdout == whole
    (tmp_path / "c.csv").write_text("participant,constituency\np1,North\n")
    assert "Agreement with statements, in per cent" in run(word, "--constituencies", "c.csv").stdout
    assert run("summarise", word, "-o", "s").exit_code == 0  # here the word is the command
    assert run("merge", "s").stdout == whole
    assert run("merge", "--json", "s").exit_code == 0


def test_help_shows_each_command():
    shown = run("--help").stdout
    assert "summarise" in shown
    assert "merge" in shown
    assert "Usage: main map merge [OPTIONS] FILE..." in run("merge", "--help").stdout
    assert run("merge").exit_code == 2
    assert run().exit_code == 2


def test_parts_never_load_django(parts, tmp_path):
    arguments = ["map", "summarise", str(parts[0]), "-o", str(tmp_path / "s")]
    code = (
        "import sys; from click.testing import CliRunner; from cairn.config.cli import main; "
        f"r = CliRunner().invoke(main, {arguments!r}); "
        "print(r.exit_code, 'django' in sys.modules, 'pyspark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0 False False\n"
