"""The examples of every help are command lines that work: all of them parse, and these are run on files."""

import re
import shlex

import click
import pytest
from click.testing import CliRunner

from cairn.config.cli import COMMANDS, main
from cairn.engine.finance import starting
from tests.config.cli.test_allocate import ELECTION
from tests.config.cli.test_contract import leaves

WIDE = {"terminal_width": 400, "max_content_width": 400}
NAMES = [" ".join(words) for words in leaves() if words != ["manage"]]


def examples(name):
    """Return the example lines of a command's help as lists of words, without what a shell reads."""
    context = click.Context(main, info_name="cairn", **WIDE)
    command = main.get_command(context, name.split()[0])
    for word in name.split()[1:]:
        has_group = isinstance(command, click.Group)
        command = command.get_command(context, word) if has_group else command.words[word]
    told = command.get_help(click.Context(command, info_name=name, parent=context, **WIDE))
    text = told[told.index("Example") :].replace("\\\n", " ")
    return [shlex.split(line.split(" > ")[0]) for line in re.findall(r"(?<!\S)cairn (.*)", text)]


@pytest.mark.parametrize("name", NAMES)
def test_every_example_parses(name, monkeypatch):
    monkeypatch.setattr(click.Path, "convert", lambda self, value, param, ctx: value)
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    found = examples(name)
    assert found
    for words in found:
        assert words[0] in COMMANDS
        result = CliRunner().invoke(main, words)
        assert (result.exit_code, result.exception) == (0, None), (words, result.output)


@pytest.mark.parametrize("name", ["allocate", "finance"])
def test_the_examples_run_as_they_are_written(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    voters = ELECTION.replace("voter_id;vote", "voter_id;vote;district").replace("4;hall", "4;hall;north")
    renamed = voters.replace("well", "bridge").replace("path", "ferry")
    (tmp_path / "election.pb").write_text(renamed)
    (tmp_path / "plan.json").write_text(starting(), encoding="utf-8")
    for words in examples(name):
        fewer_draws = ["20" if word == "1000" else word for word in words]
        result = CliRunner().invoke(main, fewer_draws)
        assert (result.exit_code, bool(result.stdout)) == (0, True), (words, result.output)
