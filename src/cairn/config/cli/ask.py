"""`cairn ask`: what documents say to a question, what may answer it, or that they do not say."""

import hashlib
import time
from pathlib import Path

import click

from cairn.config.cli.output import JSON, InputFault, console, envelope, print_json, print_table

EXAMPLE = """\b
Examples:
  cairn ask "How much water may each village draw?" --in plan.pdf --in minutes/
  cairn ask "¿Cuándo se reúne la asamblea?" --in minutes/ --index minutes.index --json
  cairn ask "Who repairs the bridge?" --index minutes.index
"""
PATIENCE = 2.0  # seconds before progress is shown
SUFFIXES = {".pdf", ".docx", ".odt", ".txt", ".text", ".md", ".markdown"}
SHOWN = 20  # problems
TITLES = {"said": "Where it stands", "near": "What may answer; judge for yourself"}


@click.command(epilog=EXAMPLE)
@click.argument("question")
@click.argument("more", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--in", "paths", multiple=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path),
    help="A document, or a folder with all documents below it; may be repeated.",
)  # fmt: skip
@click.option(
    "--index", "index_file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
    help="Remember the index here; only documents that changed are read again.",
)  # fmt: skip
@click.option("--encoding", metavar="NAME", help="Of text files that are not UTF-8, for instance cp1252.")
@click.option("--cited", type=click.IntRange(1, 20), default=5, show_default=True, help="Passages at most.")
@click.option("--meaning", is_flag=True, help="Order by meaning too (needs the extra: semantic).")
@JSON
def command(question, more, paths, index_file, is_json, **options):
    """Answer QUESTION by quoting from documents (PDF, DOCX, ODT, TXT, Markdown), or say that they do not say.

    Nothing is written that does not stand in a document: an answer is one or two sentences, with the document
    and the page. There are three kinds: what the documents say; what they may say, to judge for yourself; and
    that they do not say, with what came closest. A page of a PDF is counted from its first; DOCX and ODT have
    pages where the file keeps page breaks, and parts by headings otherwise; Markdown has parts by headings.

    Without --in the documents that --index remembers are asked. A document that cannot be read is named on
    standard error with the remedy, and the others answer.
    """
    files = _files([*paths, *more])
    if not files and not index_file:
        raise click.UsageError("Name the documents with --in PATH, or an index with --index FILE.")
    meaning = _meaning(options["meaning"])
    connection = _opened(index_file)
    try:
        faults, unread = _refresh(connection, files, options["encoding"]) if files else ([], set())
        answer, notices = _asked(connection, question, options["cited"], meaning)
    except connection.DatabaseError as fault:
        place = index_file or "the index in memory"
        raise InputFault(
            f"{place}: It is damaged or in use ({fault}). Delete it; it is made again."
        ) from None
    finally:
        connection.close()
    inputs = [file for file in files if file not in unread] or [index_file]
    if is_json:
        shown = {"question": question, "in": [str(path) for path in [*paths, *more]], **options}
        shown["index"] = str(index_file) if index_file else None
        print_json(envelope(inputs, shown, _told(answer, faults, notices)))
        return
    _print(answer)
    for line in [*faults, *notices][:SHOWN]:
        click.echo(line, err=True)


def _files(paths):
    """List the documents, those in folders by their suffix, each once and in the order of their names."""
    found = set()
    for path in paths:
        if path.is_dir():
            below = [file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()]
            if not below:
                raise InputFault(f"{path}: There is no PDF, DOCX, ODT, TXT or Markdown file in this folder.")
            found.update(file for file in below if not file.name.startswith((".", "~$")))
        else:
            found.add(path)
    return sorted(found)


def _opened(index_file):
    """Open the index, or one in memory, by a current SQLite."""
    from cairn.config.sqlite import use_current_sqlite

    use_current_sqlite()
    import sqlite3

    from cairn.engine.retrieval import index

    if index_file and not index_file.parent.is_dir():
        raise InputFault(f"{index_file}: There is no folder {index_file.parent}. Make it first.")
    connection = sqlite3.connect(index_file or ":memory:")
    try:
        index.prepare(connection)
    except index.NotAnIndexError as fault:
        connection.close()
        raise InputFault(f"{index_file}: {fault}") from None
    return connection


def _refresh(connection, files, encoding):
    """Make the index hold just these documents, reading what is new or changed.

    Return what is wrong, and the files that could not be opened.
    """
    from cairn.engine.retrieval import index
    from cairn.engine.retrieval.documents.page import DocumentError

    before = index.known(connection)
    faults, unread, began = [], set(), time.monotonic()
    with connection:
        index.remove(connection, sorted(set(before) - {str(file) for file in files}))
        for place, file in enumerate(files):
            _progress(place, len(files), began)
            try:
                _read(connection, file, encoding, before.get(str(file)))
            except DocumentError as fault:
                index.remove(connection, [str(file)])
                faults.append(str(fault))
            except OSError as fault:
                index.remove(connection, [str(file)])
                unread.add(file)
                faults.append(f"{file}: It cannot be opened ({fault.strerror}). Check that you may read it.")
    if len(faults) == len(files):
        raise InputFault("\n".join(faults))
    return faults, unread


def _read(connection, file, encoding, before):
    from cairn.engine.retrieval import index
    from cairn.engine.retrieval.documents.reading import read_document

    data = file.read_bytes()
    key = hashlib.sha256(data).hexdigest() + (f" {encoding}" if encoding else "")
    if key != before:
        index.add(connection, read_document(data, name=str(file), encoding=encoding), sha256=key)


def _progress(place, total, began):
    if time.monotonic() - began > PATIENCE:
        click.echo(f"\r{place:,} of {total:,} documents read", err=True, nl=place + 1 == total)


def _asked(connection, question, cited, meaning):
    """Answer the question; return what is to be known about the documents too."""
    from cairn.engine.retrieval import index
    from cairn.engine.retrieval.answering import ask

    with connection:
        answer = ask(connection, question, cited=cited, kin=kin_words(), meaning=meaning)
    if answer.code == "nothing_asked":
        raise InputFault(f"{question!r}: {answer.text}")
    told = index.notices(connection)
    return answer, [f"{name}: {notice}" for name, notices in told.items() for notice in notices]


def kin_words():
    """Read the table of kin words that comes with the program."""
    from importlib.resources import files

    from cairn.engine.retrieval.kin import read_kin

    return read_kin((files("cairn.engine.retrieval") / "kin.npz").read_bytes())


def _meaning(wanted):
    if not wanted:
        return None
    from cairn.engine.retrieval.meaning import SmallE5

    try:
        return SmallE5()
    except ValueError as fault:
        raise click.UsageError(f"--meaning: {fault}") from None


def _told(answer, faults, notices):
    """Tell the answer in the words of the contract."""
    return {
        "answer": answer.text,
        "citations": [_cited(one) for one in answer.citations],
        "code": answer.code,
        "params": dict(answer.params),
        "nearest": [_cited(one) for one in answer.nearest],
        "asked": list(answer.asked),
        "rule": answer.rule,
        "problems": faults,
        "notices": notices,
    }


def _cited(one):
    return {
        "document": one.document, "page": one.page, "passage": one.passage, "score": one.score,
        "unit": one.unit, "label": one.label, "id": one.id, "quote": one.quote, "first": one.first,
        "last": one.last,
    }  # fmt: skip


def _print(answer):
    """Print the answer, then where it stands; or what came closest, for the reader to judge."""
    from cairn.engine.retrieval.answering import shown

    console.print(answer.text, markup=False, soft_wrap=True)
    unknown = answer.params.get("unknown")
    if unknown:
        line = f"In no document: {', '.join(unknown)}. Ask again in words that the documents would use."
        console.print(line, markup=False, soft_wrap=True)
    cited = answer.citations or answer.nearest
    if cited:
        print_table(
            TITLES.get(answer.code, "What came closest, which is no answer"),
            ["document", "page", "score", "words"],
            [[one.document, one.page, one.score, shown(one.quote)] for one in cited],
        )
