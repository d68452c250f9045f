"""`manage.py clips` tells why a clip failed and tries it again."""

from io import StringIO

import pytest
from django.core.management import call_command

from media.models import Clip, ClipState
from tests.media import clips

pytestmark = pytest.mark.django_db


def told(*options: str) -> str:
    out = StringIO()
    call_command("clips", *options, stdout=out)
    return out.getvalue()


def test_it_says_why_a_clip_failed_and_tries_again_only_when_asked() -> None:
    clips.ready(title="พร้อม")
    failed = clips.waiting(state=ClipState.FAILED, failure="disk", attempts=3, title="ไม่พร้อม")
    assert "disk is full" in told() or "พื้นที่เก็บไฟล์เต็ม" in told()
    assert Clip.objects.get(pk=failed.pk).state == ClipState.FAILED
    told("--again")
    again = Clip.objects.get(pk=failed.pk)
    assert (again.state, again.attempts, again.failure) == (ClipState.QUEUED, 0, "")
    assert Clip.objects.filter(state=ClipState.READY).count() == 1
