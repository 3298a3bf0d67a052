"""`cairn record verify`, as a person at home runs it."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cairn.config.cli.record import command
from cairn.record import queries
from cairn.record.actions import append, open_log
from tests.factories import AT


@pytest.fixture
def exported(db, tmp_path):
    """Return the file of an exported log of three entries."""
    log = open_log(origin="cairn/test", at=AT)
    for n in range(3):
        append(log, "stone_laid", log, at=AT, facts={"n": n})
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(queries.exported(log)))
    return path


def run(*arguments):
    return CliRunner().invoke(command, ["verify", *map(str, arguments)])


def test_verify_says_what_holds(exported):
    answer = run(exported)
    assert answer.exit_code == 0
    assert "All 3 entries of the log cairn/test lead to its head 3, unchanged." in answer.output


def test_verify_prints_one_object(exported):
    answer = json.loads(run(exported, "--json").output)
    assert {name: answer[name] for name in ("ok", "checked", "kind", "log", "opened")} == {
        "ok": True,
        "checked": 3,
        "kind": "log",
        "log": "cairn/test",
        "opened": 0,
    }
    assert answer["head"]["size"] == 3
    assert answer["inputs"][0]["path"] == str(exported)


def test_verify_fails_on_a_changed_file(exported):
    exported.write_bytes(exported.read_bytes().replace(b'"n":1', b'"n":7'))
    answer = run(exported)
    assert answer.exit_code == 1
    assert f"{exported}: the 3 entries do not lead to the head's root" in answer.output
    answer = run(exported, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.output)["ok"] is False


def test_verify_compares_a_head_noted_earlier(exported):
    root = json.loads(exported.read_bytes().splitlines()[0])["head"]["root"]
    assert run(exported, "--head", f"3:{root}").exit_code == 0
    assert run(exported, "--head", f"3:{'0' * 64}").exit_code == 1
    assert run(exported, "--head", "three").exit_code == 2


def test_verify_of_a_missing_file_is_a_fault_of_the_command_line(tmp_path):
    assert run(tmp_path / "none.json").exit_code == 2


def test_verify_loads_no_django(exported):
    code = (
        "import sys; from cairn.config.cli import main\n"
        "try: main(['record', 'verify', sys.argv[1]])\n"
        "finally: assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    subprocess.run([sys.executable, "-c", code, str(exported)], check=True)
