"""K4 names every sale that it counts, K7 which of two values in the middle it takes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Words = dict[str, str]
_K7_TH = "ค่ากลางของจำนวนวัน ตั้งแต่วันเข้ารุ่นถึงวันที่ขายชิ้นแรก ของผู้ขายได้ในปี"
_K7_EN = "Median of the days from joining the cohort to the first sale, of the year's sellers."
REWORDED: tuple[tuple[str, Words, Words], ...] = (
    (
        "K4",
        {
            "numerator_th": "คนที่ผ่านการตรวจหลัง 90 วัน (M7)",
            "numerator_en": "people with a checked M7",
            "source_th": "การรับรอง (M6) และหลักฐานติดตาม (M7)",
            "source_en": "certifications (M6) and follow-up evidence (M7)",
        },
        {
            "numerator_th": "คนที่มีการขายที่ตรวจแล้วอีกครั้งในช่วงนั้น",
            "numerator_en": "people with another checked sale in those days",
            "source_th": "การรับรอง (M6) และหลักฐานการขายครั้งต่อมาที่ตรวจแล้ว (M7, M9, K9)",
            "source_en": "certifications (M6) and checked claims of later sales (M7, M9, K9)",
        },
    ),
    (
        "K7",
        {"definition_th": _K7_TH, "definition_en": _K7_EN},
        {
            "definition_th": f"{_K7_TH} ถ้าจำนวนคนเป็นเลขคู่ ใช้ค่าที่น้อยกว่าของสองค่าตรงกลาง",
            "definition_en": f"{_K7_EN} With an even number of people, the lower of the two values in the middle.",
        },
    ),
)


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say what is counted; what was reworded by hand stays."""
    for code, was, now in REWORDED:
        apps.get_model("courses", "Indicator").objects.filter(code=code, **was).update(**now)


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Say what was said before."""
    for code, was, now in REWORDED:
        apps.get_model("courses", "Indicator").objects.filter(code=code, **now).update(**was)


class Migration(migrations.Migration):
    dependencies = [("courses", "0061_outsiders_without_titles")]

    operations = [migrations.RunPython(forwards, backwards)]
