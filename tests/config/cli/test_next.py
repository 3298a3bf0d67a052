"""`cairn next` names one statement and a true reason."""

import json

import pytest

from tests.config.cli.command import Command
from tests.config.cli.test_predict import camps, few_turns

__all__ = ["camps", "few_turns"]


run = Command("next")


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
        (
            ["--constituency", "West", "--constituencies", "REGIONS"],
            "Nobody declared the constituency 'West'",
        ),
    ],
)
def test_strangers_are_refused(camps, regions, arguments, words):
    result = run(camps, *(regions if one == "REGIONS" else one for one in arguments))
    assert (result.exit_code, words in result.stderr) == (1, True)


def test_a_constituency_is_that_of_the_file_and_of_nobody_else(camps, regions):
    alone = run(camps, "--constituency", "North")
    assert (alone.exit_code, "--constituency needs --constituencies" in alone.stderr) == (2, True)
    other = run(camps, "--for", "3", "--constituency", "South [isle]", "--constituencies", regions)
    assert (other.exit_code, "Participant 3 declared North; leave --constituency out." in other.stderr) == (
        2,
        True,
    )
    same = run(camps, "--for", "3", "--constituency", "North", "--constituencies", regions)
    assert same.stdout == run(camps, "--for", "3", "--constituencies", regions).stdout


def test_what_few_of_a_constituency_said_is_not_told(camps, regions):
    few = run(camps, "--constituency", "South [isle]", "--constituencies", regions)
    assert "(held back) of what South [isle] thinks of it." in " ".join(few.stdout.split())
    said = json.loads(
        run(camps, "--constituency", "South [isle]", "--constituencies", regions, "--json").stdout
    )
    assert said["bits"]["constituency"] is None
    assert "of what everyone thinks of it." in " ".join(run(camps).stdout.split())
