"""Where a member's rows are: a file, or the address of a database; read as a stream, and only read."""

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cairn.config.cli.output import InputFault

BLOCK = 5_000  # rows fetched at a time
POSTGRES = ("postgresql", "postgres")


class Source:
    """One place of rows: its name without secrets, its file if it is one, and its sheets as streams."""

    def __init__(self, name, path, sheets):
        """Keep what to call, and how to read it."""
        self.name, self.path, self.sheets = name, path, sheets


def open_source(address):
    """Say what an address is: CSV, XLSX, ODS, Parquet or SQLite by content, PostgreSQL by its URL."""
    scheme = address.partition("://")[0]
    if scheme in POSTGRES:
        return _postgres(address)
    if scheme == "sqlite":
        path = Path(unquote(address.removeprefix("sqlite://").removeprefix("/")))
        path = path if path.exists() else Path("/") / path
    else:
        path = Path(address)
    if not path.is_file():
        raise InputFault(f"There is no file {path}. Check --data: a file, sqlite:///FILE or postgresql://….")
    with path.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"SQLite format 3\0"):
        return Source(path.name, path, lambda sheet, table, _: _sqlite(path, table))
    if head.startswith(b"PAR1"):
        return Source(path.name, path, lambda sheet, table, _: _parquet(path))
    if head.startswith(b"PK\x03\x04"):
        return Source(path.name, path, lambda sheet, table, _: _workbook(path, sheet))
    return Source(path.name, path, lambda sheet, table, encoding: _text(path, encoding))


@contextmanager
def _text(path, encoding):
    """Read a CSV row by row; what is no text is refused with what to do instead."""
    from cairn.engine.measure.reading import SheetRows
    from cairn.engine.measure.source import blocks, head_of
    from cairn.engine.measure.streamed import STREAMED
    from cairn.engine.measure.table import refuse_foreign
    from cairn.engine.measure.text import rows_of_text

    with path.open("rb") as stream:
        head = head_of(stream)
        refuse_foreign(head, path.name)
        parts = blocks(stream, file=path.name, limits=STREAMED, head=head)
        rows = rows_of_text(parts, file=path.name, encoding=encoding or None, delimiter=None, limits=STREAMED)
        yield iter([SheetRows("", enumerate(rows, start=1))])


@contextmanager
def _workbook(path, sheet):
    """Read an XLSX row by row, an ODS at once within its limits."""
    import zipfile

    from cairn.engine.measure.reading import SheetRows
    from cairn.engine.measure.streamed import workbook_rows
    from cairn.engine.measure.table import read_table

    with path.open("rb") as stream:
        is_ods = zipfile.is_zipfile(stream) and "content.xml" in zipfile.ZipFile(stream).namelist()
        stream.seek(0)
        if is_ods:
            table = read_table(stream, name=path.name, sheet=sheet or None)
            yield (SheetRows(one.name, enumerate(one.rows, start=1)) for one in table.sheets)
        else:
            yield workbook_rows(stream, file=path.name, sheet=sheet or None)


@contextmanager
def _parquet(path):
    import duckdb

    with duckdb.connect(":memory:") as connection:
        try:
            connection.execute("SET TimeZone = 'UTC'")  # a moment is told alike on every machine
            told = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            names = ('"{}"'.format(one[0].replace('"', '""')) for one in told if "TIME ZONE" in str(one[1]))
            moments = ", ".join(f"CAST({name} AS VARCHAR) AS {name}" for name in names)
            asked = f"* REPLACE ({moments})" if moments else "*"
            made = connection.execute(f"SELECT {asked} FROM read_parquet(?)", [str(path)])  # noqa: S608 - quoted
            yield _fetched(made, [one[0] for one in made.description])
        except duckdb.Error as fault:
            raise InputFault(f"{path.name}: This Parquet file cannot be read ({_first(fault)}).") from None


@contextmanager
def _sqlite(path, table):
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            asked = connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            name = _chosen([one[0] for one in asked], table, path.name)
            made = connection.execute('SELECT * FROM "{}"'.format(name.replace('"', '""')))  # noqa: S608 - quoted
            yield _fetched(made, [one[0] for one in made.description])
        except sqlite3.Error as fault:
            raise InputFault(f"{path.name}: This database cannot be read ({_first(fault)}).") from None


def _postgres(address):
    """Read a table or view of PostgreSQL in a transaction that cannot write."""
    parts = urlsplit(address)
    name = f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"

    @contextmanager
    def sheets(sheet, table, _):
        import psycopg
        from psycopg import sql

        try:
            with psycopg.connect(address, connect_timeout=10) as connection:
                connection.read_only = True
                asked = connection.execute(
                    "SELECT table_schema, table_name FROM information_schema.tables"
                    " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"
                ).fetchall()
                known = {one[1] if one[0] == "public" else f"{one[0]}.{one[1]}": one for one in asked}
                chosen = known[_chosen(list(known), table, name)]
                with connection.cursor(name="cairn_rows") as cursor:
                    cursor.itersize = BLOCK
                    cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(*chosen)))
                    first = cursor.fetchmany(1)
                    headings = [one.name for one in cursor.description]
                    yield _fetched(cursor, headings, first)
        except psycopg.Error as fault:
            raise InputFault(
                f"{name}: The database cannot be read ({_first(fault)}). Check --data."
            ) from None

    return Source(name, None, sheets)


def _chosen(names, table, where):
    """Find the table that was asked for; the only one needs no name."""
    if table and table not in names:
        raise InputFault(f"{where}: There is no table {table!r}. Use one of: {', '.join(names) or 'none'}.")
    if not table and len(names) != 1:
        raise InputFault(
            f"{where}: There are several tables or none. Say --table: {', '.join(names) or 'none'}."
        )
    return table or names[0]


def _fetched(cursor, headings, first=()):
    """Yield rows as text cells; the headings are row 0, so that the first row of data is row 1."""
    from cairn.engine.measure.reading import SheetRows, cell_text

    def rows():
        yield 0, headings
        number, some = 0, list(first) or cursor.fetchmany(BLOCK)
        while some:
            for row in some:
                number += 1
                yield number, [cell_text(cell) for cell in row]
            some = cursor.fetchmany(BLOCK)

    return iter([SheetRows("", rows())])


def _first(fault):
    return str(fault).strip().partition("\n")[0]
