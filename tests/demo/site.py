"""Every address of the project below a collective, with the demo's own rows in it."""

import re
from datetime import date
from random import Random
from tempfile import TemporaryDirectory

from django.apps import apps
from django.test import Client, TestCase, override_settings
from django.urls import reverse

from cairn.demo.simulate import simulate
from cairn.demo.world import World
from cairn.network.models import Collective, Membership
from tests.factories import AT, make_person
from tests.test_urls import ROUTES

# the last word before <int:pk> in a route -> the model whose rows stand there, and its way to the collective
ROWS = {
    "constituents": ("network.Constituent", "collective"),
    "people": ("network.Membership", "collective"),
    "version": ("pathway.Version", "component__collective"),
    "versions": ("pathway.Version", "component__collective"),
    "number": ("data.Observation", "measure__collective"),
    "processes": ("participation.Process", "collective"),
    "gatherings": ("participation.Gathering", "collective"),
    "contributions": ("participation.Contribution", "collective"),
    "themes": ("participation.Theme", "process__collective"),
    "drafts": ("participation.Draft", "process__collective"),
    "objections": ("participation.Objection", "draft__process__collective"),
    "consents": ("participation.Consent", "version__component__collective"),
    "conversations": ("participation.Conversation", "collective"),
    "statements": ("participation.Statement", "conversation__collective"),
    "activities": ("activities.Activity", "collective"),
    "movement": ("movement.Convening", "activity__collective"),
    "influence": ("influence.PolicyAsk", "activity__collective"),
    "institutions": ("influence.Institution", "collective"),
    "learning": ("learning.Session", "activity__collective"),
    "investment": ("investment.Fund", "activity__collective"),
    "sense-making": ("results.SenseMaking", "collective"),
    "questions": ("results.Question", "session__collective"),
    "interpretations": ("results.Interpretation", "question__session__collective"),
    "commitments": ("results.Commitment", "collective"),
    "practices": ("pathway.Component", "collective"),
    "trials": ("results.Trial", "collective"),
    "observations": ("data.Observation", "measure__collective"),
    "submissions": ("data.Submission", "measure__collective"),
}
PEOPLE = (None, "outsider", "observer", "other", "member", "facilitator", "steward")
KINDS = ("movement", "data", "influence", "learning", "investment")
NONSENSE = {"token": "nonsense", "upload": "0" * 32}


class Site:
    """The demo's collective with one person of each role, and its addresses."""

    def __init__(self, collective):
        """Give every role somebody; `other` is a member of a constituent that sent no file."""
        self.collective = collective
        constituents = list(collective.constituents.filter(kind="group").order_by("pk"))
        self.people = {who: make_person(f"tested {who}") for who in PEOPLE if who}
        belongs = {"member": constituents[0], "other": constituents[-1]}
        for who, person in self.people.items():
            if who != "outsider":
                role = "member" if who == "other" else who
                Membership.objects.create(
                    collective=collective,
                    person=person,
                    role=role,
                    constituent=belongs.get(who),
                    created_at=AT,
                )

    def client(self, who):
        """Return a client in which somebody is signed in, or nobody."""
        client = Client(raise_request_exception=True)
        if who:
            client.force_login(self.people[who])
        return client

    def addresses(self, *, most=None, slug=None):
        """Yield (route, address) for every route and row; at most so many rows of each route."""
        for route, (name, takes) in sorted(ROUTES.items()):
            for kwargs in self._given(route, takes, most):
                yield route, reverse(name, kwargs={"slug": slug or self.collective.slug, **kwargs})

    def _given(self, route, takes, most):
        rest = [key for key in takes if key != "slug"]
        if not rest:
            return [{}]
        found = self._rows(route, rest)
        assert found, f"no rows for {route}"
        return found if most is None else found[:: max(len(found) // most, 1)][:most]

    def _rows(self, route, rest):
        collective = self.collective
        if set(rest) & set(NONSENSE):
            given = {key: NONSENSE[key] for key in rest if key in NONSENSE}
            return [given | ({"measure": one.slug} if "measure" in rest else {}) for one in self._measures()]
        if "kind" in rest and "number" in rest:
            return self._components(rest)
        places = collective.places.order_by("pk")
        known = {
            ("kind",): [{"kind": kind} for kind in KINDS],
            ("number",): [{"number": one.number} for one in collective.editions.order_by("number")],
            ("index",): [{"index": index} for index in range(collective.log.entries.count())],
            ("measure",): [{"measure": one.slug} for one in self._measures()],
            ("measure", "number"): [{"measure": one.slug, "number": 1} for one in self._measures()],
            ("measure", "place"): [
                {"measure": one.slug, "place": place.pk} for one in self._measures() for place in places
            ],
        }
        return known[tuple(rest)] if tuple(rest) in known else self._by_pk(route, rest)

    def _measures(self):
        return self.collective.measures.order_by("slug")

    def _components(self, rest):
        rows = self.collective.components.order_by("kind", "number")
        found = [{"kind": one.kind, "number": one.number} for one in rows]
        return [one | {"version": 1} for one in found] if "version" in rest else found

    def _by_pk(self, route, rest):
        word = re.search(r"([a-z-]+)/<int:pk>", route)[1]
        label, way = ROWS[word]
        rows = apps.get_model(label).objects.filter(**{way: self.collective}).order_by("pk")
        found = []
        for row in rows:
            given = {"pk": row.pk}
            if "measure" in rest:
                given["measure"] = row.measure.slug
            for key in set(rest) & {"constituent", "constituent_pk"}:
                given[key] = self.collective.constituents.order_by("pk").first().pk
            if "mandate" in rest:
                mandate = row.mandates.first()
                if mandate is None:
                    continue
                given["mandate"] = mandate.pk
            found.append(given)
        return found


class DemoCase(TestCase):
    """Tests on the demo; it is made once for a class, and what a test changes is taken back."""

    @classmethod
    def setUpClass(cls):
        """Give the class a folder for what the demo uploads."""
        cls.files = cls.enterClassContext(TemporaryDirectory())
        with override_settings(MEDIA_ROOT=cls.files):
            super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        """Make the demo."""
        cls.site = Site(simulate(World(date(2026, 11, 20), Random(7))).collective)

    def setUp(self):
        """Read the files of the class."""
        self.enterContext(override_settings(MEDIA_ROOT=self.files))

    def make_private(self):
        """Let only members in."""
        Collective.objects.filter(pk=self.site.collective.pk).update(visibility="private")
