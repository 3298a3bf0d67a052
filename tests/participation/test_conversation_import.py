"""Importing an exported conversation: whole or not at all, once, and every one of the shared exports."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cairn.engine.opinion.export import FILES, read_export
from cairn.participation.actions.conversation_imports import (
    AlreadyImported,
    ExportRefused,
    import_conversation,
    source_of,
)
from cairn.participation.actions.opinion_maps import draw_map
from cairn.participation.models import Conversation, OpinionMap, Participant, Statement, Vote
from cairn.record.models import Entry
from tests.factories import AT

ATTRIBUTION = (
    "Data was gathered using the Polis software (compdemocracy.org/polis) and is sub-licensed under "
    "CC BY 4.0 with Attribution to The Computational Democracy Project"
)
SUMMARY = "topic,Parks\nconversation-description,What should change?\n"
COMMENTS = (
    "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    "1500000000000,0,7,1,0,1,More benches\n1500000001000,1,8,1,0,-1,=HYPERLINK(1)\n"
    "1500000002000,2,7,0,0,0,Trees\n"
)
VOTES = (
    "timestamp,datetime,comment-id,voter-id,vote\n1500000100000,x,0,8,1\n1500000200000,x,0,8,-1\n"
    "1500000300000,x,2,9,1\n1500000300000,x,0,9,0\n"
)


def export(**changed):
    """Return the small export as open files; give `summary`, `comments` or `votes` to change one."""
    texts = {"summary.csv": SUMMARY, "comments.csv": COMMENTS, "votes.csv": VOTES}
    texts |= {f"{name}.csv": text for name, text in changed.items()}
    return {
        name: io.BytesIO(text if isinstance(text, bytes) else text.encode())
        for name, text in texts.items()
        if text is not None
    }


def take_in(cast, files=None, **more):
    return import_conversation(
        collective=cast.collective, files=files or export(), by=cast["facilitator"], at=AT, **more
    )


def test_import_keeps_statements_votes_and_the_map(cast):
    conversation = take_in(cast, attribution="Parks, CC BY 4.0")
    assert (conversation.title, conversation.prompt, conversation.attribution) == (
        "Parks",
        "What should change?",
        "Parks, CC BY 4.0",
    )
    assert (conversation.opens_on.isoformat(), conversation.closes_on.isoformat()) == (
        "2017-07-14",
        "2017-07-14",
    )
    rows = Statement.objects.order_by("pk").values_list("key", "text", "moderation", "author__key")
    assert list(rows) == [
        ("0", "More benches", 1, "7"),
        ("1", "=HYPERLINK(1)", -1, "8"),
        ("2", "Trees", 0, "7"),
    ]
    votes = Vote.objects.order_by("pk").values_list("participant__key", "statement__key", "value", "cast_at")
    assert [(who, which, value, at.timestamp()) for who, which, value, at in votes] == [
        ("8", "0", -1, 1500000200.0),
        ("9", "0", 0, 1500000300.0),
        ("9", "2", 1, 1500000300.0),
    ]
    assert OpinionMap.objects.get().n_votes == 3
    assert not conversation.is_open_on(conversation.opens_on)


def test_import_is_one_entry_with_hash_and_counts(cast):
    before = Entry.objects.count()
    conversation = take_in(cast)
    entry = Entry.objects.order_by("-index")[0]
    assert Entry.objects.count() == before + 1
    assert (entry.act, list(entry.commitments)) == ("conversation_imported", ["by"])
    assert entry.facts == {
        "sha256": conversation.source,
        "participants": 3,
        "statements": 3,
        "votes": 3,
    }


def test_second_import_of_the_same_files_is_refused(cast):
    take_in(cast)
    with pytest.raises(AlreadyImported, match=r"already on 2026-03-01, as “Parks”"):
        take_in(cast, about={"title": "Other"})
    assert (Conversation.objects.count(), Participant.objects.count()) == (1, 3)
    take_in(cast, export(summary=SUMMARY.replace("Parks", "Squares")))
    assert Conversation.objects.count() == 2


def test_source_does_not_hang_on_the_order_or_on_other_files():
    one, other = export(), dict(reversed(export().items()))
    assert source_of(one) == source_of(other | {"notes.txt": io.BytesIO(b"x")})
    assert source_of(one) != source_of(export(votes=VOTES + "1500000300000,x,2,8,1\n"))


BROKEN = {
    "missing": ({"comments": None}, "comments.csv: the file is missing"),
    "header": (
        {"votes": "when,who\n1,2\n"},
        "votes.csv, row 1, column timestamp, comment-id, voter-id, vote",
    ),
    "unknown statement": (
        {"votes": VOTES + "1500000300000,x,99,9,1\n"},
        "votes.csv, row 6, column comment-id",
    ),
    "vote": ({"votes": VOTES + "1500000300000,x,2,8,7\n"}, "votes.csv, row 6, column vote: the vote is '7'"),
    "encoding": ({"comments": COMMENTS.encode("utf-16")}, "comments.csv"),
    "empty": ({"votes": ""}, "votes.csv: the file is empty"),
    "year": ({"votes": VOTES.replace("1500000100000", "999999999999999999")}, "after the year 9999"),
    "nul": ({"comments": COMMENTS.replace("Trees", "Tr\0es")}, "holds a NUL character"),
    "long id": ({"votes": VOTES.replace(",9,", f",{'9' * 65},")}, "is longer than 64 characters"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_export_is_refused_and_nothing_is_kept(cast, case):
    changed, said = BROKEN[case]
    with pytest.raises(ExportRefused) as refusal:
        take_in(cast, export(**changed))
    assert said in str(refusal.value)
    assert (Conversation.objects.count(), Statement.objects.count(), Vote.objects.count()) == (0, 0, 0)


def test_conversation_without_votes_is_imported_without_a_map(cast):
    conversation = take_in(cast, export(votes="timestamp,comment-id,voter-id,vote\n", summary="topic,\n"))
    assert conversation.title == "Imported conversation"
    assert not OpinionMap.objects.exists()


def test_wide_file_alone_gives_votes_without_times(cast):
    files = export(votes=None) | {
        "participants-votes.csv": io.BytesIO(b"participant,group-id,0,1,2\n8,,1,,\n9,,0,,1\n")
    }
    files["comments.csv"] = io.BytesIO(b"comment-id,moderated,comment-body\n0,1,A\n1,1,B\n2,1,C\n")
    conversation = take_in(cast, files)
    assert (conversation.opens_on, conversation.closes_on) == (AT.date(), AT.date())
    assert set(Vote.objects.values_list("cast_at", flat=True)) == {None}


@pytest.fixture
def send(client, cast):
    def post(*files, **more):
        cast.login(client, "facilitator")
        data = {"files": list(files), "language": "en", **more}
        return client.post(reverse("participation:conversation_import", args=[cast.collective.slug]), data)

    return post


def zipped(*names, extra=(), within=""):
    """Return the small export as an uploaded zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in export().items():
            if not names or name in names:
                archive.writestr(within + name, file.read())
        for name, content in extra:
            archive.writestr(name, content)
    return SimpleUploadedFile("export.zip", out.getvalue())


def test_facilitator_imports_a_zip_file_or_separate_files(send):
    assert send(zipped(within="parks/", extra=[("parks/readme.txt", "hello")])).status_code == 302
    files = [
        SimpleUploadedFile(name, file.read()) for name, file in export(summary="topic,Squares\n").items()
    ]
    assert send(*files, title="All squares", attribution="City").status_code == 302
    assert list(Conversation.objects.order_by("pk").values_list("title", flat=True)) == [
        "Parks",
        "All squares",
    ]


def test_same_upload_twice_says_so(send):
    send(zipped())
    page = send(zipped(within="again/"))
    assert page.status_code == 200
    assert page.context["form"].errors["files"][0].startswith("These files were imported already on ")


def test_upload_with_faults_names_each_and_keeps_nothing(send):
    page = send(zipped("summary.csv", "comments.csv"))
    assert page.context["form"].errors["files"] == [
        "votes.csv: the file is missing. Export again, and keep all its files together."
    ]
    assert not Conversation.objects.exists()


def test_upload_that_is_no_export_is_refused(send):
    page = send(SimpleUploadedFile("photo.jpg", b"x"))
    assert page.context["form"].errors["files"][0].startswith("None of these files is of an export.")


def test_damaged_zip_file_is_refused(send):
    whole = zipped().read()
    spoilt = whole.replace(b"summary.csv", b"summary.csv", 1)
    at = spoilt.index(b"comments.csv") + 20
    spoilt = spoilt[:at] + b"\xff" * 20 + spoilt[at + 20 :]
    page = send(SimpleUploadedFile("export.zip", spoilt))
    assert "damaged" in page.context["form"].errors["files"][0]


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ([("other/votes.csv", "x")], "Send one conversation"),
        ([(f"{k}.txt", "x") for k in range(120)], "Send one conversation"),
        ([("participants-votes.csv", b"0" * 3_000_000)], "hold more than"),
    ],
)
def test_zip_bombs_and_heaps_of_files_are_refused(send, settings, extra, said):
    settings.UPLOAD_LIMIT = 1_000_000
    page = send(zipped(extra=extra))
    assert said in page.context["form"].errors["files"][0]


def test_files_above_the_limit_are_refused(send, settings):
    settings.UPLOAD_LIMIT = 10
    assert "hold more than" in send(zipped()).context["form"].errors["files"][0]


def test_formula_in_a_statement_is_harmless_in_the_spreadsheet(client, cast):
    comments = COMMENTS.replace(",-1,=HYP", ",1,=HYP")
    conversation = take_in(cast, export(comments=comments))
    cast.login(client, "member")
    answer = client.get(reverse("participation:map_csv", args=[cast.collective.slug, conversation.pk]))
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert [row[1] for row in rows] == ["statement", "More benches", "'=HYPERLINK(1)", "Trees"]


SHARED = (
    "american-assembly.bowling-green",
    "bg2050-volunteers",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.biodiversity",
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "vtaiwan.uberx",
)


@pytest.mark.shared
@pytest.mark.parametrize("name", SHARED)
def test_shared_conversation_is_imported_and_its_map_page_opens(
    client, public_cast, shared_data, name, django_assert_num_queries
):
    folder = shared_data / "conversations" / name
    files = {one: io.BytesIO((folder / one).read_bytes()) for one in FILES if (folder / one).exists()}
    conversation = take_in(public_cast, files, attribution=ATTRIBUTION)
    for file in files.values():
        file.seek(0)
    votes = read_export(files).votes
    drawn = OpinionMap.objects.get()
    assert (drawn.n_votes, len(drawn.result["x"])) == (len(votes.values), len(votes.participants))
    first = drawn.votes_hash
    assert draw_map(conversation=conversation, at=AT).votes_hash == first
    url = reverse("participation:map", args=[public_cast.collective.slug, conversation.pk])
    client.get(url)
    with django_assert_num_queries(4):
        page = client.get(url)
    assert page.status_code == 200
    assert "The Computational Democracy Project" in page.content.decode()
    given = client.get(f"{url[:-1]}.json").json()
    assert (given["n_votes"], len(given["participants"])) == (len(votes.values), len(votes.participants))
    assert set(given["participants"][0]) == {"x", "y", "group"}
