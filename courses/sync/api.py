"""What phones send after days without a network, and the keys and tokens that they need for it."""

from typing import Any, Literal
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from ninja import Router, Schema
from pydantic import Field

from courses.access import learner_session
from courses.errors import Refused
from courses.milestones.evidence_rules import photo_field
from courses.people.models import Learner
from courses.sync.actions import take_batch
from courses.sync.describing import BATCH_BODY
from courses.sync.entries import LONGEST_ID, Entry, Sender, sender_of
from courses.sync.errors import SiteBusy
from courses.sync.keys import current_key, public_jwk
from courses.sync.models import KeyKind
from courses.sync.reading import read_batch
from lms.accounts.models import User
from lms.accounts.submit_tokens import SessionBesideToken, SubmitTokenBearer, give_token, note_use
from lms.dates import now
from media.errors import MediaRefused

router = Router(tags=["sync"])
NOT_KEPT = {"Cache-Control": "private, no-store"}
KEYS_KEPT = {"Cache-Control": "public, max-age=3600"}


class PhoneToken(SubmitTokenBearer):
    """Opens `/sync` to a phone with a submit token of a learner's profile."""

    def authenticate(self, request: HttpRequest, token: str) -> Sender | None:  # type: ignore[override]
        """Return the sender; None for a token that is unknown, over or taken back."""
        user = super().authenticate(request, token)
        profile = getattr(user, "learner", None) if user else None
        if user is None or profile is None:
            return None
        return sender_of(user, profile, may_read=_signed_in_as(request, profile))


class SignedIn(SessionBesideToken):
    """Opens `/sync` to a signed-in profile, also one that was merged; a named token goes before it."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Sender | None:
        """Return the sender behind the session."""
        user = request.user
        if not isinstance(user, User) or not user.is_learner:
            return None
        profile: Learner | None = getattr(user, "learner", None)
        return sender_of(user, profile, may_read=True) if profile else None


class JsonWebKey(Schema):
    """A public P-256 key."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str


class NamedKey(Schema):
    """A public key and the name by which it is told."""

    id: str
    jwk: JsonWebKey


class Keys(Schema):
    """The public keys in use: phones seal what they send, and check the signature of what they fetch."""

    sealing: NamedKey
    signing: NamedKey


class WantedToken(Schema):
    """A phone that wants to send for the profile that is signed in on it."""

    device: str = Field("", max_length=200, description="A short label that people know the phone by")


class TokenAnswer(Schema):
    """The token, told this once. It only sends: `/sync` and sealed uploads."""

    token: str
    profile: UUID
    name: str
    expires_at: str


class ToldMark(Schema):
    """How the server marked a quiz."""

    score: int
    max_score: int
    passed: bool


class ToldFault(Schema):
    """One more place of an item that is to be mended, like `field` and `message` of its result."""

    field: str
    message: str


class ItemResult(Schema):
    """What became of one item. Only `rejected` with the code `files-missing` is to be sent again.

    A `stored` one with a message has something that the person should look at. `field` names the place of
    the body that a `rejected` one is mended at; of a picture what it shows, and nothing where there is none.
    `others` are further places of the same item.
    """

    id: str | None
    result: Literal["stored", "duplicate", "rejected"]
    code: str
    message: str
    field: str
    others: list[ToldFault]
    mark: ToldMark | None
    differs: bool


class BatchAnswer(Schema):
    """The results in the order of the items, and the server's clock."""

    server_time: str
    results: list[ItemResult]


class Problem(Schema):
    """Why a whole call was refused; nothing of it is lost, the phone keeps all and sends again."""

    code: str
    message: str
    field: str


@router.get("/keys", auth=None, response=Keys, url_name="keys")
def keys(request: HttpRequest) -> JsonResponse:
    """Tell the public keys in use."""
    at = now()
    told = {kind.value: current_key(kind, at=at) for kind in KeyKind}
    answer = {kind: {"id": key.name, "jwk": public_jwk(key)} for kind, key in told.items()}
    return JsonResponse(answer, headers=KEYS_KEPT)


@router.post("/me/submit-tokens", auth=learner_session, response=TokenAnswer, url_name="submit-tokens")
def submit_tokens(request: HttpRequest, wanted: WantedToken) -> JsonResponse:
    """Give this phone a token with which it sends for the signed-in profile, for a year."""
    learner: Learner = request.auth  # type: ignore[attr-defined]
    given = give_token(learner.user, device=wanted.device, at=now())
    answer = {
        "token": given.token,
        "profile": str(learner.public_id),
        "name": learner.name,
        "expires_at": given.row.expires_at.isoformat(),
    }
    return JsonResponse(answer, headers=NOT_KEPT)


@router.post(
    "/sync",
    auth=[PhoneToken(), SignedIn()],
    response={200: BatchAnswer, frozenset({400, 401, 413, 429, 503}): Problem},
    url_name="sync",
    openapi_extra=BATCH_BODY,
)
def sync(request: HttpRequest) -> HttpResponse:
    """Take in a batch of at most 200 items and 256 kB unpacked; `Content-Encoding: gzip` is welcome.

    Each item gets one answer. Any order, any repetition and any number of phones give the same rows.
    """
    sender: Sender = request.auth  # type: ignore[attr-defined]
    at = now()
    with translation.override(_language(request)):
        raws = read_batch(request)
        try:
            entries = take_batch(sender, raws, at=at)
            if row := getattr(request, "submit_token", None):
                note_use(row, at=at)
        except (OperationalError, InterfaceError) as error:
            raise SiteBusy from error
        answer = {
            "server_time": at.isoformat(),
            "results": [_result(entry, may_read=sender.may_read) for entry in entries],
        }
    return JsonResponse(answer, headers=NOT_KEPT)


def _result(entry: Entry, *, may_read: bool) -> dict[str, Any]:
    is_told = entry.mark is not None and not entry.refusal and (may_read or not entry.was_sealed)
    return {
        "id": _id_as_sent(entry),
        "result": entry.result,
        **_told(entry),
        "mark": entry.mark.as_kept() if is_told and entry.mark else None,
        # That the marks differ is told to every phone; how it was marked only to whoever may read.
        "differs": entry.differs and not entry.refusal,
    }


def _told(entry: Entry) -> dict[str, Any]:
    """Return why an item was refused and where, or what to look at in one that was stored."""
    if entry.refusal:
        others = [_fault(one) for one in getattr(entry.refusal, "others", [])]
        return {"code": entry.refusal.code, **_fault(entry.refusal), "others": others}
    if entry.doubt:
        return {"code": entry.doubt.code, "message": str(entry.doubt.told), "field": "", "others": []}
    return {"code": "", "message": "", "field": "", "others": []}


def _fault(refusal: Refused | MediaRefused) -> dict[str, str]:
    # The form names the places of pictures; an item knows what each of its files shows.
    return {"message": str(refusal.message), "field": refusal.field.removeprefix(photo_field(""))}


def _id_as_sent(entry: Entry) -> str | None:
    """Return the id in the phone's own spelling, by which it finds its item."""
    sent = entry.raw.get("id") if isinstance(entry.raw, dict) else None
    return sent if isinstance(sent, str) and len(sent) <= LONGEST_ID else entry.item_id


def _signed_in_as(request: HttpRequest, profile: Learner) -> bool:
    user = request.user
    return isinstance(user, User) and user.pk == profile.user_id


def _language(request: HttpRequest) -> str:
    """Return the language of the sentences: the address's, else the one that the phone asks for first."""
    if wanted := request.GET.get("lang"):
        return "en" if wanted == "en" else "th"
    return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "th"
