"""Give every learner who is there already a public id of their own."""

import uuid

from django.db import migrations

AT_ONCE = 2000


def fill(apps, schema_editor):
    learners = apps.get_model("courses", "Learner").objects
    # The column's default is worked out once for all rows, so that they are all alike: each is made anew.
    rows = list(learners.only("pk"))
    for row in rows:
        row.public_id = uuid.uuid4()
    learners.bulk_update(rows, ["public_id"], batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_learner_public_id")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
