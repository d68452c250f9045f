"""The lock on a worker's folder: it tells the living from the dead."""

import uuid
from pathlib import Path
from typing import Any

import pytest

from media.holding import WORK_FOLDER, folder_of, is_abandoned, work_folder


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.CLIP_ROOT = tmp_path


def left_by_a_killed_worker(key: uuid.UUID, token: uuid.UUID) -> Path:
    folder = folder_of(key, token)
    folder.mkdir(parents=True)
    (folder / "half.mp4").write_bytes(b"x")
    return folder


def test_a_folder_in_use_is_not_taken_for_abandoned(tmp_path: Path) -> None:
    key, token = uuid.uuid4(), uuid.uuid4()
    assert not is_abandoned(key, token), "where there is no folder nobody can tell"
    with work_folder(key, token) as folder:
        assert folder.is_dir()
        assert not is_abandoned(key, token)
    assert list((tmp_path / WORK_FOLDER).iterdir()) == []


def test_what_a_killed_worker_left_is_seen_and_goes_before_the_next_begins() -> None:
    key, token = uuid.uuid4(), uuid.uuid4()
    left = left_by_a_killed_worker(key, token)
    other = left_by_a_killed_worker(uuid.uuid4(), token)
    early = left.rename(left.with_name(f".new-{left.name}"))
    left = left_by_a_killed_worker(key, token)
    assert is_abandoned(key, token)
    with work_folder(key, uuid.uuid4()):
        assert not left.exists()
        assert not early.exists()
        assert other.exists()


def test_a_living_twin_is_left_alone() -> None:
    key = uuid.uuid4()
    with work_folder(key, uuid.uuid4()) as first, work_folder(key, uuid.uuid4()) as second:
        assert first.is_dir()
        assert second.is_dir()
