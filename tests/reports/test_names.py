import pytest

from courses.reports.names import first_name, short_name


@pytest.mark.parametrize(
    ("name", "first", "short"),
    [
        ("สมใจ วงศ์ผ้า", "สมใจ", "สมใจ ว."),
        ("นางสาวบุญมี เพ็งศรี", "บุญมี", "บุญมี พ."),
        ("นายสมชาย ใจดี", "สมชาย", "สมชาย จ."),
        ("นาง ทองใบ", "ทองใบ", "ทองใบ"),
        ("นายิกา แสงทอง", "นายิกา", "นายิกา ส."),
        ("ป้าแดง", "ป้าแดง", "ป้าแดง"),
        ("คุณ", "คุณ", "คุณ"),
        ("Somjai Wongpha", "Somjai", "Somjai W."),
        ("  ", "", ""),
    ],
)
def test_names_are_short_and_without_titles(name: str, first: str, short: str) -> None:
    assert first_name(name) == first
    assert short_name(name) == short
