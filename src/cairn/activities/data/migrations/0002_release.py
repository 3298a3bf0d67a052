"""Keep with each value whether it is shown, and when it first was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("data", "0001_initial")]
    operations = [
        migrations.AddField("observation", "is_shown", models.BooleanField(default=False)),
        migrations.AddField("observation", "shown_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "observation",
            models.CheckConstraint(
                condition=models.Q(is_shown=False) | models.Q(status="present", shown_at__isnull=False),
                name="data_shown_observation_has_left",
            ),
        ),
    ]
