"""What the ledgers hold about one person: services and applications for DBD Registered."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.ledgers.models import DbdApplication, PromotionService
from courses.ledgers.whom import operators_of
from courses.people.models import Learner

Fields = tuple[tuple[str, str | Promise], ...]
Rows = tuple[str, str | Promise, Fields, Any]


def ledger_rows(learner: Learner) -> list[Rows]:
    """Return (key, title, fields with their labels, rows) of each ledger that names the person."""
    mine = operators_of(learner)
    services: Fields = (
        ("kind", _("What was done")),
        ("day", _("Day")),
        ("country", _("Country")),
        ("agency", _("Agency")),
        ("outcome", _("Outcome")),
        ("value_amount", _("Value")),
        ("currency", _("Currency")),
        ("url", _("Link")),
        ("note", _("Note")),
        ("voided_at", _("Voided")),
    )
    marks: Fields = (
        ("status", _("Status")),
        ("submitted_on", _("Sent to DBD")),
        ("number", _("Mark number")),
        ("granted_on", _("Granted on")),
        ("expires_on", _("Last day of the mark")),
        ("reason", _("Why it was refused")),
        ("voided_at", _("Voided")),
    )
    return [
        (
            "services",
            _("Services (K2)"),
            services,
            PromotionService.objects.filter(operator__in=mine).order_by("-day", "-pk"),
        ),
        (
            "dbd",
            _("DBD marks (K3)"),
            marks,
            DbdApplication.objects.filter(operator__in=mine).order_by("-pk"),
        ),
    ]
