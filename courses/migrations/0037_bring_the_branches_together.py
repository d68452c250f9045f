from django.db import migrations


class Migration(migrations.Migration):
    """Nothing of its own: what was built side by side goes on as one line."""

    dependencies = [
        ("courses", "0010_evidence_and_follow_ups"),
        ("courses", "0016_first_reasons_for_sending_back"),
        ("courses", "0020_closing_and_duplicates"),
        ("courses", "0025_indicators"),
        ("courses", "0031_rights_of_the_person"),
        ("courses", "0036_files_reports_and_programs"),
        ("courses", "0041_dbd_checklists"),
    ]

    operations = []
