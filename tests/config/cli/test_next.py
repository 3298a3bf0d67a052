"""`cairn next` names one statement and a true reason."""

import json

import pytest
from click.testing import CliRunner

from cairn.config.cli import main
from tests.config.cli.test_predict import camps, few_turns

__all__ = ["camps", "few_turns"]


def run(*arguments):
    """Run the command and return its result."""
    return CliRunner().invoke(main, ["next", *map(str, arguments)])


@pytest.fixture
def regions(tmp_path):
    """Write who declared which constituency."""
    path = tmp_path / "regions.csv"
    lines = [f"{i},{'North' if i < 57 else 'South [isle]'}" for i in range(60)]
    path.write_text("\n".join(["participant,constituency", *lines]))
    return path


def test_json_names_a_statement_not_yet_seen_and_why(camps, regions):
    result = run(camps, "--for", "3", "--constituencies", regions, "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["options"] == {
        "for": "3",
        "constituencies": str(regions),
        "constituency": "North",
        "seed": 0,
    }
    assert said["inputs"][-1]["path"] == str(regions)
    assert said["text"] == f"Statement [{said['statement']}]"
    assert said["bits"].keys() == {"position", "statement", "constituency"}
    assert said["code"] in said["bits"]
    assert said["reason"].startswith("because ")
    assert run(camps, "--for", "3", "--constituencies", regions, "--json").stdout == result.stdout


def test_somebody_new_gets_a_statement_too(camps, regions):
    result = run(camps, "--constituency", "South [isle]", "--constituencies", regions)
    assert result.exit_code == 0
    assert "Parks [and paths]\nShow statement " in result.stdout
    assert "Learned, in bits: " in result.stdout


def test_when_all_is_seen_that_is_said(camps):
    (camps / "participants-votes.csv").write_text("participant,0,1\na,1,-1\nb,1,")
    (camps / "comments.csv").write_text("comment-id,moderated,comment-body\n0,1,Trees\n1,1,Benches")
    assert "Nothing is left to show" in run(camps, "--for", "a").stdout
    said = json.loads(run(camps, "--for", "a", "--json").stdout)
    assert (said["statement"], said["reason"]) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--for", "99"], "Participant 99 has no vote"),
        (["--constituency", "West"], "Nobody declared the constituency 'West'; known are everyone"),
    ],
)
def test_strangers_are_refused(camps, arguments, words):
    result = run(camps, *arguments)
    assert (result.exit_code, words in result.stderr) == (1, True)
