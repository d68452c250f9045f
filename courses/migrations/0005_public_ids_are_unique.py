"""From here on a public id is there and is nobody else's."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0004_fill_public_ids")]

    operations = [
        migrations.AlterField(
            model_name="learner",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
