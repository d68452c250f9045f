"""The desk's menu counts what phones sent in vain on every page: an index of what waits alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0051_second_looks_of_later_steps")]

    operations = [
        migrations.AddIndex(
            model_name="rejecteditem",
            index=models.Index(
                condition=models.Q(("replayed_at__isnull", True)),
                fields=["id"],
                name="rejected_items_waiting",
            ),
        ),
    ]
