"""Making one film of a seller's clip: compose, look at what came out, and only then keep it."""

import errno
import hashlib
import uuid
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from media import failures, s3
from media.errors import MediaRefused
from media.failures import LeaseLost, MakingFailed
from media.film import FilmError
from media.holding import WORK_FOLDER
from media.kinds import ClipState
from media.lease import FREE
from media.models import FileKind, StoredFile
from media.probe import Facts, probe
from media.shop_clips.lease import FilmLease
from media.shop_clips.models import FilmQuality, ShopClip, ShopFilm
from media.store import keep_private, part_file, private_key, private_path, publish, remove_private

if TYPE_CHECKING:
    from media.compose.advert_plan import Advert

# The film may differ from the plan by the length of a few pictures.
TOLERANCE_MS = 200
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}


def make_film(film: ShopFilm, lease: FilmLease) -> None:
    """Make and keep a film under a lease; raises MakingFailed or LeaseLost, and then nothing is kept."""
    name = uuid.uuid4()
    relative = f"{name.hex[:2]}/{name.hex}.mp4"
    final = private_path(relative)
    try:
        with part_file(final) as part:
            facts = _composed(film, part, lease)
            publish(part, final)
        stored = _stored(name, relative, film.clip, facts, at=lease.clock())
        keep_private(relative, content_type=stored.content_type)
        _keep(stored, lease, at=lease.clock())
    except BaseException as error:
        remove_private(relative)
        if isinstance(error, OSError):
            code = failures.DISK if error.errno in _NO_ROOM else failures.COMPOSE
            raise MakingFailed(code, str(error)) from error
        if isinstance(error, MediaRefused):  # a film among the photos that is no good after all
            raise MakingFailed(error.code, str(error.message)) from error
        if isinstance(error, FilmError):
            if lease.is_lost.is_set():
                raise LeaseLost from error
            raise MakingFailed(failures.ENCODE, str(error)) from error
        raise


def _composed(film: ShopFilm, part: Path, lease: FilmLease) -> Facts:
    # moviepy takes a second to import: only who composes a film pays for it.
    from media.compose import advert_film

    quality = advert_film.PREVIEW if film.quality == FilmQuality.PREVIEW else advert_film.FINAL
    # What a killed worker leaves here is removed every night, see `media.periodic`.
    work = Path(settings.CLIP_ROOT) / WORK_FOLDER
    work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=work, prefix="advert-") as folder:
        advert = _advert(film.clip, Path(folder))
        advert_film.compose_advert(
            advert,
            part,
            quality=quality,
            threads=settings.CLIP_THREADS,
            on_progress=lease.report("compose", 0, 98),
            work=Path(folder),
            stop=lease.is_lost,
        )
    facts = probe(part)
    if facts is None or (facts.width_px, facts.height_px) != quality.size:
        raise MakingFailed(failures.CHECK, "the film is not of the size that was planned")
    if abs(facts.duration_ms - advert.length_ms) > TOLERANCE_MS:
        raise MakingFailed(failures.CHECK, f"the film lasts {facts.duration_ms} ms")
    return facts


def _advert(clip: ShopClip, folder: Path) -> "Advert":
    from media.compose import advert_plan

    return advert_plan.Advert(
        product=clip.product,
        price=advert_plan.written_price(clip.price_baht, clip.price_unit),
        place=clip.place,
        link=clip.link,
        words=clip.words,
        photos=[_here(photo.stored_file, folder) for photo in clip.photos.select_related("stored_file")],
        length_ms=clip.length_s * 1000,
        keeps_sound=clip.keeps_sound,
    )


def _here(stored: StoredFile, folder: Path) -> Path:
    """Return where a file of the seller's can be read; what lies in the store is fetched for the while."""
    path = private_path(stored.path)
    if path.exists() or not s3.is_on():
        return path
    try:
        s3.fetch(private_key(stored.path), folder / path.name)
    except s3.NotThere as error:
        raise MakingFailed(failures.SOURCE_GONE) from error
    return folder / path.name


def _stored(name: uuid.UUID, relative: str, clip: ShopClip, facts: Facts, *, at: datetime) -> StoredFile:
    path = private_path(relative)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return StoredFile(
        id=name,
        owner_id=clip.owner_id,
        kind=FileKind.VIDEO,
        path=relative,
        content_type="video/mp4",
        size_bytes=path.stat().st_size,
        sent_sha256=digest,
        width_px=facts.width_px,
        height_px=facts.height_px,
        duration_ms=facts.duration_ms,
        created_at=at,
    )


def _keep(stored: StoredFile, lease: FilmLease, *, at: datetime) -> None:
    with transaction.atomic():
        stored.save(force_insert=True)
        held = lease.row().update(
            state=ClipState.READY, file=stored, failure="", ready_at=at, **{**FREE, "percent": 100}
        )
        if not held:
            raise LeaseLost
