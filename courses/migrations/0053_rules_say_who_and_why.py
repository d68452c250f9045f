"""Counting rules and definitions keep who made a version, and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0052_rejected_items_that_wait"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("countingrule", "reason", models.TextField(blank=True, default=""), False),
        migrations.AddField(
            "indicator",
            "made_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("indicator", "made_at", models.DateTimeField(null=True)),
        migrations.AddField("indicator", "reason", models.TextField(blank=True, default=""), False),
    ]
