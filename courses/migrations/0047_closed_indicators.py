"""Closed months and years keep every indicator, not K1 alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0045_what_was_sent_since")]

    operations = [
        migrations.AddField("monthclose", "indicators", models.JSONField(default=dict)),
        migrations.AddField("monthclose", "indicators_sha256", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddField("yearclose", "indicators", models.JSONField(default=dict)),
        migrations.AddField("yearclose", "indicators_sha256", models.CharField(blank=True, default="", max_length=64)),
    ]
