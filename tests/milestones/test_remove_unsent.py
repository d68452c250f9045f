"""Pictures that were chosen and never sent go after a day."""

import uuid
from datetime import timedelta

from courses.milestones.pictures import remove_unsent
from courses.models import Submission, SubmissionFile
from lms.management.periodic import run_due
from media.models import StoredFile
from media.store import private_path
from tests import build
from tests.build import NOON, People
from tests.milestones import things


def test_only_old_pictures_that_nobody_needs_are_removed(
    people: People, django_capture_on_commit_callbacks
) -> None:
    sent, unsent, practised = (
        things.stored_picture(people.learner, colour) for colour in ("red", "blue", "navy")
    )
    things.content_claim(people.learner, photos=[(things.CONTENT, sent)])
    work = Submission.objects.create(
        id=uuid.uuid4(), learner=people.learner, lesson=build.lesson(), sent_at=NOON
    )
    SubmissionFile.objects.create(submission=work, stored_file=practised)
    assert remove_unsent(NOON + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert "unsent-pictures" in run_due(NOON + timedelta(hours=25), all_of_them=True)
    assert set(StoredFile.objects.all()) == {sent, practised}
    assert not private_path(unsent.path).exists()
    assert private_path(sent.path).exists()
