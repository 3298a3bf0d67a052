"""The paths of clicks: what people type, what they see, and what comes of it."""

import re
from datetime import date

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cairn.network import links
from cairn.participation.actions import contributions, drafts
from cairn.participation.models import (
    Consent,
    Contribution,
    Disposition,
    Draft,
    Gathering,
    Objection,
    Process,
    Revision,
    Theme,
)
from tests.factories import AT, make_constituent
from tests.participation.factories import (
    make_contribution,
    make_draft,
    make_gathering,
    make_process,
    make_thread,
    make_version,
    say,
)


def url(name, *args):
    """Return an address in the collective of the cast."""
    return reverse(f"participation:{name}", args=["rivers", *args])


def words_on(response):
    """Return the words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def sheet(given_to, **more):
    """Return what a filled sheet sends."""
    return {
        "title": "Assembly at the confluence",
        "process": given_to.pk,
        "held_on": "2026-02-20",
        "language": "es",
        "agreements": "Meet again.",
        "reservations": "",
        "attendance-TOTAL_FORMS": "2",
        "attendance-INITIAL_FORMS": "0",
        "voices-TOTAL_FORMS": "1",
        "voices-INITIAL_FORMS": "0",
        **more,
    }


# Processes -------------------------------------------------------------------------------------------


def test_empty_index_teaches_the_next_step(client, cast):
    page = cast.login(client, "steward").get(url("index"))
    assert "No process is open yet" in words_on(page)
    assert url("process_add") in page.content.decode()


def test_process_is_opened_with_a_named_rule(client, cast):
    given = {"title": "Second revision", "purpose": "", "rule": "two_thirds", "opens_on": "2026-02-01"}
    answer = cast.login(client, "steward").post(url("process_add"), given, follow=True)
    process = Process.objects.get()
    assert (process.title, process.rule) == ("Second revision", {"rule": "threshold", "share": "2/3"})
    assert "“Second revision” is open." in words_on(answer) or "Second revision is open." in words_on(answer)


def test_process_that_closes_before_it_opens_is_explained(client, cast):
    given = {"title": "A", "rule": "all", "opens_on": "2026-02-02", "closes_on": "2026-02-01"}
    page = cast.login(client, "steward").post(url("process_add"), given)
    assert "Closes on: The process closes before it opens." in words_on(page)
    assert Process.objects.count() == 0


def test_process_is_changed_from_what_it_is(client, cast):
    process = make_process(cast, rule="half")
    page = cast.login(client, "steward").get(url("process_edit", process.pk))
    assert page.context["form"].initial["rule"] == "half"
    given = {"title": "Third", "rule": "half", "opens_on": "2026-02-01"}
    assert client.post(url("process_edit", process.pk), given).status_code == 302
    assert Process.objects.get().title == "Third"


def test_round_is_added_and_shown(client, cast):
    process = make_process(cast)
    given = {"kind": "gather", "opens_on": "2026-02-01", "closes_on": "2026-02-20"}
    page = cast.login(client, "facilitator").post(url("round_add", process.pk), given, follow=True)
    assert "Gather voices" in words_on(page)
    wrong = client.post(url("round_add", process.pk), {**given, "closes_on": "2026-01-01"})
    assert "The round closes before it opens." in words_on(wrong)


# Gatherings ------------------------------------------------------------------------------------------


def test_gathering_is_recorded_from_paper(client, cast):
    process = make_process(cast)
    given = sheet(
        process,
        **{
            "attendance-0-constituent": cast.upper_valley.pk,
            "attendance-0-role": "elder",
            "attendance-0-people": "12",
            "voices-0-constituent": cast.upper_valley.pk,
            "voices-0-role": "elder",
            "voices-0-voice": "relayed",
            "voices-0-statements": "El río tiene derechos.\r\n\r\n  Primero el agua.  ",
        },
    )
    page = cast.login(client, "facilitator").post(url("gathering_add"), given, follow=True)
    assert "The gathering is recorded, with 2 statements." in words_on(page)
    gathering = Gathering.objects.get()
    assert [one.text for one in gathering.contributions.order_by("pk")] == [
        "El río tiene derechos.",
        "Primero el agua.",
    ]
    assert "elder, Upper valley, relayed by Facilitator" in words_on(page)
    assert [(one.role, one.people) for one in gathering.attendance.all()] == [("elder", 12)]


def test_more_rows_are_given_without_losing_a_word(client, cast):
    given = sheet(make_process(cast), **{"voices-0-statements": "Agua.", "more": "1"})
    page = cast.login(client, "facilitator").post(url("gathering_add"), given)
    assert (len(page.context["sheet"].attendance), len(page.context["sheet"].voices)) == (7, 6)
    assert "Agua." in page.content.decode()
    assert Gathering.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"held_on": "20/02"}, "Held on: This is not a day we can read."),
        ({"attendance-0-people": "12"}, "Role: Say in which role they came"),
        ({"attendance-0-role": "elder"}, "People: Say how many came, or empty the row."),
        (
            {
                "attendance-0-role": "elder",
                "attendance-0-people": "3",
                "attendance-1-role": "Elder",
                "attendance-1-people": "4",
            },
            "People: Counted already in row 1.",
        ),
        (
            {"voices-0-statements": "One.", "voices-0-voice": "constituent"},
            "Constituent: Say for which constituent they spoke.",
        ),
        ({"voices-0-statements": "One.", "process": ""}, "Process: Choose the process"),
    ],
)
def test_sheet_says_what_is_wrong_and_stores_nothing(client, cast, wrong, message):
    page = cast.login(client, "facilitator").post(url("gathering_add"), sheet(make_process(cast), **wrong))
    assert message in words_on(page)
    assert Gathering.objects.count() == 0


# Contributions ---------------------------------------------------------------------------------------


def test_member_speaks_for_their_own_constituent_only(client, cast):
    process = make_process(cast)
    given = {"kind": "story", "text": "We walked.", "language": "en", "voice": "constituent"}
    cast.login(client, "member")
    wrong = client.post(url("contribution_add", process.pk), {**given, "constituent": cast.lower_delta.pk})
    assert (wrong.status_code, Contribution.objects.count()) == (200, 0)
    nobody = client.post(url("contribution_add", process.pk), given)
    assert "Say which constituent this speaks for." in words_on(nobody)
    client.post(url("contribution_add", process.pk), {**given, "constituent": cast.upper_valley.pk})
    contribution = Contribution.objects.get()
    assert (contribution.speaker, contribution.constituent) == (cast["member"], cast.upper_valley)


def test_relayed_words_are_not_the_writers_own(client, cast):
    given = {"kind": "statement", "text": "Heard on the road.", "language": "en", "voice": "relayed"}
    cast.login(client, "facilitator").post(url("contribution_add", make_process(cast).pk), given)
    contribution = Contribution.objects.get()
    assert (contribution.speaker, contribution.relayed_by) == (None, cast["facilitator"])


def test_contribution_comes_by_a_signed_link(client, cast, django_capture_on_commit_callbacks):
    process = make_process(cast)
    given = {"constituent": cast.lower_delta.pk, "email": "rosa@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        cast.login(client, "facilitator").post(url("contribution_ask", process.pk), given)
    client.logout()
    (letter,) = mail.outbox
    where = re.search(r"http://[^/]+(/c/\S+)", letter.body)[1]
    assert "Second revision" in words_on(client.get(where))
    done = client.post(where, {"text": "Mind the estuary.", "language": "en", "voice": "constituent"})
    assert "Thank you. It is recorded." in words_on(done)
    contribution = Contribution.objects.get()
    assert (contribution.text, contribution.constituent, contribution.speaker) == (
        "Mind the estuary.",
        cast.lower_delta,
        None,
    )


def test_process_that_is_over_takes_words_from_facilitators_only(client, cast):
    process = make_process(cast, closes_on=date(2026, 3, 2))
    given = {"kind": "statement", "text": "Late.", "language": "en", "voice": "self"}
    refused = cast.login(client, "member").post(url("contribution_add", process.pk), given, follow=True)
    assert "This process is not open now" in words_on(refused)
    made = links.make_link(
        "participation:contribution_link",
        act="contribute",
        constituent=cast.lower_delta,
        subject_pk=process.pk,
        at=timezone.now(),
    )
    assert client.get(made.removeprefix("http://127.0.0.1:8000")).status_code == 410
    assert Contribution.objects.count() == 0
    cast.login(client, "facilitator").post(url("contribution_add", process.pk), {**given, "voice": "relayed"})
    assert Contribution.objects.count() == 1


def test_link_of_another_act_is_refused(client, cast):
    process = make_process(cast)
    made = links.make_link(
        "participation:contribution_link",
        act="consent",
        constituent=cast.lower_delta,
        subject_pk=process.pk,
        at=timezone.now(),
    )
    assert client.get(made.removeprefix("http://127.0.0.1:8000")).status_code == 410


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["Water comes first.", "Fire comes last."]),
        ("?answer=waiting", ["Water comes first."]),
        ("?answer=answered", ["Fire comes last."]),
        ("?q=fire", ["Fire comes last."]),
        ("?theme={theme}", ["Water comes first."]),
        ("?constituent={constituent}", ["Fire comes last."]),
        ("?answer=nonsense", ["Water comes first.", "Fire comes last."]),
    ],
)
def test_contributions_are_filtered(client, cast, query, texts):
    process = make_process(cast)
    water = make_contribution(cast, process)
    fire = make_contribution(cast, process, text="Fire comes last.", constituent=cast.lower_delta)
    contributions.answer_contribution(
        contribution=fire, answer={"outcome": "not", "reason": "No fires."}, by=cast["steward"], at=AT
    )
    theme = contributions.name_theme(
        process=process, title="Water", summary="", is_minority=False, by=cast["steward"], at=AT
    )
    contributions.weave(theme=theme, add=[water], leave=[], by=cast["steward"], at=AT)
    query = query.format(theme=theme.pk, constituent=cast.lower_delta.pk)
    page = cast.login(client, "member").get(url("contributions", process.pk) + query)
    assert [one.text for one in page.context["page"]] == texts


def test_answer_leads_to_the_passage(client, cast):
    process = make_process(cast)
    contribution, draft = make_contribution(cast, process), make_draft(cast, process)
    given = {"outcome": "taken_up", "draft": draft.pk, "passage": "Water comes first."}
    page = cast.login(client, "facilitator").post(
        url("contribution_answer", contribution.pk), given, follow=True
    )
    assert "Taken up" in words_on(page)
    assert f'<a href="{draft.get_absolute_url()}">draft of Principle 1</a>' in page.content.decode()
    assert "1 of 1" in words_on(client.get(process.get_absolute_url()))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"outcome": "taken_up"}, "Draft that took it up: Say which draft took it up."),
        ({"outcome": "partly", "draft": "{draft}"}, "Reason: Give the reason"),
        ({"outcome": "not"}, "Reason: Give the reason"),
        ({"outcome": "moved", "reason": "Money."}, "Process it moved to: Say which process it moved to."),
        (
            {"outcome": "taken_up", "draft": "{draft}", "passage": "Fire comes first."},
            "Where its words stand: This passage does not stand in the draft.",
        ),
        ({"outcome": "moved", "reason": "Here.", "moved_to": "{process}"}, "It is in this process already."),
    ],
)
def test_answer_says_what_it_needs(client, cast, given, message):
    process = make_process(cast)
    contribution, draft = make_contribution(cast, process), make_draft(cast, process)
    given = {key: value.format(draft=draft.pk, process=process.pk) for key, value in given.items()}
    page = cast.login(client, "facilitator").post(url("contribution_answer", contribution.pk), given)
    assert message in words_on(page)
    assert Disposition.objects.count() == 0


def test_taken_down_words_are_nowhere_to_be_read(client, cast):
    thread = make_thread(cast)
    words = thread.contribution.text
    cast.login(client, "steward")
    page = client.post(url("contribution_take_down", thread.contribution.pk), {"reason": "wish"}, follow=True)
    assert "at the wish of whoever gave them" in words_on(page)
    for where in (thread.contribution, thread.gathering, thread.draft, Theme.objects.get()):
        assert words not in words_on(client.get(where.get_absolute_url()))
    again = client.post(url("contribution_take_down", thread.contribution.pk), {"reason": "wish"})
    assert "These words were taken down already." in words_on(again)


def test_theme_of_a_minority_is_kept_apart(client, cast):
    process = make_process(cast)
    cast.login(client, "facilitator")
    client.post(url("theme_add", process.pk), {"title": "Pace", "is_minority": "on"})
    client.post(url("theme_add", process.pk), {"title": "Water"})
    again = client.post(url("theme_add", process.pk), {"title": "Water"})
    assert "A theme of this name is there already" in words_on(again)
    themes = client.get(process.get_absolute_url()).context["themes"]
    assert ([one.title for one in themes["shared"]], [one.title for one in themes["minority"]]) == (
        ["Water"],
        ["Pace"],
    )


def test_weaving_changes_only_what_was_on_the_page(client, cast):
    process = make_process(cast)
    first, second, unseen = (
        make_contribution(cast, process, text=text) for text in ("One.", "Two.", "Three.")
    )
    theme = contributions.name_theme(
        process=process, title="Water", summary="", is_minority=False, by=cast["steward"], at=AT
    )
    contributions.weave(theme=theme, add=[second, unseen], leave=[], by=cast["steward"], at=AT)
    given = {"shown": [first.pk, second.pk], "under": [first.pk]}
    page = cast.login(client, "facilitator").post(url("theme_weave", theme.pk), given, follow=True)
    assert set(theme.contributions.all()) == {first, unseen}
    assert "The theme is woven." in words_on(page)


# Drafts ----------------------------------------------------------------------------------------------


def test_draft_of_a_new_component_is_opened(client, cast):
    process = make_process(cast)
    given = {"component": "new:practice", "language": "en", "title": "Weekly walk", "body": "We walk."}
    page = cast.login(client, "facilitator").post(url("draft_add", process.pk), given, follow=True)
    draft = Draft.objects.get()
    assert (str(draft.component), draft.latest.title) == ("Practice 1", "Weekly walk")
    assert "Weekly walk" in words_on(page)


def test_second_vision_is_refused_in_words(client, cast):
    process = make_process(cast)
    given = {"component": "new:vision", "language": "en", "title": "A living river"}
    cast.login(client, "facilitator").post(url("draft_add", process.pk), given)
    page = client.post(url("draft_add", process.pk), given)
    assert "A collective has one vision." in words_on(page)
    assert Draft.objects.count() == 1


def test_two_people_revise_and_nothing_is_lost(client, cast):
    draft = make_draft(cast, make_process(cast))
    revise = url("draft_revise", draft.pk)
    begun = cast.login(client, "facilitator").get(revise).context["form"].initial["based_on"]
    theirs = {
        "language": "en",
        "title": "Water first",
        "body": "Water comes first. We meet in June.",
        "based_on": 1,
    }
    mine = {
        "language": "en",
        "title": "Water",
        "body": "Water before all.",
        "reason": "Shorter.",
        "based_on": begun,
    }
    cast.login(client, "steward").post(revise, theirs)
    page = cast.login(client, "facilitator").post(revise, mine)
    assert page.status_code == 409
    said = words_on(page)
    assert "Somebody saved revision 2 while you were writing." in said
    assert "Revision 2, by Steward" in said
    shown = page.content.decode()
    assert "Water before all." in shown
    assert "<del>May</del><ins>June</ins>" in shown
    assert Revision.objects.count() == 2
    assert 'name="based_on" value="2"' in shown
    saved = client.post(revise, {**mine, "based_on": 2}, follow=True)
    assert "Your revision is saved." in words_on(saved)
    assert Draft.objects.get().latest.body == "Water before all."


def test_draft_closed_meanwhile_keeps_the_words_on_the_page(client, cast):
    draft = make_version(cast, make_process(cast)).draft
    mine = {"language": "en", "title": "Water", "body": "Water before all.", "based_on": 1}
    page = cast.login(client, "facilitator").post(url("draft_revise", draft.pk), mine)
    assert "This draft was put forward already." in words_on(page)
    assert "Water before all." in page.content.decode()


def test_changes_are_shown_word_by_word(client, cast):
    draft = make_draft(cast, make_process(cast))
    words = {
        "language": "en",
        "title": "Water first",
        "body": "Water comes first. We meet in June.",
        "reason": "",
    }
    drafts.revise_draft(draft=draft, based_on=1, words=words, by=cast["steward"], at=AT)
    page = cast.login(client, "observer").get(url("draft_changes", draft.pk))
    assert "<del>May</del><ins>June</ins>" in page.content.decode()
    assert "1 words came, 1 went." in words_on(page)
    same = client.get(url("draft_changes", draft.pk) + "?from=2&to=2")
    assert "No word changed." in words_on(same)
    assert client.get(url("draft_changes", draft.pk) + "?from=x&to=99").status_code == 200


def test_objection_is_raised_answered_and_stays(client, cast):
    draft = make_draft(cast, make_process(cast))
    given = {"constituent": cast.upper_valley.pk, "reason": "It says nothing of springs."}
    cast.login(client, "member").post(url("objection_add", draft.pk), given)
    objection = Objection.objects.get()
    answer = {"outcome": "integrated", "answer": "Springs are named now."}
    page = cast.login(client, "facilitator").post(url("objection_answer", objection.pk), answer, follow=True)
    said = words_on(page)
    for words in ("It says nothing of springs.", "Integrated", "Springs are named now."):
        assert words in said
    late = cast.login(client, "member").post(url("objection_withdraw", objection.pk), {})
    assert "does not stand any more" in words_on(late)


def test_objection_is_withdrawn_by_its_own_constituent(client, cast):
    draft = make_draft(cast, make_process(cast))
    objection = drafts.raise_objection(
        draft=draft, constituent=cast.upper_valley, reason="Vague.", by=cast["member"], at=AT
    )
    where = url("objection_withdraw", objection.pk)
    assert cast.login(client, "neighbour").post(where, {}).status_code == 403
    assert cast.login(client, "member").post(where, {"answer": "We talked."}).status_code == 302
    objection.refresh_from_db()
    assert objection.outcome == "withdrawn"


def test_draft_is_put_forward_once(client, cast):
    draft = make_draft(cast, make_process(cast))
    cast.login(client, "facilitator")
    page = client.post(url("draft_put_forward", draft.pk), follow=True)
    assert "It is put forward: every constituent can now say." in words_on(page)
    again = client.post(url("draft_put_forward", draft.pk), follow=True)
    assert "This draft was put forward already." in words_on(again)


# Consent ---------------------------------------------------------------------------------------------


def test_member_records_the_consent_of_their_own_constituent(client, cast):
    version = make_version(cast, make_process(cast))
    given = {"state": "consent", "way": "online", "constituent": cast.upper_valley.pk}
    cast.login(client, "member")
    other = client.post(url("consent_add", version.pk), {**given, "constituent": cast.lower_delta.pk})
    assert (other.status_code, Consent.objects.count()) == (200, 0)
    page = client.post(url("consent_add", version.pk), given, follow=True)
    said = words_on(page)
    assert "What Upper valley says is recorded." in said
    assert "1 of 2 constituents" in said
    assert "Still open" in said
    assert "Not yet reached" in said


def test_reservation_stands_beside_the_text(client, cast):
    version = make_version(cast, make_process(cast))
    given = {"state": "reservation", "way": "assembly", "constituent": cast.upper_valley.pk}
    cast.login(client, "member")
    empty = client.post(url("consent_add", version.pk), given)
    assert "Write the reservation or the reason down" in words_on(empty)
    page = client.post(url("consent_add", version.pk), {**given, "text": "Name the springs."}, follow=True)
    assert "Name the springs." in words_on(page)


def test_evidence_is_handed_only_to_those_who_speak_for_the_constituent(client, cast):
    version = make_version(cast, make_process(cast))
    given = {"state": "consent", "way": "council", "constituent": cast.upper_valley.pk}
    letter = SimpleUploadedFile("letter.pdf", b"%PDF We agree.", content_type="text/html")
    cast.login(client, "member").post(url("consent_add", version.pk), {**given, "evidence": letter})
    consent = Consent.objects.get()
    got = client.get(url("evidence", consent.pk))
    assert b"".join(got.streaming_content) == b"%PDF We agree."
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["Content-Type"] == "application/octet-stream"
    for who, status in {None: 302, "outsider": 404, "observer": 403, "neighbour": 403}.items():
        client.logout()
        assert cast.login(client, who).get(url("evidence", consent.pk)).status_code == status


@pytest.mark.parametrize(
    ("name", "size", "message"),
    [
        ("letter.html", 9, "Choose a PDF, JPEG or PNG file."),
        ("scan.png", 10 * 1024 * 1024 + 1, "larger than 10 MB"),
    ],
)
def test_other_files_are_refused(client, cast, name, size, message):
    version = make_version(cast, make_process(cast))
    given = {"state": "consent", "way": "council", "constituent": cast.upper_valley.pk}
    file = SimpleUploadedFile(name, b"x" * size)
    page = cast.login(client, "member").post(url("consent_add", version.pk), {**given, "evidence": file})
    assert message in words_on(page)
    assert Consent.objects.count() == 0


def test_consent_comes_by_a_signed_link_for_one_version_alone(
    client, cast, django_capture_on_commit_callbacks
):
    version = make_version(cast, make_process(cast))
    given = {"constituent": cast.lower_delta.pk, "email": "rosa@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        cast.login(client, "facilitator").post(url("consent_ask", version.pk), given)
    client.logout()
    (letter,) = mail.outbox
    where = re.search(r"http://[^/]+(/c/\S+)", letter.body)[1]
    assert "Water comes first." in words_on(client.get(where))
    unnamed = client.post(where, {"state": "consent"})
    assert "Write your name, so that the others know who spoke." in words_on(unnamed)
    done = client.post(where, {"state": "consent", "given_by": "Rosa Amaru, president"})
    assert "Thank you. It is recorded." in words_on(done)
    consent = Consent.objects.get()
    assert (consent.constituent, consent.version, consent.way, consent.recorded_by) == (
        cast.lower_delta,
        version,
        "link",
        None,
    )
    assert "Said so far" in words_on(client.get(where))
    assert client.get(where[:-4] + "xyz/").status_code == 410


def test_old_link_has_ended(client, cast):
    version = make_version(cast, make_process(cast))
    made = links.make_link(
        "participation:consent_link",
        act="consent",
        constituent=cast.lower_delta,
        subject_pk=version.pk,
        at=AT,
    )
    page = client.get(made.removeprefix("http://127.0.0.1:8000"))
    assert page.status_code == 410
    assert "This link has ended." in words_on(page)


def test_consent_is_withdrawn_and_the_earlier_word_stays(client, cast):
    version = make_version(cast, make_process(cast))
    say(cast, version, cast.upper_valley)
    where = url("consent_withdraw", version.pk, cast.upper_valley.pk)
    given = {"text": "The dam came.", "way": "assembly"}
    assert cast.login(client, "neighbour").post(where, given).status_code == 403
    page = cast.login(client, "member").post(where, given, follow=True)
    said = words_on(page)
    assert "The consent of Upper valley is withdrawn." in said
    assert "The dam came." in said
    assert "before: Consent, 1 Mar 2026" in said
    again = client.post(where, given)
    assert "there is none to withdraw" in words_on(again)


# Publishing ------------------------------------------------------------------------------------------


def test_publishing_shows_what_is_left_out_and_why(client, cast):
    make_version(cast, make_process(cast))
    page = cast.login(client, "steward").get(url("publish"))
    said = words_on(page)
    assert "Left out: no version of it is agreed yet." in said
    assert "2 not yet reached: Lower delta, Upper valley" in said
    sent = client.post(url("publish"), {"title": "Pathway 1"}, follow=True)
    assert "No version is agreed yet, so there is nothing to publish." in words_on(sent)


def test_edition_is_published(client, cast):
    make_thread(cast, published=False)
    sent = cast.login(client, "steward").post(url("publish"), {"title": "Pathway 1", "foreword": ""})
    edition = cast.collective.editions.get()
    assert (edition.title, edition.number, sent.url) == ("Pathway 1", 1, edition.get_absolute_url())


def test_nothing_to_publish_teaches_the_next_step(client, cast):
    page = cast.login(client, "steward").get(url("publish"))
    assert "The pathway has no text yet" in words_on(page)


# Cost ------------------------------------------------------------------------------------------------

PAGES = {
    "index": None,
    "process": "process",
    "contributions": "process",
    "gathering": "gathering",
    "theme": "theme",
    "draft": "draft",
    "consent": "version",
    "publish": None,
}


def queries_of(client, where):
    """Return how many queries a page costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(where)  # warm
    with CaptureQueriesContext(connection) as counted:
        assert client.get(where).status_code == 200
    return len(counted)


@pytest.mark.parametrize("name", PAGES)
def test_pages_cost_the_same_for_one_row_and_for_three(client, cast, name):
    thread = make_thread(cast)
    rows = {**vars(thread), "theme": Theme.objects.first()}
    where = url(name, *([rows[PAGES[name]].pk] if PAGES[name] else []))
    cast.login(client, "steward")
    once = queries_of(client, where)
    process = thread.process
    for k in range(3):
        make_constituent(cast.collective, f"Reach {k}", population=10)
        more = make_gathering(cast, process, said=("More.", "And more."), title=f"More {k}")
        draft = make_draft(cast, process, title=f"More {k}")
        drafts.raise_objection(
            draft=draft, constituent=cast.upper_valley, reason="Vague.", by=cast["member"], at=AT
        )
        version = make_version(cast, process, title=f"Other {k}")
        say(cast, version, cast.upper_valley)
        say(cast, thread.version, cast.upper_valley)
        theme = contributions.name_theme(
            process=process, title=f"More {k}", summary="", is_minority=False, by=cast["steward"], at=AT
        )
        given = [*more.contributions.all(), thread.contribution]
        for one in (theme, rows["theme"]):
            contributions.weave(theme=one, add=given, leave=[], by=cast["steward"], at=AT)
        for one in more.contributions.all():
            Contribution.objects.filter(pk=one.pk).update(gathering=thread.gathering)
        make_process(cast, title=f"Other {k}")
    assert queries_of(client, where) == once
