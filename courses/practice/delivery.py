"""Files on their way into a delivery: stored when they arrive, kept while the form is mended.

A clip that took ten minutes to send must not be lost because a box was not ticked: the form carries
the signed name of what has arrived.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db.models import ProtectedError, QuerySet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.catalogue.facts import PracticeNeeds
from courses.practice.models import SubmissionFile
from courses.practice.needs import MOST_FILES
from lms.accounts.models import User
from media.actions import store_photo, store_recording
from media.errors import MediaRefused
from media.models import FileKind, StoredFile

SALT = "courses.practice.delivery"
KEPT_FOR = timedelta(days=1)
FIELDS = {"photos": FileKind.PHOTO, "audio": FileKind.AUDIO, "video": FileKind.VIDEO}


@dataclass
class Delivery:
    """The files of one form: all that have arrived, which are new, and what was refused and why."""

    files: list[StoredFile] = field(default_factory=list)
    new: list[StoredFile] = field(default_factory=list)
    errors: dict[str, str | Promise] = field(default_factory=dict)
    status: int = 422

    def drop_unused(self) -> None:
        """Remove new files that no submission took, as when one form arrived twice."""
        for stored in _unsent(StoredFile.objects.filter(pk__in=[stored.pk for stored in self.new])):
            stored.delete()

    def kept(self) -> list[tuple[str, StoredFile]]:
        """Return each file with the signed name under which the form carries it."""
        return [(signing.dumps(str(stored.pk), salt=SALT), stored) for stored in self.files]


def fields_asked(needs: PracticeNeeds) -> list[str]:
    """Return the file fields that a task's form has."""
    return [name for name in FIELDS if getattr(needs, name)]


def receive_files(
    owner: User,
    *,
    fields: Iterable[str],
    kept: Iterable[str],
    uploaded: Iterable[str] = (),
    uploads: MultiValueDict[str, UploadedFile],
    at: datetime,
) -> Delivery:
    """Find the files that the form carries and store those that it brings.

    `kept` are signed names; `uploaded` are ids of files that arrived in parts before the form. One file
    that is not what it should be does not lose the others: its sentence stands at its field.
    """
    delivery = Delivery(files=_kept(owner, kept, uploaded))
    for name in fields:
        for upload in uploads.getlist(name):
            if len(delivery.files) >= MOST_FILES:
                delivery.errors[name] = _("Send at most %(most)s files.") % {"most": MOST_FILES}
                break
            _receive(delivery, name, owner, upload, at)
    return delivery


def remove_unsent(at: datetime) -> int:
    """Every night: remove recordings that arrived more than a day ago and were never sent. Returns how many.

    Unsent photos are removed with those of claims: see `courses.milestones.pictures.remove_unsent`.
    """
    old = StoredFile.objects.filter(kind__in=(FileKind.AUDIO, FileKind.VIDEO), created_at__lt=at - KEPT_FOR)
    removed = 0
    for stored in _unsent(old):
        with suppress(ProtectedError):  # another room has taken it since
            stored.delete()
            removed += 1
    return removed


def _receive(delivery: Delivery, name: str, owner: User, upload: UploadedFile, at: datetime) -> None:
    kind = FIELDS[name]
    try:
        if kind == FileKind.PHOTO:
            stored = store_photo(owner, upload=upload, at=at)
        else:
            stored = store_recording(owner, upload=upload, kind=kind, at=at)
    except MediaRefused as refused:
        delivery.errors[name] = refused.message
        delivery.status = refused.status
        return
    delivery.files.append(stored)
    delivery.new.append(stored)


def _kept(owner: User, signed: Iterable[str], uploaded: Iterable[str]) -> list[StoredFile]:
    names = []
    for text in signed:
        with suppress(signing.BadSignature):  # too old or not ours: the person chooses the file again
            names.append(signing.loads(text, salt=SALT, max_age=KEPT_FOR))
    for text in uploaded:
        with suppress(ValueError):
            names.append(str(UUID(text)))
    # Only files of one's own are found, so that an id needs no signature.
    mine = _unsent(StoredFile.objects.filter(pk__in=names[:MOST_FILES], owner=owner))
    found = {str(stored.pk): stored for stored in mine}
    # In the order of the form: files of one form arrived at the same moment.
    return [found[name] for name in dict.fromkeys(names) if name in found]


def _unsent(files: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
    return files.exclude(pk__in=SubmissionFile.objects.values("stored_file_id"))
