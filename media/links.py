"""Files that lie in the store: the browser is sent there by a signed link, which knows Range itself."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from media import s3
from media.models import StoredFile
from media.store import clip_key, private_key
from media.uploads.errors import StoreAway

# A revision's files never change, so a phone may keep them for ever.
FOR_EVER = "public, max-age=31536000, immutable"
# What a browser may show in place. Anything else is handed over as a download.
SHOWN_IN_PLACE = {"image/jpeg", "text/vtt", "image/webp"}
RETRY_SECONDS = "30"


def shown_in_place(content_type: str) -> bool:
    """Tell whether a browser shows or plays this kind of file instead of saving it."""
    kind = content_type.split(";")[0]
    return kind in SHOWN_IN_PLACE or kind.startswith(("audio/", "video/"))


def private_from_store(stored_file: StoredFile, filename: str) -> HttpResponse:
    """Send the browser to a person's file with a link that holds for minutes and is never kept."""
    is_shown = shown_in_place(stored_file.content_type)
    url = s3.reading_link(
        private_key(stored_file.path),
        content_type=stored_file.content_type,
        disposition=content_disposition_header(not is_shown, filename) or "inline",
    )
    return _redirect(url, "private, no-store")


def clip_from_store(relative: str, *, content_type: str) -> HttpResponse:
    """Send the browser to a public clip file; captions are handed out here.

    A player stays with the link that it got first, so the link holds for a whole lesson with its pauses.
    The answer may be kept for half of that time: whoever finds it in a cache can still play.
    """
    if content_type.startswith("text/"):
        return _text(relative, content_type)
    seconds = settings.S3_CLIP_SECONDS
    url = s3.reading_link(
        clip_key(relative),
        content_type=content_type,
        disposition="inline",
        seconds=seconds,
        cache_control=FOR_EVER,
    )
    return _redirect(url, f"public, max-age={seconds // 2}")


def _text(relative: str, content_type: str) -> HttpResponse:
    # Browsers read captions from the page's own origin only, and they are small.
    try:
        text = s3.read(clip_key(relative))
    except s3.NotThere as error:
        raise Http404 from error
    except StoreAway as error:
        return HttpResponse(str(error.message), status=error.status, headers={"Retry-After": RETRY_SECONDS})
    headers = {"Cache-Control": FOR_EVER, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type=content_type, headers=headers)


def _redirect(url: str, cache_control: str) -> HttpResponse:
    headers = {"Location": url, "Cache-Control": cache_control, "Referrer-Policy": "no-referrer"}
    return HttpResponse(status=302, headers=headers)
