"""Define, submit, review, break: done, refused, recorded; all or nothing."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files import File

from cairn.activities.data import actions, queries
from cairn.activities.data.models import Break, Observation, RememberedMapping, Submission
from cairn.record.models import Entry
from tests.activities.data.factories import COUNT, FIELDS, MAPPING, file_of, make_measure, send
from tests.factories import AT

ROW = ["2026-01", "Confluence", "", 30, 60]


def acts():
    return list(Entry.objects.order_by("index").values_list("act", flat=True))


def test_define_measure_keeps_version_and_hash(cast):
    measure = make_measure(cast)
    definition = measure.definitions.get()
    assert (definition.number, definition.content_hash) == (1, queries.wording(definition).content_hash())
    assert acts() == ["measure_defined"]


def test_redefine_adds_a_version_and_breaks_the_series(cast):
    measure = make_measure(cast)
    fields = FIELDS | {"numerator": "Children seen by anybody", "changed": "Midwives count too."}
    made = actions.redefine(
        measure=measure, fields=fields, from_on=date(2026, 2, 1), by=cast["steward"], at=AT
    )
    assert (made.number, made.changed) == (2, "Midwives count too.")
    assert [(row.from_on, row.cause) for row in Break.objects.all()] == [
        (date(2026, 2, 1), "Midwives count too.")
    ]
    assert acts() == ["measure_defined", "measure_defined", "break_recorded"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "word for word"), ({"denominator": ""}, "denominator"), ({"kind": "sum"}, "kind")],
)
def test_define_again_refuses_what_does_not_fit(cast, fields, said):
    measure = make_measure(cast)
    with pytest.raises(actions.DefinitionRefused, match=said):
        actions.define_again(measure=measure, fields=FIELDS | fields, by=cast["steward"], at=AT)
    assert measure.definitions.count() == 1


def test_submit_keeps_file_values_and_mapping(cast):
    measure = make_measure(cast)
    made = send(cast, measure, ROW, ["2026-01", "Confluence", "girls", "", 30])
    assert (
        Path(settings.MEDIA_ROOT, made.file.name).read_bytes()
        == file_of(ROW, ["2026-01", "Confluence", "girls", "", 30]).read()
    )
    assert list(made.observations.order_by("row").values_list("group", "status", "numerator", "row")) == [
        ("", "present", 30, 2),
        ("girls", "missing", None, 3),
    ]
    assert actions.remembered(measure=measure, constituent=cast.upper_valley) == MAPPING
    entry = Entry.objects.get(act="submission_received")
    assert set(entry.commitments) == {"sha256", "by"}  # a short file could be guessed from its bare hash
    assert (entry.facts["values"], entry.facts["replaced"]) == (2, 0)


def test_submit_replaces_and_keeps_earlier_values(cast):
    measure = make_measure(cast)
    first = send(cast, measure, ROW, ["2026-02", "Confluence", "", 31, 60])
    second = send(cast, measure, ["2026-01", "Confluence", "", 35, 60])
    assert list(Observation.objects.order_by("pk").values_list("numerator", "superseded_by")) == [
        (30, second.pk), (31, None), (35, None),
    ]  # fmt: skip
    assert Entry.objects.filter(act="submission_received").last().facts["replaced"] == 1
    assert first.observations.count() == 2


def test_submit_refuses_the_same_file_twice(cast):
    measure = make_measure(cast)
    send(cast, measure, ROW)
    with pytest.raises(actions.SubmissionRefused, match=r"submitted already, on 2026-03-01 as “seen\.csv”"):
        send(cast, measure, ROW)
    send(cast, measure, ROW, constituent=cast.lower_delta)  # another may send the same
    assert Submission.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04 broken", "bad.csv"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"Month,Site,Group,Seen,Children\n", "no values"),
        (b"Month,Site,Group,Seen,Children\n2026-01,Confluence,,=1+1,60\n", "has errors"),
        (b"Month,Site,Group,Seen,Children\n2026-01,Confluence,,70,60\n", "has errors"),
    ],
)
def test_submit_stores_nothing_of_a_bad_file(cast, content, said):
    measure = make_measure(cast)
    with pytest.raises(actions.SubmissionRefused, match=said):
        actions.submit(
            measure=measure, constituent=cast.upper_valley, file=File(BytesIO(content), name="bad.csv"),
            mapping=MAPPING, by=cast["member"], at=AT,
        )  # fmt: skip
    assert (Submission.objects.count(), RememberedMapping.objects.count()) == (0, 0)
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.csv"))
    assert acts() == ["measure_defined"]


def test_submit_tells_every_problem_at_once(cast):
    measure = make_measure(cast)
    rows = (
        ["2026-01", "Okk", "", 3, 6],
        ["soon", "Confluence", "", 3, 6],
        ["2026-01", "Confluence", "elders", 3, 6],
    )
    with pytest.raises(actions.SubmissionRefused) as refusal:
        send(cast, measure, *rows)
    assert [(one.rule, one.row) for one in refusal.value.problems] == [
        ("place-unknown", 2), ("period", 3), ("group-unknown", 4),
    ]  # fmt: skip


def test_a_number_in_the_place_column_is_never_taken_for_a_key(cast):
    measure = make_measure(cast)
    with pytest.raises(actions.SubmissionRefused) as refusal:
        send(cast, measure, ["2026-01", cast.place.pk, "", 30, 60])
    assert refusal.value.problems[0].rule == "place-unknown"


def test_a_place_is_known_by_its_code_too(cast):
    cast.place.code = "001"
    cast.place.save()
    made = send(cast, make_measure(cast), ["2026-01", "001", "", 30, 60])
    assert made.observations.get().place == cast.place


BARE = {"period": "Month", "place": "Site", "value": "Seen"}


def test_a_share_without_its_parts_is_refused_where_small_counts_are_held(cast):
    from cairn.engine.measure.mapping import Mapping

    measure = make_measure(cast)
    with pytest.raises(actions.SubmissionRefused) as refusal:
        send(cast, measure, ROW, mapping=Mapping(**BARE))
    assert [one.rule for one in refusal.value.problems] == ["parts-needed"]
    open_measure = make_measure(cast, "open", threshold=0)
    send(cast, open_measure, ROW, mapping=Mapping(**BARE))
    assert [one.value for one in queries.values([open_measure])] == [30]


def test_a_failing_disk_leaves_nothing(cast):
    measure = make_measure(cast)
    Path(settings.MEDIA_ROOT).mkdir(parents=True)
    Path(settings.MEDIA_ROOT, "submissions").write_text("no folder: nothing can be kept in it")
    with pytest.raises(OSError, match="submissions"):
        send(cast, measure, ROW)
    assert (Submission.objects.count(), Observation.objects.count()) == (0, 0)
    assert acts() == ["measure_defined"]


def test_new_places_come_with_the_file_or_not_at_all(cast):
    measure = make_measure(cast, **COUNT)
    given = {"measure": measure, "constituent": cast.upper_valley, "mapping": MAPPING, "by": cast["steward"]}
    places = [{"name": "Red Bank", "kind": "site"}]
    with pytest.raises(actions.SubmissionRefused):
        actions.submit_with_places(
            new_places=places, file=file_of(["2026-01", "Nowhere", "", 3, 5]), at=AT, **given
        )
    assert not cast.collective.places.filter(name="Red Bank").exists()
    actions.submit_with_places(
        new_places=places, file=file_of(["2026-01", "Red Bank", "", 3, 5]), at=AT, **given
    )
    assert Observation.objects.get().place.name == "Red Bank"
    assert acts() == ["measure_defined", "place_added", "submission_received"]


def test_review_says_who_and_keeps_the_note_off_the_record(cast):
    made = send(cast, make_measure(cast), ROW)
    actions.review_submission(submission=made, note="Sums compared", by=cast["steward"], at=AT)
    assert (made.reviewed_by, made.note) == (cast["steward"], "Sums compared")
    entry = Entry.objects.get(act="submission_reviewed")
    assert (entry.facts, set(entry.commitments)) == ({}, {"note", "by"})
