"""A picture by itself: whoever sees it in the claim sees it here, sealed ones nobody else."""

import pytest
from django.test import Client

from courses.milestones.redact_models import FirstLook
from lms.accounts.models import User
from lms.dates import now
from tests.build import People
from tests.milestones import things

pytestmark = pytest.mark.django_db


def look(user: User, address: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    return answer.status_code, answer.content.decode()


@pytest.fixture
def address(people: People) -> str:
    stored = things.stored_picture(people.learner)
    claim = things.content_claim(people.learner, photos=[(things.CONTENT, stored)])
    return f"/desk/evidence/{claim.pk}/pictures/{claim.evidence.get().pk}/"


def test_the_first_reviewer_sees_it_whole_with_a_link_up(people: People, address: str) -> None:
    status, page = look(people.manager, address)
    assert status == 200
    assert 'class="enlarged" src="/files/evidence/' in page
    assert f'href="{address.partition("pictures/")[0]}"' in page


def test_a_picture_that_is_sealed_for_this_person_is_not_there(people: People, address: str) -> None:
    claim = people.learner.claims.get()
    FirstLook.objects.create(claim=claim, reviewer=people.manager, seen_at=now())
    assert look(people.administrator, address)[0] == 404


def test_a_picture_stands_under_its_own_claim_only(people: People, address: str) -> None:
    other = things.shop_claim(people.learner)
    assert look(people.manager, f"/desk/evidence/{other.pk}/pictures/{address.split('/')[-2]}/")[0] == 404
