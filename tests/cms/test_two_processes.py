"""A page published in one process is what another process shows, two seconds later at the latest."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from cms.shared.shelf import SECONDS_BETWEEN_LOOKS
from tests.cms.site import lesson, small_site

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/lessons/foundation/f1/"


@pytest.fixture
def other_process() -> Iterator[Callable[[str], str]]:
    command = [sys.executable, "-m", "tests.cms.second_process", str(connection.settings_dict["NAME"])]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:

        def asked(path: str) -> str:
            child.stdin.write(path + "\n")
            child.stdin.flush()
            return child.stdout.readline().strip()

        yield asked
        child.stdin.close()
        child.wait(timeout=20)


def test_another_process_shows_what_was_published_here(
    transactional_db: None, client: Client, other_process: Callable[[str], str]
) -> None:
    assert SECONDS_BETWEEN_LOOKS < 2
    page = lesson(small_site())
    assert other_process(PATH) == other_process(PATH) == f"200 {client.get(PATH).headers['ETag']}"
    page.title = "ชื่อใหม่"
    page.save_revision().publish()
    time.sleep(SECONDS_BETWEEN_LOOKS + 0.1)
    fresh = client.get(PATH)
    assert "ชื่อใหม่" in fresh.content.decode()
    assert other_process(PATH) == f"200 {fresh.headers['ETag']}"
    page.unpublish()
    time.sleep(SECONDS_BETWEEN_LOOKS + 0.1)
    assert other_process(PATH).startswith("404")
