"""The index of passages: SQLite's FTS5 over our own words, in a database that the caller opened.

The caller gives a connection: to a file, and the index is remembered, or to memory. FTS5 finds and weighs
(BM25); which words there are, in any script, is decided in `words.py`.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cairn.engine.retrieval.documents.page import Document
from cairn.engine.retrieval.passages import passages
from cairn.engine.retrieval.words import index_text, root

APPLICATION = 0x43414952  # "CAIR", written into the file so that no other database is taken for an index
VERSION = 2  # of the layout, the words and the passages; another one means reading the documents again
COMMON = 0.05  # a word in more of the passages than this finds none by itself, if rarer words are asked too
BEGINNING = 400  # characters of a document that say what it is about
SCHEMA = """
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, notices TEXT NOT NULL);
CREATE TABLE pages (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,
  text TEXT NOT NULL, UNIQUE (document, number));
CREATE TABLE passages (
  id INTEGER PRIMARY KEY, page INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL);
CREATE INDEX passages_page ON passages (page);
CREATE TABLE meanings (
  passage INTEGER NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (passage, model));
CREATE VIRTUAL TABLE roots USING fts5 (text, content='', tokenize='ascii');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (roots, row);
"""


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
    row: int

    @property
    def id(self) -> str:
        """Return the name of the passage inside its document: page, and first and last character."""
        return f"{self.page}:{self.first}-{self.last}"


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
    """Count the documents, pages and passages of the index."""
    return {
        table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 (three fixed names)
        for table in ("documents", "pages", "passages")
    }


def add(connection: sqlite3.Connection, document: Document, *, sha256: str) -> None:
    """Put a document into the index, in the place of one of the same name."""
    remove(connection, [document.name])
    kept = connection.execute(
        "INSERT INTO documents (name, sha256, kind, unit, notices) VALUES (?, ?, ?, ?, ?)",
        (document.name, sha256, document.kind, document.unit, "\n".join(document.notices)),
    ).lastrowid
    for page in document.pages:
        place = connection.execute(
            "INSERT INTO pages (document, number, label, text) VALUES (?, ?, ?, ?)",
            (kept, page.number, page.label, page.text),
        ).lastrowid
        for first, last in passages(page.text):
            row = connection.execute(
                "INSERT INTO passages (page, first, last) VALUES (?, ?, ?)", (place, first, last)
            ).lastrowid
            connection.execute(
                "INSERT INTO roots (rowid, text) VALUES (?, ?)", (row, index_text(page.text[first:last]))
            )


def remove(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Take documents out of the index, by name; an unknown name changes nothing."""
    for name in names:
        rows = connection.execute(
            "SELECT s.id, first, last, text FROM passages s JOIN pages p ON p.id = s.page "
            "JOIN documents d ON d.id = p.document WHERE d.name = ?",
            (name,),
        ).fetchall()
        connection.executemany(
            "INSERT INTO roots (roots, rowid, text) VALUES ('delete', ?, ?)",
            [(row, index_text(text[first:last])) for row, first, last, text in rows],
        )
        for table, key in (("passages", "id"), ("meanings", "passage")):
            statement = f"DELETE FROM {table} WHERE {key} = ?"  # noqa: S608 (two fixed names)
            connection.executemany(statement, [(row,) for row, *_ in rows])
        connection.execute(
            "DELETE FROM pages WHERE document = (SELECT id FROM documents WHERE name = ?)", (name,)
        )
        connection.execute("DELETE FROM documents WHERE name = ?", (name,))


def frequencies(connection: sqlite3.Connection, roots: Iterable[str]) -> dict[str, int]:
    """Return in how many passages each root stands."""
    found = {}
    for text in roots:
        row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (text,)).fetchone()
        found[text] = row[0] if row else 0
    return found


def candidates(connection: sqlite3.Connection, asked: Iterable[str], *, most: int = 60) -> list[Passage]:
    """Find the passages that hold roots of the words asked for, best by BM25 first.

    Roots in more than 5 % of the passages are left out of the finding where at least two rarer ones are
    asked for. Ties go by document, page and place.
    Source: Robertson & Zaragoza (2009), "The probabilistic relevance framework: BM25 and beyond".
    """
    counts = {text: n for text, n in frequencies(connection, {root(word) for word in asked}).items() if n}
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    rare = [text for text, n in counts.items() if n <= COMMON * total]
    wanted = sorted(rare if len(rare) >= 2 else counts, key=lambda text: (counts[text], text))
    if not wanted:
        return []
    match = " OR ".join(f'"{text}"' for text in wanted)
    rows = connection.execute(
        "WITH found AS MATERIALIZED (SELECT rowid AS id, round(bm25(roots), 6) AS weight FROM roots "
        "WHERE roots MATCH ?1), "
        "worst AS (SELECT max(weight) AS weight FROM (SELECT weight FROM found ORDER BY weight LIMIT ?2)) "
        "SELECT d.name, d.unit, p.number, p.label, s.first, s.last, "
        "substr(p.text, s.first + 1, s.last - s.first), s.id "
        "FROM found JOIN passages s USING (id) JOIN pages p ON p.id = s.page "
        "JOIN documents d ON d.id = p.document "
        "WHERE found.weight <= (SELECT weight FROM worst) "
        "ORDER BY found.weight, d.name, p.number, s.first LIMIT ?2",
        (match, most),
    )
    return [Passage(*row) for row in rows]


def every_passage(connection: sqlite3.Connection) -> list[Passage]:
    """Return all passages, by document, page and place."""
    rows = connection.execute(
        "SELECT d.name, d.unit, p.number, p.label, s.first, s.last, "
        "substr(p.text, s.first + 1, s.last - s.first), s.id "
        "FROM passages s JOIN pages p ON p.id = s.page JOIN documents d ON d.id = p.document "
        "ORDER BY d.name, p.number, s.first"
    )
    return [Passage(*row) for row in rows]


def surroundings(connection: sqlite3.Connection, document: str, page: int) -> str:
    """Return what stands around a passage: the document's name and beginning, and the whole page."""
    rows = connection.execute(
        "SELECT CASE WHEN number = ?1 THEN label || char(10) || text ELSE substr(text, 1, ?2) END FROM pages "
        "WHERE number IN (1, ?1) AND document = (SELECT id FROM documents WHERE name = ?3) ORDER BY number",
        (page, BEGINNING, document),
    )
    return "\n".join([document, *(text for (text,) in rows)])
