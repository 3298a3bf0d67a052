"""Page times on the demo, and queries for few rows and many.

The five main pages are asked for through Django's whole stack, in one process without a network, as a
steward: the first answer is left out, then median and 95th percentile of the others. Queries are counted for
the demo with ten and with a thousand more contributions, activities, places and values.
"""

import os
import statistics
import tempfile
import time

from benchmarks.measuring import Table

RUNS = 40
PAGES = {
    "home": "",
    "a component with its trace": "pathway/principle/4/",
    "opinion map": "together/conversations/{conversation}/map/",
    "measure": "data/children-seen/",
    "what the data is telling us": "results/",
}


def set_up() -> None:
    """Make the demo in a folder of its own."""
    os.environ["CAIRN_VAR"] = tempfile.mkdtemp(prefix="cairn-bench-")
    os.environ["CAIRN_DEMO"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cairn.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from cairn.demo.simulate import make_demo

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    make_demo()


def client():
    """Return a browser of the steward's, without the browser."""
    from django.test import Client

    from cairn.network.models import Person

    browser = Client(headers={"host": "localhost"})
    browser.force_login(Person.objects.get(name="Amina Rahal"))
    return browser


def addresses() -> dict[str, str]:
    """Return the addresses of the five pages."""
    from cairn.participation.models import Conversation

    conversation = Conversation.objects.get().pk
    return {name: f"/c/three-rivers/{path.format(conversation=conversation)}" for name, path in PAGES.items()}


def times(browser, address: str) -> tuple[float, float, int]:
    """Return the median and 95th percentile in milliseconds, and the bytes, of a page."""
    browser.get(address)
    taken = []
    for _run in range(RUNS):
        began = time.perf_counter()
        answer = browser.get(address)
        taken.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, (address, answer.status_code)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1], len(answer.content)


def queries(browser, address: str) -> int:
    """Count the queries of a page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        browser.get(address)
    return len(counted)


def make(rows: int) -> None:
    """Add rows of every kind that the five pages read."""
    from django.utils import timezone

    from cairn.activities.data.actions import release
    from cairn.activities.data.models import Measure, Observation
    from cairn.activities.models import Activity
    from cairn.network.models import Collective, Place
    from cairn.participation.models import Contribution, Process

    collective, at = Collective.objects.get(), timezone.now()
    process = Process.objects.filter(drafts__version__component__number=4).first()
    Contribution.objects.bulk_create(
        Contribution(
            collective=collective,
            process=process,
            kind="statement",
            text=f"Said {n}",
            language="en",
            voice="self",
            given_at=at,
        )
        for n in range(rows)
    )
    component = collective.components.get(kind="principle", number=4)
    Activity.objects.bulk_create(
        Activity(
            collective=collective,
            kind="movement",
            title=f"Walk {n}",
            advances=component,
            starts_on=at,
            created_at=at,
        )
        for n in range(rows)
    )
    places = Place.objects.bulk_create(
        Place(collective=collective, kind="site", name=f"Landing {rows}-{n}") for n in range(rows)
    )
    measure = Measure.objects.get(slug="children-seen")
    submission = measure.submissions.first()
    Observation.objects.bulk_create(
        Observation(
            submission=submission,
            measure=measure,
            place=place,
            period_on="2026-09-01",
            status="present",
            numerator=40,
            denominator=90,
            row=n,
        )
        for n, place in enumerate(places)
    )
    release(measure=measure, at=at)


def run() -> list[list[object]]:
    """Measure the pages; rows of page, median, p95, kB, and queries with 10 and 1,000 more rows."""
    set_up()
    browser, found = client(), {}
    for name, address in addresses().items():
        found[name] = [name, *times(browser, address)]
    for rows in (10, 990):
        make(rows)
        for name, address in addresses().items():
            browser.get(address)
            found[name].append(queries(browser, address))
    return [
        [n, round(median, 1), round(p95, 1), round(size / 1024), *counted]
        for n, median, p95, size, *counted in found.values()
    ]


def tables():
    """Yield the table of the five pages."""
    columns = ("page", "median ms", "p95 ms", "kB", "queries, 10 rows", "queries, 1,000 rows")
    what = f"The demo as a steward, through Django's whole stack without a network; {RUNS} runs, SQLite."
    yield Table("Page times", what, columns, tuple(tuple(row) for row in run()))
