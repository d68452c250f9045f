"""Write the first version of every indicator's definition."""

from django.db import migrations

from courses.goals.seeds import seed_indicators


def write(apps, schema_editor):
    """Fill the table; what stands in it stays."""
    seed_indicators(apps.get_model("courses", "Indicator"))


class Migration(migrations.Migration):

    dependencies = [("courses", "0043_progress_seen_and_begun")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
