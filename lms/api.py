"""The API at `/api/v1/`: one router a room, its OpenAPI description generated."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from cms.packs.api import router as packs_router
from courses.clips.api import router as clips_router
from courses.errors import Refused
from courses.exports.api import router as data_router
from courses.phone.api import router as phone_router
from courses.progress.api import router as progress_router
from courses.reports.api import router as reports_router
from courses.sync.api import router as sync_router
from media.api import router as media_router
from media.errors import MediaRefused
from media.uploads.api import router as uploads_router

api = NinjaAPI(title="Khai Pen", version="1", urls_namespace="api", docs_url=None)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a rule's no with its sentence and its code."""
    return api.create_response(
        request,
        {"code": error.code, "message": str(error.message), "field": error.field},
        status=error.status,
    )


@api.exception_handler(MediaRefused)
def file_refused(request: HttpRequest, error: MediaRefused) -> HttpResponse:
    """Answer the film room's no the same way."""
    return api.create_response(
        request,
        {"code": error.code, "message": str(error.message), "field": error.field},
        status=error.status,
    )


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer values that no client of ours sends; `field` names the first one, nothing is echoed."""
    place = error.errors[0].get("loc", ()) if error.errors else ()
    # The place begins with where it was found ("body", "path") and the parameter's own name.
    field = ".".join(str(part)[:40] for part in place[2:])
    return _say(
        request,
        "unreadable",
        _("What was sent could not be read. Open the page again and retry."),
        422,
        field,
    )


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the API itself refuses: no session, a wrong token, a body that is no JSON."""
    words = {
        401: _("Please sign in first."),
        403: _("This page is too old. Open it again and retry."),
        429: _("Too many tries. Wait a little and retry."),
    }
    unknown = _("What was sent could not be read. Open the page again and retry.")
    return _say(
        request, f"http-{error.status_code}", words.get(error.status_code, unknown), error.status_code
    )


def _say(request: HttpRequest, code: str, message: str, status: int, field: str = "") -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "field": field}, status=status)


api.add_router("", progress_router)
api.add_router("", reports_router)
api.add_router("", phone_router)
api.add_router("", sync_router)
api.add_router("", clips_router)
api.add_router("", packs_router)
api.add_router("", data_router)
api.add_router("", media_router)
api.add_router("", uploads_router)
