"""All settings of the site. With no environment variable it runs on SQLite and the local disk.

`docs/running.md` explains each variable to whoever runs a site.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE

from lms.env import env_bool, env_data_dir, env_int, env_list, env_str, store_origin

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env_data_dir("LMS_DATA_DIR", BASE_DIR / "var")
DEBUG = env_bool("LMS_DEBUG", False)


def _secret_key() -> str:
    """Read the site's own key from the data directory, making it on the first start."""
    path = DATA_DIR / "secret-key"
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        pass
    key = secrets.token_urlsafe(50)
    try:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(key, encoding="ascii")
    except OSError:
        # The system check `lms.E001` says in words that the directory cannot be written.
        pass
    return key


SECRET_KEY = env_str("LMS_SECRET_KEY", "") or _secret_key()
ALLOWED_HOSTS = env_list("LMS_ALLOWED_HOSTS", ["*"])
CSRF_TRUSTED_ORIGINS = env_list("LMS_TRUSTED_ORIGINS", [])
SITE_URL = env_str("LMS_SITE_URL", "http://localhost:8000").rstrip("/")

INSTALLED_APPS = [
    "cms",
    "courses",
    "media",
    "lms.accounts",
    "lms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
]

# The shared pages answer before sessions and users are looked at: they are the same for everybody.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lms.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.SharedPageMiddleware",
    "lms.middleware.PathLanguageMiddleware",
    "lms.short_way.ShortWayMiddleware",
    "lms.middleware.CompressPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.middleware.PossibleAddressMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.middleware.ContentAdminMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.site",
            ],
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=60)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write waits for its turn at the start and never fails midway.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A checkpoint after 32 MB, not 4: each one makes everybody who writes wait for the disk.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA wal_autocheckpoint=8000;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    # Compiling a statement of several parts takes PostgreSQL a second and more, running it a tenth of that.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "lms.accounts.backends.PhonePinBackend",
    "lms.accounts.backends.StaffBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "lms.accounts.hashers.PinHasher",
]
PIN_HASHER = "pin"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "lms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# Forty learners behind one hotspot join and sign in within five minutes; a guesser cannot.
#
# The hall: 40 people, each with one right and up to two mistyped tries, joining and then signing in
# again = 40 x 3 = 120 sign-ins, of which 80 fail, and 120 joins, all from ONE address in 5 minutes.
# So an address may do at least twice that: 300 tries, 200 failures, 300 joins. Two halls fit.
#
# The guesser at one phone: 5 failures in 15 minutes and 20 a day, whatever the address. A PIN is one
# of 1,000,000: 20 / 1,000,000 a day is 1 chance in 137 in a whole year of guessing every day; on a
# phone with 8 profiles, 1 in 17. The right PIN is refused as well while the limit holds.
# The guesser at many phones from one address: 1,500 failures a day hit one PIN in 667 days.
# A one-time code (6 digits, 30 minutes): 5 wrong tries end the code, 20 a day end the phone's tries.
# Choosing a PIN says whether it is taken on the phone, so it is counted like a guess: 20 a day by the
# phone, and only 8 profiles fit on one. Both together: 40 a day, 1 chance in 68 in a year.
# Join codes: only wrong ones count. 1,500 a day of 28^6 find one of 1,000 open cohorts in 321 days, and
# a code opens nothing but a seat that the trainer sees on the roster.
ACCOUNT_RATE_LIMITS = {
    "login": "300/5m/ip",
    "login_failed": "200/5m/ip,1500/d/ip,5/15m/key,20/d/key",
    "signup": "300/5m/ip",
    "choose_pin": "300/5m/ip,12/h/key,20/d/key",
    "redeem_code": "200/5m/ip,1500/d/ip,10/15m/key,20/d/key",
    "join_code": "200/5m/ip,1500/d/ip",
    "change_password": "5/5m/user,20/d/user",
}
SESSION_ENGINE = "lms.accounts.sessions"
SESSION_COOKIE_AGE = 180 * 24 * 3600
SESSION_COOKIE_SECURE = SITE_URL.startswith("https://")
CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
BEHIND_PROXY = env_bool("LMS_BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Rate limits must see the learner's address, not the proxy's: that many entries of X-Forwarded-For,
# counted from the right, were written by proxies of ours and can be believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("LMS_PROXY_COUNT", 1 if BEHIND_PROXY else 0)
EMAIL_BACKEND = env_str("LMS_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "th"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lms.bundles.BundleFinder",
]
# Wagtail's own pictures; people's evidence and clips go through `media` and a permission check.
MEDIA_URL = "/files/public/"
MEDIA_ROOT = DATA_DIR / "files" / "public"
PRIVATE_ROOT = DATA_DIR / "files" / "private"
CLIP_ROOT = DATA_DIR / "files" / "clips"
# Files on their way in, and the source films of lessons as they were sent.
UPLOAD_ROOT = DATA_DIR / "files" / "arriving"
SOURCE_ROOT = DATA_DIR / "files" / "sources"
# Files that a phone sealed, until the item comes that tells their key.
SEALED_ROOT = DATA_DIR / "files" / "sealed"
# How many days a person may still stop the erasure of their data.
ERASURE_DAYS = env_int("LMS_ERASURE_DAYS", 7)
UPLOAD_LESSON_BYTES = env_int("LMS_UPLOAD_LESSON_MB", 500) * 1_000_000
UPLOAD_PRACTICE_BYTES = env_int("LMS_UPLOAD_PRACTICE_MB", 150) * 1_000_000
# How much one person may send in a day: a trainer's whole folder, a learner's few tries.
UPLOAD_LESSON_DAY_BYTES = env_int("LMS_UPLOAD_LESSON_DAY_MB", 10_000) * 1_000_000
UPLOAD_PRACTICE_DAY_BYTES = env_int("LMS_UPLOAD_PRACTICE_DAY_MB", 1_000) * 1_000_000
# --- Checking evidence ----------------------------------------------------------------------------
# A picture with customers' data is kept as sent for the audit window after the verdict; then its hash stays.
ORIGINAL_PICTURE_DAYS = env_int("LMS_ORIGINAL_PICTURE_DAYS", 180)
# After so long without opening a picture the first reviewer makes room for another.
FIRST_LOOK_MINUTES = env_int("LMS_FIRST_LOOK_MINUTES", 30)
# Approvals of one person within an hour: after the first number each is looked at again; the second ends it.
APPROVALS_AN_HOUR = env_int("LMS_APPROVALS_AN_HOUR", 60)
MOST_APPROVALS_AN_HOUR = env_int("LMS_MOST_APPROVALS_AN_HOUR", 200)
# Secret, so that nobody can tell which claims are drawn for a second look; changing it draws later ones anew.
SECOND_LOOK_SEED = env_str("LMS_SECOND_LOOK_SEED", "") or SECRET_KEY
# 5 MiB is the least that an S3 store takes for a part; larger ones lose more to a bad network.
UPLOAD_PART_BYTES = 5 * 1024 * 1024
# Any S3-compatible store instead of the local disk for what people send: on as soon as a bucket is named.
S3_BUCKET = env_str("LMS_S3_BUCKET", "")
S3_ENDPOINT = env_str("LMS_S3_ENDPOINT", "").rstrip("/")
S3_REGION = env_str("LMS_S3_REGION", "us-east-1")
S3_PATH_STYLE = env_bool("LMS_S3_PATH_STYLE", bool(S3_ENDPOINT))
S3_PREFIX = env_str("LMS_S3_PREFIX", "")
# Left out, boto3 looks where it always looks: AWS_ACCESS_KEY_ID, a profile, the machine's role.
S3_ACCESS_KEY = env_str("LMS_S3_ACCESS_KEY", "")
S3_SECRET_KEY = env_str("LMS_S3_SECRET_KEY", "")
# How long a link to one private object holds, and one to which a slow phone sends a part.
S3_LINK_SECONDS = env_int("LMS_S3_LINK_SECONDS", 300)
S3_PART_SECONDS = env_int("LMS_S3_PART_SECONDS", 3600)
# A clip's link holds for a lesson of thirty minutes with long pauses: players stay with the first one.
S3_CLIP_SECONDS = env_int("LMS_S3_CLIP_SECONDS", 3 * 3600)
# Behind nginx: the internal address (with a slash at its end) that maps to `files/` of the data directory.
FILES_ACCEL = env_str("LMS_FILES_ACCEL", "")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.storage.StaticStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_TEMP_DIR = None

# --- Work in the background ---------------------------------------------------------------------
TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "clips"]},
}

# How many threads one transcoding may take: half of the machine, so that pages stay quick meanwhile.
CLIP_THREADS = env_int("LMS_CLIP_THREADS", max((os.cpu_count() or 2) // 2, 1))

# Rate limits live here, so every web process of the machine must see the same entries.
# Several machines share a server: LMS_CACHE_URL=redis://…
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "lms.cache.CountingFileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
if _cache_url := env_str("LMS_CACHE_URL", ""):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _cache_url}

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "ขายเป็น"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Name, e-mail, password and role are kept at the desk and behind its rate limits.
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "staff-login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# --- What a browser may do ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY_STRICT: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "media-src": [SELF, "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
# Phones send to the store and read from it by signed links.
if _store := store_origin(S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_PATH_STYLE):
    for _what in ("img-src", "media-src", "connect-src"):
        CONTENT_SECURITY_POLICY_STRICT[_what].append(_store)
# Wagtail's admin still carries inline scripts and styles: the exception ends with its path.
CONTENT_SECURITY_POLICY_CMS = {
    **CONTENT_SECURITY_POLICY_STRICT,
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}
SECURE_REFERRER_POLICY = "same-origin"
# Shared pages carry no token, so their script reads it here; who could run a script needs none anyway.
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "lms.views.csrf_failure"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env_str("LMS_LOG_LEVEL", "WARNING")},
}
