"""The database itself refuses to change or remove what is on the record.

This guards against slips and against a thoughtless line of SQL. Whoever owns the database can still take the
guard away; what they change then no longer verifies.
"""

TABLES = ("record_entry", "record_head")
SAYS = "The record is append-only: nothing on it is changed or removed."

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def protect(connection):
    """Make the database refuse changes of entries and heads; doing it twice is harmless."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                cursor.execute(_trigger(connection.vendor, table, act))


def unprotect(connection):
    """Take the guard away, to remove a whole database's content: an invented demo, a test."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, act)}{on}")


def _name(table, act):
    return f"{table}_refuses_{act.lower()}"


def _trigger(vendor, table, act):
    if vendor == "postgresql":
        return (
            f"CREATE OR REPLACE TRIGGER {_name(table, act)} BEFORE {act} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION record_is_append_only()"
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, act)} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    )
