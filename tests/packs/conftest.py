"""A phone before a site of three lessons with clips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cms.site import SmallSite
from tests.network import Network, network
from tests.packs.phone import Phone
from tests.packs.site import course_with_clips


@pytest.fixture
def course(transactional_db: None, settings: Any, tmp_path: Any) -> SmallSite:
    """The course, its clips on the disk."""
    settings.CLIP_ROOT = tmp_path / "clips"
    return course_with_clips()


@pytest.fixture
def net() -> Iterator[Network]:
    with network() as one:
        yield one


@pytest.fixture
def phone(chromium: Any, course: SmallSite, net: Network, tmp_path: Any) -> Iterator[Phone]:
    """A phone whose site is served; its browser is not started yet."""
    one = Phone(chromium, tmp_path / "phone", net)
    one.start_server()
    yield one
    one.stop()
    one.stop_server()
    assert one.said == []
