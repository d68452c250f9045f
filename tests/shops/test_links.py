"""Links of shops: one key for every spelling, different shops apart, nonsense refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.shops.errors import BadLink
from courses.shops.links import tidy_link

SAME = [
    (
        "shopee.co.th/x",
        "https://www.shopee.co.th/x/?utm=line",
        "HTTP://Shopee.co.th//X",
        "shopee.co.th/x?smtt=0.0.9#top",
        " https://m.shopee.co.th:443/x ",
        "https://shopee.co.th./x",
    ),
    (
        "https://www.tiktok.com/@mae.somjai.nakha",
        "https://m.tiktok.com/@Mae.Somjai.Nakha?is_from_webapp=1&sender_device=pc",
        "tiktok.com/@mae.somjai.nakha?_t=8abc&_r=1",
    ),
    (
        "https://www.facebook.com/profile.php?id=100012345",
        "https://m.facebook.com/profile.php?id=100012345&mibextid=ZbWKwL",
        "fb.com/100012345",
        "https://th-th.facebook.com/people/แม่-สมใจ/100012345/",
        "https://www.facebook.com/people/%E0%B9%81%E0%B8%A1%E0%B9%88/100012345/?locale=th_TH",
    ),
    (
        "https://www.facebook.com/MaeSomjai",
        "https://web.facebook.com/maesomjai/",
        "fb.com/maesomjai?fbclid=IwAR",
    ),
    (
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&feature=share",
        "https://youtube.com/live/dQw4w9WgXcQ",
    ),
    ("https://line.me/R/ti/p/@somjai", "https://line.me/ti/p/%40somjai"),
    ("https://instagr.am/Somjai", "https://www.instagram.com/somjai/?igsh=MXQ=="),
    ("https://www.lazada.co.th/shop/Mae-Somjai/?spm=a2o4m", "lazada.co.th/shop/mae-somjai"),
    (
        "https://ร้านผ้า.ไทย/ผ้าซิ่น",
        "https://xn--q3cgt4dc8kd.xn--o3cw4h/%E0%B8%9C%E0%B9%89%E0%B8%B2%E0%B8%8B%E0%B8%B4%E0%B9%88%E0%B8%99/",
    ),
    ("https://example.com/?b=2&a=1&gclid=x", "http://example.com?a=1&b=2"),
]
DIFFERENT = [
    ("https://shopee.co.th/x", "https://shopee.co.th/y"),
    ("https://shopee.co.th/x", "https://lazada.co.th/x"),
    ("https://www.facebook.com/profile.php?id=1", "https://www.facebook.com/profile.php?id=2"),
    ("https://www.instagram.com/p/AbC", "https://www.instagram.com/p/abc"),
    ("https://vt.tiktok.com/ZSabc/", "https://vt.tiktok.com/ZSAbc/"),
    ("https://shop.example.com/", "https://example.com/"),
    ("https://example.com/?shop=1", "https://example.com/?shop=2"),
    ("https://example.com/Shop", "https://example.com/shop"),
    ("https://example.com/#/shop/1", "https://example.com/#/shop/2"),
    ("https://m.me/somjai", "https://facebook.com/somjai"),
    ("https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijK"),
]
REFUSED = [
    "",
    "   ",
    "ร้านของฉัน",
    "javascript:alert(1)",
    "ftp://shopee.co.th/x",
    "mailto:a@b.co",
    "a@gmail.com",
    "https:shopee.co.th",
    "http://localhost/x",
    "http://shop.localhost/",
    "http://printer.local",
    "http://127.0.0.1",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://127.1",
    "http://[::1]/x",
    "http://[::1",
    "shopee",
    "https://",
    "https://shopee.co.th@evil.example/",
    "https://a..b.com",
    "https://shop.co.th:99999/",
    "https://ex ample.com",
    "https://shopee.co.th/\x00",
    "https://shopee.co.th/%00",
    "x" * 3000,
    "https://shopee.co.th/" + "ก" * 200,
    "https://shopee.co.th\\@evil.example",
    "https://-x.com",
    "data:text/html,x",
    "https://shopee.co.th/\ud800",
]


@pytest.mark.parametrize("spellings", SAME, ids=lambda s: s[0])
def test_spellings_of_one_address_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({tidy_link(text).key for text in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_shops_stay_different(one: str, other: str) -> None:
    assert tidy_link(one).key != tidy_link(other).key


@pytest.mark.parametrize("text", REFUSED, ids=lambda t: ascii(t)[:30])
def test_what_is_no_public_address_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadLink) as refused:
        tidy_link(text)
    assert str(refused.value.message)
    assert refused.value.field == "url"
    assert 400 <= refused.value.status < 500


def test_the_link_to_open_keeps_what_the_person_copied() -> None:
    link = tidy_link("shopee.co.th/Mae?sp_atk=1")
    assert link.url == "https://shopee.co.th/Mae?sp_atk=1"
    assert link.platform == "shopee"
    assert tidy_link("https://somjai.example").platform == ""


pieces = st.sampled_from(
    [
        "https://",
        "http://",
        "www.",
        "m.",
        "shopee.co.th",
        "facebook.com",
        "youtu.be",
        "tiktok.com",
        "ผ้า.ไทย",
        "/",
        "//",
        "?",
        "&",
        "=",
        "#",
        "#/",
        "%2F",
        "%25",
        "%3F",
        "%E0%B8",
        "@",
        "..",
        "utm_x",
        "id",
        "profile.php",
        "people",
        "R/ti/",
        "watch",
        "v",
        "A",
        "ก",
        "ำ",
        ":443",
        ":8080",
        "+",
        "%20",
        "İ",
        "1",
    ]
)


@given(st.one_of(st.lists(pieces, max_size=12).map("".join), st.text(max_size=60)))
def test_a_key_normalised_again_is_itself(text: str) -> None:
    try:
        link = tidy_link(text)
    except BadLink:
        return
    assert tidy_link(link.key).key == link.key
    assert tidy_link(link.url).key == link.key
    assert link.url.startswith(("http://", "https://"))
