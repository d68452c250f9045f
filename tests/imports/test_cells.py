"""What people write into cells."""

import pytest

from courses.imports.cells import (
    read_age,
    read_birth_year,
    read_education,
    read_name,
    read_phone,
    read_sex,
    read_sold_before,
)
from courses.imports.reasons import CellRefused
from tests.build import TODAY


@pytest.mark.parametrize(
    ("typed", "name", "sex"),
    [
        ("นางสมใจ วงศ์ผ้า", "สมใจ วงศ์ผ้า", "female"),
        ("นาย สมชาย  ใจดี", "สมชาย ใจดี", "male"),
        ("น.ส.มานี มีนา", "มานี มีนา", "female"),
        ("ด.ช. ปิติ ชูใจ", "ปิติ ชูใจ", "male"),
        ("เด็กหญิงชูใจ เลิศ", "ชูใจ เลิศ", "female"),
        ("ว่าที่ ร.ต. หญิง วีระ กล้า", "วีระ กล้า", "female"),
        ("ว่าที่ ร.ต.หญิง วีระ กล้า", "วีระ กล้า", "female"),
        ("ว่าที่ร้อยตรีหญิงวีระ กล้า", "วีระ กล้า", "female"),
        ("จ.ส.อ.หญิง วีระ กล้า", "วีระ กล้า", "female"),
        ("ร.ต.ท.หญิง ดร. วีระ กล้า", "วีระ กล้า", "female"),
        ("ดร. หญิง กล้า", "หญิง กล้า", ""),  # her name may be หญิง: nobody loses a name
        ("จ่าสิบเอก วีระ กล้า", "วีระ กล้า", ""),
        ("ว่าที่ ร.ต.สมศักดิ์ กล้า", "สมศักดิ์ กล้า", ""),
        ("ดร. นางสาว กานดา พล", "กานดา พล", "female"),
        ("Mrs. Jane Doe", "Jane Doe", "female"),
        ("คุณ อารี ศรี", "อารี ศรี", ""),
        ("คุณากร ศรี", "คุณากร ศรี", ""),
        ("นายิกา ศรี", "นายิกา ศรี", ""),
        ("12. นางสมใจ วงศ์ผ้า", "สมใจ วงศ์ผ้า", "female"),
        ("น\u0e4d\u0e49าเพชร\u200b สุข", "น้ำเพชร สุข", ""),
    ],
)
def test_titles_go_and_names_have_one_spelling(typed: str, name: str, sex: str) -> None:
    assert read_name(typed) == (name, sex)


@pytest.mark.parametrize(
    "typed",
    ["081-234-5678", "๐๘๑ ๒๓๔ ๕๖๗๘", "812345678", "812345678.0", "8.12345678E+08", "6.6812345678E+10"],
)
def test_phones_of_all_spellings_are_one(typed: str) -> None:
    assert read_phone(typed) == "+66812345678"


@pytest.mark.parametrize(
    "typed", ["+66 81 234 5678", "66812345678", "+660812345678", "0066812345678", "โทร. 0812345678"]
)
def test_phones_with_a_country_are_the_same(typed: str) -> None:
    assert read_phone(typed) == "+66812345678"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "phone_missing"),
        ("-", "phone_unknown"),
        ("081-234-5678 / 089-111-2222", "phone_two"),
        ("0812345678 0891112222", "phone_two"),
        ("081234567", "phone_short"),
        ("08123456789", "phone_long"),
        ("8.12E+08", "phone_rounded"),
        ("6.6812E+10", "phone_rounded"),
        ("ไม่มี", "phone_unknown"),
    ],
)
def test_other_phones_are_refused_by_name(typed: str, code: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        read_phone(typed)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2508", 2508),
        ("๒๕๐๘", 2508),
        ("1965", 2508),
        ("08", 2508),
        ("1/12/2508", 2508),
        ("1965-12-01", 2508),
        ("", None),
    ],
)
def test_birth_years_of_either_era(typed: str, year: int | None) -> None:
    assert read_birth_year(typed, on=TODAY)[0] == year


@pytest.mark.parametrize("typed", ["2400", "2569", "เด็ก", "25081"])
def test_years_that_cannot_be_are_refused(typed: str) -> None:
    with pytest.raises(CellRefused):
        read_birth_year(typed, on=TODAY)


def test_age_sex_school_and_selling_are_read() -> None:
    assert read_age("61 ปี", on=TODAY) == 2508
    assert (read_sex("ญ"), read_sex("ชาย"), read_sex("Female"), read_sex("-")) == (
        "female",
        "male",
        "female",
        "",
    )
    assert (read_education("ป.6"), read_education("ม.3"), read_education("ปวส.")) == (
        "primary",
        "lower-secondary",
        "tertiary",
    )
    assert read_sold_before("เคย")
    assert not read_sold_before("ไม่เคย")


def test_pictures_leave_a_name_and_the_time_of_a_chat_is_refused() -> None:
    assert read_name("☎️ นางสมหมาย ใจบุญ 🌸")[0] == "สมหมาย ใจบุญ"
    with pytest.raises(CellRefused) as refusal:
        read_name("10:23 ครูนิด นางสมปอง ไหมงาม")
    assert refusal.value.code == "name_time"
