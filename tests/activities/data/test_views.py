"""Pages of shared data: who sees what, how a file is sent, and what leaves."""

import csv
import io
import os
import time
import zipfile
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from cairn.activities.data import actions
from cairn.activities.data.models import Observation, Submission
from cairn.network.models import Constituent, Membership, Place
from tests.activities.data.factories import COUNT, FIELDS, MAPPING, csv_of, make_measure, send
from tests.factories import AT, make_constituent

ROW = ["2026-01", "Confluence", "", 30, 60]
GROUPS = [["2026-01", "Confluence", "", 43, 100], ["2026-01", "Confluence", "girls", 3, 50],
          ["2026-01", "Confluence", "boys", 40, 50]]  # fmt: skip
EVERYBODY = (None, "outsider", "observer", "member", "facilitator", "steward")
M = "children-seen"


def at(name, *args):
    return reverse(f"data:{name}", args=["rivers", *args])


def statuses(client, cast, url, method="get"):
    found = []
    for who in EVERYBODY:
        client.logout()
        answer = getattr(cast.login(client, who), method)(url)
        found.append(answer.status_code)
        if answer.streaming:
            b"".join(answer.streaming_content)  # a file read to its end is closed
    return found


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("index", (), [404, 404, 200, 200, 200, 200]),
        ("measure", (M,), [404, 404, 200, 200, 200, 200]),
        ("measure_csv", (M,), [404, 404, 200, 200, 200, 200]),
        ("measure_json", (M,), [404, 404, 200, 200, 200, 200]),
        ("definitions", (M,), [404, 404, 200, 200, 200, 200]),
        ("definition_json", (M, 1), [404, 404, 200, 200, 200, 200]),
        ("submissions", (M,), [404, 404, 200, 200, 200, 200]),
        ("submission", (M, "pk"), [404, 404, 200, 200, 200, 200]),
        ("observation", (M, "value"), [404, 404, 302, 302, 302, 302]),
        ("submission_file", (M, "pk"), [404, 404, 404, 200, 404, 200]),
        ("submit", (M,), [302, 404, 403, 200, 200, 200]),
        ("columns", (M, "x" * 32), [302, 404, 403, 302, 302, 302]),
        ("check", (M, "x" * 32), [302, 404, 403, 302, 302, 302]),
        ("problems_csv", (M, "x" * 32), [302, 404, 403, 302, 302, 302]),
        ("measure_add", (), [302, 404, 403, 403, 403, 200]),
        ("redefine", (M,), [302, 404, 403, 403, 403, 200]),
        ("break_add", (M,), [302, 404, 403, 403, 403, 200]),
        ("review", (M, "pk"), [302, 405, 405, 405, 405, 405]),
    ],
)
def test_who_sees_what(client, cast, name, args, expected):
    made = send(cast, make_measure(cast), ROW)
    keys = {"pk": made.pk, "value": made.observations.get().pk}
    assert statuses(client, cast, at(name, *(keys.get(one, one) for one in args))) == expected


def test_only_a_steward_reviews(client, cast):
    made = send(cast, make_measure(cast), ROW)
    assert statuses(client, cast, at("review", M, made.pk), "post") == [302, 404, 403, 403, 403, 302]
    made.refresh_from_db()
    assert made.reviewed_by == cast["steward"]


def test_a_measure_that_is_not_published_is_for_members(client, public_cast):
    make_measure(public_cast, is_published=False)
    assert statuses(client, public_cast, at("measure", M)) == [404, 404, 200, 200, 200, 200]


@pytest.mark.parametrize("name", ["measure", "measure_csv", "definition_json"])
def test_what_is_not_there_is_not_found(client, public_cast, name):
    make_measure(public_cast)
    args = ("rain", 1) if name == "definition_json" else ("rain",)
    assert client.get(at(name, *args)).status_code == 404
    assert client.get(at("definition_json", M, 9)).status_code == 404


# Measures -------------------------------------------------------------------------------------------
FORM = {
    "name": "Children seen", "kind": "share", "numerator": "Seen", "denominator": "All", "unit": "%",
    "period": "month", "better": "up", "groups": "girls\nboys\n", "threshold": 5, "lag_days": 10,
    "is_published": "on",
}  # fmt: skip


def test_a_steward_defines_a_measure(client, cast):
    client = cast.login(client, "steward")
    answer = client.post(at("measure_add"), FORM | {"owner": cast.upper_valley.pk})
    assert answer["Location"] == at("measure", M)
    measure = cast.collective.measures.get()
    assert (measure.owner, measure.definitions.get().disaggregation) == (cast.upper_valley, ["girls", "boys"])
    assert client.post(at("measure_add"), FORM)["Location"] == at("measure", "children-seen-2")
    assert client.post(at("measure_add"), FORM | {"name": "Add"})["Location"] == at("measure", "add-2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": ""}, "kind"),
        ({"kind": "count"}, "denominator"),
        ({"denominator": ""}, "denominator"),
        ({"groups": "girls\nGirls"}, "groups"),
        ({"groups": "g" * 61}, "groups"),
        ({"kind": "rate", "per": 0}, "per"),
        ({"threshold": -1}, "threshold"),
    ],
)
def test_a_definition_says_what_to_mend(client, cast, wrong, field):
    answer = cast.login(client, "steward").post(at("measure_add"), FORM | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])


def test_a_new_definition_breaks_the_series_at_the_start_of_a_period(client, cast):
    measure = make_measure(cast)
    send(cast, measure, ROW, ["2026-02", "Confluence", "", 31, 60])
    client = cast.login(client, "steward")
    given = FORM | {"changed": "Midwives count too.", "from_on": "2026-02-17"}
    assert client.post(at("redefine", M), given)["Location"] == at("definitions", M)
    assert measure.breaks.get().from_on == date(2026, 2, 1)
    page = client.get(at("measure", M))
    assert [(one.label, one.is_break) for one in page.context["sheet"].columns] == [
        ("Jan 2026", False), ("Feb 2026", True),
    ]  # fmt: skip
    assert page.content.decode().count("Midwives count too.") == 1
    again = client.post(at("redefine", M), given)
    assert "word for word" in again.context["form"].non_field_errors()[0]


def test_a_break_is_noted(client, cast):
    measure = make_measure(cast)
    client = cast.login(client, "steward")
    given = {"from_on": "2026-02-01", "cause": "From paper to the telephone."}
    assert client.post(at("break_add", M), given)["Location"] == at("measure", M)
    assert measure.breaks.get().cause == "From paper to the telephone."
    assert client.post(at("break_add", M), {"cause": ""}).context["form"].errors.keys() == {
        "from_on",
        "cause",
    }


def test_missing_zero_suppressed_and_not_collected_look_different(client, cast):
    measure = make_measure(cast, **COUNT)
    for name in ("Red Bank", "Alder", "Mill", "Salt"):
        Place.objects.create(collective=cast.collective, kind="site", name=name)
    send(cast, measure, ["2026-01", "Confluence", "", 0, ""], ["2026-01", "Red Bank", "", 3, ""],
         ["2026-01", "Alder", "", "not collected", ""], ["2026-01", "Mill", "", "*", ""],
         ["2026-01", "Salt", "", "", ""], ["2026-02", "Salt", "", 9, ""],
         mapping=replace(MAPPING, denominator=None))  # fmt: skip
    page = cast.login(client, "member").get(at("measure", M))
    found = {row.place.name: row.cells[0] for row in page.context["sheet"].rows}
    assert {name: (cell.state, cell.value.value) for name, cell in found.items()} == {
        "Confluence": ("present", 0.0), "Red Bank": ("held_back", None), "Alder": ("not_collected", None),
        "Mill": ("suppressed", None), "Salt": ("missing", None),
    }  # fmt: skip
    assert len({str(cell.words) for cell in found.values()}) == 5
    assert [cell.state for row in page.context["sheet"].rows for cell in row.cells[1:]].count("nothing") == 4


def test_groups_stand_side_by_side_with_their_gap(client, cast):
    measure = make_measure(cast)
    send(cast, measure, ["2026-01", "Confluence", "", 40, 100], ["2026-01", "Confluence", "girls", 10, 50],
         ["2026-01", "Confluence", "boys", 30, 50])  # fmt: skip
    row = cast.login(client, "member").get(at("measure", M)).context["sheet"].rows[0]
    assert ([cell.value.value for cell in row.groups], row.gap) == ([20, 60], 40)


def test_small_counts_leave_nowhere(client, public_cast):
    made = send(public_cast, make_measure(public_cast), *GROUPS)
    for who in (None, "observer", "neighbour"):
        client.logout()
        client = public_cast.login(client, who)
        rows = list(csv.DictReader(StringIO(client.get(at("measure_csv", M)).content.decode("utf-8-sig"))))
        assert [(row["group"], row["value"], row["status"]) for row in rows] == [
            ("", "43", "present"), ("boys", "", "held_back"), ("girls", "", "held_back"),
        ]  # fmt: skip
        values = client.get(at("measure_json", M)).json()["values"]
        assert [(one["numerator"], one["value"]) for one in values] == [(43, 43), (None, None), (None, None)]
        page = client.get(at("submission", M, made.pk))
        assert [one.cell.value.value for one in page.context["values"]] == [43, None, None]
        assert made.sha256 not in page.content.decode()
        assert client.get(at("submission_file", M, made.pk)).status_code == 404


def test_every_page_of_a_value_held_back_says_why(client, public_cast):
    made = send(public_cast, make_measure(public_cast), *GROUPS)
    held = made.observations.get(group="boys")
    addresses = [
        at("measure", M),
        at("submission", M, made.pk),
        reverse("loop:number", args=["rivers", held.pk]),
    ]
    addresses.append(reverse("results:signal", args=["rivers", M, public_cast.place.pk]) + "?group=boys")
    for address in addresses:
        for language, words in (("en", "Held back to protect people"), ("es", "Retenido para proteger")):
            page = client.get(address, headers={"accept-language": language}).content.decode()
            assert words in page, (address, language)
            assert "too few" not in page


def test_own_constituent_and_stewards_see_raw_values_and_the_file(client, public_cast):
    made = send(public_cast, make_measure(public_cast), *GROUPS)
    for who in ("member", "steward"):
        client = public_cast.login(client, who)
        page = client.get(at("submission", M, made.pk))
        assert [one.cell.value.value for one in page.context["values"]] == [43, 6, 80]
        assert made.sha256 in page.content.decode()
        answer = client.get(at("submission_file", M, made.pk))
        assert b"".join(answer.streaming_content) == csv_of(*GROUPS)
        assert answer["Content-Disposition"] == 'attachment; filename="seen.csv"'
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (
            "application/octet-stream", "nosniff",
        )  # fmt: skip


def test_replaced_values_say_nothing_to_others(client, public_cast):
    measure = make_measure(public_cast)
    first = send(public_cast, measure, ROW)
    second = send(public_cast, measure, ["2026-01", "Confluence", "", 31, 60])
    page = client.get(at("submission", M, first.pk))
    assert [(one.cell.value, one.is_replaced) for one in page.context["values"]] == [(None, True)]
    page = client.get(at("submission", M, second.pk))
    assert [(row.pk, count) for row, count in page.context["replaced"]] == [(first.pk, 1)]


def test_names_of_people_are_for_members(client, public_cast):
    made = send(public_cast, make_measure(public_cast), ROW)
    assert "Member" not in client.get(at("submission", M, made.pk)).content.decode()
    elder = make_constituent(public_cast.collective, "Elder Manuel", kind="person")
    Constituent.objects.filter(pk=elder.pk).update(place=public_cast.place)
    send(public_cast, public_cast.collective.measures.get(), ROW, constituent=elder)
    assert "Elder Manuel" not in client.get(at("submissions", M)).content.decode()


def test_downloads_are_safe_in_a_spreadsheet(client, public_cast):
    public_cast.place.name = "=HYPERLINK(1)"
    public_cast.place.save()
    send(public_cast, make_measure(public_cast), ["2026-01", "'=HYPERLINK(1)", "", 30, 60].copy(),
         mapping=_renamed())  # fmt: skip
    answer = client.get(at("measure_csv", M))
    assert answer.content.startswith(b"\xef\xbb\xbfperiod,")
    row = next(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert (row["place"], row["value"], row["definition"]) == ("'=HYPERLINK(1)", "50", "1")


def _renamed():
    return replace(MAPPING, place_names=(("'=HYPERLINK(1)", "=HYPERLINK(1)"),))


def test_definition_json_carries_what_its_hash_is_of(client, public_cast):
    import hashlib

    make_measure(public_cast)
    found = client.get(at("definition_json", M, 1)).json()
    assert hashlib.sha256(found["canonical"].encode()).hexdigest() == found["content_hash"]


def test_long_lists_are_searched_and_paged_with_the_same_queries(
    client, public_cast, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    measure, counts = make_measure(public_cast, **COUNT), []
    for first, last in ((0, 1), (1, 3), (3, 60)):
        names = [f"Place {number:02}" for number in range(first, last)]
        for name in names:
            Place.objects.create(collective=public_cast.collective, kind="site", name=name)
        send(public_cast, measure, *(["2026-01", name, "", 9, ""] for name in names))
        urls = (at("index"), at("measure", M), at("submissions", M),
                at("submission", M, Submission.objects.latest("pk").pk))  # fmt: skip
        for url in urls:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert client.get(url).status_code == 200
            counts.append(len(seen))
    assert counts[:4] == counts[4:8] == counts[8:]
    assert max(counts) <= 14
    page = client.get(at("measure", M), {"page": 3})
    assert [row.place.name for row in page.context["sheet"].rows][:1] == ["Place 50"]
    page = client.get(at("measure", M), {"q": "place 07"})
    assert [row.place.name for row in page.context["sheet"].rows] == ["Place 07"]


def test_index_says_who_has_reported_and_what_is_owed(client, cast):
    measure = make_measure(cast, **COUNT)
    Place.objects.create(collective=cast.collective, kind="site", name="Red Bank")
    send(cast, measure, ["2020-01", "Confluence", "", 9, ""], ["2020-01", "Red Bank", "", 9, ""])
    page = cast.login(client, "member").get(at("index"))
    board = page.context["boards"][0]
    assert (board.given, board.expected) == (0, 2)
    assert {state for _place, states in board.rows for state in states} == {"nothing"}
    assert [[place.name for place in places] for _measure, _period, places in page.context["owed"]] == [
        ["Confluence", "Red Bank"]
    ]
    client.logout()
    assert cast.login(client, "observer").get(at("index")).context["owed"] == []


# Sending a file -------------------------------------------------------------------------------------
@pytest.fixture
def sender(client, cast):
    make_measure(cast)
    return cast.login(client, "member")


def upload(client, content, name="seen.csv", **given):
    constituent = Constituent.objects.get(name="Upper valley")
    given = {"constituent": constituent.pk, "arrived": "whole"} | given
    return client.post(at("submit", M), given | {"file": SimpleUploadedFile(name, content)})


COLUMNS = {
    "period": "Month",
    "place": "Site",
    "group": "Group",
    "numerator": "Seen",
    "denominator": "Children",
}


def kept():
    folder = Path(settings.MEDIA_ROOT, "pending")
    return list(folder.iterdir()) if folder.exists() else []


def test_a_file_is_sent_in_three_steps(sender, cast):
    step2 = upload(sender, csv_of(ROW))["Location"]
    page = sender.get(step2)
    assert page.context["form"].initial == COLUMNS | {"all_sheets": False, "decimal_comma": False}
    step3 = sender.post(step2, COLUMNS)["Location"]
    page = sender.get(step3)
    preview = page.context["preview"]
    assert (preview.count, preview.places, preview.periods, preview.first) == (1, 1, 1, "Jan 2026")
    assert (preview.replaced, preview.held, page.context["wrong"]) == (0, 0, [])
    assert Submission.objects.count() == 0
    done = sender.post(step3, {"do": "store"})
    stored = Submission.objects.get()
    assert done["Location"] == stored.get_absolute_url()
    assert (stored.constituent, stored.sent_by, stored.file_name) == (
        cast.upper_valley,
        cast["member"],
        "seen.csv",
    )
    assert kept() == []
    again = upload(sender, csv_of(ROW))
    assert "submitted already" in again.context["form"].errors["file"][0]
    remembered = sender.get(upload(sender, csv_of(["2026-02", "Confluence", "", 33, 60]))["Location"])
    assert remembered.context["is_remembered"] is True


def test_every_problem_is_shown_at_once_and_questions_are_asked_once(client, cast):
    make_measure(cast)
    sender = cast.login(client, "facilitator")
    rows = (
        ROW,
        ["2026-01", "Okk", "", 30, 60],
        ["2026-01", "Red Bank", "", "n/a", 60],
        ["2026-01", "Red Bank", "boys", "12x", 60],
    )
    step2 = upload(sender, csv_of(*rows))["Location"]
    step3 = sender.post(step2, COLUMNS)["Location"]
    page = sender.get(step3)
    assert [(one.row, one.column, one.cell, one.rule) for one in page.context["wrong"]] == [
        (3, "B (Site)", "Okk", "place-unknown"),
        (4, "B (Site)", "Red Bank", "place-unknown"),
        (5, "B (Site)", "Red Bank", "place-unknown"),
    ]
    assert sender.post(step3, {"do": "store"})["Location"] == step3  # refused
    answer = {"place_0": "Confluence", "place_1": "=add", "kind": "site"}
    assert sender.post(step3, answer)["Location"] == step3
    page = sender.get(step3)
    assert [(one.row, one.rule) for one in page.context["wrong"]] == [
        (3, "twice"),
        (4, "unclear"),
        (5, "number"),
    ]
    sender.post(step3, {"mark_0": "not_collected"})
    page = sender.get(step3)
    assert [(one.row, one.rule) for one in page.context["wrong"]] == [(3, "twice"), (5, "number")]
    answer = sender.get(step3.replace("check/", "problems.csv"))
    assert len(answer.content.decode().splitlines()) == 3
    assert (Submission.objects.count(), Place.objects.count()) == (0, 1)


def test_new_places_are_added_with_the_file(client, cast):
    make_measure(cast)
    sender = cast.login(client, "facilitator")
    step2 = upload(sender, csv_of(["2026-01", "Red Bank", "", 30, 60], ["2026-01", "Mill", "", 30, 60]))[
        "Location"
    ]
    step3 = sender.post(step2, COLUMNS)["Location"]
    sender.post(step3, {"all_new": "on", "kind": "county"})
    assert sender.get(step3).context["preview"].places == 2
    sender.post(step3, {"do": "store"})
    assert list(Place.objects.order_by("name").values_list("name", "kind")) == [
        ("Confluence", "site"), ("Mill", "county"), ("Red Bank", "county"),
    ]  # fmt: skip


def test_a_member_cannot_add_places(sender):
    step2 = upload(sender, csv_of(["2026-01", "Red Bank", "", 30, 60], ["2026-01", "Mill", "", 30, 60]))[
        "Location"
    ]
    step3 = sender.post(step2, COLUMNS)["Location"]
    assert {"all_new", "kind"} & set(sender.get(step3).context["form"].fields) == set()
    sender.post(step3, {"place_0": "=add", "all_new": "on"})
    assert len(sender.get(step3).context["wrong"]) == 2


def test_a_part_may_be_the_same_for_the_whole_file(sender, cast):
    step2 = upload(sender, b"Seen,Children\n30,60\n")["Location"]
    fixed = {"period": "=fixed", "place": "=fixed", "numerator": "Seen", "denominator": "Children"}
    errors = sender.post(step2, fixed).context["form"].errors
    assert set(errors) == {"period_fixed", "place_fixed"}
    errors = (
        sender.post(step2, fixed | {"period_fixed": "soon", "place_fixed": cast.place.pk})
        .context["form"]
        .errors
    )
    assert set(errors) == {"period_fixed"}
    step3 = sender.post(step2, fixed | {"period_fixed": "2026-01", "place_fixed": cast.place.pk})["Location"]
    sender.post(step3, {"do": "store"})
    assert Observation.objects.get().period_on == date(2026, 1, 1)


def test_columns_that_are_missing_are_asked_for(sender):
    step2 = upload(sender, csv_of(ROW))["Location"]
    errors = sender.post(step2, {"sheet": ""}).context["form"].errors
    assert set(errors) == {"period", "place", "numerator", "denominator"}
    # a finished value stands for both parts (the next step then says what that means for small counts)
    assert sender.post(step2, {"period": "Month", "place": "Site", "value": "Seen"}).status_code == 302


def workbook(sheets):
    """Write a workbook as a spreadsheet program would."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def test_a_workbook_with_a_sheet_for_each_period(sender, cast):
    content = workbook({"2026-01": [["Place", "Seen", "All"], ["Confluence", "30", "60"]],
                        "2026-02": [["Place", "Seen", "All"], ["Confluence", "31", "60"]],
                        "Notes": [["Counted at the landing"]]})  # fmt: skip
    step2 = upload(sender, content, name="book.xlsx")["Location"]
    page = sender.get(step2)
    assert page.context["form"].initial["all_sheets"] is True
    assert sender.get(step2, {"sheet": "Notes"}).context["seen"].headers == ("Counted at the landing",)
    said = {
        "sheet": "2026-01",
        "period": "=sheet",
        "place": "Place",
        "numerator": "Seen",
        "denominator": "All",
    }
    step3 = sender.post(step2, said | {"all_sheets": "on"})["Location"]
    assert [one.rule for one in sender.get(step3).context["left_out"]] == ["sheet-no-period"]
    sender.post(step3, {"do": "store"})
    assert [int(one.numerator) for one in Observation.objects.order_by("period_on")] == [30, 31]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "seen.csv", "The file is empty"),
        (b"%PDF-1.7 ...", "seen.csv", "This is a PDF"),
        (b"PK\x03\x04 broken", "seen.xlsx", "seen.xlsx"),
        ("Month,Site\n2026-01,Ca\xf1on\n".encode("cp1252"), "seen.csv", "is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(sender, content, name, said):
    answer = upload(sender, content, name=name)
    assert (answer.status_code, said in answer.context["form"].errors["file"][0]) == (422, True)
    assert kept() == []


def test_a_bomb_is_refused(sender):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    answer = upload(sender, packed.getvalue(), name="bomb.xlsx")
    assert "bomb.xlsx" in answer.context["form"].errors["file"][0]
    assert kept() == []


def test_a_file_over_the_limit_is_refused(sender, settings):
    settings.UPLOAD_LIMIT = 1 << 20
    answer = upload(sender, b"x" * ((1 << 20) + 1))
    assert "larger than 1 MB" in answer.context["form"].errors["file"][0]
    assert kept() == []


def test_a_connection_lost_in_mid_upload_keeps_nothing(sender, cast):
    part = '--b\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}'
    rows = "Month,Site,Group,Seen,Children\r\n2026-01,Confluence,,30,60\r\n2026-02,Conflu"
    body = part.format("constituent", "", cast.upper_valley.pk) + "\r\n"
    body += part.format("file", '; filename="seen.csv"\r\nContent-Type: text/csv', rows)
    answer = sender.generic("POST", at("submit", M), body.encode(), "multipart/form-data; boundary=b")
    assert "arrived only in part" in answer.context["form"].errors["file"][0]
    assert (kept(), Submission.objects.count()) == ([], 0)


def test_a_file_on_its_way_belongs_to_its_session_and_goes_after_a_day(sender, cast, client):
    step2 = upload(sender, csv_of(ROW))["Location"]
    assert len(kept()) == 1
    assert oct(kept()[0].stat().st_mode)[-3:] == "600"
    other = cast.login(type(client)(), "neighbour")
    assert other.get(step2)["Location"] == at("submit", M)
    old = time.time() - 90_000
    os.utime(kept()[0], (old, old))
    assert sender.get(step2)["Location"] == at("submit", M)
    upload(sender, csv_of(["2026-02", "Confluence", "", 33, 60]))
    assert len(kept()) == 1  # the old one is swept away


def test_who_may_no_longer_speak_for_a_constituent_cannot_store(sender, cast):
    step2 = upload(sender, csv_of(ROW))["Location"]
    Membership.objects.filter(person=cast["member"]).update(constituent=cast.lower_delta)
    assert sender.get(step2).status_code == 403


def test_nobody_sends_for_another_constituent(sender, cast):
    answer = upload(sender, csv_of(ROW), constituent=cast.lower_delta.pk)
    assert set(answer.context["form"].errors) == {"constituent"}


def test_a_member_without_a_constituent_learns_what_to_do(sender, cast):
    Membership.objects.filter(person=cast["member"]).update(constituent=None)
    assert "You belong to no constituent yet" in sender.get(at("submit", M)).content.decode()


def test_the_mapping_is_shown_in_words(sender, cast):
    made = send(cast, cast.collective.measures.get(), ROW)
    said = sender.get(at("submission", M, made.pk)).context["said"]
    assert [str(words) for _part, words in said] == [
        "column “Month”", "column “Site”", "column “Group”", "column “Seen”", "column “Children”",
    ]  # fmt: skip
    assert made.sent_at == AT


def test_problems_are_told_in_spanish_too(sender):
    step2 = upload(sender, csv_of(["2026-01", "Okk", "", 30, 60]))["Location"]
    step3 = sender.post(step2, COLUMNS)["Location"]
    with override("en"):  # what the request switches to does not outlive the test
        page = sender.get(step3, headers={"accept-language": "es"})
    assert [(one.what, one.remedy) for one in page.context["wrong"]] == [
        ("No es ningún lugar que conozcamos.", "Corríjalo, o diga arriba qué lugar es.")
    ]
    assert "Hay una cosa mal" in page.content.decode()


def test_a_steward_reads_how_many_values_are_held_back_that_were_shown(client, public_cast):
    measure = make_measure(public_cast)
    send(public_cast, measure, ["2026-01", "Confluence", "", 8, 60])
    fields = {**FIELDS, "threshold": 11, "changed": "larger numbers only"}
    assert public_cast.login(client, "steward").get(at("measure", M)).context["held_since"] == 0
    actions.define_again(measure=measure, fields=fields, by=public_cast["steward"], at=AT)
    for who, told in (("steward", 1), ("member", 0), (None, 0)):
        client.logout()
        page = public_cast.login(client, who).get(at("measure", M))
        assert page.context["held_since"] == told
        assert ("1 value is held back that was shown before" in page.content.decode()) == bool(told)
