"""Everything that is held about one person, as tables: the page shows them and the copy carries them.

Other people's data stays out: of staff who acted only the role goes along in the copy, and of shops only
the person's own. One list for both, so that the page can never say less than the copy.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.audit.models import AuditEntry
from courses.cohorts.models import Enrolment
from courses.ledgers.models import DbdApplication, PromotionService
from courses.milestones.follow_up_models import FollowUp
from courses.milestones.models import Certification, Claim
from courses.milestones.order_models import ReportedOrder
from courses.milestones.person_models import Suspension, WitnessStatement
from courses.people.models import Consent, Correction, Erasure, Learner
from courses.practice.models import Submission
from courses.progress.models import LessonProgress
from courses.quizzes.models import Attempt
from courses.reports.history import acts_about
from courses.shops.models import MonthlySales, Product, Shop
from courses.sync.models import RejectedItem
from lms.accounts.models import SubmitToken
from media.models import StoredFile
from media.shop_clips.models import ShopClip

Cell = str | int | bool | Decimal | date | datetime | None
Column = tuple[str, str | Promise, Callable[[Any], Any]]


@dataclass(frozen=True)
class Table:
    """One kind of thing that is held: `key` names it in the copy, `group` its place on the page."""

    key: str
    group: str
    title: str | Promise
    columns: tuple[Column, ...]
    rows: Iterable[Any]

    def cells(self) -> Iterator[list[Cell]]:
        """Yield the rows as they are kept: codes, whole numbers, moments."""
        for row in self.rows:
            yield [read(row) for _name, _label, read in self.columns]


GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("who", _("Who I am")),
    ("learning", _("Learning")),
    ("work", _("Work that I sent")),
    ("claims", _("Proof and pictures")),
    ("shop", _("Shop and sales")),
    ("acts", _("Who saw or changed my record")),
    ("phones", _("Phones that send for me")),
)


def _of(name: str, label: str | Promise, path: str = "") -> Column:
    """Return a column that reads an attribute, through related rows where the path has dots."""

    def read(row: Any) -> Any:
        for step in (path or name).split("."):
            row = getattr(row, step, None)
            if row is None:
                return None
        return row() if callable(row) and not isinstance(row, Model) else row

    return name, label, read


def tables_of(learner: Learner) -> list[Table]:
    """Return everything held about a person; the rows are read when they are asked for."""
    return [
        *_who(learner),
        *_learning(learner),
        *_sent(learner),
        *_shop(learner),
        *_record(learner),
    ]


def _who(learner: Learner) -> list[Table]:
    about = (
        _of("name", _("Name")),
        _of("phone", _("Mobile phone"), "user.phone"),
        _of("email", _("E-mail"), "user.email"),
        _of("sex", _("Sex")),
        _of("birth_year_be", _("Birth year")),
        _of("education", _("Highest school finished")),
        _of("sold_before", _("Sold online before joining")),
        _of("joined_at", _("Joined")),
        _of("public_id", _("Number of my record")),
    )
    consents = (
        _of("purpose", pgettext_lazy("held", "Purpose")),
        _of("notice_version", pgettext_lazy("held", "Notice")),
        _of("guardian_name", pgettext_lazy("held", "Guardian")),
        _of("given_at", pgettext_lazy("held", "Agreed")),
        _of("withdrawn_at", pgettext_lazy("held", "Withdrawn")),
    )
    asked = (
        _of("field", _("What is wrong")),
        _of("words", _("What is right")),
        _of("state", _("State")),
        _of("asked_at", pgettext_lazy("held", "Asked")),
        _of("answer", pgettext_lazy("held", "Answer")),
        _of("answered_at", _("Answered")),
    )
    erasures = (
        _of("asked_at", pgettext_lazy("held", "Asked")),
        _of("due_at", _("Day of the erasure")),
        _of("stopped_at", pgettext_lazy("held", "Stopped")),
    )
    return [
        Table("me", "who", _("About me"), about, [learner]),
        Table("consents", "who", _("What I agreed to"), consents, _mine(Consent, learner, "-given_at")),
        Table("corrections", "who", _("Corrections"), asked, _mine(Correction, learner, "-asked_at")),
        Table(
            "erasures",
            "who",
            pgettext_lazy("held", "Erasures"),
            erasures,
            _mine(Erasure, learner, "-asked_at"),
        ),
    ]


def _learning(learner: Learner) -> list[Table]:
    cohorts = (
        _of("community", _("Community"), "cohort.community.name"),
        _of("cohort", _("Cohort"), "cohort.label"),
        _of("joined_at", _("Joined")),
        _of("left_at", pgettext_lazy("held", "Left")),
        _of("left_reason", _("Why I left")),
    )
    lessons = (
        _of("lesson", pgettext_lazy("held", "Lesson"), "lesson.title"),
        _of("opened_at", pgettext_lazy("held", "Opened")),
        _of("watched_percent", _("Watched (%)")),
        _of("best_percent", _("Best mark (%)")),
        _of("quiz_passed_at", _("Quiz passed")),
        _of("practice_approved_at", _("Work approved")),
        _of("completed_at", pgettext_lazy("held", "Finished")),
        _of("last_seen_at", _("Last seen")),
    )
    quizzes = (
        _of("lesson", pgettext_lazy("held", "Lesson"), "quiz_version.lesson.title"),
        _of("answered_at", _("Answered")),
        _of("score", _("Right answers")),
        _of("max_score", pgettext_lazy("held", "of")),
        _of("is_passed", _("Passed")),
        _of("answers", _("My answers")),
    )
    enrolments = _mine(Enrolment, learner, "-joined_at").select_related("cohort__community")
    progress = _mine(LessonProgress, learner, "lesson__position").select_related("lesson")
    attempts = _mine(Attempt, learner, "-answered_at").select_related("quiz_version__lesson")
    return [
        Table("cohorts", "learning", pgettext_lazy("held", "Cohorts"), cohorts, enrolments),
        Table("lessons", "learning", pgettext_lazy("held", "Lessons"), lessons, progress),
        Table("quizzes", "learning", pgettext_lazy("held", "Quizzes"), quizzes, attempts),
    ]


def _sent(learner: Learner) -> list[Table]:
    work = (
        _of("lesson", pgettext_lazy("held", "Lesson"), "lesson.title"),
        _of("sent_at", _("Sent")),
        _of("state", _("State")),
        _of("text", _("My words")),
        _of("checklist", pgettext_lazy("held", "Ticked")),
        _of("feedback", _("The trainer's words")),
        _of("decided_at", _("Answered")),
    )
    rejected = (
        _of("kind", pgettext_lazy("held", "Kind")),
        _of("received_at", _("Arrived")),
        _of("message", _("Why it was not stored")),
        _of("content", pgettext_lazy("held", "Content")),
    )
    claims = (
        _of("milestone", _("Step")),
        _of("happened_on", _("Day")),
        _of("url", _("Link")),
        _of("tracking_number", _("Tracking number")),
        _of("order_number", pgettext_lazy("held", "Order number")),
        _of("registration_number", pgettext_lazy("held", "Number of the mark")),
        _of("country", pgettext_lazy("held", "Country")),
        _of("amount_baht", _("Amount stated (baht)")),
        _of("confirmed_baht", _("Amount confirmed (baht)")),
        _of("note", _("My words")),
        _of("sent_at", _("Sent")),
        _of("state", _("State")),
        _of("reason", pgettext_lazy("held", "Reason")),
        _of("decided_at", _("Answered")),
    )
    counted = (
        _of("event_on", _("Day of the first sale")),
        _of("fiscal_year_be", _("Fiscal year"), "fiscal_year_be"),
        _of("certified_at", _("Verified")),
        _of("is_baseline_seller", _("Sold online before joining")),
        _of("revoked_at", pgettext_lazy("held", "Taken back")),
        _of("revoked_reason", pgettext_lazy("held", "Reason")),
    )
    seen = (
        _of("happened_on", _("Day")),
        _of("place", pgettext_lazy("held", "Place")),
        _of("text", pgettext_lazy("held", "What was seen")),
        _of("made_at", pgettext_lazy("held", "Written")),
    )
    asked = (
        _of("due_on", _("Day")),
        _of("answer", pgettext_lazy("held", "Answer")),
        _of("answered_at", _("Answered")),
    )
    stops = (
        _of("suspended_at", pgettext_lazy("held", "Since")),
        _of("reason", pgettext_lazy("held", "Reason")),
        _of("lifted_at", pgettext_lazy("held", "Lifted")),
    )
    files = (
        _of("kind", pgettext_lazy("held", "Kind")),
        _of("created_at", _("Sent")),
        _of("size_bytes", _("Size in bytes")),
        _of("sent_sha256", _("Fingerprint (SHA-256)")),
    )
    stored = StoredFile.objects.filter(owner=learner.user).order_by("-created_at", "pk")
    submissions = _mine(Submission, learner, "-sent_at").select_related("lesson")
    refused = _mine(RejectedItem, learner, "-received_at")
    told = _mine(WitnessStatement, learner, "-made_at")
    follow_ups = FollowUp.objects.filter(certification__learner=learner).order_by("-due_on", "pk")
    suspended = _mine(Suspension, learner, "-suspended_at")
    certified = _mine(Certification, learner, "-certified_at")
    orders = (
        _of("number", pgettext_lazy("held", "Order number")),
        _of("ordered_on", _("Day")),
        _of("amount_baht", pgettext_lazy("held", "Paid, in baht")),
    )
    ordered = ReportedOrder.objects.filter(file__claim__learner=learner).order_by("-ordered_on", "pk")
    return [
        Table("work", "work", _("Practice work sent"), work, submissions),
        Table("not-stored", "work", _("What could not be stored"), rejected, refused),
        Table("claims", "claims", _("Proof of selling"), claims, _mine(Claim, learner, "-sent_at")),
        Table("orders", "claims", pgettext_lazy("held", "Orders of an order file"), orders, ordered),
        Table("seen", "claims", pgettext_lazy("held", "What a trainer saw"), seen, told),
        Table("follow-ups", "claims", pgettext_lazy("held", "Still selling?"), asked, follow_ups),
        Table("suspensions", "claims", pgettext_lazy("held", "Suspensions"), stops, suspended),
        Table("counted", "claims", _("Able to sell"), counted, certified),
        Table("files", "claims", _("Pictures, sound and films"), files, stored),
    ]


def _shop(learner: Learner) -> list[Table]:
    shops = (
        _of("platform", _("Where is the shop?")),
        _of("name", _("Name")),
        _of("url", _("Link")),
        _of("created_at", pgettext_lazy("held", "Told")),
        _of("closed_on", pgettext_lazy("held", "Closed")),
    )
    products = (
        _of("name", _("Name")),
        _of("category", pgettext_lazy("held", "Kind")),
        _of("otop_number", _("OTOP registration number")),
        _of("star", _("OTOP stars")),
        _of("star_year_be", _("Year of the round that gave the stars")),
        _of("star_round", pgettext_lazy("held", "Round")),
        _of("quadrant", _("Group A to D of the Community Development office")),
        _of("licence_number", _("FDA number")),
        _of("cost_baht", _("Cost of one piece, in baht")),
        _of("price_baht", _("Selling price, in baht")),
        _of("fee_percent", _("Fee of the shop (%)")),
        _of("story", pgettext_lazy("held", "Story")),
        _of("export_group", _("Group for export")),
        _of("changed_at", pgettext_lazy("held", "Changed")),
        _of("removed_at", pgettext_lazy("held", "Taken out")),
    )
    sales = (
        _of("year_be", pgettext_lazy("held", "Year")),
        _of("month", _("Month")),
        _of("orders", _("Orders")),
        _of("amount_baht", _("Baht")),
        _of("channel", _("Shop"), "channel.url"),
        _of("sent_at", pgettext_lazy("held", "Told")),
    )
    clips = (
        _of("product", pgettext_lazy("held", "Product")),
        _of("price_baht", _("Selling price, in baht")),
        _of("place", pgettext_lazy("held", "Place")),
        _of("link", _("Link")),
        _of("words", _("My words")),
        _of("created_at", pgettext_lazy("held", "Made")),
    )
    services = (
        _of("kind", pgettext_lazy("held", "Kind")),
        _of("day", _("Day")),
        _of("country", pgettext_lazy("held", "Country")),
        _of("agency", pgettext_lazy("held", "Who helped")),
        _of("outcome", pgettext_lazy("held", "Outcome")),
        _of("value_amount", pgettext_lazy("held", "Value")),
        _of("currency", pgettext_lazy("held", "Currency")),
        _of("value_baht", _("Baht")),
        _of("value_state", _("State")),
        _of("url", _("Link")),
        _of("note", pgettext_lazy("held", "Note")),
    )
    marks = (
        _of("status", _("State")),
        _of("submitted_on", pgettext_lazy("held", "Handed in")),
        _of("number", pgettext_lazy("held", "Number")),
        _of("granted_on", pgettext_lazy("held", "Granted")),
        _of("expires_on", pgettext_lazy("held", "Until")),
        _of("reason", pgettext_lazy("held", "Reason")),
    )
    helped = PromotionService.objects.filter(operator__learner=learner).order_by("-day", "pk")
    applied = DbdApplication.objects.filter(operator__learner=learner).order_by("-pk")
    told = _mine(MonthlySales, learner, "-sent_at").select_related("channel")
    made = ShopClip.objects.filter(owner=learner.user).order_by("-created_at", "pk")
    return [
        Table("shops", "shop", _("Where I sell"), shops, _mine(Shop, learner, "created_at")),
        Table("products", "shop", _("My products"), products, _mine(Product, learner, "created_at")),
        Table("sales", "shop", _("Sales of a month"), sales, told),
        Table("clips", "shop", _("My clips"), clips, made),
        Table("abroad", "shop", pgettext_lazy("held", "Help to sell abroad"), services, helped),
        Table("dbd", "shop", "DBD Registered", marks, applied),
    ]


def _record(learner: Learner) -> list[Table]:
    def whose(entry: AuditEntry) -> str:
        if entry.by is None:
            return "programme"
        return "me" if entry.by_id == learner.user_id else str(entry.by.role)

    acts: tuple[Column, ...] = (
        _of("at", pgettext_lazy("held", "When")),
        ("by", pgettext_lazy("held", "Who"), whose),
        _of("verb", pgettext_lazy("held", "What")),
        _of("subject", pgettext_lazy("held", "About"), "subject_kind"),
    )
    phones = (
        _of("device", pgettext_lazy("held", "Phone")),
        _of("made_at", pgettext_lazy("held", "Allowed since")),
        _of("last_used_at", pgettext_lazy("held", "Last sent")),
        _of("revoked_at", pgettext_lazy("held", "Stopped")),
    )
    tokens = SubmitToken.objects.filter(user=learner.user).order_by("-made_at")
    return [
        Table("acts", "acts", _("Who saw or changed my record"), acts, acts_about(learner)),
        Table("phones", "phones", _("Phones that send for me"), phones, tokens),
    ]


def _mine(model: type[Model], learner: Learner, order: str) -> Any:
    return model._default_manager.filter(learner=learner).order_by(order, "pk")
