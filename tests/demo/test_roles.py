"""Every address of the project, with the demo's own rows, asked for by every role."""

import re

from cairn.network.models import Collective
from tests.demo.site import PEOPLE, ROWS, DemoCase
from tests.factories import make_collective
from tests.test_urls import KEYS, ROUTES

GARBAGE = {
    "text": "\x00=1+1", "title": "<script>", "constituent": "-1", "kind": "x" * 5000, "value": "NaN",
    "email": "no", "on": "2026-99-99", "held_on": "x", "opens_on": "0000-00-00", "closes_on": "x",
    "proposal": "x", "proposals": ["x", "-1"], "statement": "x", "answer": "x", "outcome": "x",
    "state": "x", "way": "x", "draft": "x", "shown": ["x", "9" * 30], "under": ["x"], "ballots": "\x00;;;",
    "sort": "x", "page": "x", "role": "x", "cost": "1e400", "budget": "-1", "stage": "x", "mapping": "{",
    "based_on": "x", "builds_on": "x", "moderation": "x", "reason": "x", "people": "-3", "number": "1e9",
    "pk": "9" * 40, "file": "x",
}  # fmt: skip
ODD = {"page": "x", "q": "\x00", "on": "x", "until": "x", "group": "x", "from": "x", "statement": "9" * 30}
PLAIN = (("get", {}), ("post", {}))
GIVEN = (("get", ODD), ("post", GARBAGE))
MEANT = {200, 302, 403, 404, 405, 410, 422}


def answers(site, who, asked, *, most=1, slug=None):
    """Ask for every address as somebody; yield route, how it was asked, the address, and the answer."""
    client = site.client(who)
    for route, url in site.addresses(most=most, slug=slug):
        for method, data in asked:
            yield route, f"{method} {url}", _status(client, method, url, data)


def _status(client, method, url, data):
    try:
        answer = getattr(client, method)(url, data)
        _read = b"".join(answer.streaming_content) if answer.streaming else answer.content
    except Exception as fault:  # every fault is told with its address
        return repr(fault)[:200]
    return answer.status_code


def wrong(site, who, asked, allowed, **options):
    """List the answers that are not allowed."""
    return [
        (who, how, status)
        for _route, how, status in answers(site, who, asked, **options)
        if status not in allowed
    ]


class TestEveryAddress(DemoCase):
    """Every address, as every role."""

    def test_rows_are_known_for_every_address(self):
        words = {found[1] for route in ROUTES if (found := re.search(r"([a-z-]+)/<int:pk>", route))}
        assert words - ROWS.keys() == set()

    def test_no_page_breaks_whoever_asks_and_whatever_is_sent(self):
        found = [one for who in PEOPLE for one in wrong(self.site, who, PLAIN[:1], MEANT)]
        found += [
            one for who in ("member", "steward") for one in wrong(self.site, who, (*PLAIN[1:], *GIVEN), MEANT)
        ]
        assert found == []

    def test_visitors_and_outsiders_write_nothing(self):
        entries = self.site.collective.log.entries
        before = entries.count()
        for who in (None, "outsider"):
            assert wrong(self.site, who, (*PLAIN, *GIVEN), MEANT - {422}) == []
        assert entries.count() == before

    def test_observers_change_nothing(self):
        entries = self.site.collective.log.entries
        before = entries.count()
        assert wrong(self.site, "observer", GIVEN[1:], MEANT - {422}) == []
        assert entries.count() == before

    def test_private_collective_with_rows_does_not_exist_for_those_outside(self):
        self.make_private()
        for who in (None, "outsider"):
            found = list(answers(self.site, who, PLAIN))
            assert {status for route, _how, status in found if not KEYS & set(ROUTES[route][1])} <= _outside(
                who
            )

    def test_rows_of_another_collective_do_not_exist_in_ones_own(self):
        make_collective(slug="elsewhere", name="Elsewhere", visibility="public")
        elsewhere = Collective.objects.get(slug="elsewhere")
        for who in ("member", "steward"):
            role = self.site.collective.memberships.get(person=self.site.people[who]).role
            elsewhere.memberships.create(
                person=self.site.people[who], role=role, created_at=elsewhere.created_at
            )
            found = answers(self.site, who, PLAIN, slug="elsewhere")
            with_rows = [one for one in found if "<int:" in one[0] or "<slug:measure>" in one[0]]
            assert [
                one
                for one in with_rows
                if one[2] not in {403, 404, 405, 410} and not one[1].endswith("0.json")
            ] == []


def _outside(who):
    """Return what those outside are answered: not there; a visitor who would write is asked to sign in."""
    return {404, 405} | ({302} if who is None else set())
