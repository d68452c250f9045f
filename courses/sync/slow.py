"""Practice work and claims: one at a time, their files opened before anything is written."""

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from courses.catalogue.errors import UnknownLesson
from courses.errors import Faults
from courses.milestones.actions import claim_milestone
from courses.milestones.claim_rules import read_stated
from courses.milestones.doubts import Doubt, doubts_about
from courses.milestones.examining import read_slips
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.follow_ups import answer_follow_up
from courses.milestones.kept_proofs import Kept, named_again
from courses.milestones.kinds import FILES
from courses.milestones.models import Claim
from courses.milestones.order_files import MOST_BYTES, OrderReport, read_orders
from courses.people.models import Learner
from courses.practice.actions import keep_late_work
from courses.practice.errors import SubmissionTaken
from courses.practice.models import Submission
from courses.sync.entries import Sender
from courses.sync.errors import FileUsed, ItemUnreadable, NotAskedAnyMore
from courses.sync.items import AnswerItem, ClaimItem, PracticeItem, Proof, SealedFile, SentFile
from courses.sync.looking import find_lesson, owners_of
from courses.sync.moments import moment_of
from courses.sync.quick import own_id
from courses.sync.sealing import CannotOpen, from_base64url
from courses.sync.turns import writing
from media.errors import MediaRefused
from media.kinds import FileKind
from media.models import StoredFile, Upload
from media.uploads import sealed


def take_practice(sender: Sender, item: PracticeItem, *, at: datetime, until_s: float) -> bool:
    """Keep practice work with its files; tell whether it is new. Raises `Refused` and MediaRefused."""
    if item.body.files and is_there(sender, item):
        return False  # before its files are opened once more
    lesson = find_lesson(item.body.lesson)
    if lesson is None:
        raise UnknownLesson
    moment = moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at)
    uploads = _uploads(sender, item.body.files)
    files = _opened(sender, item.body.files, uploads, moment, until_s)

    def keep(work_id: UUID) -> bool:
        _work, is_new = keep_late_work(
            sender.learner,
            submission_id=work_id,
            lesson=lesson,
            text=item.body.text,
            checklist=item.body.checklist,
            files=files,
            at=moment,
            people=sender.people,
        )
        return is_new

    with writing():
        try:
            is_new = keep(item.id)
        except SubmissionTaken:
            is_new = keep(own_id(sender, item.id))
    _forget(uploads)
    return is_new


def take_claim(sender: Sender, item: ClaimItem, *, at: datetime, until_s: float) -> bool:
    """Keep a claim with its pictures; tell whether it is new. Raises `Refused` and MediaRefused."""
    body = item.body
    if (body.files or body.kept) and is_there(sender, item):
        return False  # before its files are opened once more
    pictures = [file for file in body.files if file.kind == FileKind.PHOTO]
    sheets = [file for file in body.files if file.kind != FileKind.PHOTO]
    if len(sheets) > 1 or any(file.evidence not in FILES for file in sheets):
        raise ItemUnreadable("files")
    moment = moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at)
    faults = Faults()
    amount_baht = faults.ask(read_stated, body.milestone, body.amount_baht)
    uploads = _uploads(sender, [*pictures, *sheets])
    named = [Kept(one.file, one.evidence) for one in body.kept]
    kept, kept_orders = named_again(sender.learner, body.milestone, named) if named else ([], None)
    orders = faults.ask(_orders, sheets[0], uploads[-1]) if sheets else kept_orders
    files = _opened(sender, pictures, uploads[: len(pictures)], moment, until_s)
    new = [(file.evidence, stored) for file, stored in zip(pictures, files, strict=True)]
    photos = [*kept, *new]
    # Only slips are read now: without its reference nobody can say whether the evidence is enough.
    slips = read_slips(photos)
    with writing():
        if connection.features.has_select_for_update:
            # Its twin in another call has its turn first; then this one is known.
            Learner.objects.select_for_update().get(pk=sender.learner.pk)
        claim_id, is_known = _own_place(sender, item.id, Claim)
        if is_known:
            return False
        StoredFile.objects.bulk_create(files)
        claim_milestone(
            sender.learner,
            claim_id=claim_id,
            milestone=body.milestone,
            happened_on=body.happened_on,
            platform=body.platform,
            shop_name=body.shop_name,
            url=body.url,
            tracking_number=body.tracking_number,
            order_number=body.order_number,
            registration_number=body.registration_number,
            country=body.country,
            buyer_name=body.buyer_name,
            buyer_phone=body.buyer_phone,
            note=body.note,
            amount_baht=amount_baht,
            photos=photos,
            slips=slips,
            orders=orders,
            at=moment,
            arrived_at=at,
            known=faults,
        )
    _forget(uploads)
    return True


def take_answer(sender: Sender, item: AnswerItem, *, at: datetime) -> bool:
    """Keep the answer to «do you still sell?»; tell whether it is the first. Raises `NotAskedAnyMore`."""
    mine = FollowUp.objects.live().filter(certification__learner__in=sender.people)
    moment = moment_of(item.clock, item.skew_ms, learner=sender.learner, received_at=at)
    with writing():
        question = mine.select_for_update(of=("self",)).filter(pk=item.body.question).first()
        if question is None:
            raise NotAskedAnyMore
        if question.answer:
            return False
        answer_follow_up(question, answer=item.body.answer, at=moment)
    return True


def doubts_of(sender: Sender, item: ClaimItem) -> list[Doubt]:
    """Return why the day of a stored claim may be a slip; none where the person said that it is right."""
    body = item.body
    return [] if body.is_sure else doubts_about(sender.learner, body.milestone, body.happened_on)


def is_there(sender: Sender, item: PracticeItem | ClaimItem) -> bool:
    """Tell whether practice work or a claim has been stored already."""
    return _own_place(sender, item.id, Submission if isinstance(item, PracticeItem) else Claim)[1]


def _own_place(sender: Sender, item_id: UUID, model: type[Submission] | type[Claim]) -> tuple[UUID, bool]:
    """Return the id under which an item is kept, and whether it is there already."""
    ids = (item_id, own_id(sender, item_id))
    owners = owners_of(model, ids)
    is_foreign = item_id in owners and owners[item_id] not in sender.people
    place = ids[is_foreign]
    return place, place in owners


def _uploads(sender: Sender, files: Sequence[SealedFile]) -> list[Upload]:
    """Return the sealed files of an item, in its order; raises `NotHereYet` unless all have arrived."""
    if len({file.upload for file in files}) != len(files):
        raise ItemUnreadable("files")
    uploads = [sealed.waiting_file(sender.user, file.upload) for file in files]
    names = {sealed.kept_name(file.upload): file for file in files}
    if names and (used := StoredFile.objects.filter(pk__in=names).first()):
        raise FileUsed(_place(names[used.pk]))
    return uploads


def _opened(
    sender: Sender,
    files: Sequence[SentFile | Proof],
    uploads: Sequence[Upload],
    moment: datetime,
    until_s: float,
) -> list[StoredFile]:
    """Open the files into kept ones, not saved yet. What takes too long waits for the next call."""
    opened = []
    for file, upload in zip(files, uploads, strict=True):
        if time.monotonic() > until_s:
            raise sealed.NotHereYet
        key, owner = _key(file), sender.learner.user
        try:
            opened.append(sealed.open_as_stored(upload, key=key, kind=file.kind, owner=owner, at=moment))
        except MediaRefused as refusal:
            refusal.field = _place(file)
            raise
    return opened


def _orders(file: Proof, upload: Upload) -> OrderReport:
    """Read a platform's file of orders: it is opened for that alone, and kept nowhere."""
    with sealed.opened(upload, _key(file)) as plain, plain.path.open("rb") as content:
        return read_orders(content.read(MOST_BYTES + 1))


def _place(file: SealedFile) -> str:
    """Return the field of the form at which a file is mended; practice work has one for each kind."""
    return str(file.evidence) if isinstance(file, Proof) else ""


def _key(file: SealedFile) -> bytes:
    try:
        return from_base64url(file.key)
    except CannotOpen as error:
        raise ItemUnreadable("files.key") from error


def _forget(uploads: Iterable[Upload]) -> None:
    """Remove the sealed bytes once what was in them is safe."""
    for upload in uploads:
        sealed.forget(upload)
