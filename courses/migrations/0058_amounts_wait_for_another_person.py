from django.conf import settings
from django.db import migrations, models


def let_amounts_wait(apps, schema_editor):
    """What one person entered so far waits for another; amounts in baht are known, others are worked out."""
    orders = apps.get_model("courses", "PromotionService").objects.filter(value_amount__isnull=False)
    orders.filter(currency="THB").update(value_baht=models.F("value_amount"))
    orders.filter(outcome="order").exclude(country="TH").update(value_state="waiting")


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0057_amounts_of_orders_and_fallen_marks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(let_amounts_wait, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='promotionservice',
            index=models.Index(condition=models.Q(('value_state', 'waiting'), ('voided_at', None)), fields=['day'], name='values_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='dbdapplication',
            constraint=models.CheckConstraint(condition=models.Q(('fallen_claim__isnull', True), ('voided_at__isnull', False), _connector='OR'), name='mark_of_a_fallen_claim_is_voided'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(('value_baht__isnull', True), models.Q(('value_amount__isnull', False), ('value_baht__gte', 0)), _connector='OR'), name='value_in_baht_is_of_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'order'), ('value_amount__isnull', False), models.Q(('country', 'TH'), _negated=True), ('value_state__in', ('waiting', 'confirmed', 'returned'))), models.Q(models.Q(models.Q(('outcome', 'order'), _negated=True), ('value_amount__isnull', True), ('country', 'TH'), _connector='OR'), ('value_state', '')), _connector='OR'), name='amount_of_an_order_waits_or_is_decided'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value_state__in', ('confirmed', 'returned')), ('value_at__isnull', False), ('value_by__isnull', False)), models.Q(('value_state__in', ('', 'waiting')), ('value_at__isnull', True), ('value_by__isnull', True), ('value_reason', '')), _connector='OR'), name='decided_amount_names_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value_state', 'confirmed'), _negated=True), models.Q(('value_baht__isnull', False), ('value_reason', '')), _connector='OR'), name='confirmed_amount_is_in_baht'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value_state', 'returned'), _negated=True), models.Q(('value_reason', ''), _negated=True), _connector='OR'), name='amount_sent_back_says_why'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(('value_by__isnull', True), models.Q(('value_by', models.F('entered_by')), _negated=True), _connector='OR'), name='nobody_confirms_the_amount_they_entered'),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(('value_by__isnull', True), ('value_told_by__isnull', True), models.Q(('value_by', models.F('value_told_by')), _negated=True), _connector='OR'), name='nobody_confirms_the_amount_they_changed'),
        ),
    ]
