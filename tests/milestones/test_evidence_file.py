"""Pictures of evidence are private: the learner's own, and staff who may see the claim."""

from io import BytesIO

from django.test import Client
from PIL import Image

from tests.build import People
from tests.milestones import things


def asked_by(user, path: str, **headers):
    client = Client()
    client.force_login(user)
    return client.get(path, headers=headers)


def test_the_picture_is_a_jpeg_that_no_proxy_keeps(people: People) -> None:
    stored = things.stored_picture(people.learner)
    things.content_claim(people.learner, photos=[(things.CONTENT, stored)])
    answer = asked_by(people.trainer, f"/files/evidence/{stored.pk}/")
    picture = Image.open(BytesIO(b"".join(answer.streaming_content)))
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert "private" in answer["Cache-Control"]


def test_a_picture_that_is_not_sent_yet_is_seen_by_its_owner_only(people: People) -> None:
    path = f"/files/evidence/{things.stored_picture(people.learner).pk}/"
    assert asked_by(people.learner.user, path).status_code == 200
    for stranger in (people.classmate.user, people.trainer, people.manager, people.administrator):
        assert asked_by(stranger, path).status_code == 404


def test_a_learners_other_files_are_not_reached_through_claims(people: People) -> None:
    theirs = things.stored_picture(people.classmate)
    things.content_claim(people.classmate, photos=[(things.CONTENT, theirs)])
    assert asked_by(people.learner.user, f"/files/evidence/{theirs.pk}/").status_code == 404
