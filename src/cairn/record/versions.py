"""Backups of an older Cairn: which migrations made them, and how their rows are brought up to date.

An older backup goes into an empty database of its own, in the form it had; the migrations run there, and a
backup of the outcome is what is restored.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from cairn import __version__


class NewerBackup(Exception):
    """A backup was made by a newer Cairn; the message names what this one does not know."""


def registry_at(migrations: dict[str, list[str]]):
    """Return the models as some migrations leave them: the present ones, or those of an older Cairn."""
    loader = MigrationLoader(None)
    made = {(app, name) for app, names in migrations.items() for name in names}
    if unknown := sorted(made - set(loader.disk_migrations)):
        raise NewerBackup(
            f"it was made by a newer Cairn than {__version__}: the migration {unknown[0][0]} {unknown[0][1]} "
            "is not known here"
        )
    if made == set(loader.disk_migrations):
        return apps
    return loader.project_state(_last(loader, made)).apps


def _last(loader, made):
    """Return the last migration of each app among some."""
    before = {
        parent.key for key in made for parent in loader.graph.node_map[key].parents if parent[0] == key[0]
    }
    return sorted(made - before)


@contextmanager
def database_of_its_own(folder: Path) -> Iterator[DatabaseWrapper]:
    """Let everything inside work on an empty SQLite database in a folder, in place of the installation's."""
    real = connections["default"]
    settings = {
        **real.settings_dict,
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "older.sqlite3",
    }
    own = DatabaseWrapper({**settings, "OPTIONS": {"transaction_mode": "IMMEDIATE"}}, "default")
    connections["default"] = own
    try:
        yield own
    finally:
        own.close()
        connections["default"] = real


def bring_up_to_date(own: DatabaseWrapper, migrations: dict[str, list[str]], fill) -> None:
    """Make the tables of some migrations, let `fill` write their rows, and run the migrations since."""
    loader = MigrationLoader(None)
    made = {(app, name) for app, names in migrations.items() for name in names}
    MigrationExecutor(own).migrate(_last(loader, made))
    with transaction.atomic():
        fill()
    executor = MigrationExecutor(own)
    executor.migrate(executor.loader.graph.leaf_nodes())
