"""Two people act on the same claim at the same moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from courses.errors import Refused
from courses.milestones.actions import verify_claim
from courses.milestones.errors import AlreadyClaimed, AlreadyDecided, ReferenceUsed
from courses.milestones.models import Certification, Claim, Evidence
from tests import build
from tests.milestones import things

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[Refused]:
    """Do all acts at the same moment, each on its own connection; return the refusals."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> Refused | None:
        try:
            together.wait(10)
            act()
        except Refused as refused:
            return refused
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return [refused for refused in pool.map(run, acts) if refused]


def test_of_two_verifiers_the_second_gets_a_sentence(people: build.People) -> None:
    things.ready_to_sell(people.learner, people.manager)
    sale = things.sale_claim(people.learner)
    refusals = at_once(
        lambda: verify_claim(sale, by=people.manager, at=build.NOON),
        lambda: verify_claim(sale, by=people.administrator, at=build.NOON),
    )
    assert [type(refused) for refused in refusals] == [AlreadyDecided]
    assert str(refusals[0].message)
    assert Certification.objects.count() == 1


def test_two_people_with_one_tracking_number_give_one_certification(people: build.People) -> None:
    sales = []
    for who in (people.learner, people.classmate):
        things.ready_to_sell(who, people.manager)
        sales.append(things.sale_claim(who, tracking_number=things.TRACKING))
    refusals = at_once(
        lambda: verify_claim(sales[0], by=people.manager, at=build.NOON),
        lambda: verify_claim(sales[1], by=people.administrator, at=build.NOON),
    )
    assert [type(refused) for refused in refusals] == [ReferenceUsed]
    assert Certification.objects.count() == 1
    assert Claim.objects.filter(milestone="M6", state="pending").count() == 1


def test_a_form_sent_twice_at_once_is_one_claim(people: build.People) -> None:
    claim_id, photos = uuid.uuid4(), [(things.CONTENT, things.picture(people.learner))]
    send = lambda: things.content_claim(people.learner, claim_id=claim_id, photos=photos)  # noqa: E731
    assert at_once(send, send) == []
    assert Claim.objects.count() == Evidence.objects.count() == 1


def test_two_forms_for_one_step_at_once_are_one_claim(people: build.People) -> None:
    refusals = at_once(lambda: things.shop_claim(people.learner), lambda: things.shop_claim(people.learner))
    assert [type(refused) for refused in refusals] == [AlreadyClaimed]
    assert Claim.objects.count() == 1
