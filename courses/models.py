"""Re-exports the models of every room: one app label, one migrations folder."""

from courses.audit.models import AuditEntry
from courses.catalogue.models import Lesson, Track
from courses.cohorts.models import Cohort, Community, Enrolment, ManagerArea, Programme, TrainerCommunity
from courses.duplicates.models import DuplicateCard, DuplicateKey, DuplicatePair, Merge
from courses.exports.models import ApiToken, ExportJob, MonthlyReport
from courses.goals.models import Indicator, Target
from courses.imports.models import ImportBatch
from courses.ledgers.models import (
    Campaign,
    CampaignPost,
    DbdApplication,
    DbdChecklist,
    DbdReminder,
    DbdTick,
    Influencer,
    InfluencerHandle,
    Operator,
    PromotionService,
    ReachReading,
)
from courses.milestones.counting_rules import CountingRule
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.likeness_models import Likeness, PicturePrint
from courses.milestones.models import Certification, Claim, Evidence, UsedReference
from courses.milestones.order_models import OrderFile, ReportedOrder
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.milestones.reasons import ReturnReason
from courses.milestones.redact_models import Covering, FirstLook
from courses.milestones.rule_models import EvidenceRule
from courses.milestones.second_look_models import SecondLook, SecondLookShare
from courses.people.models import Consent, Correction, Erasure, Learner
from courses.practice.models import Submission, SubmissionFile
from courses.progress.models import CoreCompletion, LessonProgress
from courses.quizzes.models import Attempt, QuizVersion
from courses.reports.months.models import MonthClose, RecountRun, YearClose
from courses.shops.models import MonthlySales, Product, ProductPhoto, Shop
from courses.sync.models import RejectedItem, SeenProgress, ServerKey

__all__ = [
    "ApiToken",
    "Attempt",
    "AuditEntry",
    "Campaign",
    "CampaignPost",
    "Certification",
    "Claim",
    "Cohort",
    "Community",
    "Consent",
    "CoreCompletion",
    "Correction",
    "CountingRule",
    "Covering",
    "DbdApplication",
    "DbdChecklist",
    "DbdReminder",
    "DbdTick",
    "DuplicateCard",
    "DuplicateKey",
    "DuplicatePair",
    "Enrolment",
    "Erasure",
    "Evidence",
    "EvidenceRule",
    "ExportJob",
    "FirstLook",
    "FollowUp",
    "ImportBatch",
    "Indicator",
    "Influencer",
    "InfluencerHandle",
    "Learner",
    "Lesson",
    "LessonProgress",
    "Likeness",
    "ManagerArea",
    "Merge",
    "MonthClose",
    "MonthlyReport",
    "MonthlySales",
    "Operator",
    "OrderFile",
    "PicturePrint",
    "Product",
    "ProductPhoto",
    "Programme",
    "PromotionService",
    "QuizVersion",
    "ReachReading",
    "RecountRun",
    "RejectedItem",
    "ReportedOrder",
    "ReturnReason",
    "SecondLook",
    "SecondLookShare",
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
    "YearClose",
]
