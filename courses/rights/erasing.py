"""Erasing a person and keeping every total true (PDPA section 33).

The rows stay, because counts are counts of rows: who was certified when, in which community and year.
What says who it was goes: name, phone, PIN, words, links, pictures, sound and films. Of pictures that
proved something the hash stays, so that the same picture sent by somebody else is still found; so do the
numbers of parcels, which prove one sale each. A shop's link becomes a keyed hash of itself: shops are
still counted once each, and nobody reads the link back.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.utils.crypto import salted_hmac

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.duplicates.models import Merge
from courses.ledgers.operators import Operator
from courses.milestones.models import Certification
from courses.people.models import Erasure, Learner
from courses.shops.models import Product
from lms.accounts.models import User
from lms.dates import bangkok_date, fiscal_year_be
from media.models import StoredFile
from media.store import remove_private

ERASED_NAME = "ผู้ใช้ที่ลบข้อมูลแล้ว"
ERASED_WORDS = "ลบแล้วตามคำขอของเจ้าของข้อมูล"
# (first age, age that stands for the band): a band stays, the year of birth goes.
AGE_BANDS = ((60, 67), (45, 52), (30, 37), (20, 25), (0, 17))
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wipe:
    """What is emptied in the rows of one table. `whose` leads from the row to the learner.

    `words` must not stay empty where a rule asks for a reason, so they are replaced by a fixed sentence;
    `empty` becomes null, `opened` an empty object.
    """

    table: str
    whose: str = "learner"
    blank: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    hashed: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()


WIPES = (
    Wipe("courses.Consent", blank=("guardian_name",)),
    Wipe("courses.Correction", blank=("words",), words=("answer",)),
    Wipe("courses.Enrolment", blank=("left_reason",)),
    Wipe("courses.Submission", blank=("text",), words=("feedback",)),
    Wipe(
        "courses.Claim",
        blank=("url", "note", "buyer_name", "buyer_phone"),
        words=("reason",),
        hashed=("url_key",),
    ),
    # What was read out of a picture, such as who paid whom.
    Wipe("courses.Evidence", whose="claim__learner", opened=("parsed",)),
    Wipe("courses.WitnessStatement", words=("place", "text")),
    Wipe("courses.Suspension", words=("reason",)),
    Wipe("courses.Certification", words=("revoked_reason",)),
    Wipe("courses.SecondLook", whose="claim__learner", words=("reason", "kept_reason")),
    Wipe("courses.Shop", blank=("url", "name"), hashed=("url_key",)),
    Wipe("courses.Product", blank=("otop_number", "licence_number", "story"), words=("name",)),
    Wipe("courses.MonthlySales", empty=("picture",)),
    Wipe("courses.SecondLook", whose="claim__learner", words=("reason", "kept_reason")),
    Wipe(
        "courses.PromotionService",
        whose="operator__learner",
        blank=("url", "note"),
        words=("void_reason", "value_reason", "fallen_reason"),
        hashed=("url_key",),
    ),
    Wipe("courses.DbdApplication", whose="operator__learner", words=("reason", "void_reason")),
)
# Rows that say nothing to any total. The files behind them go with the person's files.
REMOVED = (
    ("courses.ProductPhoto", "product__learner"),
    ("courses.SubmissionFile", "submission__learner"),
    ("courses.RejectedItem", "learner"),
    ("courses.SeenProgress", "learner"),
    ("courses.FirstLook", "claim__learner"),
    # Its lines go along. What was verified stays verified: the order's number stands in the claim.
    ("courses.OrderFile", "claim__learner"),
    ("courses.DuplicateCard", "learner"),
    ("courses.DuplicateKey", "learner"),
    ("courses.DuplicatePair", "first"),
    ("courses.DuplicatePair", "second"),
)
REMOVED_OF_PROFILE = (("accounts.PinCode", "user"), ("media.ShopClip", "owner"), ("media.Upload", "owner"))


def erase_due(at: datetime) -> int:
    """Every hour: erase whose days to think it over are gone. Returns how many."""
    due = Erasure.objects.filter(due_at__lte=at, stopped_at__isnull=True, done_at__isnull=True)
    done = 0
    for pk in due.values_list("pk", flat=True):
        done += erase(pk, at=at)
    return done


@transaction.atomic
def erase(erasure_id: int, *, at: datetime) -> bool:
    """Carry one erasure out, whole or not at all. Tells whether it was still to be done."""
    learner_id = Erasure.objects.values_list("learner_id", flat=True).get(pk=erasure_id)
    learner = Learner.objects.select_for_update(of=("self",)).get(pk=learner_id)
    erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
    if erasure.done_at is not None or erasure.stopped_at is not None or erasure.due_at > at:
        return False
    year_be = _year_to_keep(learner, at)
    for one in _profiles_of(learner):
        _anonymise(one, year_be, at)
    erasure.done_at = at
    erasure.save(update_fields=["done_at"])
    subject = ("erasure", erasure.pk)
    note(Verb.ERASED, by=erasure.asked_by, at=at, person=learner.public_id, subject=subject)
    log.info("learner %s: data erased", learner.pk)
    return True


def coarse_birth_year(birth_year_be: int | None, year_be: int) -> int | None:
    """Return the birth year that stands for the age band which a person had in a year.

    Only the band of one year is kept: who knows when somebody went from one band to the next knows the
    year of birth. For the years around it the middle of the band gives the same band for whoever stayed in
    it: five years before and four after at least.
    """
    if birth_year_be is None:
        return None
    age = year_be - birth_year_be
    return year_be - next(middle for first, middle in AGE_BANDS if age >= first)


def _year_to_keep(learner: Learner, at: datetime) -> int:
    """Return the year whose age band stays true: where the person is counted (K1), else the running one."""
    counted = Certification.objects.live().filter(learner=learner).values_list("fiscal_year_be", flat=True)
    return counted.first() or fiscal_year_be(bangkok_date(at))


def _profiles_of(learner: Learner) -> list[Learner]:
    """Return the person's profile and those that were merged into it."""
    found = [learner]
    for one in found:
        found += [row for row in Learner.objects.filter(merged_into=one) if row not in found]
    return found


def _anonymise(learner: Learner, year_be: int, at: datetime) -> None:
    files = _files_of(learner)
    for wipe in WIPES:
        _wipe(wipe, learner)
    for table, whose in REMOVED:
        apps.get_model(table)._base_manager.filter(**{whose: learner}).delete()
    for table, whose in REMOVED_OF_PROFILE:
        apps.get_model(table)._base_manager.filter(**{whose: learner.user}).delete()
    Product.objects.on_offer().filter(learner=learner).update(removed_at=at)
    # The journal of a merge holds rows as they were: with it goes the way back.
    Merge.objects.filter(Q(survivor=learner) | Q(merged=learner)).update(changes=[])
    _forget_operator(learner)
    _remove_files(files)
    _close_way_in(learner.user, at)
    learner.birth_year_be = coarse_birth_year(learner.birth_year_be, year_be)
    learner.erased_at = at
    learner.save(update_fields=["birth_year_be", "erased_at"])


def _wipe(wipe: Wipe, learner: Learner) -> None:
    rows: models.QuerySet[Any] = apps.get_model(wipe.table)._base_manager.filter(**{wipe.whose: learner})
    for field in wipe.blank:
        rows.exclude(**{field: ""}).update(**{field: ""})
    for field in wipe.words:
        rows.exclude(**{field: ""}).update(**{field: ERASED_WORDS})
    for field in wipe.empty:
        rows.update(**{field: None})
    for field in wipe.opened:
        rows.update(**{field: {}})
    for field in wipe.hashed:
        for key in rows.exclude(**{field: ""}).values_list(field, flat=True).distinct():
            rows.filter(**{field: key}).update(**{field: _hash(key)})


def _forget_operator(learner: Learner) -> None:
    """Empty the names under which a ledger knew the person before it knew the learner."""
    for row in Operator.objects.filter(learner=learner).exclude(name=""):
        mark = _hash(f"{row.name_key} {row.phone}")
        phone = mark[:15] if row.phone else ""
        Operator.objects.filter(pk=row.pk).update(name=ERASED_NAME, name_key=mark, phone=phone)


def _hash(key: str) -> str:
    return "erased:" + salted_hmac("courses.rights.erasing", key, algorithm="sha256").hexdigest()


def _files_of(learner: Learner) -> list[StoredFile]:
    """Return the person's own files. Found before the rows that point to them are gone."""
    return list(StoredFile.objects.filter(owner=learner.user))


def _remove_files(files: Iterable[StoredFile]) -> None:
    """Remove files with their bytes; a row that evidence holds stays with its hash and nothing behind it."""
    for stored in files:
        path = stored.path
        try:
            with transaction.atomic():
                stored.delete()
        except ProtectedError:
            StoredFile.objects.filter(pk=stored.pk).update(path=f"erased/{stored.pk.hex}", size_bytes=0)
            transaction.on_commit(partial(remove_private, path))


def _close_way_in(user: User, at: datetime) -> None:
    """Take name, phone, e-mail and PIN away: whoever is signed in is so no longer, and no phone sends."""
    user.name, user.phone, user.email, user.is_active = ERASED_NAME, "", None, False
    user.set_password(None)
    user.save(update_fields=["name", "phone", "email", "is_active", "password"])
    user.submit_tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    user.submit_tokens.update(device="")
