"""A whole demonstration site, prepared once and served as in real life, for tests that use a browser.

Tests that ask for it carry `xdist_group("demo-site")`, so that one worker makes it and nobody else. It
has a data directory of its own; on PostgreSQL it has the database that `LMS_TEST_SITE_URL` names.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.db import connections

from tests import empty_database

LEARNERS = "48"
SECONDS_TO_PREPARE = 400
SECONDS_TO_START = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@dataclass
class Site:
    """A prepared data directory, and the address at which it is served."""

    data_dir: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("LMS_", "DATABASE", "DJANGO_SETT"))}
        own = {"LMS_DATA_DIR": str(self.data_dir), "PORT": str(self.port), "LMS_SITE_URL": self.address}
        if url := os.environ.get("LMS_TEST_SITE_URL"):
            own["DATABASE_URL"] = url
        return {**kept, **own}

    def manage(self, *arguments: str, text: str = "") -> str:
        """Run one command of the site and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_PREPARE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, lines: str) -> str:
        """Run Python inside the site, for what a journey cannot wait for."""
        return self.manage("shell", "--no-imports", text=lines)

    def goal(self) -> dict:
        """Return what `manage.py goal --json` says of the sellers."""
        return next(row for row in json.loads(self.manage("goal", "--json")) if row["indicator"] == "K1")


def start(command: list[str], site: Site) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=site.environment, start_new_session=True)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended"
        try:
            with urlopen(f"{address}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer at {address}")


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Site:
    """A demonstration that was prepared and is not served."""
    # While one test is being written, a site that is kept saves a minute each time.
    kept = os.environ.get("LMS_TEST_SITE_DIR")
    site = Site(Path(kept) if kept else tmp_path_factory.mktemp("demo-site"), free_port())
    if not kept:
        with django_db_blocker.unblock():
            copy_the_tables(site)
    site.manage("demo", "--no-serve", "--learners", LEARNERS, "--seed", "7")
    return site


def copy_the_tables(site: Site) -> None:
    """Save the minute of migrating: `empty_database` has run the same migrations on nothing."""
    url = site.environment.get("DATABASE_URL")
    if url is None:
        empty_database.copy_file(site.data_dir / "db.sqlite3")
    elif _is_empty_and_beside_the_tests(url):
        empty_database.copy_database(url, name_in(url))


def name_in(url: str) -> str:
    return urlsplit(url).path.strip("/")


def _is_empty_and_beside_the_tests(url: str) -> bool:
    # Whatever else somebody pointed at is left alone: the demonstration migrates it by itself.
    servers = {urlsplit(one)._replace(path="") for one in (url, os.environ.get("DATABASE_URL", ""))}
    looking = connections["default"].copy()
    looking.settings_dict["NAME"] = name_in(url)
    try:
        return len(servers) == 1 and not looking.introspection.table_names()
    finally:
        looking.close()


@pytest.fixture(scope="session")
def demo_site(prepared_site: Site) -> Iterator[Site]:
    """The demonstration behind the web server that the project ships, without the worker."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lms.gunicorn_conf", "lms.wsgi"]
    command += ["--bind", f"127.0.0.1:{prepared_site.port}", "--graceful-timeout", "1"]
    process = start(command, prepared_site)
    try:
        wait_for(prepared_site.address, process)
        yield prepared_site
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
