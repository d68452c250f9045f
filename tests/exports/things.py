"""What tests of files are made of: sold people, read workbooks, read CSV."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import date
from typing import Any

from openpyxl import load_workbook

from courses.models import Certification, Cohort, Learner
from tests import build
from tests.build import NOON, People

SOLD_ON = date(2026, 11, 17)


def sold(
    people: People, count: int = 1, *, on: date = SOLD_ON, cohort: Cohort | None = None
) -> list[Learner]:
    """So many new people of a cohort, each certified on a day."""
    where = cohort or people.cohort
    return [certified(build.learner(f"ผู้ขาย {n}", where), people, on=on) for n in range(count)]


def certified(learner: Learner, people: People, *, on: date = SOLD_ON) -> Learner:
    """The same row that the real action writes, without its pictures: files read nothing else."""
    from courses.milestones.models import Claim
    from lms.dates import fiscal_year_be

    cohort = learner.enrolments.first().cohort
    claim = Claim.objects.create(
        id=uuid.uuid4(),
        learner=learner,
        submitted_by=learner.user,
        milestone="M6",
        happened_on=on,
        sent_at=NOON,
        state="verified",
        decided_by=people.manager,
        decided_at=NOON,
    )
    Certification.objects.create(
        learner=learner,
        claim=claim,
        event_on=on,
        fiscal_year_be=fiscal_year_be(on),
        community=cohort.community,
        cohort=cohort,
        trainer=cohort.trainer,
        track=build.track("live", 4),
        is_demonstration=False,
        is_baseline_seller=False,
        certified_by=people.manager,
        certified_at=NOON,
    )
    return learner


def read_csv(answer: Any) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The cover and the rows of a CSV file."""
    text = b"".join(answer).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    blank = lines.index([])
    head, *rows = lines[blank + 1 :]
    return dict(lines[:blank]), [dict(zip(head, row, strict=True)) for row in rows]


def read_xlsx(content: bytes) -> tuple[Any, Any]:
    """The cover sheet and the list's sheet."""
    made = load_workbook(io.BytesIO(content))
    return made.worksheets[0], made.worksheets[1]
