"""Adding some rows of a list: people without a PIN, their seats, their consent, the note of it all.

Nobody gets a PIN here, so nothing is hashed: a trainer's help code lets each person choose their own.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from courses.audit.actions import note_many
from courses.audit.models import Verb
from courses.cohorts.models import Cohort, Enrolment
from courses.imports.checking import Fate, Verdict, judge, survey
from courses.imports.lines import read_lines
from courses.imports.models import ImportBatch, ImportState
from courses.people.models import Consent, ConsentPurpose, Learner
from lms.accounts.models import Role, User
from lms.dates import bangkok_date

CHUNK_ROWS = 250
log = logging.getLogger(__name__)


@transaction.atomic
def add_chunk(batch_id: UUID, *, at: datetime) -> ImportBatch:
    """Add the next rows of a list and note how far it came, in one transaction.

    The list and its cohort are held meanwhile: two workers take turns and nobody is added twice.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    if batch.state != ImportState.WORKING:
        return batch
    cohort = (
        Cohort.objects.select_for_update(of=("self",)).select_related("community").get(pk=batch.cohort_id)
    )
    rows = batch.people_rows[batch.done_rows : batch.done_rows + CHUNK_ROWS]
    lines = list(read_lines(rows, batch.fields, on=bangkok_date(at)))
    verdicts = judge(lines, survey(cohort, lines, with_names=False))
    added = _add(batch, cohort, verdicts, at=at)
    _note(batch, verdicts, len(rows), added, at=at)
    return batch


def _add(batch: ImportBatch, cohort: Cohort, verdicts: list[Verdict], *, at: datetime) -> int:
    """Write the rows that may come in; returns how many."""
    learners = _newcomers(batch, [one for one in verdicts if one.fate is Fate.NEW], at=at)
    known = [one.learner_id for one in verdicts if one.fate is Fate.KNOWN]
    learners += list(Learner.objects.filter(pk__in=dict.fromkeys(known)))
    Enrolment.objects.bulk_create(
        [Enrolment(learner=learner, cohort=cohort, joined_at=at) for learner in learners]
    )
    note_many(
        Verb.IMPORTED,
        by=batch.by,
        at=at,
        people=[learner.public_id for learner in learners],
        subject=("import", batch.pk),
        details={"cohort": cohort.pk},
    )
    return len(learners)


def _newcomers(batch: ImportBatch, verdicts: list[Verdict], *, at: datetime) -> list[Learner]:
    users = User.objects.bulk_create(
        [
            User(
                phone=one.line.phone,
                name=one.line.name,
                role=Role.LEARNER,
                # A mark that no PIN opens, another one for each profile of a phone.
                password=make_password(None),
                created_at=at,
            )
            for one in verdicts
        ]
    )
    learners = Learner.objects.bulk_create(
        [
            Learner(
                user=user,
                sold_before=one.line.sold_before,
                sex=one.line.sex,
                birth_year_be=one.line.birth_year_be,
                education=one.line.education,
                joined_at=at,
            )
            for user, one in zip(users, verdicts, strict=True)
        ]
    )
    Consent.objects.bulk_create(
        [
            Consent(
                learner=learner,
                purpose=ConsentPurpose.TRAINING_RECORD,
                notice_version=batch.notice_version,
                given_at=at,
            )
            for learner in learners
        ]
    )
    return learners


def _note(batch: ImportBatch, verdicts: list[Verdict], rows: int, added: int, *, at: datetime) -> None:
    batch.done_rows += rows
    batch.worked_at = at
    batch.added += added
    batch.already += sum(one.fate is Fate.THERE for one in verdicts)
    batch.left_out = batch.left_out + [
        [one.line.row, one.line.problem.as_json()] for one in verdicts if one.line.problem is not None
    ]
    if batch.done_rows >= batch.total_rows:
        batch.state, batch.done_at = ImportState.DONE, at
        log.info(
            "list %s done: %d added, %d there, %d left out",
            batch.pk,
            batch.added,
            batch.already,
            len(batch.left_out),
        )
    batch.save(update_fields=["done_rows", "worked_at", "added", "already", "left_out", "state", "done_at"])
