"""Changing how an indicator is counted: always a new version, never a rewritten one."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.goals.errors import BadVersion
from courses.goals.models import Indicator


@transaction.atomic
def change_definition(code: str, *, effective_from: date, **changes: Any) -> Indicator:
    """Write the next version of an indicator, in force from a day on; what is not named stays.

    Raises `BadVersion` where the day does not come after that of the version before: a year that was
    counted keeps the definition it was counted by.
    """
    last = Indicator.objects.of(code).select_for_update().last()
    if last is None:
        raise BadVersion(_("There is no indicator with this code."), field="code")
    if effective_from <= last.effective_from:
        raise BadVersion(
            _("A new version holds from a later day than the one before it."), field="effective_from"
        )
    kept = {
        field.name: getattr(last, field.name)
        for field in Indicator._meta.concrete_fields
        if field.name not in ("id", "version", "effective_from")
    }
    return Indicator.objects.create(
        **{**kept, **changes, "version": last.version + 1, "effective_from": effective_from}
    )
