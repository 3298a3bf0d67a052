"""The index of pages: SQLite's FTS5 over our own words, in a database that the caller opened.

The caller gives a connection: to a file, and the index is remembered, or to memory. FTS5 finds and weighs
(BM25); which words there are, in any script, is decided in `words.py`. Pages are indexed, not passages: words
of a question that stand apart on a page still meet there, and only the few pages found need to be cut.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cairn.engine.retrieval.documents.page import Document
from cairn.engine.retrieval.passages import passages
from cairn.engine.retrieval.words import index_text

APPLICATION = 0x43414952  # "CAIR", written into the file so that no other database is taken for an index
VERSION = 3  # of the layout, the words and the passages; another one means reading the documents again
COMMON = 0.05  # a word in more of the pages than this finds none by itself, if rarer words are asked too
NOTHING = '""'  # what FTS5 is asked for to find nothing
KIN = 0.5  # what a root of kin counts in the finding
SCHEMA = """
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, notices TEXT NOT NULL);
CREATE TABLE pages (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,
  text TEXT NOT NULL, UNIQUE (document, number));
CREATE TABLE meanings (
  page INTEGER NOT NULL, first INTEGER NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
  PRIMARY KEY (page, first, model));
CREATE VIRTUAL TABLE roots USING fts5 (text, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (roots, row);
"""


PAGE = (  # with the 400 characters of its document that say what it is about
    "SELECT d.name, d.unit, p.number, p.label, p.text, p.id, "
    "coalesce((SELECT substr(text, 1, 400) FROM pages WHERE document = d.id AND number = 1), '')"
)
FOUND = f"""
WITH matched AS (
  SELECT rowid AS id, bm25(roots) AS weight FROM roots WHERE roots MATCH ?1
  UNION ALL SELECT rowid, {KIN} * bm25(roots) FROM roots WHERE roots MATCH ?2),
found AS MATERIALIZED (SELECT id, round(sum(weight), 6) AS weight FROM matched GROUP BY id),
worst AS (SELECT max(weight) AS weight FROM (SELECT weight FROM found ORDER BY weight LIMIT ?3))
{PAGE}, -found.weight FROM found JOIN pages p USING (id) JOIN documents d ON d.id = p.document
WHERE found.weight <= (SELECT weight FROM worst) ORDER BY found.weight, d.name, p.number LIMIT ?3
"""  # noqa: S608 (made of constants)


class NotAnIndexError(ValueError):
    """The database is no index of documents, or was made by another version."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage where it stands: `text` is characters `first` to `last` of the page."""

    document: str
    unit: str
    page: int
    label: str
    first: int
    last: int
    text: str
    row: int  # of the page
    sentences: tuple[tuple[int, int], ...]  # characters of the page

    @property
    def id(self) -> str:
        """Return the name of the passage inside its document: page, and first and last character."""
        return f"{self.page}:{self.first}-{self.last}"


@dataclass(frozen=True, slots=True)
class Found:
    """A page that was found: where it stands, its text, and its weight by BM25 (higher is nearer)."""

    document: str
    unit: str
    page: int
    label: str
    text: str
    row: int
    opening: str  # how the document begins
    weight: float = 0.0

    def passages(self) -> list[Passage]:
        """Cut the page into its passages."""
        return [
            Passage(
                self.document, self.unit, self.page, self.label, first, last, self.text[first:last], self.row,
                tuple(spans),
            )
            for spans in passages(self.text)
            for first, last in [(spans[0][0], spans[-1][1])]
        ]  # fmt: skip


def prepare(connection: sqlite3.Connection) -> None:
    """Make an empty database an index; leave one that is an index as it is.

    Raises: NotAnIndexError if it holds something else, or was made by another version.
    """
    try:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        marks = [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        ]
    except Exception as fault:
        raise NotAnIndexError(f"It is no index of documents ({fault}). Name another file.") from None
    if not tables:
        connection.executescript(
            f"BEGIN; PRAGMA application_id={APPLICATION}; PRAGMA user_version={VERSION}; {SCHEMA} COMMIT;"
        )
    elif marks[0] != APPLICATION:
        raise NotAnIndexError("It is a database, but no index of documents. Name another file.")
    elif marks[1] != VERSION:
        raise NotAnIndexError("The index was made by another version. Delete it; it will be made again.")


def known(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the documents of the index: name and SHA-256 of the content."""
    return dict(connection.execute("SELECT name, sha256 FROM documents ORDER BY name"))


def notices(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """Return what is to be known about the documents, by name."""
    rows = connection.execute("SELECT name, notices FROM documents WHERE notices <> '' ORDER BY name")
    return {name: tuple(told.split("\n")) for name, told in rows}


def count(connection: sqlite3.Connection) -> Mapping[str, int]:
    """Count the documents and pages of the index."""
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (two fixed names)
        for table in ("documents", "pages")
    }


def add(connection: sqlite3.Connection, document: Document, *, sha256: str) -> None:
    """Put a document into the index, in the place of one of the same name."""
    remove(connection, [document.name])
    kept = connection.execute(
        "INSERT INTO documents (name, sha256, kind, unit, notices) VALUES (?, ?, ?, ?, ?)",
        (document.name, sha256, document.kind, document.unit, "\n".join(document.notices)),
    ).lastrowid
    start = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM pages").fetchone()[0]
    connection.executemany(
        "INSERT INTO pages (id, document, number, label, text) VALUES (?, ?, ?, ?, ?)",
        [(row, kept, page.number, page.label, page.text) for row, page in enumerate(document.pages, start)],
    )
    connection.executemany(
        "INSERT INTO roots (rowid, text) VALUES (?, ?)",
        [(row, index_text(page.text)) for row, page in enumerate(document.pages, start)],
    )


def remove(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take documents out of the index, by name; an unknown name changes nothing."""
    for name in names:
        rows = connection.execute(
            "SELECT p.id, text FROM pages p JOIN documents d ON d.id = p.document WHERE d.name = ?", (name,)
        ).fetchall()
        connection.executemany(
            "INSERT INTO roots (roots, rowid, text) VALUES ('delete', ?, ?)",
            [(row, index_text(text)) for row, text in rows],
        )
        for table, key in (("pages", "id"), ("meanings", "page")):
            statement = f"DELETE FROM {table} WHERE {key} = ?"  # noqa: S608 (two fixed names)
            connection.executemany(statement, [(row,) for row, _ in rows])
        connection.execute("DELETE FROM documents WHERE name = ?", (name,))


def frequencies(connection: sqlite3.Connection, roots: Iterable[str]) -> dict[str, int]:
    """Return on how many pages each root stands."""
    wanted = sorted(set(roots))
    rows = connection.execute(
        "SELECT value, doc FROM json_each(?) JOIN vocabulary ON term = value", (json.dumps(wanted),)
    )
    return dict.fromkeys(wanted, 0) | dict(rows)


def alike(connection: sqlite3.Connection, beginning: str) -> list[str]:
    """Return the roots of the index that begin so, in their order."""
    rows = connection.execute(
        "SELECT term FROM vocabulary WHERE term >= ? AND term < ?", (beginning, beginning + "\U0010ffff")
    )
    return [term for (term,) in rows]


def candidates(
    connection: sqlite3.Connection, asked: Mapping[str, int], kin: Iterable[str] = (), *, most: int = 60
) -> list[Found]:
    """Find the pages that hold roots asked for, or roots of their kin, best by BM25 first.

    `asked` and `kin` are roots, `asked` with the number of pages that hold each. Roots on more than 5 % of
    the pages find none by themselves where at least two rarer ones are asked for. A root of kin counts half.
    Ties go by document and page.
    Source: Robertson & Zaragoza (2009), "The probabilistic relevance framework: BM25 and beyond".
    """
    counts = {text: n for text, n in asked.items() if n}
    total = count(connection)["pages"]
    rare = [text for text, n in counts.items() if n <= COMMON * total]
    wanted = sorted(rare if len(rare) >= 2 else counts)
    rows = connection.execute(FOUND, (_any_of(wanted), _any_of(sorted(kin)), most))
    return [Found(*row) for row in rows]


def every_page(connection: sqlite3.Connection) -> Iterator[Found]:
    """Yield all pages, by document and page."""
    rows = connection.execute(
        f"{PAGE} FROM pages p JOIN documents d ON d.id = p.document ORDER BY d.name, p.number"
    )
    return (Found(*row) for row in rows)


def _any_of(roots: list[str]) -> str:
    return " OR ".join(f'"{text}"' for text in roots) or NOTHING
