"""A backup holds every row and file, goes back whole or not at all, and moves between the databases."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cairn.config.cli import main
from cairn.network.models import Constituent, Place
from cairn.participation.models import Consent
from cairn.record import rows
from cairn.record.actions import append, take_head
from cairn.record.archive import ArchiveRefused, Reader
from cairn.record.backup import KIND, write_backup
from cairn.record.models import Entry, Log
from cairn.record.protection import unprotect
from cairn.record.restore import checked, restore
from tests.factories import AT
from tests.pathway.factories import make_component, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def installation(cast):
    """Return a cast with a text, a consent with its evidence, and a record with a kept head."""
    version = make_version(cast, make_component(cast))
    consent = Consent(version=version, constituent=cast.upper_valley, state="consent", way="council")
    consent.recorded_at, consent.given_by = AT, "Elder Manuel"
    consent.evidence.save("letter.txt", ContentFile(b"We agree. \xf0\x9f\xaa\xa8"), save=True)
    for n in range(5):
        append(cast.collective.log, "stone_laid", version, at=AT, facts={"n": n}, personal={"text": "Slowly"})
    take_head(cast.collective.log, at=AT)
    append(cast.collective.log, "stone_laid", version, at=AT)
    return cast


@pytest.fixture
def backup(installation, tmp_path):
    """Return a backup of it."""
    path = tmp_path / "backup.zip"
    write_backup(path, at=AT)
    return path


def held():
    """Return everything that the tables and the stored files hold."""
    names = Consent.objects.values_list("evidence", flat=True)
    files = {name: Path(default_storage.path(name)).read_bytes() for name in names}
    return {label: list(rows.stored(model)) for label, model in rows.tables().items()}, files


def refused(path, **options):
    before = held()
    with pytest.raises(ArchiveRefused) as refusal:
        restore(path, **options)
    assert held() == before
    return str(refusal.value)


def changed(path, name, change, *, in_manifest=None):
    """Change a part of a backup, and make its manifest agree: whoever changes one may change the other."""
    from hashlib import sha256

    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    manifest = json.loads(parts.pop("manifest.json"))
    if name:
        parts[name] = change(parts[name])
    for part in manifest["parts"]:
        data = parts[part["name"]]
        part.update(bytes=len(data), sha256=sha256(data).hexdigest())
    (in_manifest or (lambda _manifest: None))(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, data in parts.items():
            target.writestr(part, data)
    return path


def test_every_model_is_backed_up_or_left_out_for_a_reason():
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}
    assert models == set(rows.tables()) | set(rows.LEFT_OUT)
    assert all(len(reason) > 10 for reason in rows.LEFT_OUT.values())
    assert not [label for label in rows.LEFT_OUT if apps.get_model(label).__module__.startswith("cairn.")]


def test_backup_goes_back_as_it_was(installation, backup):
    before = held()
    assert before[1] == {"evidence/letter.txt": b"We agree. \xf0\x9f\xaa\xa8"}
    Place.objects.create(collective=installation.collective, kind="site", name="A later place")
    default_storage.delete("evidence/letter.txt")
    default_storage.save("evidence/later.txt", ContentFile(b"later"))
    restore(backup, may_replace=True)
    assert held() == before
    assert not default_storage.exists("evidence/later.txt")
    assert Place.objects.create(collective=installation.collective, kind="site", name="After").pk > 0
    append(Log.objects.get(), "stone_laid", installation.collective, at=AT)


def test_manifest_says_what_is_in_it(installation, backup):
    log = Log.objects.get()
    with Reader(backup, kind=KIND) as reader:
        manifest = reader.manifest
    assert manifest["heads"] == [{"log": log.origin, "size": log.size, "root": log.root_hex}]
    assert manifest["rows"]["network.person"] == 6
    assert manifest["migrations"]["record"][:2] == ["0001_initial", "0002_append_only"]
    assert {part["name"] for part in manifest["parts"]} == {
        "README.txt", "files/evidence/letter.txt", *(f"rows/{label}.jsonl" for label in rows.tables())
    }  # fmt: skip


def test_database_still_guards_the_record_afterwards(installation, backup):
    restore(backup, may_replace=True)
    from django.db import DatabaseError, transaction

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE record_entry SET act = 'other'")


def test_installation_that_holds_anything_is_refused(installation, backup):
    message = refused(backup)
    assert "not empty: it holds activities" in message or "not empty: it holds network" in message
    assert "--replace" in message


def test_missing_file_is_told_and_does_not_stop_a_backup(installation, tmp_path):
    default_storage.delete("evidence/letter.txt")
    manifest = write_backup(tmp_path / "b.zip", at=AT)
    assert manifest["missing_files"] == ["evidence/letter.txt"]
    restore(tmp_path / "b.zip", may_replace=True)


def test_record_that_was_changed_is_not_backed_up(installation, tmp_path):
    unprotect(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_entry SET act = 'something_else' WHERE act = 'version_added'")
    with pytest.raises(ArchiveRefused, match=r"entry 1 was changed.*Nothing was written"):
        write_backup(tmp_path / "b.zip", at=AT)
    assert list(tmp_path.glob("*.zip")) == []


ENTRIES, HEADS, PLACES = "rows/record.entry.jsonl", "rows/record.head.jsonl", "rows/network.place.jsonl"


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (ENTRIES, b'{"n":3}', b'{"n":7}', "entry 5 was changed"),
        (ENTRIES, b'"stone_laid"', b'"stone_lost"', "entry 2 was changed"),
        ("rows/record.log.jsonl", b",8,", b",7,", "do not lead to its head 7"),
        (PLACES, b'"collective_id"', b'"collective"', "its columns are"),
        (PLACES, b',"Confluence"', b"", "has 5 values for 6 columns"),
        (PLACES, b'["id",', b'[7,', "its columns are [7"),
        (PLACES, b'"Confluence"', b"[" * 90_000, "rows/network.place.jsonl"),
        ("rows/network.person.jsonl", b"steward@", b"member@", "does not take network.person"),
        ("rows/participation.consent.jsonl", b"letter.txt", b"other.txt", "letter.txt is not what its rows"),
        ("rows/participation.consent.jsonl", b"evidence/", b"../../etc/", "is not what its rows name"),
        ("rows/participation.consent.jsonl", b"2026-", b"20x6-", "rows/participation.consent.jsonl"),
    ],
)  # fmt: skip
def test_forged_backup_is_refused_and_nothing_changes(installation, backup, name, old, new, says):
    def forge(data):
        assert old in data
        return data.replace(old, new, 1)

    assert says in refused(changed(backup, name, forge), may_replace=True)


def test_rows_that_do_not_fit_together_are_refused(installation, backup):
    place = Place.objects.get().pk

    def forge(data):
        row = next(line for line in data.splitlines() if b"Upper valley" in line)
        fields = json.loads(row)
        fields[[field.attname for field in rows.columns(Constituent)].index("place_id")] = place + 999
        return data.replace(row, json.dumps(fields).encode())

    assert "do not fit together" in refused(
        changed(backup, "rows/network.constituent.jsonl", forge), may_replace=True
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda m: m["rows"].update({"network.place": 2}),
            "network.place has 1 rows, and its manifest says 2",
        ),
        (lambda m: m["rows"].pop("network.place"), "does not hold the tables"),
        (lambda m: m["rows"].update({"network.other": 0}), "does not hold the tables"),
        (lambda m: m["heads"].clear(), "does not lead to the heads"),
        (lambda m: m.pop("migrations"), "nothing readable about migrations"),
        (lambda m: m.update(migrations={"record": 7}), "nothing readable about migrations"),
        (lambda m: m["migrations"]["record"].append("0099_from_the_future"), "made by a newer Cairn"),
        (lambda m: m.update(kind="cairn-backup-9"), "does not say that it is a cairn-backup-1"),
    ],
)
def test_manifest_that_disagrees_is_refused(installation, backup, change, says):
    assert says in refused(changed(backup, None, None, in_manifest=change), may_replace=True)


def test_check_alone_touches_nothing(installation, backup):
    before = held()
    with Reader(backup, kind=KIND) as reader:
        assert checked(reader, lambda _what: None).manifest["rows"]["record.entry"] == 8
    assert held() == before


@pytest.fixture
def before_levels_were_named(db, settings):
    """Let the package of influence have one more migration: what is `level` now was called `tier` before."""
    settings.MIGRATION_MODULES = {"influence": "tests.record.older_influence"}
    MigrationRecorder(connection).record_applied("influence", "0002_name_the_level")


def test_backup_of_an_older_version_is_brought_up_to_date(
    installation, backup, before_levels_were_named, tmp_path
):
    from cairn.activities.influence.models import Institution

    collective = installation.collective.pk

    def older(_data):
        fields = {"id": 1, "collective_id": collective, "name": "Ministry of Water", "tier": "national"}
        names = [field.attname.replace("level", "tier") for field in rows.columns(Institution)]
        row = [fields[name] for name in names]
        return rows.written(names) + rows.written(row)

    def as_before(manifest):
        manifest["migrations"]["influence"] = ["0001_initial"]
        manifest["rows"]["influence.institution"] = 1
        manifest["cairn"] = "0.0.9"

    changed(backup, "rows/influence.institution.jsonl", older, in_manifest=as_before)
    head = Log.objects.get().root_hex
    restore(backup, may_replace=True)
    assert Institution.objects.get().level == "national"
    assert Log.objects.get().root_hex == head
    assert Entry.objects.count() == 8
    assert held()[1] == {"evidence/letter.txt": b"We agree. \xf0\x9f\xaa\xa8"}


def cairn(folder, *arguments, url=""):
    """Run the command on an installation of its own in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CAIRN_")}
    own = {**kept, "CAIRN_VAR": str(folder), "DATABASE_URL": url}
    run = [sys.executable, "-m", "cairn.config", *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, env=own, check=False)


def test_backup_moves_between_databases_by_the_command(installation, backup, tmp_path):
    """On PostgreSQL this goes to SQLite and back; on SQLite into a file of its own and back."""
    before = held()
    there, again = tmp_path / "there", tmp_path / "again.zip"
    came = cairn(there, "restore", backup, "--json")
    assert came.returncode == 0, came.stderr
    told = json.loads(came.stdout)
    assert (told["ok"], told["rows"]) == (True, sum(len(one) for one in before[0].values()))
    twice = cairn(there, "restore", backup)
    assert (twice.returncode, "not empty" in twice.stderr) == (1, True)
    assert cairn(there, "backup", again).returncode == 0
    restore(again, may_replace=True)
    assert held() == before


@pytest.fixture(scope="module")
def founded(tmp_path_factory):
    """Return the folder of an installation with one collective."""
    folder = tmp_path_factory.mktemp("founded")
    cairn(folder, "manage", "migrate")
    cairn(folder, "collective", "found", "r", "R", "--steward", "a@example.org")
    return folder


SERVED = """
import os, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "cairn.config.settings"
import django; django.setup()
from cairn.network.models import Collective, Place
from cairn.record.snapshot import snapshot
collective = Collective.objects.get()
def write():
    from django.db import connection
    Place.objects.create(collective=collective, kind="site", name="Written meanwhile")
    connection.close()
with snapshot():
    before = Place.objects.count()
    writer = threading.Thread(target=write)
    writer.start(); writer.join(5)
    print(before, writer.is_alive(), Place.objects.count())
print(Place.objects.count())
"""


def test_backup_holds_one_moment_and_keeps_nobody_waiting(founded):
    own = {**os.environ, "CAIRN_VAR": str(founded), "DATABASE_URL": ""}
    command = [sys.executable, "-c", SERVED]
    run = subprocess.run(command, capture_output=True, text=True, env=own, check=False)
    assert run.stdout.split() == ["0", "False", "0", "1"], run.stderr


def test_backup_of_a_database_that_is_behind_is_refused_in_words(tmp_path):
    run = cairn(tmp_path / "var", "backup", tmp_path / "b.zip")
    assert (run.returncode, "There is no Cairn here" in run.stderr) == (1, True)
    cairn(tmp_path / "var", "manage", "migrate", "contenttypes")
    run = cairn(tmp_path / "var", "backup", tmp_path / "b.zip")
    assert (run.returncode, "behind Cairn" in run.stderr) == (1, True)
    assert not (tmp_path / "b.zip").exists()


def test_command_tells_what_it_did(founded, tmp_path):
    path = tmp_path / "b.zip"
    told = json.loads(cairn(founded, "backup", path, "--json").stdout)
    assert has(told, "ok", "checked", "bytes", "sha256", "rows", "files")
    assert (told["ok"], told["checked"] > 50, told["heads"][0]["log"]) == (True, True, "cairn/r")
    assert "is there already" in cairn(founded, "backup", path).stderr
    assert " kB)" in cairn(founded, "backup", path, "--overwrite").stdout
    whole = cairn(tmp_path / "none", "restore", path, "--check")
    assert " is whole: " in whole.stdout


def has(told, *keys):
    return not set(keys) - set(told)


def test_check_changes_nothing_so_there_is_nothing_to_replace(tmp_path):
    path = tmp_path / "b.zip"
    path.touch()
    assert CliRunner().invoke(main, ["restore", str(path), "--check", "--replace"]).exit_code == 2
