"""A name for a learner that phones may know; filled in the next step, unique in the one after."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_evidence_of_the_next_try")]

    operations = [
        migrations.AddField(
            model_name="learner",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
    ]
