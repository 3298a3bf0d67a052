"""`cairn redline`: differences in words people read, merges that decide nothing."""

import json

import pytest
from click.testing import CliRunner

from cairn.config.cli import main

BASE = "We fish the three rivers.\n\nWe meet each May in the hall.\n\nElders open every meeting.\n"


@pytest.fixture
def write(tmp_path):
    def written(name, text):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return written


def run(*arguments):
    return CliRunner().invoke(main, ["redline", *arguments])


def answer(*arguments):
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_a_difference_is_told_by_paragraph(write):
    after = "Elders open every meeting.\n\nWe fish the four rivers.\n\nGuests are welcome.\n"
    told = answer(write("a.md", BASE), write("b.md", after))
    assert [(one["kind"], one["moved"]) for one in told["paragraphs"]] == [
        ("dropped", False),
        ("same", False),
        ("revised", True),
        ("added", False),
    ]
    assert (told["added"], told["dropped"]) == (1, 1)
    assert len(told["inputs"]) == 2


def test_a_difference_is_shown_in_criticmarkup_where_there_is_no_colour(write):
    after = (
        BASE.replace("May", "June").replace("\n\nElders open every meeting.", "") + "\nGuests are welcome.\n"
    )
    shown = run(write("a.md", BASE), write("b.md", after)).stdout
    assert shown.startswith("Paragraphs: 1 revised, 1 added, 1 dropped, 0 moved, 1 as they were.")
    assert "We meet each {--May--} {++June++} in the hall." in shown
    assert "{++Guests are welcome.++}" in shown


def test_a_moved_paragraph_is_marked(write):
    after = "Elders open every meeting.\n\nWe fish the three rivers.\n\nWe meet each May in the hall.\n"
    assert "[moved] Elders open every meeting." in run(write("a.md", BASE), write("b.md", after)).stdout


def test_amendments_are_merged_and_conflicts_are_told_apart_from_the_text(write):
    base = write("base.md", BASE)
    lakes = write("lakes.md", BASE.replace("May", "June").replace("three", "four"))
    coast = write("coast.md", BASE.replace("May", "April"))
    result = run(base, lakes, coast)
    assert result.exit_code == 0
    assert result.stdout == BASE.replace("three", "four")
    assert "1 to be decided by people:" in result.stderr
    assert f"{coast}: We meet each April in the hall." in result.stderr
    told = answer(base, lakes, coast)
    assert told["text"] + "\n" == BASE.replace("three", "four")
    assert told["paragraphs"][0]["from"] == [lakes]
    assert told["conflicts"][0]["kind"] == "words"
    assert run(base, base, lakes).stderr == ""


def test_a_text_that_stayed_is_said_in_two_words(write):
    assert run(write("a.md", BASE), write("b.md", BASE)).stdout == "Nothing changed.\n"
    assert run(write("c.md", ""), write("d.md", "")).stdout == "Nothing changed.\n"


def test_a_paragraph_moved_to_two_places_is_told_with_where(write):
    one, two, three, four = "One stands.", "Two stands.", "Three stands.", "Four stands."
    base = write("base.md", "\n\n".join([one, two, three, four]))
    near = write("near.md", "\n\n".join([two, one, three, four]))
    far = write("far.md", "\n\n".join([two, three, four, one]))
    said = run(base, near, far).stderr
    assert f"{far}, {near} move a paragraph to different places: “{one}”" in said
    assert f"{near}, after “{two}”: {one}" in said
    assert f"{far}, after “{four}”: {one}" in said
    start = write("start.md", "\n\n".join([four, one, two, three]))
    later = write("later.md", "\n\n".join([one, four, two, three]))
    assert f"{start}, at the beginning: {four}" in run(base, start, later).stderr


def test_what_is_no_text_is_refused(write, monkeypatch):
    good = write("a.md", BASE)
    result = run(good, write("b.md", b"\xff\xfe\x00"))
    assert (result.exit_code, "b.md, byte 0: this is not UTF-8" in result.stderr) == (1, True)
    assert "line 2: a control character" in run(good, write("b.md", "Fish.\n\x1b[2J")).stderr
    monkeypatch.setattr("cairn.config.cli.redline.LARGEST", 10)
    assert "larger than 0 MB" in run(good, good).stderr
