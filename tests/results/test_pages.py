"""Pages of results: who gets in, what they say, what a form does, and how much they ask of the database."""

import csv
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cairn.activities.data.models import Measure
from cairn.results import actions
from cairn.results.models import Adoption, Commitment, Interpretation, Promotion, SenseMaking, Trial
from tests.factories import AT, make_collective, make_constituent
from tests.results.factories import (
    CALM,
    RISING,
    WHO,
    add_place,
    adopt,
    ask,
    hold,
    make_measure,
    make_practice,
    offer,
    plan,
    promise,
    send,
)

SEES = (404, 404, 200, 200, 200, 200)
MEMBERS = (302, 404, 403, 200, 200, 200)
LEADS = (302, 404, 403, 403, 200, 200)

PAGES = {
    "index": SEES,
    "signal": SEES,
    "signal_json": SEES,
    "signal_csv": SEES,
    "ask": LEADS,
    "sense_makings": SEES,
    "sense_making": SEES,
    "sense_making_add": LEADS,
    "question_add": LEADS,
    "decide": LEADS,
    "interpretation_add": MEMBERS,
    "interpretation_judge": LEADS,
    "commitments": SEES,
    "commitment": SEES,
    "commitment_add": MEMBERS,
    "commitment_review": MEMBERS,
    "adoptions": SEES,
    "trial": SEES,
    "trial_add": MEMBERS,
    "trial_close": MEMBERS,
    "adoption_add": MEMBERS,
    "promote": LEADS,
}


def fill(cast, values=RISING):
    """Make one of everything: a series up to last month, a session, a promise, a trial and an adoption."""
    today = timezone.localdate()
    measure = make_measure(cast)
    send(cast, measure, values, until=today)
    session = hold(cast, took_part=[cast.upper_valley])
    question = ask(cast, session, measure=measure, place=cast.place)
    offered = offer(cast, question, constituent=cast.upper_valley)
    commitment = promise(cast, question=question)
    practice = make_practice(cast)
    trial = plan(cast, practice, commitment=commitment, measure=measure, place=cast.place)
    adopt(cast, practice, trial=trial, adaptation="On salt day")
    return SimpleNamespace(**{name: row for name, row in locals().items() if name != "cast"})


def address(cast, rows, name):
    args = {
        "sense_making": [rows.session.pk],
        "question_add": [rows.session.pk],
        "decide": [rows.session.pk],
        "interpretation_add": [rows.question.pk],
        "interpretation_judge": [rows.offered.pk],
        "commitment": [rows.commitment.pk],
        "commitment_review": [rows.commitment.pk],
        "trial": [rows.trial.pk],
        "trial_close": [rows.trial.pk],
        "promote": [rows.practice.pk],
    }
    series = ["seen", cast.place.pk] if name.startswith("signal") or name == "ask" else []
    return reverse(f"results:{name}", args=["rivers", *args.get(name, series)])


def text_of(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_private_collective_opens_for_whom_it_should(cast, client, name):
    rows, answers = fill(cast), []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(address(cast, rows, name)).status_code)
    assert tuple(answers) == PAGES[name]


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row == SEES])
def test_visitor_of_a_public_collective_reads_no_names_and_no_notes(public_cast, client, name):
    cast, rows = public_cast, fill(public_cast)
    elder = make_constituent(cast.collective, "Elder Manuel", kind="person")
    rows.session.took_part.add(elder)
    promise(cast, elder, question=rows.question, due_on=timezone.localdate() + timedelta(days=9))
    plan(cast, rows.practice, elder, measure=rows.measure, place=cast.place)
    adopt(cast, rows.practice, elder)
    answer = client.get(address(cast, rows, name))
    assert answer.status_code == 200
    page = answer.content.decode()
    for hidden in ("Elder Manuel", "Rosa spoke", "grandmother", "example.org", "The boat comes on"):
        assert hidden not in page


@pytest.mark.parametrize("name", ["commitment_review", "trial_close"])
def test_member_of_another_constituent_may_not_say_what_became_of_it(cast, client, name):
    rows = fill(cast)
    assert cast.login(client, "neighbour").get(address(cast, rows, name)).status_code == 403
    assert client.get(address(cast, rows, name.split("_")[0])).status_code == 200


@pytest.mark.parametrize("name", ["sense_making", "commitment", "trial", "promote"])
def test_rows_of_another_collective_are_not_found(cast, client, name):
    rows = fill(cast)
    make_collective("other", "Other", visibility="public")
    url = address(cast, rows, name).replace("rivers", "other")
    if name == "promote":
        from cairn.network.models import Collective, Membership

        other = Collective.objects.get(slug="other")
        Membership.objects.create(collective=other, person=cast["steward"], role="steward", created_at=AT)
    assert cast.login(client, "steward").get(url).status_code == 404


def test_unpublished_measure_is_for_members_only(public_cast, client):
    cast, rows = public_cast, fill(public_cast)
    Measure.objects.update(is_published=False)
    assert client.get(address(cast, rows, "signal")).status_code == 404
    assert list(client.get(address(cast, rows, "index")).context["page"]) == []
    for name in ("sense_making", "trial"):
        page = client.get(address(cast, rows, name)).content.decode()
        assert "Small children seen" not in page
        assert "median" not in page
    assert cast.login(client, "observer").get(address(cast, rows, "signal")).status_code == 200


# Series ------------------------------------------------------------------------------------------------
def test_index_says_how_many_signals_there_are(cast, client):
    rows = fill(cast)
    send(cast, rows.measure, CALM, place=add_place(cast, "Hill"), until=rows.today)
    send(cast, rows.measure, CALM[:3], place=add_place(cast, "Bend"), until=rows.today)
    answer = cast.login(client, "member").get(address(cast, rows, "index"))
    assert "1 signal. 1 series without change. 1 too short to call." in text_of(answer)
    assert [one.place.name for one in answer.context["page"]] == ["Confluence", "Hill", "Bend"]
    assert "Signal: the direction hoped for" in text_of(answer)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"state": "signal"}, ["Confluence"]),
        ({"state": "calm"}, ["Hill"]),
        ({"state": "short"}, []),
        ({"measure": "seen"}, ["Confluence", "Hill"]),
        ({"measure": "nonsense"}, ["Confluence", "Hill"]),
    ],
)
def test_index_is_filtered(cast, client, query, names):
    rows = fill(cast)
    send(cast, rows.measure, CALM, place=add_place(cast, "Hill"), until=rows.today)
    answer = cast.login(client, "member").get(address(cast, rows, "index"), query)
    assert [one.place.name for one in answer.context["page"]] == names


def test_index_is_filtered_by_place(cast, client):
    rows, hill = fill(cast), add_place(cast, "Hill")
    send(cast, rows.measure, CALM, place=hill, until=rows.today)
    answer = cast.login(client, "member").get(address(cast, rows, "index"), {"place": hill.pk})
    assert [one.place.name for one in answer.context["page"]] == ["Hill"]


def test_empty_pages_teach_the_next_step(cast, client):
    cast.login(client, "facilitator")
    said = {
        "index": "No series yet",
        "sense_makings": "Hold the first session",
        "commitments": "Make the first commitment",
        "adoptions": "Add a practice",
    }
    for name, words in said.items():
        assert words in text_of(client.get(reverse(f"results:{name}", args=["rivers"])))


def test_signal_says_its_finding_rule_and_what_was_done(cast, client):
    rows = fill(cast)
    page = text_of(cast.login(client, "facilitator").get(address(cast, rows, "signal")))
    for words in (
        "7 months above the median 38.5: a shift, not noise. This is the direction hoped for.",
        "14 points,",
        "The median of these points: 38.5.",
        "Called from 10 points",
        "Definition 1",
        "Ask about this in a sense-making session",
        "Upper valley took up “The weekly boat visit”",
        "What is behind it?",
        "49 of 100",
    ):
        assert words in page
    number = rows.measure.observations.order_by("-period_on").first()
    assert reverse("loop:number", args=["rivers", number.pk]) in page


def test_signal_shows_one_group_at_a_time(cast, client):
    rows = fill(cast)
    send(cast, rows.measure, CALM, group="girls", until=rows.today)
    cast.login(client, "member")
    answer = client.get(address(cast, rows, "signal"), {"group": "girls"})
    assert (answer.context["series"].group, answer.context["series"].state) == ("girls", "calm")
    assert client.get(address(cast, rows, "signal"), {"group": "cats"}).status_code == 404


def test_signal_too_short_to_draw_shows_no_line(cast, client):
    rows = fill(cast, values=[30, 31, 32])
    answer = cast.login(client, "member").get(address(cast, rows, "signal"))
    assert answer.context["chart"] is None
    assert "3 points: not enough to draw yet." in text_of(answer)


def test_signal_of_a_place_without_values_says_so(cast, client):
    fill(cast)
    url = reverse("results:signal", args=["rivers", "seen", add_place(cast, "Hill").pk])
    assert "Nobody has reported a value here yet." in text_of(cast.login(client, "member").get(url))


def test_signal_as_json_and_csv_hold_the_same_values(cast, client):
    rows = fill(cast)
    cast.login(client, "member")
    told = client.get(address(cast, rows, "signal_json")).json()
    sheet = list(csv.DictReader(client.get(address(cast, rows, "signal_csv")).content.decode().splitlines()))
    assert told["verdict"]["text"].startswith("Seven months above the median 38.5")
    assert [float(row["value"]) for row in sheet] == [one["value"] for one in told["values"]] == RISING


# Sense-making ------------------------------------------------------------------------------------------
def test_facilitator_asks_about_a_series_in_a_new_session(cast, client):
    rows = fill(cast)
    url = address(cast, rows, "ask")
    form = cast.login(client, "facilitator").get(url).context["form"]
    assert form["text"].value() == (
        "Small children seen at Confluence: 7 months above the median 38.5: a shift, not noise. "
        "This is the direction hoped for. What is behind it?"
    )
    fields = {"text": "Why?", "title": "Spring session", "held_on": rows.today.isoformat()}
    answer = client.post(url, fields, follow=True)
    made = SenseMaking.objects.get(title="Spring session").questions.get()
    assert (made.measure, made.place, made.signal["verdict"]) == (rows.measure, cast.place, "shift")
    assert "The question is recorded, with the signal as it stands." in text_of(answer)


def test_facilitator_asks_in_a_session_on_record(cast, client):
    rows = fill(cast)
    cast.login(client, "facilitator").post(
        address(cast, rows, "ask"), {"text": "Why now?", "session": rows.session.pk}
    )
    assert rows.session.questions.count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "Why?"}, "Give the new session a title, or choose a session above."),
        ({"text": "Why?", "title": "Spring"}, "Give the day of the new session"),
        ({"title": "Spring"}, "Write the question."),
    ],
)
def test_question_without_a_session_or_words_is_refused_in_words(cast, client, fields, words):
    rows = fill(cast)
    answer = cast.login(client, "facilitator").post(address(cast, rows, "ask"), fields)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert SenseMaking.objects.count() == 1


def test_session_shows_explanations_side_by_side_then_and_now(cast, client):
    rows = fill(cast)
    offer(cast, rows.question, text="A new nurse writes more.", role="clerk")
    page = text_of(cast.login(client, "observer").get(address(cast, rows, "sense_making")))
    for words in (
        "The boat comes on a fixed day.",
        "grandmother, Upper valley",
        "A new nurse writes more.",
        "If it fell.",
        "not judged: it stands open",
        "Rosa spoke of her sister.",
        "When it was asked",
        "Send a nurse on market day",
    ):
        assert words in page


def test_visitor_reads_that_explanations_were_weighed(public_cast, client):
    rows = fill(public_cast)
    page = text_of(client.get(address(public_cast, rows, "sense_making")))
    assert "1 explanation was weighed. Members of the collective read it." in page
    assert "What is behind it?" in page


def test_session_is_held_asked_explained_judged_and_decided(cast, client):
    rows = fill(cast)
    cast.login(client, "facilitator")
    url = reverse("results:sense_making_add", args=["rivers"])
    fields = {"title": "Autumn", "held_on": rows.today.isoformat(), "took_part": [cast.upper_valley.pk]}
    assert client.post(url, fields).status_code == 302
    session = SenseMaking.objects.get(title="Autumn")
    client.post(reverse("results:question_add", args=["rivers", session.pk]), {"text": "Who came?"})
    question = session.questions.get()
    url = reverse("results:interpretation_add", args=["rivers", question.pk])
    client.post(url, {"text": "Fathers came.", "offered_as": "teacher"})
    offered = question.interpretations.get()
    url = reverse("results:interpretation_judge", args=["rivers", offered.pk])
    client.post(url, {"plausibility": "likely"})
    client.post(reverse("results:decide", args=["rivers", session.pk]), {"decision": "Go on."})
    page = text_of(client.get(session.get_absolute_url()))
    for words in ("Who came?", "Fathers came.", "the session finds it likely", "Go on."):
        assert words in page


def test_question_about_half_a_series_is_refused_in_words(cast, client):
    rows = fill(cast)
    url = address(cast, rows, "question_add")
    answer = cast.login(client, "facilitator").post(url, {"text": "Why?", "measure": rows.measure.pk})
    assert answer.status_code == 422
    assert "A question about a series needs both" in text_of(answer)


def test_member_explains_for_their_own_constituent_only(cast, client):
    rows = fill(cast)
    url, fields = address(cast, rows, "interpretation_add"), {"text": "Rain.", "offered_as": "elder"}
    cast.login(client, "member")
    assert client.post(url, {**fields, "constituent": cast.lower_delta.pk}).status_code == 422
    assert client.post(url, {**fields, "constituent": cast.upper_valley.pk}).status_code == 302
    assert Interpretation.objects.get(text="Rain.").constituent == cast.upper_valley


# Commitments -------------------------------------------------------------------------------------------
def test_member_commits_their_own_constituent(cast, client):
    rows = fill(cast)
    url = f"{address(cast, rows, 'commitment_add')}?question={rows.question.pk}"
    form = cast.login(client, "member").get(url).context["form"]
    assert form["question"].value() == str(rows.question.pk)
    fields = {"text": "Clean the well", "due_on": "2030-01-01", "question": rows.question.pk}
    refused = client.post(url, {**fields, "constituent": cast.lower_delta.pk})
    assert refused.status_code == 422
    answer = client.post(url, {**fields, "constituent": cast.upper_valley.pk}, follow=True)
    assert "Commitment of Upper valley recorded." in text_of(answer)
    assert Commitment.objects.get(text="Clean the well").question == rows.question


def test_dropped_commitment_gives_its_reason(cast, client):
    rows = fill(cast)
    url = address(cast, rows, "commitment_review")
    answer = cast.login(client, "member").post(url, {"outcome": "dropped"})
    assert answer.status_code == 422
    assert "Give the reason: a commitment changed or dropped teaches something." in text_of(answer)
    page = text_of(client.post(url, {"outcome": "dropped", "reason": "The boat sank"}, follow=True))
    assert "Dropped: The boat sank" in page
    assert "We report contribution, never attribution" in page


def test_commitments_are_filtered_by_how_they_stand(cast, client):
    rows = fill(cast)
    kept = promise(cast, text="Kept one")
    actions.review_commitment(commitment=kept, outcome="kept", by=cast["member"], at=AT)
    url = address(cast, rows, "commitments")
    cast.login(client, "observer")
    assert [row.text for row in client.get(url, {"state": "kept"}).context["page"]] == ["Kept one"]
    assert "No commitment stands like this." in text_of(client.get(url, {"state": "dropped"}))


# Trials ------------------------------------------------------------------------------------------------
def test_trial_is_planned_with_its_prediction(cast, client):
    rows = fill(cast)
    url = f"{reverse('results:trial_add', args=['rivers'])}?practice={rows.practice.pk}"
    fields = {
        "practice": rows.practice.pk,
        "constituent": cast.upper_valley.pk,
        "prediction": "Twice as many",
        "starts_on": "2026-05-01",
        "ends_on": "2026-04-01",
    }
    cast.login(client, "member")
    refused = client.post(url, fields)
    assert (refused.status_code, "It ends before it starts." in text_of(refused)) == (422, True)
    page = text_of(client.post(url, {**fields, "ends_on": "2026-09-01"}, follow=True))
    assert "Twice as many" in page
    assert "The trial is planned, and the prediction is on the record." in page


def test_prediction_written_after_the_start_says_so(cast, client):
    rows = fill(cast)  # planned a month after it began
    page = text_of(cast.login(client, "observer").get(address(cast, rows, "trial")))
    assert "By then the trial had begun: read it with that in mind." in page


def test_trial_stopped_with_a_lesson_is_shown_as_a_success(cast, client):
    rows = fill(cast)
    fields = {"decision": "abandon", "result": "Nothing moved; distance was not the reason."}
    url = address(cast, rows, "trial_close")
    page = text_of(cast.login(client, "member").post(url, fields, follow=True))
    assert "A lesson, and so a success" in page
    assert "Nothing moved; distance was not the reason." in page
    again = client.post(url, fields)
    assert (again.status_code, "This trial is closed already" in text_of(again)) == (422, True)


def test_trial_chart_marks_its_dates(cast, client):
    rows = fill(cast)
    today = rows.today
    trial = plan(
        cast,
        rows.practice,
        measure=rows.measure,
        place=cast.place,
        starts_on=today - timedelta(days=200),
        ends_on=today - timedelta(days=100),
    )
    chart = cast.login(client, "observer").get(trial.get_absolute_url()).context["chart"]
    assert [note.words for note in chart.notes] == ["trial begins", "trial ends"]


def test_adoption_follows_its_trial(cast, client):
    rows = fill(cast)
    Adoption.objects.all().delete()
    url = f"{address(cast, rows, 'adoption_add')}?trial={rows.trial.pk}"
    form = cast.login(client, "member").get(url).context["form"]
    assert form["practice"].value() == rows.practice.pk
    fields = {"practice": rows.practice.pk, "constituent": cast.upper_valley.pk, "adopted_on": "2026-03-01"}
    page = text_of(client.post(url, {**fields, "adaptation": "By bike", "result": "Half"}, follow=True))
    assert "Adoption by Upper valley recorded." in page
    assert "Changed: By bike" in page
    assert Adoption.objects.get().trial == rows.trial
    again = client.post(url, fields)
    assert (again.status_code, "took this practice up already" in text_of(again)) == (422, True)


@pytest.mark.parametrize("trial", ["nonsense", "4711", ""])
def test_adoption_without_a_trial_is_recorded_too(cast, client, trial):
    rows = fill(cast)
    url = f"{address(cast, rows, 'adoption_add')}?trial={trial}"
    fields = {"practice": rows.practice.pk, "constituent": cast.lower_delta.pk, "adopted_on": "2026-03-01"}
    assert cast.login(client, "facilitator").post(url, fields).status_code == 302
    assert Adoption.objects.get(constituent=cast.lower_delta).trial is None


def test_practice_is_called_into_the_pathway(cast, client):
    rows = fill(cast)
    url = address(cast, rows, "promote")
    fields = {"title": "Boats", "reason": "It works", "rule": "two_thirds", "opens_on": "2026-03-02"}
    cast.login(client, "facilitator")
    wrong = client.post(url, {**fields, "closes_on": "2026-03-01"})
    assert (wrong.status_code, "It closes before it opens." in text_of(wrong)) == (422, True)
    answer = client.post(url, fields)
    made = Promotion.objects.get()
    assert answer.url == made.process.get_absolute_url()
    assert made.process.rule == {"rule": "threshold", "share": "2/3"}
    again = client.post(url, fields)
    assert (again.status_code, "called into the pathway already" in text_of(again)) == (422, True)


def test_call_is_offered_while_no_process_for_it_is_open(cast, client):
    rows = fill(cast)
    cast.login(client, "facilitator")
    page, url = address(cast, rows, "adoptions"), address(cast, rows, "promote")
    fields = {"title": "Boats", "reason": "It works", "rule": "all", "opens_on": "2026-01-02"}
    offered = [url in text_of(client.get(page))]
    for closes_on in ("2026-01-09", ""):  # the first has closed long ago
        client.post(url, {**fields, "closes_on": closes_on})
        offered.append(url in text_of(client.get(page)))
    assert offered == [True, True, False]


# How much they ask -------------------------------------------------------------------------------------
def more(cast, rows, number):
    """Make one more of everything."""
    place = add_place(cast, f"Landing {number}")
    practice = make_practice(cast, number=number, title=f"Practice {number}")
    send(cast, rows.measure, RISING, place=place, until=rows.today)
    question = ask(cast, rows.session, measure=rows.measure, place=place)
    for row in (ask(cast, rows.session, measure=rows.measure, place=cast.place), question):
        offer(cast, row, constituent=cast.lower_delta)
        promise(cast, question=row)
    hold(cast, title=f"Session {number}")
    for made in (practice, rows.practice):
        plan(cast, made, measure=rows.measure, place=cast.place, commitment=rows.commitment)
    own = make_constituent(cast.collective, f"Village {number}", place=cast.place)
    for made in (practice, rows.practice):
        adopt(cast, made, own)


@pytest.mark.parametrize(
    "name",
    ["index", "signal", "sense_makings", "sense_making", "commitments", "commitment", "adoptions", "trial"],
)
def test_page_asks_the_database_as_often_for_1_and_3_rows(cast, client, name):
    rows, asked = fill(cast), []
    cast.login(client, "facilitator")
    url = address(cast, rows, name)
    for numbers in ([2], [3, 4]):
        for number in numbers:
            more(cast, rows, number)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_lists_are_paged_by_25(cast, client):
    rows = fill(cast)
    for number in range(27):
        promise(cast, text=f"Promise {number}")
    page = cast.login(client, "member").get(address(cast, rows, "commitments"), {"page": 2}).context["page"]
    assert (len(page), page.paginator.count) == (3, 28)
    assert Trial.objects.count() == 1
