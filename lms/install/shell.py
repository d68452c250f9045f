"""What a phone keeps of the app itself: a few pages, the files they need, and the worker's own text."""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import translation

from cms.packs.files import needs_of
from cms.shared.build import build_mark
from cms.shared.render import neutral_request
from courses.cohorts.programme import is_demonstration
from lms.assets import static_url, with_needs
from lms.storage import minified

# The first that there is answers when a page that is not kept cannot be reached.
PAGES = ("phone", "saved", "calculator")
LANGUAGES = ("th", "en")
# What pages of lessons load: an upgrade brings these along, so that a page that follows finds them.
OF_LESSONS = ("media/player.js", "courses/learn.js", "courses/marks.js", "cms/calculator.js")
WORKER = Path(__file__).with_name("worker.js")
# The worker is one classic script (Firefox knows no modules there): these are written before it.
SHARED_WITH_PAGES = ("lms/phone/store.js", "lms/phone/ledger.js")
# What sends when the browser wakes the worker; its names are its own, only `send` is seen outside.
SENDING = ("lms/phone/send.js",)
_IMPORT, _EXPORT = re.compile(r"^import .*\n", re.MULTILINE), re.compile(r"^export ", re.MULTILINE)


@dataclass(frozen=True)
class Worker:
    """The service worker's text and the name of its build."""

    build: str
    text: bytes


def worker() -> Worker:
    """Return the worker of this build, written once in each process."""
    return _written(build_mark(), is_demonstration())


@lru_cache(maxsize=4)
def _written(_build: str, _is_demonstration: bool) -> Worker:
    pages = {
        path: _html(path, language)
        for name in PAGES
        for language in LANGUAGES
        if (path := _path(name, language))
    }
    urls = [*needs_of(pages.values()), *(static_url(name) for name in OF_LESSONS)]
    files = [(path, hashlib.sha256(html).hexdigest()) for path, html in pages.items()]
    files += [(one.url, one.sha256) for one in with_needs(urls)]
    shared = "".join(_classic(_source(name)) for name in SHARED_WITH_PAGES)
    sending = "".join(_classic(_source(name)) for name in SENDING)
    outbox = f"const outbox = (() => {{\n{sending}return {{ send }};\n}})();\n"
    source = minified(shared + outbox + _classic(WORKER.read_text("utf-8")))
    build = hashlib.sha256((json.dumps(files) + source).encode()).hexdigest()[:12]
    shell = {"build": build, "home": next(iter(pages), "/"), "files": files}
    text = f"const SHELL = {json.dumps(shell, separators=(',', ':'))};\n{source}"
    return Worker(build, text.encode())


def _path(name: str, language: str) -> str:
    with translation.override(language):
        try:
            return reverse(name)
        except NoReverseMatch:
            return ""


def _html(path: str, language: str) -> bytes:
    with translation.override(language):
        found = resolve(path)
        answer: HttpResponse = found.func(neutral_request(path, language), *found.args, **found.kwargs)
        return answer.content


def _source(name: str) -> str:
    return Path(str(finders.find(name))).read_text("utf-8")


def _classic(source: str) -> str:
    return _EXPORT.sub("", _IMPORT.sub("", source))
