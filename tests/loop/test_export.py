"""An export holds every model or says why not, gives away nobody, and is the same for the same database."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from hashlib import sha256

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import models

from cairn.activities.data.models import Observation
from cairn.config.cli import main
from cairn.demo.simulate import make_demo
from cairn.engine.opinion.export import read_export
from cairn.loop.export import write_export
from cairn.loop.export.tables import ELSEWHERE, TABLES
from cairn.network.models import Collective, Constituent, Person, Place
from cairn.participation.models import (
    Attendance,
    Consent,
    Contribution,
    Conversation,
    Participant,
    Statement,
    Vote,
)
from cairn.record.archive import ArchiveRefused, Reader
from cairn.record.export import KIND, Scope
from cairn.record.restore import empty_tables
from cairn.record.verify import verify
from tests.factories import make_constituent

SHARED, EVERYTHING = Scope(), Scope(personal=True, votes=True, small_counts=True)
pytestmark = pytest.mark.django_db
MODELS = {model for model in apps.get_models() if model.__module__.startswith("cairn.")}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Return the demo's collective; it is made once for all tests here, and taken away."""
    with django_db_blocker.unblock():
        make_demo()
        collective = Collective.objects.get()
        # Somebody who is a constituent, with everything by which such a person could be seen.
        person = make_constituent(collective, "Elder Manuel Andi", kind="person")
        consent = Consent.objects.filter(version__editions__isnull=False).first()
        said = {"text": "My sister Rosaura was not asked.", "given_by": "Manuel's daughter"}
        about = {"version": consent.version, "constituent": person, "recorded_at": consent.recorded_at}
        Consent.objects.create(**about, **said, state="reservation", way="link")
        yield collective
        empty_tables()


@pytest.fixture
def exported(demo, tmp_path):
    """Return a function that exports the demo, and gives back its files by name."""

    def export(scope=SHARED):
        path = tmp_path / f"{sum(scope)}-{len(list(tmp_path.iterdir()))}.zip"
        write_export(path, demo, scope)
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return export


def table(files, model):
    text = files[f"tables/{model._meta.label_lower}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_model_is_exported_or_stands_elsewhere_for_a_reason():
    tabled = [table.model for table in TABLES]
    assert Counter(tabled).most_common(1)[0][1] == 1
    assert set(tabled) | set(ELSEWHERE) == MODELS
    assert set(tabled) & set(ELSEWHERE) == set()
    assert all(len(reason) > 15 for reason in ELSEWHERE.values())


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.label)
def test_personal_column_is_left_out_or_opened_for_a_reason(one):
    shown = {column.name for column in one.columns(Scope())}
    assert shown & one.model.personal == set(one.opened)
    assert all(len(reason) > 15 for reason in one.opened.values())
    assert one.members | set(one.opened) | set(one.released) <= {
        column.name for column in one.model._meta.concrete_fields
    }
    assert not [column for column in one.columns(Scope()) if column.related_model is Person]


def test_whole_export_leaves_out_no_row_and_no_column(demo, exported):
    files = exported(EVERYTHING)
    for one in TABLES:
        rows = table(files, one.model)
        assert len(rows) == one.model.objects.count(), one.label
        if rows:
            assert list(rows[0]) == [column.attname for column in one.model._meta.concrete_fields]
    votes = list(csv.DictReader(io.StringIO(files["conversations/1/votes.csv"].decode())))
    assert len(votes) == Vote.objects.filter(statement__conversation=1).count()
    assert files["people.csv"].decode().count("@") == Person.objects.count()


def personal_texts():
    """Yield (field, text) of every personal text that no page shows to a visitor."""
    open_to_all = {
        Constituent: Constituent.objects.exclude(kind="person"),
        Contribution: Contribution.objects.published(),
        Statement: Statement.objects.shown(),
    }
    # Reservations stand in the published editions, those of persons without the name.
    public = set(Consent.objects.filter(version__editions__isnull=False).values_list("text", flat=True))
    public |= {
        text for rows in open_to_all.values() for text in rows.values_list(_word(rows.model), flat=True)
    }
    for model in MODELS:
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if field.name in model.personal and is_text:
                for text in model.objects.values_list(field.name, flat=True).distinct():
                    if text and len(text) > 5 and text not in public:
                        yield f"{model._meta.label}.{field.name}", text


def _word(model):
    return "name" if model is Constituent else "text"


def test_default_export_gives_nobody_away(exported):
    files = exported()
    everything = "\n".join(data.decode() for data in files.values())
    given = Counter(name for name, _text in personal_texts())
    assert given["network.Person.email"] > 2
    assert given["network.Constituent.name"] == 1
    leaks = [
        (name, text)
        for name, text in personal_texts()
        if not (text.isalpha() and text.islower())  # a role, such as elder: it names nobody
        and (
            re.search(rf"(?<!\w){re.escape(text)}(?!\w)", everything) or json.dumps(text)[1:-1] in everything
        )
    ]
    assert leaks == []
    assert "@" not in everything
    assert not [name for name in files if name.startswith(("files/", "people")) or "votes" in name]


def test_default_export_holds_no_small_count(demo, exported):
    files = exported()
    told = {
        (row["place"], row["starts_on"], row["group"]): row
        for row in csv.DictReader(io.StringIO(files["measures/children-seen/values.csv"].decode()))
    }
    raw = Observation.objects.filter(numerator__gt=0, numerator__lt=5, measure__slug="children-seen")
    held = [told[one.place.name, one.period_on.isoformat(), one.group] for one in raw.select_related("place")]
    assert len(held) > 10
    assert {(row["numerator"], row["denominator"], row["value"]) for row in held} == {("", "", "")}
    assert not [row for row in told.values() if row["numerator"] and 0 < float(row["numerator"]) < 5]
    assert "tables/data.observation.csv" not in files
    people = {int(row["id"]): row["people"] for row in table(files, Attendance)}
    few = set(Attendance.objects.filter(people__lt=5, people__gt=0).values_list("pk", flat=True))
    assert {people[pk] for pk in few & set(people)} <= {""}


def test_unpublished_work_is_for_members(demo, exported):
    shared, whole = exported(), exported(Scope(personal=True))
    texts = {row["text"] for row in table(shared, Contribution)}
    assert texts == set(Contribution.objects.published().values_list("text", flat=True))
    assert {row["text"] for row in table(whole, Contribution)} == set(
        Contribution.objects.values_list("text", flat=True)
    )
    assert "Elder Manuel Andi" in {row["name"] for row in table(whole, Constituent)}
    assert "Elder Manuel Andi" not in {row["name"] for row in table(shared, Constituent)}


def test_manifest_and_dictionary_name_everything(exported):
    files = exported(EVERYTHING)
    manifest, package = (json.loads(files[name]) for name in ("manifest.json", "datapackage.json"))
    assert {part["name"] for part in manifest["parts"]} == set(files) - {"manifest.json"}
    for part in manifest["parts"]:
        data = files[part["name"]]
        assert (part["bytes"], part["sha256"]) == (len(data), sha256(data).hexdigest())
    assert {one["path"] for one in package["resources"]} == {
        name for name in files if name.startswith("tables/")
    }
    for one in package["resources"]:
        header = next(csv.reader(io.StringIO(files[one["path"]].decode())))
        assert [column["name"] for column in one["schema"]["fields"]] == header
        assert one["description"]
    consent = next(one for one in package["resources"] if one["name"] == "participation.consent")
    described = {column["name"]: column for column in consent["schema"]["fields"]}
    assert described["constituent_id"]["description"] == "id of a row of network.constituent"
    assert described["recorded_at"]["type"] == "datetime"
    assert "withheld: Withheld" in described["state"]["description"]


def test_record_in_it_verifies(demo, exported):
    files = exported()
    checked = verify(io.BytesIO(files["record/log.jsonl"]))
    demo.log.refresh_from_db()
    assert (checked.entries, checked.root) == (demo.log.size, demo.log.root_hex)
    assert f"--head {demo.log.size}:{demo.log.root_hex}" in files["README.md"].decode()


@pytest.mark.parametrize("scope", [Scope(), EVERYTHING], ids=["shared", "whole"])
def test_same_database_gives_the_same_bytes(exported, scope):
    assert exported(scope) == exported(scope)


def test_editions_are_there_in_every_language(exported):
    files = exported()
    english, spanish = (files[f"pathway/edition-2/edition.{code}.md"].decode() for code in ("en", "es"))
    assert "\n## Vision\n" in english
    assert "\n## Visión\n" in spanish
    edition = json.loads(files["pathway/edition-2/edition.json"])
    for entry in edition["entries"]:
        for text in entry["texts"]:
            page = files[f"pathway/edition-2/edition.{text['language']}.md"].decode()
            assert text["title"] in page
            assert text["body"] in page
    assert edition["content_sha256"] in english


def test_component_has_its_words_and_its_trace(exported):
    page = exported()["pathway/components/method-3.md"].decode()
    assert page.startswith("# Method 3: ")
    assert (
        page.index("## Where it comes from")
        < page.index("- **Drafted**")
        < page.index("## What became of it")
    )


def files_of(files, folder):
    return {name.split("/")[-1]: io.BytesIO(data) for name, data in files.items() if name.startswith(folder)}


@pytest.mark.parametrize("scope", [Scope(personal=True), Scope(votes=True)], ids=["personal", "votes"])
def test_conversation_reads_as_it_stands(demo, exported, scope):
    read = read_export(files_of(exported(scope), "conversations/1/"))
    conversation = Conversation.objects.get(pk=1)
    assert read.topic == conversation.title
    assert [one.text for one in read.statements] == list(
        conversation.statements.order_by("pk").values_list("text", flat=True)
    )
    assert len(read.votes.values) == Vote.objects.filter(statement__conversation=conversation).count()
    sums = Counter(Vote.objects.filter(statement__conversation=conversation).values_list("value", flat=True))
    assert Counter(read.votes.values.tolist()) == sums


def test_votes_without_names_say_nothing_of_who_cast_them(demo, exported):
    files = exported(Scope(votes=True))
    rows = list(csv.reader(io.StringIO(files["conversations/1/participants-votes.csv"].decode())))[1:]
    assert [row[0] for row in rows] == [str(number) for number in range(len(rows))]
    votes = [row[1:] for row in rows]
    assert votes == sorted(votes, key=lambda line: repr([int(one) if one else "" for one in line]))
    assert "conversations/1/votes.csv" not in files
    assert "conversations/1/constituencies.csv" not in files


def test_votes_of_few_people_do_not_leave(demo, exported):
    few = Conversation.objects.get(pk=1)
    few.pk, few.source = None, ""
    few.save()
    statement = Statement.objects.create(
        conversation=few, key="1", text="Few", language="en", created_at=few.created_at, moderation=1
    )
    for n in range(14):
        person = Participant.objects.create(conversation=few, key=str(n))
        Vote.objects.create(participant=person, statement=statement, value=1)
    assert f"conversations/{few.pk}/participants-votes.csv" not in exported(Scope(votes=True))
    wide = exported(Scope(personal=True))[f"conversations/{few.pk}/participants-votes.csv"]
    assert wide.decode().splitlines()[1] == "0,1"  # without times, in the form that has none


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(demo, exported):
    Place.objects.create(collective=demo, kind="site", name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in {row["name"] for row in table(exported(), Place)}


def run(*arguments):
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def test_command_exports_and_says_what_is_in_it(demo, tmp_path):
    path = tmp_path / "export.zip"
    result = run("three-rivers", path)
    assert result.exit_code == 0, result.output
    assert "Exported Three Rivers Compact" in result.stdout
    assert "Nothing about people" in result.stdout
    again = run("three-rivers", path)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    told = json.loads(run("three-rivers", path, "--with-personal", "--overwrite", "--json").stdout)
    assert (told["ok"], told["checked"], told["scope"]["personal"]) == (True, len(told["parts"]), True)
    assert path.stat().st_mode & 0o777 == 0o600
    with Reader(path, kind=KIND) as reader:
        assert reader.manifest["scope"] == {"personal": True, "votes": False, "small_counts": False}


def test_unknown_collective_is_told_with_those_there_are(demo, tmp_path):
    result = run("elsewhere", tmp_path / "export.zip")
    assert result.exit_code == 1
    assert "there are: three-rivers" in result.stderr


def test_export_is_no_backup(exported, demo, tmp_path):
    write_export(tmp_path / "export.zip", demo, Scope())
    with pytest.raises(ArchiveRefused, match="does not say that it is a cairn-backup-1"):
        Reader(tmp_path / "export.zip", kind="cairn-backup-1")


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("outsider", 403), ("member", 403), ("facilitator", 403), ("steward", 200)],
)
def test_only_a_steward_downloads_everything(client, public_cast, who, status):
    public_cast.login(client, who)
    answer = client.post("/c/rivers/export/")
    assert answer.status_code == status
    assert not answer.streaming or b"".join(answer.streaming_content)
    assert client.get("/c/rivers/export/").status_code == (302 if who is None else 405)
    page = client.get("/c/rivers/record/").content.decode()
    assert ("Download everything" in page) is (who == "steward")


def test_download_is_whole_and_stands_on_the_record(client, cast, tmp_path):
    cast.login(client, "steward")
    answer = client.post("/c/rivers/export/")
    path = tmp_path / "export.zip"
    path.write_bytes(b"".join(answer.streaming_content))
    entry = cast.collective.log.entries.get(act="collective_exported")
    assert set(entry.commitments) == {"by"}
    with Reader(path, kind=KIND) as reader:
        assert reader.check() > 40
        assert reader.manifest["scope"] == Scope()._asdict()
        assert reader.manifest["heads"][0]["size"] == entry.index + 1
    assert answer["Content-Disposition"] == 'attachment; filename="rivers.zip"'
