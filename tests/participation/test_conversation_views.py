"""Pages of conversations: who may open them, voting with and without htmx, the map, and its small cells."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cairn.participation.actions.ballots import record_ballots
from cairn.participation.actions.opinion_maps import draw_map, map_of
from cairn.participation.models import Conversation, OpinionMap, Statement, Vote
from cairn.participation.queries.opinion_maps import Reading
from cairn.record.models import Entry
from tests.factories import AT, make_constituent
from tests.participation.conversation_factories import make_conversation, make_statements, make_voted, vote
from tests.participation.factories import make_contribution

PEOPLE = (None, "outsider", "observer", "member", "facilitator", "steward")
READ = (404, 404, 200, 200, 200, 200)
MEMBER = (302, 404, 403, 200, 200, 200)
FACILITATOR = (302, 404, 403, 403, 200, 200)
PAGES = {
    "conversations": ("", READ),
    "conversation": ("conversation", READ),
    "map": ("conversation", READ),
    "map_json": ("conversation", READ),
    "map_csv": ("conversation", READ),
    "vote": ("conversation", MEMBER),
    "my_votes": ("conversation", MEMBER),
    "statement_add": ("conversation", MEMBER),
    "conversation_add": ("", FACILITATOR),
    "conversation_import": ("", FACILITATOR),
    "statements_put": ("conversation", FACILITATOR),
    "statement_moderate": ("statement", FACILITATOR),
    "ballots_add": ("conversation", FACILITATOR),
}


def address(cast, name, *rows):
    return reverse(f"participation:{name}", args=[cast.collective.slug, *(row.pk for row in rows)])


def rows_of(cast):
    conversation = make_voted(cast)
    return {"conversation": [conversation], "statement": [conversation.statements.first()], "": []}


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_those_who_may(client, cast, name):
    needs, expected = PAGES[name]
    url, got = address(cast, name, *rows_of(cast)[needs]), []
    for who in PEOPLE:
        client.logout()
        got.append(cast.login(client, who).get(url).status_code)
    assert tuple(got) == expected


@pytest.mark.parametrize(
    ("who", "status"), list(zip(PEOPLE, (302, 404, 403, 403, 302, 302), strict=True)), ids=str
)
def test_map_is_drawn_again_by_a_facilitator(client, cast, who, status):
    conversation = make_voted(cast)
    cast.login(client, who)
    assert client.post(address(cast, "map_redraw", conversation)).status_code == status
    assert OpinionMap.objects.exists() == (status == 302 and who is not None)


@pytest.mark.parametrize("name", ["conversations", "conversation", "map", "map_json", "map_csv"])
def test_visitor_of_a_public_collective_reads_but_does_not_vote(client, public_cast, name):
    needs, _expected = PAGES[name]
    rows = rows_of(public_cast)
    page = client.get(address(public_cast, name, *rows[needs]))
    assert page.status_code == 200
    assert "/vote/" not in page.content.decode()
    assert "p39" not in page.content.decode()


def test_rows_of_another_collective_are_not_found(client, cast):
    from cairn.network.models import Membership
    from tests.factories import make_collective, make_person

    rows = rows_of(cast)
    other, person = make_collective("lakes", "Lakes"), make_person("guest")
    Membership.objects.create(collective=other, person=person, role="steward", created_at=AT)
    client.force_login(person)
    for name, (needs, _expected) in PAGES.items():
        if needs:
            url = reverse(f"participation:{name}", args=["lakes", *(row.pk for row in rows[needs])])
            assert client.get(url).status_code == 404, name


def test_facilitator_opens_a_conversation(client, cast):
    process = make_conversation(cast).process
    cast.login(client, "facilitator")
    sent = {"process": process.pk, "title": "Wells?", "language": "en", "opens_on": "2026-03-01"}
    wrong = client.post(address(cast, "conversation_add"), sent | {"closes_on": "2026-02-01"})
    assert list(wrong.context["form"].errors) == ["closes_on"]
    answer = client.post(address(cast, "conversation_add"), sent)
    opened = Conversation.objects.get(title="Wells?")
    assert (answer.url, opened.process) == (opened.get_absolute_url(), process)


def test_member_votes_one_statement_at_a_time_those_with_fewest_votes_first(client, cast):
    conversation = make_conversation(cast)
    first, second, third = make_statements(cast, conversation, "One.", "Two.", "Three.")
    vote(cast, conversation, first, 1, who="neighbour")
    cast.login(client, "member")
    url = address(cast, "vote", conversation)
    assert client.get(url).context["statement"] == second
    answer = client.post(url, {"statement": second.pk, "value": "-1"})
    entry = Entry.objects.order_by("-index")[0]
    assert (answer.url, Vote.objects.get(statement=second).value) == (f"{url}?receipt={entry.index}", -1)
    page = client.get(answer.url)
    assert (page.context["statement"], page.context["progress"]) == (third, {"there": 3, "voted": 1})
    assert f"record/{entry.index}.json" in page.content.decode()
    for one in (first, third):
        client.post(url, {"statement": one.pk, "value": "0"})
    assert client.get(url).context["statement"] is None


def test_htmx_gets_only_the_ballot(client, cast):
    conversation = make_conversation(cast)
    first, second = make_statements(cast, conversation, "One.", "Two.")
    cast.login(client, "member")
    sent = {"statement": first.pk, "value": "1"}
    page = client.post(address(cast, "vote", conversation), sent, headers={"hx-request": "true"})
    text = page.content.decode()
    assert (page.status_code, second.text in text) == (200, True)
    assert text.lstrip().startswith('<div id="ballot">')
    assert "<h1" not in text


def test_large_numbers_are_sent_without_separators(client, cast):
    conversation = make_voted(cast)
    (statement,) = make_statements(cast, conversation, "One.")
    Statement.objects.filter(pk=statement.pk).update(id=12345)
    statement = Statement.objects.get(pk=12345)
    cast.login(client, "member")
    assert (
        'name="statement" value="12345"' in client.get(address(cast, "vote", conversation)).content.decode()
    )
    vote(cast, conversation, statement, 1)
    assert (
        'name="statement" value="12345"'
        in client.get(address(cast, "my_votes", conversation)).content.decode()
    )
    page = client.get(address(cast, "map", conversation), {"sort": "number"})
    assert "?statement=12345#" in page.content.decode()


def test_vote_that_cannot_be_read_changes_nothing(client, cast):
    conversation = make_conversation(cast)
    (first,) = make_statements(cast, conversation, "One.")
    cast.login(client, "member")
    url = address(cast, "vote", conversation)
    assert client.post(url, {"statement": first.pk, "value": "9"}).status_code == 200
    assert client.post(url, {"statement": "999999", "value": "1"}).status_code == 404
    assert not Vote.objects.exists()


def test_vote_on_a_statement_left_out_meanwhile_leads_to_another(client, cast):
    conversation = make_conversation(cast)
    (first,) = make_statements(cast, conversation, "One.")
    Statement.objects.update(moderation=-1)
    cast.login(client, "member")
    page = client.post(
        address(cast, "vote", conversation), {"statement": first.pk, "value": "1"}, follow=True
    )
    assert "not put to the vote any more" in page.content.decode()


def test_vote_is_changed_on_the_list_of_ones_own(client, cast):
    conversation = make_conversation(cast)
    (first,) = make_statements(cast, conversation, "One.")
    vote(cast, conversation, first, 1)
    vote(cast, conversation, first, 0, who="neighbour")
    cast.login(client, "member")
    url = address(cast, "my_votes", conversation)
    assert [one.value for one in client.get(url).context["page"]] == [1]
    sent = {"statement": first.pk, "value": "-1", "from": "my_votes"}
    answer = client.post(address(cast, "vote", conversation), sent, follow=True)
    assert [one.value for one in answer.context["page"]] == [-1]


def test_member_proposes_a_statement_and_a_facilitator_leaves_it_out(client, cast):
    conversation = make_conversation(cast, is_moderated_first=True)
    url = address(cast, "conversation", conversation)
    cast.login(client, "member")
    client.post(address(cast, "statement_add", conversation), {"text": "More boats.", "language": "en"})
    statement = Statement.objects.get()
    assert "More boats" not in client.get(url).content.decode()
    cast.login(client, "facilitator")
    assert "More boats" in client.get(url, {"state": "waiting"}).content.decode()
    moderate = address(cast, "statement_moderate", statement)
    wrong = client.post(moderate, {"moderation": "-1", "reason": ""})
    assert list(wrong.context["form"].errors) == ["reason"]
    client.post(moderate, {"moderation": "-1", "reason": "Said already."})
    assert "Said already." in client.get(url, {"state": "left_out"}).content.decode()
    client.post(moderate, {"moderation": "1", "reason": ""})
    assert "More boats" in client.get(url).content.decode()


def test_contributions_are_put_to_the_vote_with_their_link(client, cast):
    conversation = make_conversation(cast)
    one, other = (make_contribution(cast, conversation.process, text=text) for text in ("Water.", "Boats."))
    cast.login(client, "facilitator")
    url = address(cast, "statements_put", conversation)
    assert list(client.post(url, {}).context["form"].errors) == ["contributions"]
    client.post(url, {"contributions": [other.pk]})
    assert list(Statement.objects.values_list("text", "contribution")) == [("Boats.", other.pk)]
    assert list(client.get(url).context["form"].shown) == [str(one.pk)]


def test_sheet_of_ballots_is_recorded_from_a_spreadsheet_or_a_file(client, cast):
    conversation = make_conversation(cast)
    make_statements(cast, conversation, "One.", "Two.")
    cast.login(client, "facilitator")
    url = address(cast, "ballots_add", conversation)
    client.post(url, {"sheet": "participant\tconstituent\t1\t2\np1\tupper valley\t1\t−1\np2\t\t\t0\n"})
    votes = Vote.objects.order_by("pk").values_list("participant__key", "statement__key", "value")
    assert list(votes) == [("p1", "1", 1), ("p1", "2", -1), ("p2", "2", 0)]
    file = SimpleUploadedFile("sheet.csv", "\ufeffparticipant;constituent;1\np3;Lower delta;0\n".encode())
    assert client.post(url, {"file": file}).status_code == 302
    assert Vote.objects.get(participant__key="p3").participant.constituent == cast.lower_delta


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("", "Paste the sheet, or choose its file."),
        ("participant,constituent\np1,\n", "Write a first row with participant"),
        (
            "participant,constituent,1\np1,Nowhere,1\n",
            "Row 2, column constituent: “Nowhere” is no constituent",
        ),
        ("participant,constituent,1\np1,,yes\n", "Row 2, column 1: “yes” is not 1, 0 or -1."),
        (
            "participant,constituent,7\np1,,1\n",
            "Participant p1: there is no statement 7 in this conversation.",
        ),
    ],
)
def test_faulty_sheet_is_told_by_row_and_column(client, cast, sheet, said):
    conversation = make_conversation(cast)
    make_statements(cast, conversation, "One.")
    cast.login(client, "facilitator")
    page = client.post(address(cast, "ballots_add", conversation), {"sheet": sheet})
    assert page.context["form"].errors["sheet"][0].startswith(said)
    assert not Vote.objects.exists()


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfe", "not UTF-8"), (b"x" * 100, "too large")])
def test_sheet_file_that_cannot_be_read_is_refused(client, cast, settings, content, said):
    conversation = make_conversation(cast)
    cast.login(client, "facilitator")
    url = address(cast, "ballots_add", conversation)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50
    page = client.post(url, {"file": SimpleUploadedFile("s.csv", content)})
    assert said in page.context["form"].errors["file"][0]


def test_map_says_the_groups_and_what_they_share(client, cast):
    conversation = make_voted(cast)
    cast.login(client, "member")
    page = client.get(address(cast, "map", conversation))
    reading = page.context["reading"]
    assert reading.finding == "Two groups. All of them lean the same way on 3 of 12 statements"
    assert [group["size"] for group in reading.groups] == [24, 16]
    assert [one["statement"].key for one in page.context["lists"]["common"]] == ["1", "2", "3"]
    assert reading.n_people == 40


def test_map_sorts_filters_and_looks_at_one_statement(client, cast):
    conversation = make_voted(cast)
    cast.login(client, "member")
    url = address(cast, "map", conversation)

    def keys(**asked):
        return [one["statement"].key for one in client.get(url, asked).context["page"]]

    assert keys(sort="number") == [str(k + 1) for k in range(12)]
    assert keys(sort="common")[:3] == ["1", "2", "3"]
    assert keys(sort="agree")[:3] == ["1", "2", "3"]
    assert keys(kind="common") == ["1", "2", "3"]
    assert keys(q="number 11") == ["11"]
    assert keys(sort="votes") == keys(sort="number")
    assert keys(sort="nonsense") == keys()
    looked_at = client.get(url, {"statement": conversation.statements.get(key="2").pk}).context
    assert looked_at["looked_at"]["statement"].key == "2"
    assert (
        client.get(url, {"statement": "999"}).context["looked_at"]["place"] in looked_at["reading"].contested
    )


def test_declared_constituencies_stand_beside_the_groups_and_small_ones_show_nothing(client, cast):
    conversation = make_voted(cast)
    cast.login(client, "member")
    page = client.get(address(cast, "map", conversation))
    declared = page.context["standing"]["declared"]
    assert [(str(one["constituent"]), one["counts"] is None) for one in declared] == [
        ("Lower delta", True),
        ("Upper valley", False),
    ]
    assert page.context["standing"]["n_hidden"] == 1
    given = client.get(address(cast, "map_json", conversation)).json()
    assert given["constituencies"] == [
        {"name": "Upper valley", "size": 20},
        {"name": "Lower delta", "size": None},
    ]
    assert given["statements"][0]["by_constituency"][1] == {
        "constituency": "Lower delta",
        "agree": None,
        "disagree": None,
        "pass": None,
        "votes": None,
    }


def test_person_among_the_constituents_is_not_named_to_visitors(client, public_cast):
    conversation = make_conversation(public_cast)
    make_statements(public_cast, conversation, "One.")
    rosa = make_constituent(public_cast.collective, "Rosa Amaru", kind="person")
    ballots = [("p0", rosa, {"1": 1}), *((f"q{k}", public_cast.upper_valley, {"1": 1}) for k in range(9))]
    record_ballots(conversation=conversation, ballots=ballots, by=public_cast["facilitator"], at=AT)
    for name in ("map", "map_json"):
        assert "Rosa" not in client.get(address(public_cast, name, conversation)).content.decode()
    public_cast.login(client, "member")
    assert "Rosa" in client.get(address(public_cast, "map", conversation)).content.decode()


def test_small_conversation_draws_nobody_and_hides_counts_below_five(client, cast):
    conversation = make_conversation(cast)
    make_statements(cast, conversation, "One.", "Two.")
    ballots = [(f"p{k}", None, {"1": 1, "2": -1} if k < 4 else {"1": 1}) for k in range(6)]
    record_ballots(conversation=conversation, ballots=ballots, by=cast["facilitator"], at=AT)
    cast.login(client, "member")
    page = client.get(address(cast, "map", conversation))
    text = page.content.decode()
    assert page.context["chart"] is None
    assert "opinion-map" not in text
    assert {one["statement"].key: one["counts"] for one in page.context["page"]} == {
        "1": {"agree": 6, "disagree": 0, "pass": 0, "votes": 6},
        "2": None,
    }
    given = client.get(address(cast, "map_json", conversation)).json()
    assert (given["participants"], given["votes_sha256"]) == ([], None)
    assert [one["agree"] for one in given["statements"]] == [6, None]


def test_map_json_carries_no_key_of_anybody_and_no_order_of_arrival(client, cast):
    conversation = make_voted(cast)
    cast.login(client, "member")
    given = client.get(address(cast, "map_json", conversation)).json()
    points = [(one["x"], one["y"]) for one in given["participants"]]
    assert (len(points), points) == (40, sorted(points))
    assert {name for one in given["participants"] for name in one} == {"x", "y", "group"}


def test_map_csv_has_a_row_for_each_statement(client, cast):
    conversation = make_voted(cast)
    cast.login(client, "member")
    text = client.get(address(cast, "map_csv", conversation)).content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert (len(rows), rows[0]["agree"], rows[0]["seen_in_A"]) == (12, "40", "24")


def test_statement_left_out_after_drawing_loses_its_words_and_shape(client, cast):
    conversation = make_voted(cast)
    draw_map(conversation=conversation, at=AT)
    Statement.objects.filter(key="1").update(moderation=-1)
    cast.login(client, "member")
    text = client.get(address(cast, "map", conversation)).content.decode()
    assert "Statement number 1.<" not in text
    assert "left out after the map was drawn" in text


def test_stale_map_is_drawn_when_asked_for_unless_votes_are_many(client, cast, monkeypatch):
    conversation = make_voted(cast)
    first = draw_map(conversation=conversation, at=AT)
    assert map_of(conversation=conversation, at=AT).votes_hash == first.votes_hash
    vote(cast, conversation, conversation.statements.first(), -1)
    conversation.refresh_from_db()
    monkeypatch.setattr("cairn.participation.actions.opinion_maps.DRAWN_WHEN_ASKED", 100)
    assert map_of(conversation=conversation, at=AT).votes_hash == first.votes_hash
    cast.login(client, "facilitator")
    url = address(cast, "map", conversation)
    assert "Draw the map again" in client.get(url).content.decode()
    monkeypatch.undo()
    assert Reading(map_of(conversation=conversation, at=AT)).n_people == 41
    assert "Draw the map again" not in client.get(url).content.decode()


def test_map_of_nobody_says_so(client, cast):
    conversation = make_conversation(cast)
    cast.login(client, "member")
    page = client.get(address(cast, "map", conversation))
    assert "There is no map yet" in page.content.decode()
    assert client.get(address(cast, "map_json", conversation)).status_code == 404


def test_reader_finds_themselves_on_the_map(client, cast):
    conversation = make_voted(cast)
    for one in conversation.statements.all():
        vote(cast, conversation, one, 1)
    cast.login(client, "member")
    assert client.get(address(cast, "map", conversation)).context["chart"].you.words == "you"
    cast.login(client, "neighbour")
    assert client.get(address(cast, "map", conversation)).context["chart"].you is None


@pytest.mark.parametrize("name", ["conversations", "conversation", "map", "my_votes"])
def test_page_takes_as_many_queries_for_few_rows_as_for_many(
    client, cast, name, django_assert_num_queries, django_assert_max_num_queries
):
    small, large = make_voted(cast, statements=6), make_voted(cast, people=60, statements=30)
    for conversation in (small, large):
        for one in conversation.statements.all()[: 1 if conversation is small else 25]:
            vote(cast, conversation, one, 1)
        conversation.refresh_from_db()
        draw_map(conversation=conversation, at=AT)
    cast.login(client, "member")
    rows = [[], []] if name == "conversations" else [[small], [large]]
    client.get(address(cast, name, *rows[0]))
    with django_assert_max_num_queries(14) as counted:
        client.get(address(cast, name, *rows[0]))
    with django_assert_num_queries(len(counted)):
        client.get(address(cast, name, *rows[1]))
