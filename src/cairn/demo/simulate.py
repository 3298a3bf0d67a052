"""Make the demo: run the invented story through the same actions that people use."""

import shutil
from random import Random

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from cairn.demo import conversing, doing, founding, learning
from cairn.demo.making import first, grown, revision
from cairn.demo.story.network import COLLECTIVE
from cairn.demo.world import Calendar, World
from cairn.network.models import Collective, Person
from cairn.record.actions import take_head

CHAPTERS = (founding, first, conversing, grown, revision, doing, learning)


class DemoRefused(Exception):
    """The demo is made only where nothing real is kept."""


def make_demo(*, seed=7, today=None, progress=lambda _line: None):
    """Make the demo collective unless it is there; say whether it was made.

    The same seed and day give the same history. Raises DemoRefused in a database with anything real.
    """
    if (
        Collective.objects.filter(is_invented=False).exists()
        or Person.objects.filter(is_invented=False).exists()
    ):
        raise DemoRefused(
            "This database holds real people or collectives; the demo is made only in an empty one."
        )
    if Collective.objects.filter(slug=COLLECTIVE["slug"]).exists():
        return False
    progress("Making the demo collective: two invented years …")
    with transaction.atomic(), translation.override("en"):
        simulate(World(today or timezone.localdate(), Random(seed)))
    return True


def simulate(world):
    """Let the two years happen in the order of time."""
    calendar = Calendar(world)
    for chapter in CHAPTERS:
        chapter.plan(calendar)
    calendar.run()
    take_head(world.collective.log, at=world.at(0, world.today.day))
    return world


def clear_demo():
    """Remove the demo's database and files; only a database that holds nothing else."""
    if connection.vendor != "sqlite":
        raise DemoRefused("On PostgreSQL make the demo in an empty database of its own.")
    tables = connection.introspection.table_names()
    if "network_collective" in tables and Collective.objects.filter(is_invented=False).exists():
        raise DemoRefused("This database holds a real collective; nothing was removed.")
    connection.close()
    path = settings.DATABASES["default"]["NAME"]
    for suffix in ("", "-wal", "-shm"):
        settings.VAR.joinpath(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
