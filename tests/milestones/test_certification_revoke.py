"""The page on which managers and administrators take a certification back."""

from django.test import Client

from courses.milestones.models import Certification
from tests.build import People
from tests.milestones import things


def test_a_manager_takes_a_certification_back_with_a_reason(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    desk = Client()
    desk.force_login(people.manager)
    path = f"/desk/evidence/{certification.claim_id}/revoke/"
    assert path in desk.get(f"/desk/evidence/{certification.claim_id}/").content.decode()
    assert people.learner.name in desk.get(path).content.decode()
    assert desk.post(path, {"reason": "  "}).status_code == 422
    assert Certification.objects.live().count() == 1
    for _ in range(2):
        assert desk.post(path, {"reason": "ใช้ภาพคนอื่น"}).status_code == 302
    assert Certification.objects.live().count() == 0
    assert "ใช้ภาพคนอื่น" in desk.get(f"/desk/evidence/{certification.claim_id}/").content.decode()


def test_the_learner_reads_why_and_may_send_again(people: People) -> None:
    certification = things.certified(people.learner, people.manager)
    desk, phone = Client(), Client()
    desk.force_login(people.administrator)
    desk.post(f"/desk/evidence/{certification.claim_id}/revoke/", {"reason": "ใช้ภาพคนอื่น"})
    phone.force_login(people.learner.user)
    html = phone.get("/me/shop/").content.decode()
    assert "ใช้ภาพคนอื่น" in html
    assert 'href="/me/shop/M6/"' in html


def test_a_claim_that_certified_nobody_has_no_such_page(people: People) -> None:
    claim = things.shop_claim(people.learner)
    desk = Client()
    desk.force_login(people.manager)
    assert desk.get(f"/desk/evidence/{claim.pk}/revoke/").status_code == 404
