"""`cairn predict` says where people stand and how sure that is, on files, without Django."""

import json
import math
import subprocess
import sys

import pytest

from cairn import __version__
from cairn.config.cli.predict import _likely
from tests.config.cli.command import Command
from tests.engine.opinion.conversations import NAMES, write_camps

run = Command("predict")


@pytest.fixture(autouse=True)
def few_turns(monkeypatch):
    """Let the sampler take few turns: what is said is tested here, not how well."""
    monkeypatch.setattr("cairn.engine.opinion.ideal.model.MAX_TURNS", 160)


@pytest.fixture
def camps(tmp_path):
    """Write an export of two camps, twenty statements (one moderated out, one new) and sixty people."""
    return write_camps(tmp_path, (f"{j},{-1 if j == 19 else 1},Statement [{j}]" for j in range(21)))


def test_json_places_everyone_and_predicts_the_rest(camps):
    result = run(camps, "--for", "7", "--check", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert (said["cairn"], said["n_participants"], said["n_statements"], said["dims"]) == (
        __version__,
        60,
        21,
        2,
    )
    assert said["options"] == {"dims": 2, "for": "7", "check": True, "seed": 0}
    assert [one["path"] for one in said["inputs"]] == [
        str(camps / name) for name in ("summary.csv", "comments.csv", "participants-votes.csv")
    ]
    sides = {one["x"] > 0 for one in said["participants"][::2]}
    assert sides != {one["x"] > 0 for one in said["participants"][1::2]}
    assert len(sides) == 1
    first = said["participants"][0]
    assert first["position"] == [first["x"], first["y"]]
    assert first["standard_error"] == [
        pytest.approx(math.sqrt(first["covariance"][at][at]), abs=1e-12) for at in (1, 2)
    ]
    moderated, new = said["statements"][19:]
    assert moderated["expected_agreement"] is None
    assert (new["n_sides"], 0 < new["expected_agreement"] < 1) == (0, True)
    own = {one["id"] for one in said["predictions"]}
    assert {"20"} <= own <= {one["id"] for one in said["statements"]} - {"19"}
    trial = said["trials"][0]
    assert trial["log_loss"] < trial["log_loss_by_statement"]
    assert sum(one["n"] for one in trial["calibration"]) == trial["n_hidden"]


def test_the_same_command_gives_the_same_bytes(camps):
    assert run(camps, "--dims", 1, "--json").stdout == run(camps, "--dims", 1, "--json").stdout
    said = json.loads(run(camps, "--dims", 1, "--json").stdout)
    assert (said["participants"][0]["y"], said["predictions"], said["trials"]) == (None, None, [])


def test_directions_are_chosen_by_hidden_votes(camps):
    said = json.loads(run(camps, "--dims", "auto", "--json").stdout)
    assert said["options"]["dims"] == "auto"
    assert [one["dims"] for one in said["trials"]] == [1, 2, 3, 4, 6]
    assert said["dims"] in {1, 2, 3, 4, 6}


def test_without_json_it_reads_like_a_page(camps):
    result = run(camps, "--for", "7", "--check")
    assert result.exit_code == 0
    for words in (
        "Parks [and paths]",
        "60 people placed from",
        "Direction 1 (",
        "who agrees with this stands there",
        "If everyone had taken a side",
        "votes were hidden and predicted: log-loss",
        "Said and came",
        "Participant 7 stands at",
        "Would agree",
        "Would disagree",
        "Statement [3]",
    ):
        assert words in result.stdout
    assert "Participant" not in run(camps).stdout


def test_no_answer_is_ever_sure():
    assert (_likely(0.997), _likely(0.85)) == ("over 99%", "85%")


def test_someone_who_answered_all_has_nothing_left(tmp_path, camps):
    text = (camps / "participants-votes.csv").read_text().splitlines()
    text[1] = "0,," + ",".join(["1"] * 20)
    (camps / "participants-votes.csv").write_text("\n".join(text))
    lines = (camps / "comments.csv").read_text().splitlines()[:-1]
    (camps / "comments.csv").write_text("\n".join(lines))
    result = run(camps, "--for", "0")
    assert "Participant 0 stands at" in result.stdout
    assert "Would" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dims", "9"], "'9' is neither a number from 1 to 8 nor auto"),
        (["--dims", "two"], "'two' is neither"),
        (["--seed", "-1"], "is not in the range"),
    ],
)
def test_a_wrong_command_line_ends_with_two(camps, arguments, words):
    result = run(camps, *arguments)
    assert (result.exit_code, words in result.stderr) == (2, True)


def test_a_stranger_is_refused(camps):
    result = run(camps, "--for", "99")
    assert result.exit_code == 1
    assert "Participant 99 has no vote" in result.stderr


def test_an_export_without_sides_is_at_fault(camps):
    (camps / "participants-votes.csv").write_text("participant,0\na,0\nb,0")
    result = run(camps)
    assert result.exit_code == 1
    assert "No vote on a statement shown takes a side" in result.stderr


def test_a_broken_export_names_its_place(camps):
    (camps / "participants-votes.csv").write_text("participant,0\na,7")
    result = run(camps)
    assert result.exit_code == 1
    assert "participants-votes.csv, row 2, column 0: the vote is '7'" in result.stderr


def test_django_is_never_loaded(camps):
    code = (
        "import sys; from cairn.config.cli import main\n"
        f"try: main(['predict', {str(camps)!r}, '--json'])\n"
        "except SystemExit as end: assert not end.code\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


@pytest.mark.shared
@pytest.mark.parametrize("name", [name for name in NAMES if "london" in name or "brexit" in name])
def test_a_shared_conversation_is_placed(shared_data, name):
    said = json.loads(run(shared_data / "conversations" / name, "--json").stdout)
    assert len(said["participants"]) == said["n_participants"]
    assert said["share"][0] > said["share"][1] > 0
