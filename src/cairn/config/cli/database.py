"""The database, for the commands that write into it."""

import os

from cairn.config.cli.output import InputFault


def start_django():
    """Start Django by our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    import django

    django.setup()


def open_database():
    """Start Django; refuse a database that cannot be opened, or that lacks tables this version needs."""
    start_django()
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as fault:
        why = str(fault).strip().splitlines()[0]
        raise InputFault(f"The database cannot be opened: {why}. Look at DATABASE_URL.") from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise InputFault("The database is not up to date. Run `cairn manage migrate` first.")
