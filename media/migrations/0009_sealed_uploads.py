"""Files that a phone sealed while there was no network."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0008_shop_clip_sound'),
    ]

    operations = [
        migrations.AlterField(
            model_name='upload',
            name='purpose',
            field=models.CharField(choices=[('lesson', 'For a lesson'), ('practice', 'Practice work'), ('sealed', 'Sealed on a phone')], max_length=8),
        ),
    ]
