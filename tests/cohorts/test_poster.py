"""The join poster and its QR code."""

import segno
from django.test import Client, override_settings
from django.urls import reverse

from courses.cohorts.poster import qr_svg
from tests.build import People


def test_the_poster_shows_code_address_and_trainer(client: Client, people: People) -> None:
    client.force_login(people.trainer)
    with override_settings(SITE_URL="https://khaipen.example"):
        page = client.get(reverse("poster", kwargs={"pk": people.cohort.pk})).content.decode()
    assert people.cohort.spaced_code in page
    assert "<b>khaipen.example/j</b>" in page
    assert "https://khaipen" not in page
    assert "ครูอรทัย" in page
    assert reverse("qr", kwargs={"pk": people.cohort.pk}) in page


def test_the_qr_code_leads_to_the_join_page(client: Client, people: People) -> None:
    client.force_login(people.trainer)
    url = reverse("qr", kwargs={"pk": people.cohort.pk})
    with override_settings(SITE_URL="https://khaipen.example"):
        drawn = client.get(url)
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.content == qr_svg(f"https://khaipen.example/j/{people.cohort.join_code}/")
    assert b"style" not in drawn.content


def test_a_demonstration_on_a_laptop_prints_the_address_in_use(client: Client, people: People) -> None:
    client.force_login(people.trainer)
    for name in ("qr", "poster"):
        answer = client.get(
            reverse(name, kwargs={"pk": people.cohort.pk}), headers={"host": "192.168.1.7:8000"}
        )
        assert answer.status_code == 200
        if name == "qr":
            assert answer.content == qr_svg(f"http://192.168.1.7:8000/j/{people.cohort.join_code}/")
        else:
            assert "<b>192.168.1.7:8000/j</b>" in answer.content.decode()


def test_the_code_survives_dirt() -> None:
    assert segno.make("https://khaipen.example/j/7KXM4Q/", error="m", micro=False).error in "MQH"
