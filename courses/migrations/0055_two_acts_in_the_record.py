"""Name two new acts in the record: coming in as the person of a list, sending evidence for a learner."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0054_order_files")]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="verb",
            field=models.CharField(
                choices=[
                    ("saw", "looked at the record"),
                    ("opened-picture", "opened a picture"),
                    ("changed", "changed facts"),
                    ("imported", "came in with a list"),
                    ("took-over", "came in as the person of a list"),
                    ("enrolled", "put into a cohort"),
                    ("moved", "moved to another cohort"),
                    ("sent-for", "sent evidence for the learner"),
                    ("verified", "verified evidence"),
                    ("returned", "sent evidence back"),
                    ("redacted", "covered parts of a picture"),
                    ("looked-again", "looked at evidence a second time"),
                    ("revoked", "revoked a certification"),
                    ("merged", "merged two profiles of one person"),
                    ("unmerged", "undid a merge"),
                    ("kept-apart", "said that two profiles are two people"),
                    ("suspended", "suspended"),
                    ("resumed", "lifted a suspension"),
                    ("consented", "gave consent"),
                    ("withdrew", "withdrew consent"),
                    ("asked-correction", "asked for a correction"),
                    ("corrected", "answered a correction"),
                    ("exported-own", "took a copy of their own data"),
                    ("erased", "erased a person's data"),
                    ("exported", "took a list out"),
                    ("recorded", "entered a service or an application"),
                    ("closed-month", "closed a month"),
                    ("signed-report", "signed a report"),
                    ("token-given", "gave a program access"),
                    ("token-stopped", "took a program's access away"),
                ],
                max_length=20,
            ),
        ),
    ]
