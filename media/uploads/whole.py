"""A file that came with a form in one go, for browsers without a script: the rules are those of parts."""

import hashlib
import io
import uuid
from datetime import datetime
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from lms.accounts.models import User
from media.ingest import refusals
from media.uploads import actions
from media.uploads.models import Upload, UploadState


def send_whole(
    owner: User, *, upload_id: uuid.UUID, file: UploadedFile, purpose: str, kind: str, at: datetime
) -> Upload:
    """Take a whole file and make of it what it was sent for; the same id again returns the same upload.

    Who may send, the kind, the size and the day's amount are asked before a byte is kept. Raises
    MediaRefused with a sentence for the person.
    """
    if not file.size:
        raise refusals.refusal(refusals.EMPTY)
    upload = actions.begin(
        owner,
        upload_id=upload_id,
        name=file.name or "",
        size_bytes=file.size,
        purpose=purpose,
        kind=kind,
        content_type=file.content_type or "",
        at=at,
    )
    if upload.state == UploadState.FINISHED:
        return upload
    hashes = [_part(upload, cast(BinaryIO, file), number, at) for number in range(1, upload.part_count + 1)]
    return actions.finish(upload, sha256=hashes, at=at)


def _part(upload: Upload, file: BinaryIO, number: int, at: datetime) -> str:
    file.seek(upload.part_start(number))
    content = file.read(upload.part_size(number))
    digest = hashlib.sha256(content).hexdigest()
    actions.take_part(upload, number=number, sha256=digest, stream=io.BytesIO(content), at=at)
    return digest
