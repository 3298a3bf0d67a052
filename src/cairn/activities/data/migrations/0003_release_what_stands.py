"""Decide what leaves of the values that are there already, as of the day their newest file came.

Until now nothing was kept of what was shown: they are protected as if none of them had left before.
"""

from django.db import migrations
from django.db.models import Max

from cairn.activities.data.actions import keep_release
from cairn.activities.data.queries.release import rules_of


def release(apps, _schema):
    """Weigh the values of every measure."""
    measures, observations, places = (
        apps.get_model(*names)
        for names in (("data", "Measure"), ("data", "Observation"), ("network", "Place"))
    )
    for measure in measures.objects.annotate(newest=Max("submissions__sent_at")).exclude(newest=None):
        here = places.objects.filter(collective=measure.collective_id)
        standing = observations.objects.filter(measure=measure)
        keep_release(standing, rules_of(measure.definitions.all(), here), at=measure.newest)


class Migration(migrations.Migration):
    dependencies = [("data", "0002_release")]
    operations = [migrations.RunPython(release, migrations.RunPython.noop)]
