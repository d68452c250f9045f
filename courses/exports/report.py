"""The monthly report: what it says, its PDF, and the signature that freezes both."""

import calendar
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.exports import numbers
from courses.exports.errors import NotSigned
from courses.exports.files import canonical, short_hash
from courses.exports.models import MonthlyReport
from courses.exports.report_lines import indicator_lines
from courses.goals.models import Comparator
from courses.reports.basis import Basis
from courses.reports.months.indicators import compare_indicators
from courses.reports.months.models import MonthClose
from courses.reports.months.restating import days_of
from lms.accounts.models import Role, User
from lms.dates import bangkok_date, clock_time, fiscal_year_be, short_date
from lms.geo import full_place_name

HERE = Path(__file__).parent
LONGEST_WORDS = 120


def last_day_of(month: date) -> date:
    """Return the last day of the month that a day lies in."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def read_month(text: str, *, at: datetime) -> date:
    """Return the first day of «2026-11», or of the present month; raises ValueError for anything else."""
    this = bangkok_date(at).replace(day=1)
    if not text:
        return this
    month = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no time zone
    if not date(2020, 1, 1) <= month <= this:
        raise ValueError(text)
    return month


def figures_of(month: date, *, area: str = "", at: datetime) -> dict[str, Any]:
    """Return everything that the report of a month says, as plain values: up to the month's last day."""
    until = last_day_of(month)
    basis = Basis.of(fiscal_year_be(month), at=at).up_to(month)
    number = numbers.headline(basis, area)
    cells = {
        by: [
            {"code": cell.code, "name": cell.name, "certified": cell.certified, "pending": cell.pending}
            for cell in numbers.breakdown(basis, by, area)
        ]
        for by in ("month", "province", "community")
    }
    code = month.strftime("%Y-%m")
    return {
        "month": code,
        "month_th": numbers.month_name(code),
        "until": until.isoformat(),
        "until_th": short_date(until),
        "as_of": at.isoformat(),
        "as_of_th": f"{short_date(at)} {clock_time(at)} น.",
        "year_be": basis.year_be,
        "basis_th": f"{short_date(basis.first_day)} – {short_date(basis.whole.last_day)}",
        "area_code": area,
        "area_th": full_place_name(area) if area else "ทั้งประเทศ",
        "is_demonstration": basis.demonstration,
        "number": {name: value for name, value in number.items() if name != "as_of"},
        "target_th": _target(number),
        "in_month": sum(cell["certified"] for cell in cells["month"] if cell["code"] == code),
        "cells": cells,
        "restatements": numbers.month_closes(basis.whole, until),
        "indicator_restatements": None if area else _indicators_since(basis.whole, until),
        "indicators": indicator_lines(basis, month, area),
        "definitions": [
            {name: str(row[name]) for name in ("code", "version", "name_th", "definition_th")}
            for row in numbers.definitions(min(until, bangkok_date(at)))
        ],
    }


def _indicators_since(basis: Basis, until: date) -> dict[str, Any] | None:
    """Return which figures of the year's newest closed month changed since it was closed; None before one."""
    closes = MonthClose.objects.filter(is_demonstration=basis.demonstration)
    days = ((one, *days_of(one)) for one in closes.order_by("-year", "-month"))
    newest = next(((one, days) for one, *days in days if basis.first_day <= days[0] <= until), None)
    if newest is None or not newest[0].indicators:
        return None
    with override("th"):
        rows = compare_indicators(newest[0], (newest[1][0], newest[1][1]))
    return {
        "month_th": numbers.month_name(str(newest[0])),
        "rows": [
            {
                "code": one.code,
                "name": one.name,
                "frozen": _with_n_of(one.then, one.then_of),
                "now": _with_n_of(one.now, one.now_of),
                "reasons": one.reasons,
            }
            for one in rows
            if one.is_changed
        ],
    }


def _with_n_of(value: str, n_of: str) -> str:
    return f"{value} ({n_of})" if n_of else value


def _target(number: dict[str, Any]) -> str:
    if number["target"] is None:
        return ""
    words = {Comparator.MORE_THAN.value: "มากกว่า", Comparator.AT_LEAST.value: "ไม่ต่ำกว่า"}
    return f"{words[number['comparator']]} {number['target']:,} ราย"


def pdf_of(figures: dict[str, Any], *, signature: dict[str, str] | None = None) -> bytes:
    """Set a report as PDF. Everything comes as data, so that no name can be read as a command."""
    return _compiled(figures, signature, "pdf")


def png_of(figures: dict[str, Any], *, signature: dict[str, str] | None = None) -> list[bytes]:
    """Set a report as pictures, a page each: to be looked at."""
    pages = _compiled(figures, signature, "png")
    return pages if isinstance(pages, list) else [pages]


def _compiled(figures: dict[str, Any], signature: dict[str, str] | None, form: str) -> Any:
    import typst

    said = {"figures": figures, "snapshot": short_hash(figures), "signature": signature}
    compile_: Any = typst.compile
    return compile_(
        str(HERE / "report.typ"),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format=form,
        sys_inputs={"data": canonical(said)},
    )


def signed(month: date, *, area: str, demonstration: bool) -> MonthlyReport | None:
    """Return the report of a month as it was signed, or None."""
    rows = MonthlyReport.objects.filter(month=month, area_code=area, is_demonstration=demonstration)
    return rows.defer("pdf").select_related("signed_by").first()


def may_sign(user: User, area: str) -> bool:
    """Tell whether somebody signs for an area: an administrator, or a manager who follows all of it."""
    if user.role == Role.MANAGER:
        codes = user.manager_areas.values_list("area_code", flat=True)
        return any(area.startswith(code) for code in codes)
    return user.role == Role.ADMINISTRATOR


def sign_report(
    month: date, *, area: str = "", name: str, position: str, by: User, at: datetime
) -> MonthlyReport:
    """Freeze the report of a month that is over, with who signed. Signing twice is once.

    Raises `NotSigned` where the month goes on, the person may not, or name and position are missing.
    """
    name, position = name.strip()[:LONGEST_WORDS], position.strip()[:LONGEST_WORDS]
    if not may_sign(by, area):
        raise NotSigned(_("Only a manager of this area signs its report."))
    if bangkok_date(at) <= last_day_of(month):
        raise NotSigned(_("This month is not over. Sign from its next month on."))
    if not name or not position:
        raise NotSigned(_("Type your name and your position."), field="name" if not name else "position")
    figures = json.loads(canonical(figures_of(month, area=area, at=at)))
    there = signed(month, area=area, demonstration=figures["is_demonstration"])
    if there is not None:
        return there
    signature = {"name": name, "position": position, "at_th": f"{short_date(at)} {clock_time(at)} น."}
    report = MonthlyReport(
        month=month,
        area_code=area,
        is_demonstration=figures["is_demonstration"],
        figures=figures,
        snapshot=short_hash(figures),
        pdf=pdf_of(figures, signature=signature),
        signed_by=by,
        signed_name=name,
        signed_position=position,
        signed_at=at,
    )
    return _kept(report, by=by, at=at)


def _kept(report: MonthlyReport, *, by: User, at: datetime) -> MonthlyReport:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            details: dict[str, Any] = {"month": f"{report.month:%Y-%m}", "area": report.area_code}
            details["snapshot"] = report.snapshot
            note(Verb.SIGNED_REPORT, by=by, at=at, subject=("report", report.pk), details=details)
    except IntegrityError:  # somebody else signed in the same moment
        there = signed(report.month, area=report.area_code, demonstration=report.is_demonstration)
        if there is None:
            raise
        return there
    return report
