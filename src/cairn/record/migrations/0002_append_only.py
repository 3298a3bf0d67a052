"""Let the database refuse changes of the record."""

from django.db import migrations

from cairn.record.protection import protect, unprotect


def begin(_apps, schema_editor):
    protect(schema_editor.connection)


def end(_apps, schema_editor):
    unprotect(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(begin, end)]
