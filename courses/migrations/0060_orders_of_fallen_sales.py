from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0059_indexes_of_the_goal_page'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='promotionservice',
            name='fallen_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='fallen_claim',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='promotionservice',
            name='fallen_reason',
            field=models.CharField(blank=True, editable=False, max_length=300),
        ),
        migrations.AddConstraint(
            model_name='promotionservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('fallen_at__isnull', True), ('fallen_claim__isnull', True), ('fallen_reason', '')), models.Q(('fallen_at__isnull', False), ('fallen_claim__isnull', False), models.Q(('fallen_reason', ''), _negated=True)), _connector='OR'), name='order_of_a_fallen_sale_says_when_and_why'),
        ),
    ]
