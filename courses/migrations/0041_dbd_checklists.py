"""The two stored versions of DBD's own page (programme document, section 2.3); both to be confirmed with DBD."""

from django.db import migrations


def add_checklists(apps, schema_editor):
    from courses.ledgers.seeds import CHECKLISTS

    model = apps.get_model("courses", "DbdChecklist")
    for checklist in CHECKLISTS:
        model.objects.get_or_create(
            version=checklist["version"], defaults={k: v for k, v in checklist.items() if k != "version"}
        )


class Migration(migrations.Migration):

    dependencies = [("courses", "0040_ledgers")]

    operations = [migrations.RunPython(add_checklists, migrations.RunPython.noop)]
