"""What every command shares: other people's words are printed as they stand."""

import json
import os
import subprocess
import sys

import pytest

from cairn.config.cli.output import InputFault, console, print_json, print_table, say
from cairn.engine.finance import starting


def test_markup_in_a_table_is_printed_and_never_read(capsys):
    print_table("Old [town]", ["[name]"], [["Park [/phase 2]"], ["[red]x[/red]"]])
    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "Old [town]",
        "[name]",
        "Park [/phase 2]",
        "[red]x[/red]",
    ]


def test_what_would_steer_the_terminal_is_shown_as_a_mark(capsys):
    print_table("", ["a\tb"], [["x\x1b[2Jy"]])
    say("half a pair \ud83d")
    assert "\x1b" not in (shown := capsys.readouterr().out)
    assert ("x�[2Jy" in shown, "half a pair �" in shown) == (True, True)


def test_a_fault_that_quotes_a_file_does_not_steer_the_terminal():
    assert InputFault("row 2: \x1b[2J").format_message() == "row 2: �[2J"


def test_half_a_pair_of_surrogates_stays_json(capsys):
    print_json({"name": "é\ud83d"})
    told = capsys.readouterr().out
    assert (told.strip(), json.loads(told)) == ('{"name": "é\\ud83d"}', {"name": "é\ud83d"})


def test_a_paragraph_is_one_line_in_a_pipe_and_broken_between_words_on_a_terminal(capsys, monkeypatch):
    words = "word " * 40
    say(words.strip())
    assert capsys.readouterr().out == f"{words.strip()}\n"
    monkeypatch.setattr(console, "_force_terminal", True)
    monkeypatch.setattr(console, "_width", 20)
    say(words.strip())
    assert capsys.readouterr().out.splitlines()[0].rstrip() == "word word word word"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_a_character_gets_a_mark_and_json_stays_json(tmp_path, encoding):
    def cairn(*arguments):
        command = [sys.executable, "-m", "cairn.config", "finance", *arguments]
        environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        return subprocess.run(command, capture_output=True, env=environment, check=True).stdout

    plan = tmp_path / "plan.json"
    plan.write_text(starting().replace("Two Rivers districts", "Río districts"), encoding="utf-8")
    shown, told = cairn(plan).decode(encoding), json.loads(cairn(plan, "--json").decode(encoding))
    dash = "–" if encoding == "utf-8" else "?"
    assert f" districts, 2026{dash}2030, USD" in shown
    assert "quantity × unit cost" in told["rule"]
