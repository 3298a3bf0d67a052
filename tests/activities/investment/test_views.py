"""Pages of pooled funds."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cairn.activities.investment.kept import fingerprint
from cairn.activities.investment.models import Allotment, Fund, Proposal
from tests.activities.factories import WHO, queries_of
from tests.activities.investment.factories import approved, make_allotted, make_fund, make_proposal
from tests.factories import make_constituent

ADDRESSES = [
    ("fund", (404, 404, 200, 200, 200, 200)),
    ("fund_add", (302, 404, 403, 403, 403, 200)),
    ("propose", (302, 404, 403, 200, 200, 200)),
    ("approve", (302, 404, 403, 200, 200, 200)),
    ("withdraw", (302, 405, 405, 405, 405, 405)),
    ("allot", (302, 404, 403, 403, 403, 200)),
    ("allotment_json", (404, 404, 200, 200, 200, 200)),
    ("allotment_pabulib", (404, 404, 200, 200, 200, 200)),
]


def address(name, *more):
    return reverse(f"investment:{name}", args=["rivers", *more])


def now_open(cast, **terms):
    """Open a fund that is open on the day the tests run, whichever it is."""
    today = timezone.localdate()
    fund = make_fund(cast, **terms)
    Fund.objects.filter(pk=fund.pk).update(opens_on=today, closes_on=today)
    fund.refresh_from_db()
    return fund


@pytest.mark.parametrize(("name", "statuses"), ADDRESSES)
def test_addresses_open_to_whom_they_should(client, cast, name, statuses):
    fund = make_allotted(cast)
    more = {"fund_add": [], "approve": [fund.pk, cast.upper_valley.pk]}.get(name, [fund.pk])
    answers = []
    for who in WHO:
        client.logout()
        answers.append(cast.login(client, who).get(address(name, *more)).status_code)
    assert tuple(answers) == statuses


def test_steward_opens_a_fund_in_a_currency_without_decimals(client, cast):
    typed = {
        "title": "Common pot",
        "amount": "90000",
        "currency": "jpy",
        "starts_on": "2026-03-01",
        "closes_on": "2026-03-14",
        "completion": "add1u",
    }
    client = cast.login(client, "steward")
    client.post(address("fund_add"), typed)
    fund = Fund.objects.get()
    assert (fund.budget, fund.currency, fund.completion) == (90000, "JPY", "add1u")


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        ({"amount": "10.5", "currency": "JPY"}, {"amount": ["JPY has 0 decimals. Round the amount."]}),
        (
            {"currency": "XYZ"},
            {"currency": ["No currency has this code. Write for instance EUR, USD, JPY or KWD."]},
        ),
        (
            {"closes_on": "2026-02-01"},
            {"closes_on": ["The fund would close before it opens. Give a later day."]},
        ),
        ({"amount": "ten"}, {"amount": ["Write the amount in figures, without a currency sign."]}),
    ],
)
def test_a_fund_that_cannot_be_is_sent_back(client, cast, change, errors):
    typed = {
        "title": "Common pot",
        "amount": "900",
        "currency": "EUR",
        "starts_on": "2026-03-01",
        "closes_on": "2026-03-14",
        "completion": "none",
    }
    page = cast.login(client, "steward").post(address("fund_add"), {**typed, **change})
    assert page.context["form"].errors == errors


def test_member_proposes_withdraws_and_approves_for_the_own_constituent(client, cast):
    fund = now_open(cast)
    client = cast.login(client, "member")
    typed = {"constituent": cast.upper_valley.pk, "title": "Weir", "cost": "1000"}
    dear = client.post(address("propose", fund.pk), typed)
    assert dear.context["form"].errors == {
        "cost": ["This costs more than the whole fund. Propose a part of it."]
    }
    for title in ("Weir", "Boat"):
        client.post(address("propose", fund.pk), {**typed, "title": title, "cost": "100.50"})
    weir, boat = Proposal.objects.order_by("pk")
    client.post(address("withdraw", fund.pk), {"proposal": boat.pk})
    client.post(address("approve", fund.pk, cast.upper_valley.pk), {"proposals": [weir.pk]})
    assert (weir.cost, list(weir.approvals.values_list("constituent", flat=True))) == (
        100_50,
        [cast.upper_valley.pk],
    )
    assert Proposal.objects.get(withdrawn_at=None) == weir


def test_member_neither_approves_nor_withdraws_for_another(client, cast):
    fund = now_open(cast)
    weir = make_proposal(cast, fund, "Weir", 100, at=timezone.now(), constituent=cast.lower_delta)
    client = cast.login(client, "member")
    answers = [
        client.get(address("approve", fund.pk, cast.lower_delta.pk)),
        client.post(address("withdraw", fund.pk), {"proposal": weir.pk}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_closed_fund_says_so(client, cast):
    fund = make_allotted(cast)
    client = cast.login(client, "steward")
    (weir, *_others) = fund.proposals.order_by("pk")
    page = client.post(address("approve", fund.pk, cast.upper_valley.pk), {"proposals": [weir.pk]})
    closed = "The fund is closed: proposals and approvals can no longer be changed."
    assert page.context["form"].non_field_errors() == [closed]
    withdrawn = client.post(address("withdraw", fund.pk), {"proposal": weir.pk}, follow=True)
    assert [str(message) for message in withdrawn.context["messages"]] == [closed]
    again = client.post(address("allot", fund.pk))
    assert again.context["refusal"] == "The fund is allotted already. A fund is allotted once."


def test_steward_allots_and_everybody_reads_why(client, cast):
    fund = make_fund(cast)
    weir = make_proposal(cast, fund, "Weir", 600_00)
    make_proposal(cast, fund, "Road", 500_00)
    approved(cast, fund, cast.upper_valley, weir)
    approved(cast, fund, cast.lower_delta, weir)
    client = cast.login(client, "steward")
    answer = client.post(address("allot", fund.pk))
    assert answer.url == fund.get_absolute_url()
    page = client.get(answer.url).content.decode()
    for said in (
        "1. Weir",
        "EUR\xa0300 from each that approves it, or all it had left",
        "No constituent approves it.",
        fingerprint(Allotment.objects.get().result),
    ):
        assert said in page


def test_a_visitor_recomputes_a_public_allotment_without_names_of_people(client, public_cast):
    fund = make_allotted(public_cast)
    type(public_cast.upper_valley).objects.filter(pk=public_cast.upper_valley.pk).update(kind="person")
    page = client.get(address("fund", fund.pk)).content.decode()
    assert ("Upper valley" in page, "A person" in page) == (False, True)
    kept = json.loads(client.get(address("allotment_json", fund.pk)).content)
    assert kept == Allotment.objects.get().result
    pb = client.get(address("allotment_pabulib", fund.pk)).content.decode()
    assert "Upper valley" not in pb


def test_how_many_approve_is_shown_only_when_the_fund_is_closed(client, cast):
    fund = now_open(cast)
    weir = make_proposal(cast, fund, "Weir", 100, at=timezone.now())
    approved(cast, fund, cast.upper_valley, weir, at=timezone.now())
    client = cast.login(client, "member")
    assert "Approved by" not in client.get(address("fund", fund.pk)).content.decode()
    yesterday = timezone.localdate() - timedelta(days=1)
    Fund.objects.update(opens_on=yesterday, closes_on=yesterday)
    assert "Approved by" in client.get(address("fund", fund.pk)).content.decode()


def test_a_fund_asks_the_database_as_often_for_1_and_3_rows(client, cast):
    fund = now_open(cast)
    cast.login(client, "facilitator")
    counts = []
    for names in (["A"], ["B", "C"]):
        for name in names:
            one = make_constituent(cast.collective, name)
            proposal = make_proposal(cast, fund, name, 100, at=timezone.now(), constituent=one)
            approved(cast, fund, one, proposal, at=timezone.now())
        counts.append(queries_of(client, address("fund", fund.pk)))
    assert counts[0] == counts[1]
