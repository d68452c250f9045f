"""Keep what is read in a platform's order file."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0053_rules_say_who_and_why")]

    operations = [
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("shop-screenshot", "Picture of the shop page"),
                    ("content-screenshot", "Picture of the live or the clip"),
                    ("order-screenshot", "Picture of the order"),
                    ("parcel-photo", "Photo of the parcel"),
                    ("payment-slip", "Slip of the transfer"),
                    ("order-report", "Order report of the platform"),
                    ("order-file", "Order file of the platform (Excel or CSV)"),
                    ("mark-picture", "Picture of the mark or certificate"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="OrderFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("platform", models.CharField(max_length=12)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="order_file",
                        to="courses.claim",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportedOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(db_index=True, max_length=40)),
                ("ordered_on", models.DateField()),
                ("amount_baht", models.DecimalField(decimal_places=2, max_digits=12, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="orders",
                        to="courses.orderfile",
                    ),
                ),
            ],
            options={
                "ordering": ["ordered_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="order_stands_once_in_a_file"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_baht__isnull", True), ("amount_baht__gte", 0), _connector="OR"
                        ),
                        name="order_amount_is_no_debt",
                    ),
                ],
            },
        ),
    ]
