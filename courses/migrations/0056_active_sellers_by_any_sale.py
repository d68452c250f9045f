"""K9 names what it counts: every checked sale, not only that after 90 days."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEFORE = {
    "source_th": "การรับรอง (M6) และหลักฐานติดตาม (M7)",
    "source_en": "certifications (M6) and follow-up evidence (M7)",
}
AFTER = {
    "source_th": "การรับรอง (M6) และหลักฐานการขายครั้งต่อมาที่ตรวจแล้ว (M7, M9, K9)",
    "source_en": "certifications (M6) and checked claims of later sales (M7, M9, K9)",
}


def _reword(apps: Apps, was: dict[str, str], now: dict[str, str]) -> None:
    apps.get_model("courses", "Indicator").objects.filter(code="K9", **was).update(**now)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say where K9's rows come from; what was reworded by hand stays."""
    _reword(apps, BEFORE, AFTER)


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say what was said before."""
    _reword(apps, AFTER, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("courses", "0055_two_acts_in_the_record")]

    operations = [migrations.RunPython(forwards, backwards)]
