"""The two versions of DBD's checklist as the programme document gives them (section 2.3).

The stored copies of DBD's page carry no dates: the effective days are those from which the programme
uses each version, and every page that shows them says «confirm with DBD».
"""

from datetime import date
from typing import Any

SOURCE = "trustmarkthai.com, layout=condition (2 stored copies); confirm with DBD"

ID_COPY = {
    "key": "id-copy",
    "th": "สำเนาบัตรประชาชน",
    "en": "A copy of your ID card",
    "any_of": "",
    "for": "individual",
}
COMPANY = {
    "key": "company-certificate",
    "th": "หนังสือรับรองนิติบุคคล",
    "en": "The company's certificate",
    "any_of": "company",
    "for": "juristic",
}
SHOP_LINK = {
    "key": "shop-link",
    "th": "ลิงก์ร้านที่เปิดดูได้",
    "en": "The link of the shop, open for everybody",
    "any_of": "",
    "for": "",
}
CERTIFICATE_WORDS = {
    "th": "สำเนาใบทะเบียนพาณิชย์ ขอได้ที่ อบต. เทศบาล หรือเขต ที่ร้านตั้งอยู่",
    "en": "A copy of the commercial registration, from the local office where the shop is",
}

CHECKLISTS: list[dict[str, Any]] = [
    {
        "version": 1,
        "title_th": "ฉบับก่อน: ต้องมีทะเบียนพาณิชย์ (ยืนยันกับ DBD)",
        "title_en": "Earlier version: commercial registration needed (confirm with DBD)",
        "effective_from": date(2011, 1, 1),
        "effective_to": date(2023, 12, 31),
        "items": [
            ID_COPY,
            COMPANY,
            {"key": "commercial-registration", **CERTIFICATE_WORDS, "any_of": "", "for": ""},
            SHOP_LINK,
        ],
        "source": SOURCE,
    },
    {
        "version": 2,
        "title_th": "ฉบับใหม่: หลักฐานร้านออนไลน์ หรือทะเบียนพาณิชย์ (ยืนยันกับ DBD)",
        "title_en": "Newer version: evidence of the online shop, or the registration (confirm with DBD)",
        "effective_from": date(2024, 1, 1),
        "effective_to": None,
        "items": [
            ID_COPY,
            {**COMPANY, "any_of": "company"},
            {
                "key": "shop-evidence",
                "th": "ลิงก์ร้านออนไลน์ หรือรูปหน้าร้านที่เห็นชื่อร้าน",
                "en": "The link of the online shop, or a picture of it with its name",
                "any_of": "shop",
                "for": "individual",
            },
            {
                "key": "commercial-registration",
                **CERTIFICATE_WORDS,
                "any_of": "shop",
                "for": "individual",
            },
            {
                "key": "company-registration",
                **CERTIFICATE_WORDS,
                "any_of": "company",
                "for": "juristic",
            },
        ],
        "source": SOURCE,
    },
]
