"""Making one light copy: look, even out, encode, read back, and only then take the place of what was sent."""

import shutil
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from media.failures import SOURCE_GONE, LeaseLost, MakingFailed
from media.holding import work_folder
from media.ingest.making import even_out, looked_into
from media.kinds import ClipState
from media.ladder import RUNGS
from media.lease import FREE
from media.light_copies.lease import LightLease
from media.making import encode, naming_failures
from media.models import StoredFile
from media.publishing import MadeFile
from media.store import (
    at_hand,
    keep_private,
    new_name,
    part_file,
    private_key,
    private_path,
    publish,
    remove_private,
)

# One size that shows what hands do, and that a phone on mobile data still loads.
SIZE = RUNGS[-1]


def make_light(sent: StoredFile, lease: LightLease) -> None:
    """Make a clip's light copy under a lease; raises MakingFailed or LeaseLost, and then nothing changed."""
    with naming_failures(lease), work_folder(lease.key, lease.token) as folder:
        lease.report("probe", 0, 2)(0)
        made = _made(sent, folder, lease)
        _keep(sent, folder / made.file, made, lease)


def _made(sent: StoredFile, folder: Path, lease: LightLease) -> MadeFile:
    try:
        source = at_hand(private_path(sent.path), private_key(sent.path), folder)
    except FileNotFoundError as error:
        raise MakingFailed(SOURCE_GONE) from error
    seen = looked_into(source)
    even_out(source, folder, seen=seen, lease=lease, short_side_px=SIZE.short_side_px)
    files = encode(folder, lease, duration_ms=seen.duration_ms, rungs=(SIZE,), sound_alone=False)
    return files[0]


def _keep(sent: StoredFile, path: Path, made: MadeFile, lease: LightLease) -> None:
    """Give the copy its place, then the row, or nothing. Orphans of a kill are removed every night."""
    relative = new_name(uuid.uuid4(), path.suffix)
    final = private_path(relative)
    try:
        with part_file(final) as part:
            shutil.copyfile(path, part)
            publish(part, final)
        keep_private(relative, content_type=made.content_type)
        _take_the_place(sent, relative, made, lease, at=lease.clock())
    except BaseException:
        # A worker that is asked to stop may be interrupted after its row was written.
        if not StoredFile.objects.filter(path=relative).exists():
            remove_private(relative)
        raise


def _take_the_place(
    sent: StoredFile, relative: str, made: MadeFile, lease: LightLease, *, at: datetime
) -> None:
    with transaction.atomic():
        # The file's row first: whoever removes the file takes the locks in the same order.
        changed = StoredFile.objects.filter(pk=sent.pk).update(
            path=relative,
            content_type=made.content_type,
            size_bytes=made.size_bytes,
            width_px=made.facts.width_px,
            height_px=made.facts.height_px,
            duration_ms=made.facts.duration_ms,
        )
        ready = {**FREE, "state": ClipState.READY, "failure": "", "percent": 100, "ready_at": at}
        if not (changed and lease.row().update(**ready)):
            raise LeaseLost
        transaction.on_commit(partial(remove_private, sent.path))
