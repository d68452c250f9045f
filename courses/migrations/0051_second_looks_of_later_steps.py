"""Second looks of what comes after the first sale keep the community that the person belongs to."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0049_claim_amounts")]

    operations = [
        migrations.AddField(
            model_name="secondlook",
            name="community",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.community",
            ),
        ),
    ]
