"""Photos on their way into a product or a month's sales: kept while the form is mended."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.accounts.models import User
from media.actions import store_photo
from media.errors import MediaRefused
from media.models import FileKind, StoredFile

SALT = "courses.shops.photos"
KEPT_FOR = timedelta(days=1)


@dataclass
class Photos:
    """The photos of one form in their order, and what was refused."""

    files: list[StoredFile] = field(default_factory=list)
    errors: list[str | Promise] = field(default_factory=list)

    @property
    def kept(self) -> list[tuple[str, StoredFile]]:
        """Return each photo with the signed name under which the form carries it."""
        return [(signing.dumps(str(stored.pk), salt=SALT), stored) for stored in self.files]


def receive_photos(
    owner: User, *, signed: Iterable[str], uploads: Iterable[UploadedFile], most: int, at: datetime
) -> Photos:
    """Find the photos that a form carries and store those that it brings.

    One that is no picture does not lose the others. What no form keeps in the end is removed at night.
    """
    photos = Photos(_kept(owner, signed)[:most])
    for upload in uploads:
        if len(photos.files) >= most:
            photos.errors.append(_("Send at most %(most)s pictures.") % {"most": most})
            break
        try:
            photos.files.append(store_photo(owner, upload=upload, at=at))
        except MediaRefused as refused:
            photos.errors.append(refused.message)
    return photos


def _kept(owner: User, signed: Iterable[str]) -> list[StoredFile]:
    names: list[str] = []
    for text in signed:
        try:
            names.append(signing.loads(text, salt=SALT, max_age=KEPT_FOR))
        except signing.BadSignature:
            continue  # too old or not ours: the person chooses the picture again
    mine = {
        str(stored.pk): stored
        for stored in StoredFile.objects.filter(pk__in=names, owner=owner, kind=FileKind.PHOTO)
    }
    return [mine[name] for name in dict.fromkeys(names) if name in mine]
