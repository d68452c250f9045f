"""Resumable uploads over the API: begin, which parts are missing, parts in any order, finish.

One protocol for both stores. Every call may be repeated; a part is told by its number and its SHA-256.
"""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from ninja import Header, Router, Schema
from pydantic import Field, StringConstraints

from lms.accounts.models import User
from lms.accounts.submit_tokens import SessionBesideToken, has_token, submit_token
from lms.dates import now
from media.kinds import FileKind
from media.uploads import actions, errors
from media.uploads.disk import CHUNK_BYTES
from media.uploads.models import PIECE_BYTES, Purpose, Store, Upload, UploadState

router = Router(tags=["uploads"])
NOT_KEPT = {"Cache-Control": "private, no-store"}
MOST_BYTES = 10**15
HEX = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, StringConstraints(pattern=HEX)]
BYTES_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class Session(SessionBesideToken):
    """Opens an operation to whoever is signed in; changes need the CSRF token as well."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Return the person of the session; nobody while a one-time password has to be changed first."""
        user = request.user
        return user if isinstance(user, User) and not user.must_change_password else None


session = Session()
# A phone sends sealed files by its submit token, long after its session ended (`docs/sync.md`).
sender = [submit_token, session]


class Begin(Schema):
    """A file that wants to be sent."""

    id: uuid.UUID
    name: str = Field(max_length=1000)
    size_bytes: int = Field(ge=1, le=MOST_BYTES, strict=True)
    purpose: Purpose
    kind: FileKind = FileKind.VIDEO
    content_type: str = Field("", max_length=200)


class Finish(Schema):
    """The hashes of all parts in order."""

    sha256: list[Sha256] = Field(max_length=10_000)


class Link(Schema):
    """A part for which a link to the store is wanted, by its hash."""

    sha256: Sha256


class Arrived(Schema):
    """A part that the store took, with what the store answered."""

    sha256: Sha256
    etag: str = Field(min_length=1, max_length=100)


class LinkOut(Schema):
    """Where and with which headers the part is to be PUT."""

    url: str
    headers: dict[str, str]


class UploadOut(Schema):
    """Where an upload stands, and what is still to be sent."""

    id: uuid.UUID
    state: UploadState
    size_bytes: int
    part_bytes: int
    piece_bytes: int
    part_count: int
    is_direct: bool
    missing: list[int]
    result: uuid.UUID | None


class PartOut(Schema):
    """What became of a part: `is_whole` is false while pieces of it are missing."""

    number: int
    is_whole: bool


@router.post("/uploads", auth=sender, response=UploadOut, url_name="uploads")
def begin(request: HttpRequest, wanted: Begin) -> HttpResponse:
    """Begin to send a file, or find it again after an interruption."""
    if has_token(request) and wanted.purpose != Purpose.SEALED:
        raise errors.not_for_you()
    upload = actions.begin(
        _person(request),
        upload_id=wanted.id,
        name=wanted.name,
        size_bytes=wanted.size_bytes,
        purpose=wanted.purpose,
        kind=wanted.kind,
        content_type=wanted.content_type,
        at=now(),
    )
    return _answer(upload)


@router.get("/uploads/{key}", auth=sender, response=UploadOut, url_name="upload")
def state(request: HttpRequest, key: str) -> HttpResponse:
    """Tell where an upload stands."""
    return _answer(_mine(request, key))


@router.delete("/uploads/{key}", auth=session, url_name="upload-cancel")
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Forget a file on its way; one that arrived stays."""
    actions.cancel(_mine(request, key), at=now())
    return HttpResponse(status=204, headers=NOT_KEPT)


@router.put(
    "/uploads/{key}/parts/{number}",
    auth=sender,
    response=PartOut,
    url_name="upload-part",
    openapi_extra=BYTES_BODY,
)
def part(request: HttpRequest, key: str, number: str, x_part_sha256: str = Header("")) -> HttpResponse:
    """Take one part whole."""
    upload, which = _mine(request, key), _number(number)
    _refuse_length(request, upload.part_size(which) if 1 <= which <= upload.part_count else 0)
    with _read_out(request):
        actions.take_part(upload, number=which, sha256=_hash(x_part_sha256), stream=request, at=now())
    return JsonResponse({"number": which, "is_whole": True}, headers=NOT_KEPT)


@router.put(
    "/uploads/{key}/parts/{number}/pieces/{piece}",
    auth=sender,
    response=PartOut,
    url_name="upload-piece",
    openapi_extra=BYTES_BODY,
)
def piece(
    request: HttpRequest, key: str, number: str, piece: str, x_part_sha256: str = Header("")
) -> HttpResponse:
    """Take one piece of a part; the hash is the piece's own."""
    upload, which, place = _mine(request, key), _number(number), _number(piece)
    is_possible = 1 <= which <= upload.part_count and place < upload.piece_count(which)
    _refuse_length(request, upload.piece_size(which, place) if is_possible else 0)
    with _read_out(request):
        is_whole = actions.take_piece(
            upload, number=which, piece=place, sha256=_hash(x_part_sha256), stream=request, at=now()
        )
    return JsonResponse({"number": which, "is_whole": is_whole}, headers=NOT_KEPT)


@router.post("/uploads/{key}/parts/{number}/link", auth=sender, response=LinkOut, url_name="upload-part-link")
def link(request: HttpRequest, key: str, number: str, wanted: Link) -> HttpResponse:
    """Give out the link by which one part goes straight to the store."""
    url, headers = actions.link_part(_mine(request, key), number=_number(number), sha256=wanted.sha256)
    return JsonResponse({"url": url, "headers": headers}, headers=NOT_KEPT)


@router.post(
    "/uploads/{key}/parts/{number}/arrived", auth=sender, response=PartOut, url_name="upload-part-arrived"
)
def arrived(request: HttpRequest, key: str, number: str, told: Arrived) -> HttpResponse:
    """Note that the store took a part."""
    upload, which = _mine(request, key), _number(number)
    actions.note_part(upload, number=which, sha256=told.sha256, etag=told.etag, at=now())
    return JsonResponse({"number": which, "is_whole": True}, headers=NOT_KEPT)


@router.post("/uploads/{key}/finish", auth=sender, response=UploadOut, url_name="upload-finish")
def finish(request: HttpRequest, key: str, told: Finish) -> HttpResponse:
    """Check all parts and make of the file what it was sent for."""
    return _answer(actions.finish(_mine(request, key), sha256=told.sha256, at=now()))


def _person(request: HttpRequest) -> User:
    person: User = request.auth  # type: ignore[attr-defined]
    return person


def _mine(request: HttpRequest, key: str) -> Upload:
    mine = Upload.objects.visible_to(_person(request))
    if has_token(request):
        mine = mine.filter(purpose=Purpose.SEALED)
    try:
        return mine.get(pk=uuid.UUID(key))
    except (ValueError, Upload.DoesNotExist) as error:
        raise Http404 from error


def _number(text: str) -> int:
    # Eight digits are more parts than a store takes; anything else is no number of ours.
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise errors.no_such_part()
    return int(text)


def _hash(text: str) -> str:
    # Asked for after the gate: whose upload it is comes before what is wrong with the call.
    if not re.fullmatch(HEX, text):
        raise errors.wrong_hash()
    return text


def _refuse_length(request: HttpRequest, expected: int) -> None:
    """Refuse by the length that was announced, before anything is read."""
    if not expected:
        raise errors.no_such_part()
    if request.headers.get("Content-Length", "") != str(expected):
        raise errors.wrong_size()


@contextmanager
def _read_out(request: HttpRequest) -> Iterator[None]:
    """Read what nobody wanted of a body: a part that is here already is answered without it.

    A server that answers and hangs up while the phone still sends looks like a broken network to it.
    """
    try:
        yield
    finally:
        with suppress(UnreadablePostError):
            while request.read(CHUNK_BYTES):
                pass


def _answer(upload: Upload) -> HttpResponse:
    is_open = upload.state == UploadState.RECEIVING
    body: dict[str, Any] = {
        "id": str(upload.pk),
        "state": upload.state,
        "size_bytes": upload.size_bytes,
        "part_bytes": upload.part_bytes,
        "piece_bytes": PIECE_BYTES,
        "part_count": upload.part_count,
        "is_direct": upload.store == Store.S3,
        "missing": actions.missing_parts(upload) if is_open else [],
        "result": str(upload.result_id) if upload.result_id else None,
    }
    return JsonResponse(body, headers=NOT_KEPT)
