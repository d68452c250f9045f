"""Folders of their own and small parts, for every test of uploads."""

from pathlib import Path
from typing import Any

import pytest

from lms.accounts.models import Role, User
from tests import build

PART_BYTES = 600_000


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.UPLOAD_ROOT = tmp_path / "arriving"
    settings.SOURCE_ROOT = tmp_path / "sources"
    settings.UPLOAD_PART_BYTES = PART_BYTES


@pytest.fixture
def trainer(db: None) -> User:
    return build.staff(Role.TRAINER)


@pytest.fixture
def learner(db: None) -> User:
    return build.learner().user
