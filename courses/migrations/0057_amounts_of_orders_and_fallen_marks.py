import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0056_active_sellers_by_any_sale'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dbdapplication',
            name='back_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='dbdapplication',
            name='fallen_claim',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_baht',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_state',
            field=models.CharField(blank=True, choices=[('waiting', 'Waiting for confirmation'), ('confirmed', 'Confirmed'), ('returned', 'Sent back')], max_length=9),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='value_told_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
