"""Every minute: look into pictures of claims that nobody looked into yet, then find their flags again.

This is kept out of `POST /api/v1/sync`, where a hall full of phones waits: a picture takes about a tenth of
a second. Safe to run twice, and by two workers: prints are stored before they are compared, so of two
pictures that come at one moment at least one sees the other.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db import transaction
from PIL import Image

from courses.milestones.flags import refresh_flags
from courses.milestones.likeness import note_likenesses, print_of
from courses.milestones.likeness_models import PicturePrint
from courses.milestones.models import SALES, Claim, ClaimState, Evidence
from courses.milestones.slips import key_of, only_slip, paid_phone, read_slip
from courses.people.models import Learner
from media.models import StoredFile
from media.photos import FORMATS
from media.store import at_hand, private_key, private_path
from media.uploads.errors import StoreAway

log = logging.getLogger(__name__)
BATCH = 40
WORKS_S = 20.0
# Stored photos are at most 1600 px; what is larger did not come through our own door.
MOST_PIXELS = 1600 * 1600
MOST_CODES = 4


def look_into_pictures(at: datetime) -> int:
    """Look into what waits, for some seconds; returns how many. The rest waits for the next minute."""
    until_s = time.monotonic() + WORKS_S
    done = 0
    while time.monotonic() < until_s:
        rows = list(
            Evidence.objects.filter(examined_at__isnull=True)
            .select_related("stored_file", "claim__learner__user")
            .order_by("pk")[:BATCH]
        )
        looked = [row for row in rows if _looked_into(row, at)]
        _compare_and_flag(looked, at)
        done += len(looked)
        if len(looked) < BATCH:
            break
    return done


def read_slips(photos: Iterable[tuple[str, StoredFile]]) -> dict[UUID, dict[str, Any]]:
    """Return what stands in the slips among some pictures, before a claim is made of them; never raises."""
    found = {}
    for kind, stored in photos:
        if kind == "payment-slip":
            picture = _opened(stored)
            found[stored.pk] = _parsed(picture, None) if picture else {}
    return found


def _looked_into(row: Evidence, at: datetime) -> bool:
    """Read one picture and keep its print; tell whether it is done with."""
    try:
        picture = _opened(row.stored_file)
    except StoreAway:
        return False  # it is looked into when the store is back
    is_sale = row.claim.milestone in SALES
    row.parsed = _parsed(picture, row.claim.learner if is_sale else None) if picture else {"unreadable": True}
    row.slip_reference = key_of(row.parsed)
    hashes = _print(row, picture)
    PicturePrint.objects.bulk_create(
        [PicturePrint(picture=row.stored_file, hashes=hashes, made_at=at)], ignore_conflicts=True
    )
    return True


def _compare_and_flag(rows: Sequence[Evidence], at: datetime) -> None:
    if not rows:
        return
    prints = PicturePrint.objects.filter(pk__in=[row.stored_file_id for row in rows])
    fresh = {one.picture_id: bytes(one.hashes) for one in prints}
    undecided = Evidence.objects.filter(claim__state=ClaimState.PENDING)
    waiting = set(undecided.values_list("stored_file_id", flat=True))
    alike = note_likenesses(fresh, waiting=waiting, opened=_opened_by_id)
    with transaction.atomic():
        for row in rows:
            row.examined_at = at
        Evidence.objects.bulk_update(rows, ["parsed", "slip_reference", "examined_at"])
    # Those whose likeness was just found, however long they were there.
    touched = {row.claim_id for row in rows}
    touched |= set(Evidence.objects.filter(stored_file__in=alike).values_list("claim_id", flat=True))
    _flag_again(touched)


def _flag_again(claims: set[UUID]) -> None:
    waiting = Claim.objects.filter(pk__in=claims, state=ClaimState.PENDING).order_by("pk")
    for pk, learner_id in list(waiting.values_list("pk", "learner_id")):
        with transaction.atomic():
            # As every verb does: the learner first, then the claim, which may be decided in the meantime.
            Learner.objects.select_for_update().get(pk=learner_id)
            claim = Claim.objects.select_for_update().get(pk=pk)
            if claim.state != ClaimState.PENDING:
                continue
            found = refresh_flags(claim)
        for other in {other.pk: other for flag in found for other in flag.neighbours}.values():
            if other.state == ClaimState.PENDING and other.pk not in claims:
                refresh_flags(other)


def _opened_by_id(picture: UUID) -> Image.Image | None:
    try:
        return _opened(StoredFile.objects.get(pk=picture))
    except StoreAway:
        return None


def _print(row: Evidence, picture: Image.Image | None) -> bytes:
    try:
        return print_of(picture) if picture else b""
    except Exception:  # whatever a strange picture does to the library costs only its print
        log.exception("the picture of evidence %s has no print", row.pk)
        return b""


def _opened(stored: StoredFile) -> Image.Image | None:
    """Return a stored picture in memory; None where it is gone, damaged or too large. Raises StoreAway."""
    try:
        with TemporaryDirectory(prefix="evidence-") as folder:
            path = at_hand(private_path(stored.path), private_key(stored.path), Path(folder))
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    return None
                return picture.convert("RGB")
    except StoreAway:
        raise
    except Exception:  # decoders raise whatever the broken bytes lead them to
        return None


def _parsed(picture: Image.Image, learner: Learner | None) -> dict[str, Any]:
    """Return what the QR codes in a picture say: see `Evidence`."""
    parsed: dict[str, Any] = {}
    phones, texts = set(), _codes(picture)
    if slip := only_slip(filter(None, map(read_slip, texts))):
        parsed["slip"] = slip.as_parsed()
    for text in texts:
        if phone := paid_phone(text):
            phones.add(phone)
    if phones and learner is not None:
        people = Learner.objects.filter(user__phone__in=phones).exclude(user__phone=learner.user.phone)
        if ids := sorted(str(one) for one in people.values_list("public_id", flat=True)):
            parsed["participants"] = ids
    return parsed


def _codes(picture: Image.Image) -> list[str]:
    import zxingcpp

    try:
        found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        return [one.text for one in found[:MOST_CODES]]
    except Exception:
        log.exception("a picture's codes could not be read")
        return []
