from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a seller's clip sounds as its films do. Those made before this were silent and stay so."""

    dependencies = [
        ("media", "0007_files_in_a_store"),
    ]

    operations = [
        migrations.AddField(
            model_name="shopclip",
            name="keeps_sound",
            field=models.BooleanField(default=False),
            preserve_default=False,
        ),
    ]
