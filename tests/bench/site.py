"""The site that is measured: 5,000 learners, one cohort of 500, everything written by the demonstration.

Prepared once in a folder of its own; the pictures of claims are one picture, since nobody looks at them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lms.demo.story import files
    from lms.demo.story.plan import Picture

LEARNERS = 5_000
SEED = 11
SITE_DIR = Path(os.environ.get("BENCH_DIR") or Path(tempfile.gettempdir()) / "khai-pen-bench")
TOKEN = "benchbenchbenchbenchbenchbenchbe"
SIGNED_IN = 64


def set_up() -> None:
    """Point Django at the site's folder; runs before anything of Django is imported."""
    SITE_DIR.mkdir(parents=True, exist_ok=True)
    for name in ("DATABASE_URL", "LMS_CACHE_URL"):
        os.environ.pop(name, None)
    os.environ["LMS_DATA_DIR"] = str(SITE_DIR)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    import django

    django.setup()


def set_up_on(database_url: str) -> None:
    """Point Django at a folder and a database of their own, for a process that measures by itself."""
    folder = Path(tempfile.mkdtemp(prefix="khai-pen-storm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ.pop("LMS_CACHE_URL", None)
    os.environ["LMS_DATA_DIR"] = str(folder)
    if not database_url:
        os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings"
    import django

    django.setup()


def learners_of_a_small_site(count: int) -> list[Any]:
    """Make the programme's lessons and so many learners in one cohort; return them."""
    from django.db import transaction

    from courses.models import Learner
    from lms.dates import now
    from lms.demo import prepare as steps
    from lms.demo.story import files, write
    from lms.demo.story.draw import draw
    from lms.demo.story.lessons import lesson_specs

    steps.compile_stale()
    steps.bring_tables_up_to_date()
    steps.collect_static_files()
    steps.load_content(now())
    with transaction.atomic():
        files.picture_masters = _one_picture_for_all
        write.write(draw(count, SEED, now(), lesson_specs()))
    return list(Learner.objects.select_related("user").order_by("id")[:count])


def _one_picture_for_all(
    pictures: Iterable[Picture], *, plain: bool = False
) -> dict[uuid.UUID, files.Master]:
    from lms.demo.story import files

    master = files.pool_master("photo-0")
    return {one.id: files.Master(**{**vars(master), "sent_sha256": one.id.hex * 2}) for one in pictures}


def prepare() -> None:
    """Make the site where it is not there yet."""
    from django.db import transaction

    from lms.dates import now
    from lms.demo import prepare as steps
    from lms.demo import stamps
    from lms.demo.story import files, write
    from lms.demo.story.draw import draw
    from lms.demo.story.lessons import lesson_specs

    steps.compile_stale()
    steps.bring_tables_up_to_date()
    steps.refuse_a_real_site()
    steps.collect_static_files()
    steps.load_content(now())
    if "people" in stamps.read_stamp():
        return

    files.picture_masters = _one_picture_for_all
    with transaction.atomic():
        write.write(draw(LEARNERS, SEED, now(), lesson_specs()))
        stamps.write_stamp(people=f"{LEARNERS}/{SEED}/bench")


def cookie_of(user: object) -> str:
    """Sign somebody in and return the cookie header, with the token that writes need."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
