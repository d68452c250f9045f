"""The cache in files counts right when many ask at once, and forgets nothing that still counts."""

import threading
import time
from pathlib import Path

import pytest

from lms import cache as module
from lms.cache import CountingFileCache


@pytest.fixture
def kept(tmp_path: Path) -> CountingFileCache:
    return CountingFileCache(str(tmp_path), {"OPTIONS": {"MAX_ENTRIES": 10}})


def test_one_of_many_at_once_adds(kept: CountingFileCache) -> None:
    for number in range(20):
        won: list[bool] = []
        start = threading.Barrier(8)

        def try_it(
            key: str = f"lock-{number}", start: threading.Barrier = start, won: list[bool] = won
        ) -> None:
            start.wait()
            won.append(kept.add(key, True, 10))

        threads = [threading.Thread(target=try_it) for _number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert won.count(True) == 1


def test_what_was_added_is_read_and_can_be_added_again_when_it_is_over(kept: CountingFileCache) -> None:
    assert kept.add("a", [1, 2], 0.05)
    assert kept.get("a") == [1, 2]
    assert not kept.add("a", [3], 10)
    time.sleep(0.06)
    assert kept.add("a", [3], 10)
    assert kept.get("a") == [3]
    assert not [path for path in Path(kept._dir).iterdir() if path.suffix != ".djcache"]


def test_room_is_made_from_what_is_over_and_then_from_the_oldest(
    kept: CountingFileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SETS_BETWEEN_CULLS", 10_000)
    for number in range(6):
        kept.set(f"over-{number}", 1, 0.01)
    for number in range(8):
        kept.set(f"counts-{number}", 1, 100)
    time.sleep(0.02)
    monkeypatch.setattr(module, "SETS_BETWEEN_CULLS", 1)
    kept.set("newest", 1, 100)
    assert all(kept.get(f"counts-{number}") for number in range(8))
    assert kept.get("newest")
    for number in range(6):
        kept.set(f"more-{number}", 1, 100)
    assert kept.get("more-5")
    assert kept.get("counts-0") is None
