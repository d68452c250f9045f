"""Keys of the site, the ids of joined progress items, and what could not be stored."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0005_public_ids_are_unique'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RejectedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_id', models.CharField(blank=True, max_length=64)),
                ('kind', models.CharField(blank=True, max_length=16)),
                ('code', models.CharField(max_length=40)),
                ('message', models.TextField()),
                ('content', models.TextField()),
                ('content_sha256', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('replayed_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['received_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SeenProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item_id', models.UUIDField()),
                ('received_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='ServerKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('sealing', 'Sealing what phones send'), ('signing', 'Signing what phones fetch')], max_length=7)),
                ('private_pem', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='rejecteditem',
            name='learner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rejected_items', to='courses.learner'),
        ),
        migrations.AddField(
            model_name='rejecteditem',
            name='replayed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seenprogress',
            name='learner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='courses.learner'),
        ),
        migrations.AddConstraint(
            model_name='serverkey',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('kind',), name='one_server_key_of_a_kind_is_in_use'),
        ),
        migrations.AddIndex(
            model_name='rejecteditem',
            index=models.Index(fields=['learner', 'replayed_at'], name='rejected_item_by_learner'),
        ),
        migrations.AddConstraint(
            model_name='rejecteditem',
            constraint=models.UniqueConstraint(fields=('learner', 'item_id', 'content_sha256'), name='rejected_item_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='rejecteditem',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='rejected_item_says_why'),
        ),
        migrations.AddConstraint(
            model_name='seenprogress',
            constraint=models.UniqueConstraint(fields=('learner', 'item_id'), name='progress_item_is_joined_once'),
        ),
    ]
