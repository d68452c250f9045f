"""Work and claims that newer ones took the place of; what a phone marked; when a shop got its name."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0006_sync_tables'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='claim',
            name='claim_decision_names_who_and_when',
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='submission_decision_names_who_and_when',
        ),
        migrations.AddField(
            model_name='attempt',
            name='phone_mark',
            field=models.JSONField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='shop',
            name='named_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='claim',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting to be checked'), ('verified', 'Verified'), ('returned', 'Sent back'), ('replaced', 'A newer one took its place')], default='pending', max_length=8),
        ),
        migrations.AlterField(
            model_name='submission',
            name='state',
            field=models.CharField(choices=[('pending', 'Waiting for the trainer'), ('approved', 'Approved'), ('returned', 'Sent back to improve'), ('replaced', 'Newer work took its place')], default='pending', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state__in', ('pending', 'replaced'))), models.Q(models.Q(('state__in', ('pending', 'replaced')), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='decided_claim_names_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state__in', ('pending', 'replaced'))), models.Q(models.Q(('state__in', ('pending', 'replaced')), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='decided_submission_names_who_and_when'),
        ),
    ]
