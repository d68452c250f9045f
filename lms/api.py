"""The API at `/api/v1/`: one router a room, its OpenAPI description generated."""

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from courses.errors import Refused
from media.errors import MediaRefused

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
