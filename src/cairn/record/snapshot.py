"""One moment of a database, read while others go on writing."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """Read everything inside as it stands now, whatever is written meanwhile; nobody waits for it.

    SQLite's write-ahead log and PostgreSQL's repeatable read both keep the moment. Inside a transaction
    that is there already, that one decides what is seen.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    with _reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@contextmanager
def _reading():
    """Let SQLite begin without its lock for writing, which a request would take at once."""
    if connection.vendor != "sqlite":
        yield
        return
    mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        connection.transaction_mode = mode
