"""Re-exports the models of every room: one app label, one migrations folder."""

from courses.audit.models import AuditEntry
from courses.catalogue.models import Lesson, Track
from courses.cohorts.models import Cohort, Community, Enrolment, ManagerArea, Programme, TrainerCommunity
from courses.goals.models import Target
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.likeness_models import Likeness, PicturePrint
from courses.milestones.models import Certification, Claim, Evidence, UsedReference
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.milestones.rule_models import EvidenceRule
from courses.people.models import Consent, Learner
from courses.practice.models import Submission, SubmissionFile
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt, QuizVersion
from courses.shops.models import Shop
from courses.sync.models import RejectedItem, SeenProgress, ServerKey

__all__ = [
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
    "EvidenceRule",
    "FollowUp",
    "Learner",
    "Lesson",
    "LessonProgress",
    "Likeness",
    "ManagerArea",
    "PicturePrint",
    "Programme",
    "QuizVersion",
    "RejectedItem",
    "SeenProgress",
    "ServerKey",
    "Shop",
    "Submission",
    "SubmissionFile",
    "Suspension",
    "Target",
    "Track",
    "TrainerCommunity",
    "UsedReference",
    "WitnessStatement",
]
