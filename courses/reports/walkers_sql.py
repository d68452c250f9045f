"""What was written since the people of a year were sorted last, told by indexes, in two queries."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection

from courses.audit.models import Verb
from courses.reports.way_sql import ask

# Rows of transactions that were under way when the people were sorted may have smaller ids and times.
IDS_BEFORE = 20
TIME_BEFORE = timedelta(minutes=2)
LOOKS = ", ".join(
    f"'{verb.value}'" for verb in (Verb.SAW, Verb.OPENED_PICTURE, Verb.EXPORTED, Verb.EXPORTED_OWN)
)

COHORTS = """SELECT k.id, k.community_id, k.trainer_id, k.starts_on, k.ends_on
  FROM courses_cohort k JOIN courses_community m ON m.id = k.community_id
  WHERE (k.is_demonstration OR m.is_demonstration) = %(demonstration)s ORDER BY k.id"""
# Merges, erasures and rules change rows of other people than the one whom they name.
MARKS = f"""SELECT
  (SELECT COUNT(*) FROM courses_enrolment), (SELECT COALESCE(MAX(id), 0) FROM courses_enrolment),
  (SELECT COUNT(*) FROM courses_enrolment WHERE id > %(enrolment)s),
  (SELECT COUNT(*) FROM courses_corecompletion), (SELECT COALESCE(MAX(id), 0) FROM courses_corecompletion),
  (SELECT COUNT(*) FROM courses_corecompletion WHERE id > %(core)s),
  (SELECT COUNT(*) FROM courses_certification), (SELECT COALESCE(MAX(id), 0) FROM courses_certification),
  (SELECT COUNT(*) FROM courses_certification WHERE id > %(certification)s),
  (SELECT COUNT(*) FROM courses_claim), (SELECT COUNT(*) FROM courses_claim WHERE sent_at > %(read_at)s),
  (SELECT COALESCE(MAX(id), 0) FROM courses_lessonprogress),
  (SELECT COALESCE(MAX(id), 0) FROM courses_auditentry),
  (SELECT COUNT(*) + COUNT(undone_at) FROM courses_merge) + (SELECT COUNT(done_at) FROM courses_erasure)
    + (SELECT COUNT(*) FROM courses_countingrule),
  (SELECT MAX(sent_at) FROM courses_claim), (SELECT MAX(decided_at) FROM courses_claim),
  (SELECT MAX(revoked_at) FROM courses_certification),
  (SELECT id FROM courses_auditentry WHERE verb NOT IN ({LOOKS}) ORDER BY id DESC LIMIT 1)"""  # noqa: S608
CHANGED = f"""SELECT learner_id FROM courses_enrolment WHERE id > %(enrolment)s OR left_at >= %(since)s
  UNION SELECT learner_id FROM courses_corecompletion WHERE id > %(core)s
  UNION SELECT learner_id FROM courses_certification
    WHERE id > %(certification)s OR revoked_at >= %(since)s OR merged_away_at >= %(since)s
  UNION SELECT learner_id FROM courses_claim WHERE sent_at >= %(since)s
  UNION SELECT learner_id FROM courses_claim WHERE decided_at >= %(since)s
  UNION SELECT learner_id FROM courses_lessonprogress WHERE id > %(progress)s
  UNION SELECT learner_id FROM courses_lessonprogress WHERE last_seen_at >= %(since)s
  UNION SELECT learner_id FROM courses_seenprogress WHERE received_at >= %(since)s
  UNION SELECT learner_id FROM courses_submission WHERE state = 'pending' AND sent_at >= %(since)s
  UNION SELECT l.id FROM courses_auditentry a JOIN courses_learner l ON l.public_id = a.person
    WHERE a.id > %(audit)s AND a.verb NOT IN ({LOOKS})"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Marks:
    """How many rows there are, the newest, how many are newer than those known before.

    `version` changes whenever somebody claimed, decided, certified, enrolled or changed something: with
    everything but progress.
    """

    enrolments: int
    enrolment: int
    new_enrolments: int
    cores: int
    core: int
    new_cores: int
    certifications: int
    certification: int
    new_certifications: int
    claims: int
    new_claims: int
    progress: int
    audit: int
    far_reaching: int
    version: str

    def explain(self, before: "Marks") -> bool:
        """Tell whether what was written concerns its own people only, and no row went away.

        The ids of claims are made by phones, and one that was kept for days arrives with its old moment:
        then there are more claims than those sent since.
        """
        return (
            self.far_reaching == before.far_reaching
            and self.enrolments == before.enrolments + self.new_enrolments
            and self.cores == before.cores + self.new_cores
            and self.certifications == before.certifications + self.new_certifications
            and self.claims == before.claims + self.new_claims
        )


def read_marks(before: Marks | None, read_at: datetime) -> Marks:
    """Return the marks of the moment, counting what is newer than those of before, read at `read_at`."""
    known = {
        "enrolment": before.enrolment if before else 0,
        "core": before.core if before else 0,
        "certification": before.certification if before else 0,
        "read_at": connection.ops.adapt_datetimefield_value(read_at),
    }
    row: Any = ask(MARKS, known)[0]
    told = (*row[:2], *row[3:5], *row[6:8], row[9], *row[13:])
    return Marks(*(*row[:14], sha256(repr(told).encode()).hexdigest()[:20]))


def changed_since(marks: Marks, read_at: datetime) -> set[int]:
    """Return the learners of whom something was written since."""
    asked = {
        "enrolment": marks.enrolment - IDS_BEFORE,
        "core": marks.core - IDS_BEFORE,
        "certification": marks.certification - IDS_BEFORE,
        "progress": marks.progress - IDS_BEFORE,
        "audit": marks.audit - IDS_BEFORE,
        "since": connection.ops.adapt_datetimefield_value(read_at - TIME_BEFORE),
    }
    return {pk for (pk,) in ask(CHANGED, asked)}
