"""The tick: safe to run twice, one failing job stops no other."""

import os
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from lms.management import periodic
from lms.management.periodic import HOUR, MINUTE, NIGHT, Job, run_due
from media.actions import store_photo
from media.models import Clip, StoredFile
from media.periodic import remove_left_overs
from media.store import private_path
from tests import build
from tests.media import clips, files

pytestmark = pytest.mark.django_db


def test_every_job_that_is_named_exists() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(periodic.log, "exception", lambda *words: pytest.fail(str(words)))
        done = run_due(build.NOON, all_of_them=True)
    assert done == [job.name for job in periodic.JOBS]


def test_the_command_says_what_it_ran_and_may_run_twice() -> None:
    for _twice in range(2):
        out = StringIO()
        call_command("tick", "--all", stdout=out)
        assert "clips" in out.getvalue()


def test_each_job_keeps_its_rhythm() -> None:
    ran: list[str] = []
    jobs = [
        Job("minute", MINUTE, lambda at: ran.append("minute")),
        Job("hour", HOUR, lambda at: ran.append("hour")),
        Job("night", NIGHT, lambda at: ran.append("night")),
    ]
    # One in the morning in Thailand belongs to the night before.
    late = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
    for minutes in (0, 1, 30, 61, 120):
        run_due(late + timedelta(minutes=minutes), jobs=jobs)
    assert ran.count("minute") == 5
    assert ran.count("hour") == 3
    assert ran.count("night") == 2


def test_a_job_that_fails_stops_no_other_and_is_tried_again() -> None:
    ran: list[str] = []

    def fails(at: datetime) -> None:
        ran.append("tried")
        raise ValueError

    jobs = [Job("bad", NIGHT, fails), Job("good", NIGHT, lambda at: ran.append("good"))]
    assert run_due(build.NOON, jobs=jobs) == ["good"]
    assert run_due(build.NOON, jobs=jobs) == []
    assert ran == ["tried", "good", "tried"]


def test_left_overs_of_killed_processes_go_and_what_is_kept_stays(settings, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT, settings.CLIP_ROOT = tmp_path / "private", tmp_path / "clips"
    stored = store_photo(build.learner().user, upload=files.upload(files.photo()), at=build.NOON)
    kept = private_path(stored.path)
    orphan = kept.with_name("f" * 32 + ".jpg")
    part = tmp_path / "private" / "incoming" / ".x.part"
    fresh = kept.with_name("e" * 32 + ".jpg")
    work = tmp_path / "clips" / ".work" / "old"
    work.mkdir(parents=True)
    part.parent.mkdir(parents=True)
    for path in (orphan, part, fresh):
        path.write_bytes(b"x")
    beside = clips.file(played := clips.ready(), "240p.mp4", b"x", revision=2).parent
    lost = clips.file(clips.waiting(), "240p.mp4", b"x").parents[1]
    Clip.objects.exclude(pk=played.pk).delete()
    plays = clips.file(played, "240p.mp4", b"x")
    yesterday = time.time() - 25 * 3600
    for path in (orphan, part, kept, work, lost, beside, plays.parent, plays.parents[1]):
        os.utime(path, (yesterday, yesterday))
    for _twice in range(2):
        remove_left_overs(build.NOON)
        assert kept.exists()
        assert fresh.exists()
        assert not orphan.exists()
        assert not part.exists()
        assert not work.exists()
        assert not lost.exists()
        assert not beside.exists(), "killed between its folder and its row"
        assert plays.exists()
    assert StoredFile.objects.count() == 1
