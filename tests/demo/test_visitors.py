"""What visitors of a public collective read: nobody's name, no words before they are published, no few."""

from html import unescape

from django.apps import apps

from cairn.activities.data import queries as data
from cairn.activities.data.models import Observation
from cairn.network.models import Constituent, Mandate, Person
from cairn.participation.models import Attendance, Contribution, Draft
from tests.demo.site import DemoCase

SHORTEST = 8  # characters: shorter texts stand anywhere
NOT_FOR_VISITORS = {
    "participation.Gathering": ["agreements", "reservations"],
    "participation.Consent": ["given_by"],
    "participation.Participant": ["key"],
    "participation.Statement": ["reason"],
    "pathway.Signature": ["signatory"],
    "movement.Reply": ["note"],
    "movement.Invitation": ["email"],
    "learning.Debrief": ["learned", "will_do"],
    "data.Submission": ["file_name", "sha256", "note"],
    "results.SenseMaking": ["notes"],
}


def pages(site, who, *, most=None, only=""):
    """Yield the address and the text of everything somebody may read."""
    client = site.client(who)
    for route, url in site.addresses(most=most):
        if only in route:
            answer = client.get(url)
            if answer.status_code == 200:
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                yield url, unescape(body.decode(errors="replace"))


def private_texts():
    """Return the texts that no visitor may read, with what each is."""
    found = {(person.name, "person") for person in Person.objects.all()}
    found |= {(person.email, "e-mail") for person in Person.objects.all()}
    found |= {(mandate.holder, "mandate") for mandate in Mandate.objects.exclude(holder="not known")}
    for label, names in NOT_FOR_VISITORS.items():
        for row in apps.get_model(label).objects.all():
            found |= {(getattr(row, name).strip(), f"{label}.{name}") for name in names}
    given = Contribution.objects.exclude(pk__in=Contribution.objects.published())
    found |= {(one.text, "contribution") for one in given}
    for draft in Draft.objects.filter(version=None):
        found |= {(revision.body, "draft") for revision in draft.revisions.all()}
    return [(text, what) for text, what in found if len(text) >= SHORTEST]


class TestVisitors(DemoCase):
    """A public collective, read by somebody without an account."""

    def test_visitors_read_nothing_private(self):
        texts = private_texts()
        kinds = {what for _text, what in texts}
        assert kinds >= {"person", "e-mail", "mandate", "contribution", "learning.Debrief.learned"}
        read = list(pages(self.site, None, most=20))
        assert len(read) > 200
        assert [(url, what, text) for url, body in read for text, what in texts if text in body] == []

    def test_constituents_that_are_persons_are_not_named_to_visitors(self):
        for row in self.site.collective.constituents.all():
            Constituent.objects.filter(pk=row.pk).update(kind="person", name=f"Zita Number{row.pk:04d}")
        named = [url for url, body in pages(self.site, None, most=6) if "Zita Number" in body]
        assert named == []

    def test_visitors_are_not_told_how_few_came(self):
        Attendance.objects.filter(people__lt=5).update(people=4)
        Attendance.objects.filter(people__gte=5).update(people=1700)
        for url, body in pages(self.site, None, only="gatherings"):
            assert (url, '<td class="numeric">4</td>' in body) == (url, False)

    def test_what_is_held_back_does_not_leave(self):
        """Give every count that is held back a number that stands nowhere else, and look for it."""
        values = data.values(list(self.site.collective.measures.all()))
        held = [value.observation for value in values if value.status == data.SUPPRESSED]
        assert len(held) > 5
        rows = Observation.objects.filter(pk__in=held)
        assert rows.filter(numerator__lt=5).exists()
        assert rows.filter(numerator__gte=5, denominator=None).exists()  # large, beside a small one
        rows.update(numerator="3.1415")
        for who in (None, "observer", "other", "facilitator"):
            for only in ("data/", "results/", "trace/number/"):
                assert [
                    url for url, body in pages(self.site, who, only=only, most=60) if "3.1415" in body
                ] == []
