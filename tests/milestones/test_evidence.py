"""The evidence queue at the desk: order, counts, one claim, flags with neighbours, verdicts."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import TrainerCommunity
from courses.milestones.actions import return_claim, revoke_certification, verify_claim
from courses.milestones.models import Certification, Claim
from courses.milestones.parsed import facts_of
from courses.milestones.reasons import ReturnReason
from courses.milestones.sight import take_first_look
from courses.milestones.walk import walk_from
from courses.models import AuditEntry
from lms.accounts.models import User
from lms.dates import now
from tests import build
from tests.build import NOON, People
from tests.milestones import things


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user: User, path: str = "", status: int = 200) -> str:
    answer = desk_of(user).get(f"/desk/evidence/{path}")
    assert answer.status_code == status
    return answer.content.decode()


def test_flagged_claims_come_first_and_then_the_oldest(people: People) -> None:
    third = build.learner("จันทร์เพ็ญ กองแก้ว", people.cohort)
    fourth = build.learner("คำแพง ใจดี", people.cohort)
    things.shop_claim(third, at=NOON - timedelta(days=2))
    things.shop_claim(fourth, at=NOON - timedelta(days=5))
    things.shop_claim(people.learner, url="https://shopee.co.th/a", at=NOON - timedelta(days=1))
    things.shop_claim(people.classmate, url="https://shopee.co.th/a", at=NOON)
    html = page(people.trainer)
    places = [html.index(who.name) for who in (people.learner, people.classmate, fourth, third)]
    assert places == sorted(places)
    assert "รอตรวจ 4" in html
    assert html.count("1 ธง") == 2


def test_the_queue_counts_what_waits_over_three_days(people: People) -> None:
    things.shop_claim(
        people.learner, at=now() - timedelta(days=3, minutes=1), happened_on=NOON.date() - timedelta(99)
    )
    things.shop_claim(people.classmate, at=now() - timedelta(days=2), happened_on=NOON.date() - timedelta(99))
    html = page(people.trainer)
    assert "รอตรวจ 2" in html
    assert "เกิน 3 วัน 1" in html


def test_an_empty_queue_says_thank_you(people: People) -> None:
    assert "ตรวจครบแล้ว ขอบคุณ" in page(people.neighbour_trainer)


def test_the_neighbours_queue_shows_none_of_ours(people: People) -> None:
    claim = things.shop_claim(people.learner)
    assert people.learner.name not in page(people.neighbour_trainer)
    page(people.neighbour_manager, f"{claim.pk}/", status=404)


def test_a_claim_shows_pictures_facts_and_verdicts(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner, tracking_number=things.TRACKING, note="ส่งแล้ว <b>")
    html = page(people.manager, f"{claim.pk}/")
    for shown in (
        people.learner.name, "17 พ.ย. 2569", things.TRACKING, "เลขถูกต้อง", "ร้านตรวจแล้ว", "เรียนจบ 21 พ.ย. 2569",
        "ส่งแล้ว &lt;b&gt;", "รับรอง · นับ 1 ราย", "ไม่เคย", f"@seller{people.learner.pk}",
    ):  # fmt: skip
        assert shown in html
    assert html.count('src="/files/evidence/') == 2


def test_a_prior_seller_is_certified_without_counting(people: People) -> None:
    seller = build.learner(into=people.cohort, sold_before=True)
    things.ready_to_sell(seller, people.manager)
    html = page(people.manager, f"{things.sale_claim(seller).pk}/")
    assert "รับรอง · ไม่นับเข้าเป้า" in html
    assert "เคย (ไม่นับเข้าเป้า)" in html


def test_the_own_trainer_sees_a_sentence_and_no_button_for_the_first_sale(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner)
    html = page(people.trainer, f"{claim.pk}/")
    assert "คุณเป็นครูของผู้เรียนคนนี้" in html
    assert "/verify/" not in html
    assert "/return/" not in html
    assert "รอตรวจ 0" in html


def test_the_own_trainer_who_sends_the_form_all_the_same_is_refused(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner)
    for verdict in ("verify", "return"):
        answer = desk_of(people.trainer).post(f"/desk/evidence/{claim.pk}/{verdict}/", {"reason": "unclear"})
        assert answer.status_code == 403
        assert "คุณเป็นครูของผู้เรียนคนนี้" in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).state == "pending"


def test_another_trainer_of_the_community_has_the_button(people: People) -> None:
    colleague = build.staff("trainer")
    TrainerCommunity.objects.create(trainer=colleague, community=people.community)
    things.ready_to_sell(people.learner, people.manager)
    assert "/verify/" in page(colleague, f"{things.sale_claim(people.learner).pk}/")


def test_a_sale_that_waits_shows_why_and_can_only_go_back(people: People) -> None:
    claim = things.sale_claim(people.learner)
    html = page(people.manager, f"{claim.pk}/")
    assert "ขายชิ้นแรกจะรับรองได้เมื่อเรียนจบและตรวจร้านแล้ว" in html
    assert "/verify/" not in html
    answer = desk_of(people.manager).post(f"/desk/evidence/{claim.pk}/verify/")
    assert answer.status_code == 409
    assert not Certification.objects.exists()


def test_flags_open_to_their_neighbours_but_never_into_another_area(people: People) -> None:
    near = things.shop_claim(people.classmate, url="https://shopee.co.th/a")
    far = things.shop_claim(people.neighbour, url="https://shopee.co.th/a")
    claim = things.shop_claim(people.learner, url="https://shopee.co.th/a")
    html = page(people.manager, f"{claim.pk}/")
    assert "ธง 1 ข้อ ต้องให้คนดู" in html
    assert f'href="/desk/evidence/{near.pk}/"' in html
    assert str(far.pk) not in html
    assert people.neighbour.name not in html
    assert "ผู้เรียนในพื้นที่อื่น" in html
    assert people.neighbour.name in page(people.administrator, f"{claim.pk}/")


def test_verifying_certifies_and_goes_on_to_the_next(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    claim = things.sale_claim(people.learner)
    desk = desk_of(people.manager)
    for _ in range(2):
        answer = desk.post(f"/desk/evidence/{claim.pk}/verify/", follow=True)
        assert answer.redirect_chain == [("/desk/evidence/", 302)]
    assert f"รับรอง{people.learner.name}แล้ว นับเพิ่ม 1 ราย" in answer.content.decode()
    assert Certification.objects.count() == 1


def test_the_second_reviewer_gets_a_sentence(people: People) -> None:
    claim = verify_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON)
    answer = desk_of(people.manager).post(f"/desk/evidence/{claim.pk}/verify/")
    assert answer.status_code == 409
    assert "มีคนอื่นตรวจรายการนี้ไปแล้ว" in answer.content.decode()


def test_a_used_tracking_number_gets_a_sentence_and_the_claim_stays(people: People) -> None:
    things.certified(people.learner, people.manager, tracking_number=things.TRACKING)
    things.ready_to_sell(people.classmate, people.manager)
    claim = things.sale_claim(people.classmate, tracking_number=things.TRACKING)
    answer = desk_of(people.manager).post(f"/desk/evidence/{claim.pk}/verify/")
    assert answer.status_code == 409
    assert "ใช้รับรองคนอื่นไปแล้ว" in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).state == "pending"


def test_sending_back_needs_a_reason_and_keeps_what_was_written(people: People) -> None:
    claim = things.shop_claim(people.learner)
    desk, path = desk_of(people.trainer), f"/desk/evidence/{claim.pk}/return/"
    for data in ({}, {"reason": "other"}, {"reason": "made-up", "words": "x"}, {"words": "\x00"}):
        answer = desk.post(path, data)
        assert answer.status_code == 422
        assert 'class="error"' in answer.content.decode()
    assert Claim.objects.get().state == "pending"


def test_the_reason_is_kept_in_thai_whatever_language_the_desk_speaks(people: People) -> None:
    claim = things.shop_claim(people.learner)
    data = {"reason": "unclear", "words": "ถ่ายกลางวัน"}
    answer = desk_of(people.trainer).post(f"/en/desk/evidence/{claim.pk}/return/", data)
    assert answer.status_code == 302
    assert Claim.objects.get().reason == "ภาพไม่ชัด ถ่ายใหม่ให้อ่านออก\nถ่ายกลางวัน"


def test_decided_claims_are_listed_and_say_who_decided(people: People) -> None:
    verified = verify_claim(things.shop_claim(people.learner), by=people.trainer, at=NOON)
    returned = return_claim(things.shop_claim(people.classmate), by=people.trainer, at=NOON, reason="ภาพไม่ชัด")
    assert str(verified.pk) in page(people.trainer, "?show=verified")
    html = page(people.trainer, "?show=returned")
    assert str(returned.pk) in html
    assert people.trainer.name in html
    assert "ภาพไม่ชัด" in html
    page(people.trainer, "?show=nonsense&page=-7")


@pytest.mark.parametrize("path", ["", "?show=verified"])
def test_the_queue_asks_as_much_for_two_as_for_twelve(people: People, path: str) -> None:
    desk = desk_of(people.manager)

    def asked_after(more: int) -> int:
        for _ in range(more):
            claim = things.shop_claim(build.learner(into=people.cohort))
            if path:
                verify_claim(claim, by=people.manager, at=NOON)
        with CaptureQueriesContext(connection) as captured:
            desk.get(f"/desk/evidence/{path}")
        return len(captured)

    asked_after(2)  # the first answer of a process also asks what the site counts
    assert asked_after(0) == asked_after(10) <= 28


def test_a_claim_asks_as_much_beside_two_as_beside_twelve_with_neighbours(people: People) -> None:
    claim = things.content_claim(people.learner, url="https://www.tiktok.com/@a/live")
    desk = desk_of(people.manager)

    def asked_after(more: int) -> int:
        for _ in range(more):
            learner = build.learner(into=people.cohort)
            things.content_claim(learner, url="https://www.tiktok.com/@a/live")
        with CaptureQueriesContext(connection) as captured:
            html = desk.get(f"/desk/evidence/{claim.pk}/").content.decode()
        assert html.count('width="56"') == min(learners_beside(claim), 10)
        return len(captured)

    asked_after(2)
    assert asked_after(0) == asked_after(10) <= 32


def learners_beside(claim: Claim) -> int:
    return Claim.objects.exclude(pk=claim.pk).count()


def test_next_and_before_walk_through_the_queue_as_it_stands(people: People) -> None:
    learners = [people.learner, people.classmate, build.learner(into=people.cohort)]
    claims = [things.shop_claim(who, at=NOON - timedelta(days=9 - n)) for n, who in enumerate(learners)]
    flagged = things.shop_claim(
        build.learner(into=people.cohort), url=claims[1].url, at=NOON - timedelta(hours=1)
    )
    order = [claims[1].pk, flagged.pk, claims[0].pk, claims[2].pk]
    walked, at = [], order[0]
    while at:
        walked.append(at)
        at = walk_from(Claim.objects.get(pk=at), people.trainer).after
    assert walked == order
    back = [walk_from(Claim.objects.get(pk=pk), people.trainer).before for pk in order]
    assert back == [None, *order[:-1]]


def test_after_a_verdict_the_next_claim_opens_and_after_the_last_the_first(people: People) -> None:
    first = things.shop_claim(people.learner, at=NOON - timedelta(days=2))
    second = things.shop_claim(people.classmate, at=NOON - timedelta(days=1))
    desk = desk_of(people.trainer)
    assert desk.post(f"/desk/evidence/{second.pk}/verify/").url == f"/desk/evidence/{first.pk}/"
    assert desk.post(f"/desk/evidence/{first.pk}/verify/").url == "/desk/evidence/"


def test_what_somebody_else_looks_at_is_left_out_of_the_way(people: People) -> None:
    others = things.content_claim(people.learner, at=NOON - timedelta(days=2))
    mine = things.shop_claim(people.classmate, at=NOON - timedelta(days=3))
    take_first_look(others, by=people.manager, at=now())
    html = page(people.trainer)
    assert people.manager.name in html
    assert desk_of(people.trainer).post(f"/desk/evidence/{mine.pk}/verify/").url == "/desk/evidence/"


def test_the_way_so_far_and_earlier_tries_stand_beside_the_claim(people: People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    return_claim(
        things.sale_claim(people.learner, at=NOON - timedelta(days=2)),
        by=people.manager,
        at=NOON,
        reason="ไม่เห็นวันที่",
    )
    html = page(people.manager, f"{things.sale_claim(people.learner).pk}/")
    way = html[html.index('class="plain way"') :]
    assert [way.count(f'<li class="{state}"') for state in ("done", "waits", "back", "open")] == [3, 1, 0, 1]
    assert "ไม่เห็นวันที่" in html


def test_what_was_read_in_the_picture_stands_beside_it(people: People) -> None:
    claim = things.sale_claim(people.learner)
    pieces = [
        SimpleNamespace(parsed={"slip": {"bank": "014", "reference": "2026X1", "fault": "crc"}}),
        object(),
    ]
    facts = facts_of(claim, pieces + pieces)
    assert [(fact.words, fact.is_right) for fact in facts] == [("ธนาคารไทยพาณิชย์", None), ("2026X1", False)]


def test_reasons_come_from_the_register_and_reach_the_learner_in_thai(people: People) -> None:
    ReturnReason.objects.create(code="dark", text_th="ภาพมืด ถ่ายใหม่", text_en="Too dark", position=1)
    ReturnReason.objects.filter(code="unclear").update(is_offered=False)
    claim = things.shop_claim(people.learner)
    html = page(people.trainer, f"{claim.pk}/")
    assert "ภาพมืด ถ่ายใหม่" in html
    assert 'value="unclear"' not in html
    path = f"/en/desk/evidence/{claim.pk}/return/"
    desk_of(people.trainer).post(path, {"kind": "more", "reason": "dark", "words": ""})
    assert Claim.objects.get().reason == "ภาพมืด ถ่ายใหม่"


def test_verdicts_are_noted_with_the_person_and_without_names(people: People) -> None:
    certified = things.certified(people.learner, people.manager)
    revoke_certification(certified, by=people.manager, at=NOON, reason="ซ้ำ")
    return_claim(things.shop_claim(people.classmate), by=people.trainer, at=NOON, reason="ไม่ชัด")
    got = list(AuditEntry.objects.order_by("pk").values_list("verb", "person", "by"))
    learner, classmate = people.learner.public_id, people.classmate.public_id
    assert got == [
        *[("verified", learner, people.manager.pk)] * 2,
        ("revoked", learner, people.manager.pk),
        ("returned", classmate, people.trainer.pk),
    ]


@pytest.mark.parametrize("verdict", ["verify", "return"])
def test_a_verdict_is_a_post(people: People, verdict: str) -> None:
    claim = things.shop_claim(people.learner)
    assert desk_of(people.trainer).get(f"/desk/evidence/{claim.pk}/{verdict}/").status_code == 405
