"""The site's settings with a throw-away data directory, quick hashes and tasks run on the spot."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from lms.messages import compile_stale

# LMS_TEST_KEEP names a folder that stays between runs, for `pytest --reuse-db` while one works on a room.
if _kept := os.environ.get("LMS_TEST_KEEP"):
    _data = Path(_kept).resolve()
    _data.mkdir(parents=True, exist_ok=True)
else:
    _data = Path(tempfile.mkdtemp(prefix="khai-pen-test-"))
    atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["LMS_DATA_DIR"] = str(_data)
os.environ.setdefault("LMS_SECRET_KEY", "test-only")
compile_stale()

from lms.settings import *  # noqa: E402, F403
from lms.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PIN_HASHER = "md5"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "clips"]}}
ALLOWED_HOSTS = ["*"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser's server and the test are two threads with two connections.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
else:
    # The browser's server threads must not hold on to a database that is about to be dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
