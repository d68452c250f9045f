"""What changed in a row of a ledger, told in the words of the forms instead of names of columns."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.ledgers.countries import country_name
from courses.ledgers.forms import CampaignForm, GrantForm, ServiceForm
from courses.ledgers.models import Currency, DbdChecklist, DbdStatus, MatchOutcome, ServiceKind, ValueState
from lms.dates import short_date
from lms.geo import province_name

CHOICES: dict[str, Any] = {
    "status": DbdStatus,
    "value_state": ValueState,
    "kind": ServiceKind,
    "outcome": MatchOutcome,
    "currency": Currency,
}
NOTHING = "-"


def tell_change(words: str, checklist: DbdChecklist | None = None) -> str:
    """Return a change that `note_change` kept, «status: draft → submitted», as a person says it.

    `checklist` names the items that were ticked. Whatever is not known is returned as it was kept.
    """
    name, colon, rest = words.partition(": ")
    if not colon:
        return _plain_words().get(words, _label(words))
    if name in ("ready", "not ready"):
        return f"{_plain_words()[name]}: {_item(rest, checklist)}"
    return f"{_label(name)}: {' → '.join(_value(name, one) for one in rest.split(' → '))}"


def _plain_words() -> dict[str, str]:
    return {
        "voided": _("voided"),
        "counts again": _("counts again"),
        "linked": _("linked to a learner"),
        "unlinked": _("link to the learner taken away"),
        "its proof was taken back": _("the proof of the same sale abroad was taken back"),
        "its proof stands again": _("the same sale abroad is verified again"),
        "ready": _("ready"),
        "not ready": _("not ready yet"),
    }


def _label(name: str) -> str:
    if name == "status":
        return _("State")
    if name == "value_state":
        return _("Amount of the order")
    for form in (ServiceForm, CampaignForm, GrantForm):
        if name in form.base_fields:
            return str(form.base_fields[name].label)
    return name


def _item(key: str, checklist: DbdChecklist | None) -> str:
    language = "en" if get_language() == "en" else "th"
    items = checklist.items if checklist else []
    return next((str(row[language]) for row in items if row["key"] == key), key)


def _value(name: str, text: str) -> str:
    if text == NOTHING:
        return "–"
    readers: dict[str, Callable[[str], str]] = {
        "country": lambda code: country_name(code, get_language() or "th"),
        "area_code": province_name,
    }
    try:
        if name in CHOICES:
            return str(CHOICES[name](text).label)
        if name in readers:
            return readers[name](text)
        return short_date(date.fromisoformat(text), get_language() or "th")
    except (ValueError, KeyError):
        return text
