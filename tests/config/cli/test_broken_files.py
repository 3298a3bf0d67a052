"""Whatever a file holds, a command answers, or names the file and what is wrong with it; it never crashes.

Every command that reads files gets every broken file, and files of chance that look a little like what it
reads. Nothing is half written.
"""

import io
import json
import random
import zipfile

import pytest
from click.testing import CliRunner

from cairn.config.cli import main


def zipped(**files):
    """Return an archive of files, as a workbook or a document is one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return stream.getvalue()


BROKEN = {
    "empty": b"",
    "one line end": b"\n",
    "byte order mark alone": b"\xef\xbb\xbf",
    "zeros": bytes(5_000),
    "random": random.Random(1).randbytes(5_000),
    "utf-16": "unit,time\nÅ,1\n".encode("utf-16"),
    "latin-1": "unité;né\n\xe9;1\n".encode("latin-1"),
    "one huge line": b"a" * 3_000_000,
    "one huge cell": b'unit,time\n"' + b"a" * 3_000_000,
    "an open quotation mark": b'unit,time\n"x,1\ny,2\n',
    "header alone": b"unit,time,adopted,outcome,value,date,constituent,state,voter,ballot\n",
    "header twice": b"unit,unit,time,adopted,outcome,value,value,date,constituent,state\n" * 2,
    "rows of many lengths": b"unit,time,adopted,outcome,value,date\n1\n1,2,3\n1,2,3,4,5,6,7,8,9\n",
    "no numbers": b"unit,time,adopted,outcome,value,date\na,b,c,d,e,f\n",
    "infinite": b"unit,time,adopted,outcome,value,date\n1,2020,inf,1e999,nan,2020\n1,2021,0,-inf,inf,2020\n",
    "huge numbers": b"unit,time,adopted,outcome,value,date\n1,99999999999,2,1e308,1e308,9999-12-31\n",
    "formulas": b"unit,time,adopted,outcome,value,date\n=cmd,1,0,@x,+1+1,2020-01-01\n",
    "escapes": b"unit,time\n\x1b[2J\x07,\x00\n",
    "old workbook": b"\xd0\xcf\x11\xe0" + bytes(600),
    "gzip": b"\x1f\x8b" + bytes(60),
    "pdf cut off": b"%PDF-1.7\n1 0 obj\n<<",
    "zip cut off": zipped(word__document_xml="<w/>")[:40],
    "zip of nothing": zipped(),
    "zip of something else": zipped(a_txt="hello"),
    "workbook without sheets": zipped(**{"_Content_Types_xml": "<x/>", "xl__workbook_xml": "<workbook/>"}),
    "document of bad xml": zipped(word__document_xml="<w:document><oops"),
    "deep json": b"[" * 200_000,
    "json of nothing": b"{}",
    "json list": b"[1, 2]",
    "json of nulls": b'{"rule": null, "measure": null, "inputs": null, "lines": null}',
    "a summary cut off": b"cairn summary 1\n\x00\x00",
    "pb of meta alone": b"META\nkey;value\nbudget;100\n",
    "pb of nonsense": b"META\nkey;value\nbudget;-9\nPROJECTS\nproject_id;cost\n1;x\nVOTES\nvoter_id;vote\n1;",
}
COMMANDS = {
    "allocate": ["allocate", "FILE", "--rule", "equal-shares"],
    "decide": ["decide", '{"rule": "majority"}', "FILE"],
    "decide by rule": ["decide", "FILE", "LEDGER"],
    "redline": ["redline", "FILE", "LEDGER"],
    "signal": ["signal", "FILE", "--value", "value", "--date", "date"],
    "signal pprime": [
        *("signal", "FILE", "--value", "value", "--date", "date", "--chart", "pprime"),
        *("--denominator", "outcome"),
    ],
    "effect": [
        "effect",
        "FILE",
        "--unit",
        "unit",
        "--time",
        "time",
        "--adopted",
        "adopted",
        "--outcome",
        "outcome",
    ],
    "effect summarise": [
        *("effect", "summarise", "FILE", "--unit", "unit", "--time", "time", "--adopted", "adopted"),
        *("--outcome", "outcome", "-o", "OUT"),
    ],
    "effect many": [
        *("effect", "many", "FILE", "--practice", "unit", "--measure", "time", "--estimate", "value"),
        *("--se", "outcome"),
    ],
    "effect many of panels": [
        *("effect", "many", "FILE", "--practice", "date", "--measure", "value", "--unit", "unit"),
        *("--time", "time", "--adopted", "adopted", "--outcome", "outcome"),
    ],
    "effect merge": ["effect", "merge", "FILE"],
    "map merge": ["map", "merge", "FILE"],
    "measure check": ["measure", "check", "FILE"],
    "measure run": ["measure", "run", "homelessness-inflow", "--data", "FILE"],
    "measure run with places": [
        *("measure", "run", "homelessness-inflow", "--data", "EVENTS", "--places", "FILE"),
    ],
    "measure run after a release": [
        *("measure", "run", "homelessness-inflow", "--data", "EVENTS", "--released", "FILE"),
    ],
    "measure summarise": ["measure", "summarise", "homelessness-inflow", "--data", "FILE", "-o", "OUT"],
    "measure merge": ["measure", "merge", "FILE", "-o", "OUT"],
    "measure verify": ["measure", "verify", "FILE"],
    "finance": ["finance", "FILE"],
    "quality reconcile": [
        "quality",
        "reconcile",
        "FILE",
        "--date",
        "date",
        "--stock",
        "value",
        "--in",
        "outcome",
    ],
    "quality outliers": ["quality", "outliers", "FILE", "--date", "date", "--value", "value"],
    "quality milestone": ["quality", "milestone", "FILE", "LEDGER", "--date", "state"],
    "quality completeness": [
        *("quality", "completeness", "FILE", "--date", "date", "--by", "unit", "--value", "value"),
        *("--received", "time", "--due", "10"),
    ],
    "quality completeness expected": [
        *("quality", "completeness", "PLEDGES", "--date", "date", "--by", "unit", "--expected", "FILE"),
    ],
    "quality check": ["quality", "check", "FILE", "--rules", "RULES", "--date", "date", "--by", "unit"],
    "quality check rules": ["quality", "check", "LEDGER", "--rules", "FILE"],
    "quality standing": [
        *("quality", "standing", "FILE", "--date", "date", "--by", "unit", "--good", "adopted"),
    ],
    "quality gaps": [
        *("quality", "gaps", "FILE", "--date", "date", "--group", "unit", "--value", "value"),
        *("--denominator", "outcome", "--better", "up", "--reference", "average"),
    ],
    "quality gaps of values": [
        *("quality", "gaps", "FILE", "--date", "date", "--group", "unit", "--value", "value"),
        *("--error", "outcome", "--better", "down"),
    ],
    "quality progress": [
        *("quality", "progress", "FILE", "--date", "date", "--by", "unit", "--value", "value"),
        *("--better", "up", "--latest", "own"),
    ],
    "quality progress of a board": [
        *("quality", "progress", "FILE", "--by", "unit", "--baseline", "value", "--value", "outcome"),
        *("--better", "adopted", "--tolerance", "time"),
    ],
    "quality slices": [
        *("quality", "slices", "FILE", "--by", "time", "--partner", "unit", "--value", "value"),
        *("--target", "outcome", "--population", "adopted"),
    ],
    "quality slices overlaps": [
        *("quality", "slices", "PLEDGES", "--partner", "unit", "--value", "value", "--target", "5"),
        *("--overlaps", "FILE"),
    ],
    "ask": ["ask", "What is written here?", "--in", "FILE"],
    "record verify": ["record", "verify", "FILE"],
    "restore": ["restore", "FILE"],
    "restore to check": ["restore", "FILE", "--check"],
}
CONVERSATIONS = {
    "map": ["map", "DIR"],
    "map summarise": ["map", "summarise", "DIR", "-o", "OUT"],
    "slate": ["slate", "DIR", "--size", "2"],
    "predict": ["predict", "DIR"],
    "next": ["next", "DIR"],
}
LEDGER = "constituent,state\nA,consent\n"
EVENTS = "person,community,entered_on\np1,Elm,2024-01-02\n"
PLEDGES = "unit,value,date\nA,3,2020\nB,4,2020\n"
RULES = json.dumps(
    [
        {"name": operator, "left": {"measure": "value"}, "operator": operator,
         "right": {"multiply": [{"measure": "outcome"}] * 9}, "right_missing": "never_skip"}
        for operator in ("less", "compulsory_pair")
    ]
)  # fmt: skip


def run(tmp_path, arguments, **names):
    """Run a command; say how it ended, and that it neither crashed nor left half a file."""
    out = tmp_path / "out"
    named = {"LEDGER": tmp_path / "ledger.csv", "OUT": out, **names}
    for name, text in {"LEDGER": LEDGER, "EVENTS": EVENTS, "RULES": RULES, "PLEDGES": PLEDGES}.items():
        named.setdefault(name, tmp_path / name.lower()).write_text(text)
    result = CliRunner().invoke(main, [str(named.get(one, one)) for one in arguments])
    crash = result.exception if not isinstance(result.exception, SystemExit) else None
    assert crash is None, f"{type(crash).__name__}: {crash}"
    assert result.exit_code in (0, 1)
    if result.exit_code == 1:
        assert result.stderr.strip(), "it fails without a word"
        assert "Traceback" not in result.stderr
        assert not out.exists(), "it failed, and left a file"
    return result


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", COMMANDS)
def test_a_broken_file_is_refused_by_name_or_read(name, broken, tmp_path):
    path = tmp_path / "broken-file"
    path.write_bytes(BROKEN[broken])
    result = run(tmp_path, COMMANDS[name], FILE=path)
    if result.exit_code == 1:
        assert "broken-file" in result.stderr.replace("\n", "")


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_a_broken_conversation_is_refused_by_file_or_read(name, broken, tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "summary.csv").write_text("topic,x\n")
    (folder / "comments.csv").write_text(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n1,x,0,1,1,0,1,Water\n"
    )
    for which in ("comments.csv", "votes.csv", "participants-votes.csv"):
        whole = (folder / which).read_bytes() if (folder / which).exists() else None
        (folder / which).write_bytes(BROKEN[broken])
        run(tmp_path, CONVERSATIONS[name], DIR=folder)
        (tmp_path / "out").unlink(missing_ok=True)
        (folder / which).unlink()
        if whole is not None:
            (folder / which).write_bytes(whole)


WORDS = [
    "unit",
    "time",
    "value",
    "1",
    "0",
    "-1",
    "2020",
    "2020-01",
    "NA",
    "",
    '"',
    "=1+1",
    "x",
    "1/2",
    "é",
    "\x00",
    "consent",
]
KEYS = ["rule", "rules", "measure", "inputs", "share", "lines", "years", "name", "version"]
VALUES = [None, 1, [], {}, "x", [{"rule": "x"}], "1/2", -1, True, [[]], {"x": {}}]


def rows(chance, separator, columns, count):
    return "\n".join(separator.join(chance.choices(WORDS, k=columns)) for _ in range(count))


FORMS = {
    "table": lambda chance: rows(chance, ",", chance.randint(1, 6), 12),
    "named table": lambda chance: (
        "unit,time,adopted,outcome,value,date,constituent,state\n" + rows(chance, ",", 8, 12)
    ),
    "json": lambda chance: json.dumps({chance.choice(KEYS): chance.choice(VALUES) for _ in range(4)}),
    "ballots": lambda chance: (
        f"META\nkey;value\nbudget;100\nvote_type;{chance.choice(['approval', 'cumulative', 'ordinal'])}\n"
        f"PROJECTS\nproject_id;cost;votes\n{rows(chance, ';', 3, 4)}\n"
        f"VOTES\nvoter_id;vote;points\n{rows(chance, ';', 3, 6)}"
    ),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", COMMANDS)
def test_files_of_chance_never_crash_a_command(name, form, tmp_path):
    chance = random.Random(f"{name} {form}")
    for number in range(8):
        path = tmp_path / f"chance-{number}"
        path.write_text(FORMS[form](chance), encoding="utf-8")
        run(tmp_path, COMMANDS[name], FILE=path)
        (tmp_path / "out").unlink(missing_ok=True)
