"""The worker and the web manifest, at the root of the site."""

import gzip
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.assets import static_url
from lms.install.shell import worker

INDIGO, COTTON = "#1b2547", "#fbf8f1"
ICONS = (("app-192", 192, "any"), ("app-512", 512, "any"), ("app-maskable-512", 512, "maskable"))


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker; a browser asks at every visit, so an unchanged one costs a 304."""
    made = worker()
    headers = {"ETag": f'W/"{made.build}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if made.build in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=headers)
    body = made.text
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        body, headers["Content-Encoding"] = _packed(body), "gzip"
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@lru_cache(maxsize=2)
def _packed(text: bytes) -> bytes:
    return gzip.compress(text, 9, mtime=0)


@require_safe
def web_manifest(request: HttpRequest) -> JsonResponse:
    """Say what the app is called and looks like on a home screen, in the page's language."""
    name = _("Khai Pen")
    return JsonResponse(
        {
            "id": "/",
            "name": name,
            "short_name": name,
            "description": _("Learn to sell online, also without a network"),
            "lang": get_language() or "th",
            "dir": "ltr",
            "start_url": _start(),
            "scope": "/",
            "display": "standalone",
            "theme_color": INDIGO,
            "background_color": COTTON,
            "icons": [
                {
                    "src": static_url(f"lms/icons/{file}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for file, size, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "public, max-age=86400"},
    )


def _start() -> str:
    """Return where the app opens: a page that is there without a network."""
    for name in ("phone", "saved"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
