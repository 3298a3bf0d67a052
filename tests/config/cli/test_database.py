"""A database that is not ready is said to be so, in words."""

import os
import subprocess
import sys

import pytest

FOUND = ["collective", "found", "rivers", "Rivers", "--steward", "a@example.org"]


def cairn(tmp_path, *arguments, **environment):
    """Run the command on a database of its own."""
    given = {**os.environ, "CAIRN_VAR": str(tmp_path), "CAIRN_DEBUG": "1", **environment}
    given.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "cairn.config", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


@pytest.mark.parametrize("arguments", [FOUND, ["conversation", "redraw", "1", "--collective", "rivers"]])
def test_a_database_without_tables_is_not_up_to_date(tmp_path, arguments):
    answer = cairn(tmp_path, *arguments, DATABASE_URL=f"sqlite:///{tmp_path}/new.sqlite3")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == "Error: The database is not up to date. Run `cairn manage migrate` first.\n"


def test_a_database_that_cannot_be_opened_is_named(tmp_path):
    answer = cairn(tmp_path, *FOUND, DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/new.sqlite3")
    assert answer.returncode == 1
    assert answer.stderr == (
        "Error: The database cannot be opened: unable to open database file. Look at DATABASE_URL.\n"
    )
