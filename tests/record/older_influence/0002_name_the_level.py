from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("influence", "0001_initial")]
    operations = [migrations.RenameField("institution", "tier", "level")]
