"""Processes that are killed outright in each phase of an upload: it goes on, and becomes one file."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings as site_settings
from django.test import Client

from lms.accounts.models import User
from media.models import Clip, SourceFile, StoredFile, Upload
from media.uploads import actions
from media.uploads.disk import source_path
from tests.bench.server import Server, serving
from tests.media.uploads import sending
from tests.media.uploads.conftest import PART_BYTES
from tests.media.workers import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]
FILM = sending.film(3 * PART_BYTES)
TOKEN = "t" * 32
# Kill the process that finishes an upload at a named place.
FINISH = """
import os, signal, sys, uuid, django
django.setup()
from unittest import mock
from lms.dates import now
from media.models import Upload
from media.uploads import actions
def die(*_arguments, **_more): os.kill(os.getpid(), signal.SIGKILL)
with mock.patch(sys.argv[2], die):
    actions.finish(Upload.objects.get(pk=sys.argv[1]), sha256=sys.argv[3:], at=now())
"""


@pytest.fixture
def environment(tmp_path: Path, settings: Any) -> dict[str, str]:
    for name in ("private", "arriving", "sources"):
        root = {"private": "PRIVATE_ROOT", "arriving": "UPLOAD_ROOT", "sources": "SOURCE_ROOT"}[name]
        setattr(settings, root, tmp_path / "files" / name)
    return {
        "DJANGO_SETTINGS_MODULE": "lms.settings",
        "LMS_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_url(),
    }


@pytest.mark.parametrize(
    "place",
    [
        "media.uploads.hand_over.hashes_of",
        "media.uploads.hand_over.os.replace",
        "media.uploads.hand_over.ask_for_clip_from",
        "media.uploads.hand_over._became",
        "media.uploads.hand_over.SourceFile.save",
    ],
)
def test_a_lesson_film_survives_a_kill(place: str, environment: dict[str, str], trainer: User) -> None:
    upload = killed_at(place, environment, trainer)
    done = sending.finish(upload, FILM)
    assert source_path(SourceFile.objects.get().path).read_bytes() == FILM
    assert Clip.objects.get().key == done.result_id


@pytest.mark.parametrize(
    "place",
    [
        "media.uploads.hand_over.make_recording",
        "media.uploads.hand_over._became",
        "media.uploads.hand_over.StoredFile.save",
    ],
)
def test_practice_work_survives_a_kill(place: str, environment: dict[str, str], learner: User) -> None:
    upload = killed_at(place, environment, learner)
    done = sending.finish(upload, FILM)
    assert StoredFile.objects.get().pk == done.result_id


def killed_at(place: str, environment: dict[str, str], owner: User) -> Upload:
    upload = sending.begin(owner, FILM)
    sending.send_all(upload, FILM)
    command = [sys.executable, "-c", FINISH, str(upload.pk), place, *sending.hashes(upload, FILM)]
    done = subprocess.run(command, env={**os.environ, **environment}, cwd=site_settings.BASE_DIR, timeout=120)
    assert done.returncode == -signal.SIGKILL
    return Upload.objects.get(pk=upload.pk)


class Phone:
    """Speaks to a server that may be gone at any time."""

    def __init__(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        name = site_settings.SESSION_COOKIE_NAME
        cookies = f"{name}={client.cookies[name].value}; csrftoken={TOKEN}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Type": "application/octet-stream"}

    def put(
        self, server: Server, upload: Upload, number: int, *, half: Callable[[], None] | None = None
    ) -> int:
        part = sending.part_of(upload, FILM, number)
        headers = {**self.headers, "X-Part-Sha256": sending.sha(part), "Content-Length": str(len(part))}
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        line.putrequest("PUT", f"/api/v1/uploads/{upload.pk}/parts/{number}")
        for name, value in headers.items():
            line.putheader(name, value)
        line.endheaders()
        line.send(part[: len(part) // 2])
        if half is not None:
            time.sleep(0.3)
            half()
        line.send(part[len(part) // 2 :])
        return line.getresponse().status


def test_a_server_killed_while_a_part_arrives_loses_that_part_only(
    environment: dict[str, str], trainer: User
) -> None:
    upload, phone = sending.begin(trainer, FILM), Phone(trainer)
    with serving("lms.wsgi", path="/healthz", environment=environment) as server:
        assert phone.put(server, upload, 2) == 200
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            phone.put(server, upload, 1, half=lambda: kill(server))
    assert actions.missing_parts(upload) == [1, 3]
    with serving("lms.wsgi", path="/healthz", environment=environment) as server:
        assert [phone.put(server, upload, number) for number in (1, 3, 1)] == [200, 200, 200]
    sending.finish(upload, FILM)
    assert source_path(SourceFile.objects.get().path).read_bytes() == FILM


def kill(server: Server) -> None:
    master = psutil.Process(server.process.pid)
    for process in (*master.children(recursive=True), master):
        process.kill()
