"""The ledgers at the desk: entering, telling duplicates, correcting, voiding, importing; and the gate."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.goals.models import Comparator, Target
from courses.ledgers.counting import count_k2, count_k3, reach
from courses.ledgers.models import CampaignPost, DbdApplication, Operator, PromotionService, ReachReading
from courses.ledgers.reminders import look_after_marks
from lms.accounts.models import User
from lms.dates import now, today
from tests.build import People
from tests.ledgers import rows
from tests.milestones.things import upload


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    with time_machine.travel(rows.NOON, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response: object) -> str:
    return response.content.decode()


SERVICE = {"kind": "session", "country": "CN", "agency": "DITP"}


def service_form(**fields: object) -> dict[str, object]:
    day = today()
    return {
        **SERVICE,
        "day": f"{day.day}/{day.month}/{day.year + 543}",
        "entry_id": str(uuid.uuid4()),
        **fields,
    }


def test_a_manager_finds_a_learner_and_enters_a_service(people: People) -> None:
    client, url = signed_in(people.manager), reverse("ledger-service-new")
    assert f"?learner={people.learner.pk}" in words(client.get(url, {"q": "สมใจ"}))
    assert people.neighbour.name not in words(client.get(url, {"q": "ทองใบ"}))
    answer = client.post(f"{url}?learner={people.learner.pk}", service_form(kind="matching", outcome="order"))
    made = PromotionService.objects.get()
    assert answer.headers["Location"] == reverse("ledger-operator", kwargs={"pk": made.operator_id})
    assert made.operator.learner == people.learner
    assert client.get(f"{url}?learner={people.neighbour.pk}").status_code == 404


def test_a_duplicate_is_told_and_entered_when_the_officer_is_sure(people: People) -> None:
    client = signed_in(people.manager)
    url = f"{reverse('ledger-service-new')}?learner={people.learner.pk}"
    client.post(url, service_form())
    again = client.post(url, service_form(agency="SME D Bank"))
    assert again.status_code == 409
    assert "SME D Bank" in words(again)
    assert 'name="is_sure"' in words(again)
    assert client.post(url, service_form(is_sure="on")).status_code == 302
    assert PromotionService.objects.count() == 2


def test_somebody_outside_is_entered_with_the_service_and_found_the_next_time(people: People) -> None:
    client, url = signed_in(people.manager), reverse("ledger-service-new")
    who = {"name": "ดวงใจ ใจดี", "phone": "081-999-8877", "area_code": "41"}
    wrong = client.post(f"{url}?outside=1", service_form(**{**who, "phone": "12"}))
    assert wrong.status_code == 422
    assert "ดวงใจ" in words(wrong)
    assert not Operator.objects.exists()
    assert client.post(f"{url}?outside=1", service_form(**who)).status_code == 302
    assert f"?operator={Operator.objects.get().pk}" in words(client.get(url, {"q": "0819998877"}))


def test_a_correction_and_a_voiding_show_in_the_history(people: People) -> None:
    client = signed_in(people.manager)
    made = rows.service(rows.inside(people.learner), people.manager)
    page = reverse("ledger-service", kwargs={"pk": made.pk})
    assert client.post(page, service_form(kind="clinic")).status_code == 302
    assert "ประเภทบริการ: กิจกรรมส่งเสริม → คลินิกส่งออก" in words(client.get(page))
    client.post(reverse("ledger-service-void", kwargs={"pk": made.pk}), {"reason": "ลงผิดคน"})
    assert "ลงผิดคน" in words(client.get(page))
    assert 'name="agency"' not in words(client.get(page))


def test_a_trainer_reads_and_does_not_write(people: People) -> None:
    made = rows.service(rows.inside(people.learner), people.manager)
    client, page = signed_in(people.trainer), reverse("ledger-service", kwargs={"pk": made.pk})
    assert 'name="agency"' not in words(client.get(page))
    assert client.post(page, service_form(kind="clinic")).status_code == 404
    made.refresh_from_db()
    assert made.kind == "session"
    operator = reverse("ledger-operator", kwargs={"pk": made.operator_id})
    client.post(operator, {"do": "move", "area_code": "19"})
    assert Operator.objects.get().area_code == "410116"


@pytest.mark.parametrize("name", ["ledgers", "ledger-marks"])
def test_lists_show_what_one_may_see_with_as_many_queries_at_any_size(
    people: People, name: str, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        operator = rows.outside(people.manager, f"คนที่ {number}")
        rows.service(operator, people.manager, day=today())
        rows.mark(operator, people.manager, today() - timedelta(days=1))
    rows.service(rows.inside(people.neighbour), people.neighbour_manager, day=today())
    client = signed_in(people.manager)
    with django_assert_max_num_queries(15):
        shown = words(client.get(reverse(name)))
    assert "คนที่ 11" in shown
    assert people.neighbour.name not in shown
    assert "คนที่ 11" not in words(signed_in(people.neighbour_manager).get(reverse(name)))
    assert "คนที่ 3" in words(client.get(reverse(name), {"view": "people", "q": "คนที่ 3"}))


def test_the_figure_stands_above_the_list_with_its_target(people: People) -> None:
    Target.objects.create(indicator="K2", year_be=rows.YEAR, comparator=Comparator.MORE_THAN, value=25_000)
    rows.service(rows.inside(people.learner), people.manager)
    shown = words(signed_in(people.trainer).get(reverse("ledgers"), {"year": rows.YEAR}))
    assert "มากกว่า 25,000 · ยังไม่ถึงเป้า" in shown
    assert signed_in(people.trainer).get(reverse("ledgers"), {"year": "1999"}).status_code == 404


def test_awareness_says_that_the_plan_has_no_number_and_never_a_percentage(people: People) -> None:
    Target.objects.create(indicator="KA", year_be=rows.YEAR, comparator=Comparator.MORE_THAN, value=None)
    shown = words(signed_in(people.manager).get(reverse("ledger-campaigns"), {"year": rows.YEAR}))
    assert "แผนไม่ได้กำหนดเป้าตัวเลข" in shown
    assert "0 %" not in shown


def test_an_officer_walks_an_application_to_the_mark(people: People) -> None:
    client = signed_in(people.manager)
    checklist = rows.checklist()
    url = f"{reverse('ledger-mark-new')}?learner={people.learner.pk}"
    client.post(url, {"checklist": checklist.pk, "entry_id": str(uuid.uuid4())})
    mark = DbdApplication.objects.get()
    step = reverse("ledger-mark-step", kwargs={"pk": mark.pk})
    day = f"{today().day}/{today().month}/{today().year}"
    assert client.post(step, {"do": "submit", "on": day}).status_code == 422
    for key in ("id-copy", "shop-evidence"):
        client.post(step, {"do": "tick", "key": key})
    assert client.post(step, {"do": "submit", "on": day}).status_code == 302
    assert client.post(step, {"do": "refuse", "reason": ""}).status_code == 422
    assert client.post(step, {"do": "grant", "number": "TM1234", "granted_on": day}).status_code == 302
    assert count_k3(rows.YEAR, demonstration=False).value == 1
    assert "TM1234" in words(client.get(reverse("ledger-mark", kwargs={"pk": mark.pk})))


def test_a_mark_granted_before_is_entered_at_once_and_its_number_once(people: People) -> None:
    client, checklist = signed_in(people.manager), rows.checklist()
    form = {"checklist": checklist.pk, "number": "TM1234", "granted_on": "1/11/2569"}
    for learner, status in ((people.learner, 302), (people.classmate, 409)):
        url = f"{reverse('ledger-mark-new')}?learner={learner.pk}"
        assert client.post(url, {**form, "entry_id": str(uuid.uuid4())}).status_code == status
    url = f"{reverse('ledger-mark-new')}?learner={people.classmate.pk}"
    assert client.post(url, {**form, "granted_on": ""}).status_code == 422


def test_an_operator_is_linked_to_a_learner_at_the_desk(people: People) -> None:
    stranger = rows.outside(people.manager)
    rows.service(stranger, people.manager)
    rows.service(rows.inside(people.learner), people.manager)
    client, page = signed_in(people.manager), reverse("ledger-operator", kwargs={"pk": stranger.pk})
    client.post(page, {"do": "link", "learner": people.learner.pk})
    assert count_k2(rows.YEAR, demonstration=False).value == 1
    assert client.post(page, {"do": "unlink", "reason": ""}).status_code == 422
    client.post(page, {"do": "unlink", "reason": "คนละคน"})
    assert count_k2(rows.YEAR, demonstration=False).value == 2


def test_a_campaign_from_opening_to_verified_reach(people: People) -> None:
    client, day = signed_in(people.manager), f"{today().day}/{today().month}/{today().year}"
    form = {
        "title": "ผ้าไหมนาข่า",
        "product": "ผ้าไหม",
        "area_code": "41",
        "counsellor_post": "สคต. โตเกียว",
        "starts_on": day,
        "ends_on": day,
    }
    opened = client.post(reverse("ledger-campaign-new"), form)
    person = {"name": "หลิน", "country": "JP", "consent_on": day}
    assert client.post(reverse("ledger-influencers"), {**person, "handles": "not a link"}).status_code == 422
    client.post(reverse("ledger-influencers"), {**person, "handles": "https://www.tiktok.com/@lin"})
    influencer = rows.Influencer.objects.get()
    post = {"influencer": influencer.pk, "url": "https://www.tiktok.com/@lin/video/7", "posted_on": day}
    client.post(opened.headers["Location"], post)
    page = reverse("ledger-post", kwargs={"pk": CampaignPost.objects.get().pk})
    assert client.post(page, {"reach": "5000"}).status_code == 422  # no day
    client.post(page, {"reach": "5000", "read_on": day})
    assert reach(rows.YEAR, demonstration=False).value == 0
    client.post(page, {"reach": "5200", "read_on": day, "screenshot": upload("reach.jpg")})
    assert reach(rows.YEAR, demonstration=False).value == 5200
    picture = ReachReading.objects.get(reach=5200).screenshot_id
    assert client.get(reverse("ledger-file", kwargs={"pk": picture})).status_code == 200


def test_a_pasted_table_is_tried_first_and_then_entered(people: People) -> None:
    client, url = signed_in(people.manager), reverse("ledger-import")
    phone = people.learner.user.phone.replace("+66", "0")
    pasted = (
        f"ชื่อ,โทร,ประเภท,วันที่,ประเทศ,หน่วยงาน\nสมใจ วงศ์ผ้า,{phone},คลินิก,1/11/2569,จีน,DITP\nใคร,1,คลินิก,x,จีน,DITP"
    )
    tried = client.post(url, {"kind": "services", "pasted": pasted, "do": "try"})
    assert "ลองดู: ยังไม่ได้ลง" in words(tried)
    assert not PromotionService.objects.exists()
    text = tried.context["text"]
    client.post(url, {"kind": "services", "pasted": text, "do": "import"})
    client.post(url, {"kind": "services", "pasted": text, "do": "import"})
    assert PromotionService.objects.count() == 1
    assert client.post(url, {"kind": "services", "pasted": ""}).status_code == 422
    assert client.post(url, {"kind": "services", "pasted": "ก,ข\n1,2"}).status_code == 422


def test_the_refused_rows_come_back_as_a_file_that_runs_nothing(people: People) -> None:
    client, url = signed_in(people.manager), reverse("ledger-import")
    head = "ชื่อ\tโทร\tจังหวัด\tประเภท\tวันที่\tประเทศ\tหน่วยงาน\n"
    pasted = head + "ดี มาก\t0899999999\tอุดรธานี\tคลินิก\t1/11/2569\tจีน\tDITP\n@ร้าย\t\tอุดรธานี\tคลินิก\tx\tจีน\tDITP"
    tried = client.post(url, {"kind": "services", "pasted": pasted})
    assert "รับแถวที่ไม่ผ่านพร้อมเหตุผล" in words(tried)
    answer = client.post(url, {"kind": "services", "pasted": tried.context["text"], "do": "refused"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "ชื่อ,โทร,จังหวัด,ประเภท,วันที่,ประเทศ,หน่วยงาน,แถว,สิ่งที่ต้องทำ"
    assert lines[1:] == ["'@ร้าย,,อุดรธานี,คลินิก,x,จีน,DITP,3,วันที่: อ่าน “x” ไม่ออก"]
    assert not PromotionService.objects.exists()


def test_reminders_stand_at_the_desk_for_those_who_may_see_the_person(people: People) -> None:
    rows.mark(
        rows.inside(people.learner), people.manager, number="TM5555", expires_on=today() + timedelta(days=20)
    )
    look_after_marks(now())
    assert "TM5555" in words(signed_in(people.manager).get(reverse("desk")))
    assert "TM5555" in words(signed_in(people.trainer).get(reverse("desk")))
    assert "TM5555" not in words(signed_in(people.neighbour_manager).get(reverse("desk")))


def test_how_a_figure_is_counted_is_said_for_every_year_of_its_ledger(people: People) -> None:
    """The goal page has fewer years than a ledger: it begins with the first seller."""
    client = signed_in(people.manager)
    page = words(client.get(reverse("ledgers")))
    years = re.findall(r'href="\?year=(\d+)"', page)
    assert len(years) > 1
    for year in years:
        page = words(client.get(reverse("ledgers"), {"year": year}))
        (link,) = re.findall(rf'href="({reverse("goal")}[^"#]*)#K2"', page)
        assert client.get(link).status_code == 200, year
