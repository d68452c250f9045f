"""What stops the demonstration is said in one plain sentence, before any work where that is possible."""

import errno
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from lms.demo import serve
from lms.demo.errors import DemoRefused, sentence_for
from lms.demo.ground import prepare_directory, read_port, reserve_port, see_that_there_is_room
from lms.demo.prepare import refuse_a_real_site
from tests import build


@pytest.fixture(autouse=True)
def _signals_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "stop_on_signals", lambda: None)


def run_demo(
    data_dir: Path, *arguments: str, most_bytes: int | None = None
) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve"],
        cwd=settings.BASE_DIR,
        env={**environment, "LMS_DATA_DIR": str(data_dir), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        preexec_fn=limit,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("raw", ["", "abc", "0", "65536", "-1", "80.5", "๘๐๐๐", " 8000; ls", "9" * 400])
def test_port_that_is_no_port_is_refused_with_a_sentence(raw: str) -> None:
    with pytest.raises(DemoRefused, match="PORT must be a number from 1 to 65535"):
        read_port(raw)


def test_busy_port_is_refused_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "never")
        with pytest.raises(CommandError, match="is in use"):
            call_command("demo")
    assert not (tmp_path / "never").exists()


def test_reserved_port_cannot_be_taken_by_another_server() -> None:
    with reserve_port("127.0.0.1", 0) as ours:
        ours.listen()
        with pytest.raises(DemoRefused, match="is in use"):
            reserve_port("127.0.0.1", ours.getsockname()[1])


@pytest.mark.parametrize("arguments", [["--learners", "7"], ["--learners", "many"], ["--seed", "-1"]])
def test_wrong_size_or_seed_is_refused_with_a_sentence(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="must be a"):
        call_command("demo", "--no-serve", *arguments)


def test_file_in_the_place_of_the_data_directory_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    for place in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(DemoRefused, match="cannot be"):
            prepare_directory(place)


def test_data_directory_that_cannot_be_written_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    done = run_demo(tmp_path / "taken")
    assert done.returncode == 1
    assert "cannot be used: set LMS_DATA_DIR" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_full_disk_in_the_middle_of_the_work_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = run_demo(tmp_path, most_bytes=300_000)
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The disk that holds")
    assert "Traceback" not in done.stderr + done.stdout


def test_almost_full_disk_is_seen_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class AlmostFull:
        f_bavail, f_frsize = 10, 4096

    monkeypatch.setattr(os, "statvfs", lambda _path: AlmostFull)
    with pytest.raises(DemoRefused, match="is full"):
        see_that_there_is_room(tmp_path)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError(errno.EDQUOT, "Quota"), "is full"),
        (OperationalError("database or disk is full"), "is full"),
        (OperationalError("disk I/O error"), "is full"),
        (OperationalError("unable to open database file"), "cannot be written"),
        (PermissionError(errno.EACCES, "Permission denied"), "cannot be written"),
    ],
)
def test_error_from_deep_below_becomes_a_sentence(error: Exception, words: str) -> None:
    wrapper = RuntimeError("something else")
    wrapper.__cause__ = error
    assert words in str(sentence_for(wrapper, "/data"))


def test_other_errors_keep_their_traceback() -> None:
    assert sentence_for(ValueError("disk is full of errors"), "/data") is None


@pytest.mark.django_db
def test_site_with_real_people_is_never_turned_into_a_demonstration() -> None:
    build.people()
    with pytest.raises(DemoRefused, match="real site with people"):
        refuse_a_real_site()


@pytest.mark.django_db
def test_empty_site_becomes_a_demonstration() -> None:
    from courses.cohorts.programme import is_demonstration

    refuse_a_real_site()
    assert is_demonstration()


def test_wrong_setting_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "LMS_DATA_DIR": str(tmp_path), "LMS_DEBUG": "perhaps"}
    command = [sys.executable, "manage.py", "check"]
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "LMS_DEBUG must be 1 or 0, not 'perhaps'.\n"
