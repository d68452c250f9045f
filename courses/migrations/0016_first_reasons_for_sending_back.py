from django.db import migrations

from courses.milestones.reasons import first_reasons


def write(apps, schema_editor):
    """Write what a programme begins with; an edited list is never touched again."""
    model = apps.get_model("courses", "ReturnReason")
    model.objects.using(schema_editor.connection.alias).bulk_create(first_reasons(model))


class Migration(migrations.Migration):
    dependencies = [("courses", "0015_covering_and_second_looks")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
