"""Re-exports the models of every room: one app label, one migrations folder."""

from courses.audit.models import AuditEntry
from courses.catalogue.models import Lesson, Track
from courses.cohorts.models import Cohort, Community, Enrolment, ManagerArea, Programme, TrainerCommunity
from courses.exports.models import ApiToken, ExportJob, MonthlyReport
from courses.goals.models import Target
from courses.imports.models import ImportBatch
from courses.milestones.models import Certification, Claim, Evidence, UsedReference
from courses.people.models import Consent, Learner
from courses.practice.models import Submission, SubmissionFile
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt, QuizVersion
from courses.shops.models import Shop
from courses.sync.models import RejectedItem, SeenProgress, ServerKey

__all__ = [
    "ApiToken",
    "Attempt",
    "AuditEntry",
    "Certification",
    "Claim",
    "Cohort",
    "Community",
    "Consent",
    "CoreCompletion",
    "Enrolment",
    "Evidence",
    "ExportJob",
    "ImportBatch",
    "Learner",
    "Lesson",
    "LessonProgress",
    "ManagerArea",
    "MonthlyReport",
    "Programme",
    "QuizVersion",
    "RejectedItem",
    "SeenProgress",
    "ServerKey",
    "Shop",
    "Submission",
    "SubmissionFile",
    "Target",
    "Track",
    "TrainerCommunity",
    "UsedReference",
]
