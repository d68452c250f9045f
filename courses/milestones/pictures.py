"""Pictures on their way into a claim: stored when they arrive, kept while the form is mended.

A picture that was taken in stays with the person even when something else in the form is wrong: the
form carries its signed name, so nobody has to choose it again.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ProtectedError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.milestones.evidence_rules import MOST_PHOTOS, photo_field
from courses.milestones.models import Claim, Evidence
from courses.milestones.redact_models import Covering, CoverOutcome
from courses.practice.models import SubmissionFile
from lms.accounts.models import User
from media.actions import store_photo
from media.errors import MediaRefused
from media.models import FileKind, StoredFile

SALT = "courses.milestones.pictures"
KEPT_FOR = timedelta(days=1)


@dataclass
class Pictures:
    """The pictures of one form: kept ones by kind, which of them are new, and what was refused."""

    by_kind: dict[str, list[StoredFile]] = field(default_factory=dict)
    new: list[StoredFile] = field(default_factory=list)
    errors: list[tuple[str, str | Promise]] = field(default_factory=list)

    def as_photos(self) -> list[tuple[str, StoredFile]]:
        """Return (kind, picture) pairs as the action takes them."""
        return [(kind, stored) for kind, kept in self.by_kind.items() for stored in kept]

    def drop_unused(self) -> None:
        """Remove new pictures that no claim took, as when one form arrived twice."""
        used = set(Evidence.objects.filter(stored_file__in=self.new).values_list("stored_file_id", flat=True))
        for stored in self.new:
            if stored.pk not in used:
                stored.delete()


def kept_field(kind: str) -> str:
    """Return the name of the form's field that carries pictures which arrived before."""
    return f"kept-{kind}"


def sign(stored: StoredFile) -> str:
    """Return the name under which a form carries a picture that has arrived."""
    return signing.dumps(str(stored.pk), salt=SALT)


def receive_pictures(
    owner: User,
    *,
    kinds: Iterable[str],
    names: MultiValueDict[str, str],
    files: MultiValueDict[str, UploadedFile],
    at: datetime,
) -> Pictures:
    """Find the pictures that the form carries and store those that it brings.

    One picture that is none does not lose the others: its sentence stands at its field.
    """
    pictures = Pictures()
    room_left = MOST_PHOTOS
    for kind in kinds:
        kept = _kept(owner, names.getlist(kept_field(kind)))[:room_left]
        room_left -= len(kept)
        uploads = files.getlist(photo_field(kind))
        if len(uploads) > room_left:
            sentence = _("Send at most %(most)s pictures.") % {"most": MOST_PHOTOS}
            pictures.errors.append((photo_field(kind), sentence))
        for upload in uploads[:room_left]:
            if stored := _stored(owner, kind, upload, pictures, at):
                kept.append(stored)
                room_left -= 1
        pictures.by_kind[kind] = kept
    return pictures


def remove_unsent(at: datetime) -> int:
    """Every night: remove pictures that were chosen more than a day ago and never sent. Returns how many."""
    old = StoredFile.objects.filter(kind=FileKind.PHOTO, created_at__lt=at - KEPT_FOR)
    old = old.exclude(pk__in=Evidence.objects.values("stored_file_id"))
    covered = Covering.objects.filter(covered_file__isnull=False).values("covered_file_id")
    old = old.exclude(pk__in=covered)
    removed = 0
    for stored in old.exclude(pk__in=SubmissionFile.objects.values("stored_file_id")):
        with suppress(ProtectedError):  # another room has taken it since
            stored.delete()
            removed += 1
    return removed


def pictures_of(claim: Claim | None) -> Pictures:
    """Return the pictures of a claim that was sent back, for the form of the next try."""
    pictures = Pictures()
    rows = claim.evidence.select_related("stored_file").order_by("pk") if claim else Evidence.objects.none()
    rows = rows.exclude(stored_file__covering__outcome=CoverOutcome.REMOVED)
    for row in rows:
        pictures.by_kind.setdefault(row.kind, []).append(row.stored_file)
    return pictures


def _stored(
    owner: User, kind: str, upload: UploadedFile, pictures: Pictures, at: datetime
) -> StoredFile | None:
    try:
        stored = store_photo(owner, upload=upload, at=at)
    except MediaRefused as refused:
        pictures.errors.append((photo_field(kind), refused.message))
        return None
    pictures.new.append(stored)
    return stored


def _kept(owner: User, signed: Iterable[str]) -> list[StoredFile]:
    names = []
    for text in signed:
        try:
            names.append(signing.loads(text, salt=SALT, max_age=KEPT_FOR))
        except signing.BadSignature:
            continue  # too old or not ours: the person chooses the picture again
    mine = StoredFile.objects.filter(pk__in=names, owner=owner, kind=FileKind.PHOTO)
    bound = Evidence.objects.bound(owner).values("stored_file_id")
    return list(mine.exclude(pk__in=bound).order_by("created_at", "pk"))
