"""What is kept and must agree with its facts: closed months, merges, references, progress."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Sum

from courses.duplicates.models import Merge
from courses.milestones.models import Certification, UsedReference
from courses.progress.models import CoreCompletion, LessonProgress
from courses.reports.months.models import ClosedPeriod, MonthClose, YearClose
from courses.reports.months.restating import days_of, restate
from courses.reports.recounting.number import LIVE
from courses.reports.recounting.registry import Figures, Scope, ask, register

IN_DAYS = f"""SELECT COUNT(*) FROM courses_certification s WHERE {LIVE} AND NOT s.is_baseline_seller
  AND s.event_on >= %(first)s AND s.event_on <= %(last)s"""  # noqa: S608
CLOSED = """
SELECT CAST(year AS text) || '-' || CAST(month AS text), figures, people, sha256 FROM courses_monthclose
  WHERE is_demonstration = %(demonstration)s
UNION ALL SELECT CAST(year_be AS text), figures, people, sha256 FROM courses_yearclose
  WHERE is_demonstration = %(demonstration)s
"""
MERGED = """
SELECT 'profiles', COUNT(*) FROM courses_learner WHERE merged_into_id IS NOT NULL
UNION ALL SELECT 'counting', COUNT(*) FROM courses_certification s
  JOIN courses_learner l ON l.id = s.learner_id
  WHERE l.merged_into_id IS NOT NULL AND s.revoked_at IS NULL AND s.merged_away_at IS NULL
UNION ALL SELECT 'chains', COUNT(*) FROM courses_learner l JOIN courses_learner o ON o.id = l.merged_into_id
  WHERE o.merged_into_id IS NOT NULL
"""
# One number, slip or picture certifies one person: nothing here may hold anybody.
REFERENCES = """
SELECT 'used', COUNT(*) FROM (SELECT kind, value FROM courses_usedreference GROUP BY kind, value) r
UNION ALL SELECT 'tracking-of-two', COUNT(*) FROM (SELECT c.tracking_number FROM courses_certification s
  JOIN courses_claim c ON c.id = s.claim_id WHERE c.tracking_number <> '' AND s.revoked_at IS NULL
  AND s.merged_away_at IS NULL GROUP BY c.tracking_number HAVING COUNT(DISTINCT s.learner_id) > 1) t
UNION ALL SELECT 'picture-of-two', COUNT(*) FROM (SELECT v.sha256 FROM courses_certification s
  JOIN courses_evidence v ON v.claim_id = s.claim_id WHERE s.revoked_at IS NULL AND s.merged_away_at IS NULL
  GROUP BY v.sha256 HAVING COUNT(DISTINCT s.learner_id) > 1) p
UNION ALL SELECT 'people-twice', COUNT(*) FROM (SELECT learner_id FROM courses_certification
  WHERE revoked_at IS NULL AND merged_away_at IS NULL GROUP BY learner_id HAVING COUNT(*) > 1) w
"""
PROGRESS = """
SELECT 'quiz-passed', COUNT(*) FROM (SELECT a.learner_id, v.lesson_id FROM courses_attempt a
  JOIN courses_quizversion v ON v.id = a.quiz_version_id WHERE a.is_passed
  GROUP BY a.learner_id, v.lesson_id) p
UNION ALL SELECT 'best-marks', COALESCE(SUM(best), 0) FROM (
  SELECT MAX((a.score * 200 + a.max_score) / (2 * a.max_score)) AS best FROM courses_attempt a
  JOIN courses_quizversion v ON v.id = a.quiz_version_id GROUP BY a.learner_id, v.lesson_id) b
UNION ALL SELECT 'practice-approved', COUNT(*) FROM (SELECT learner_id, lesson_id FROM courses_submission
  WHERE state = 'approved' GROUP BY learner_id, lesson_id) w
UNION ALL SELECT 'core', COUNT(DISTINCT learner_id) FROM courses_corecompletion
UNION ALL SELECT 'core-not-noted', COUNT(*) FROM (
  SELECT p.learner_id FROM courses_learner p0 JOIN courses_lessonprogress p ON p.learner_id = p0.id
  JOIN courses_lesson l ON l.key = p.lesson_id JOIN courses_track t ON t.code = l.track_id
  WHERE p.completed_at IS NOT NULL AND l.is_required AND l.withdrawn_at IS NULL AND NOT t.is_foundation
    AND p.learner_id NOT IN (SELECT learner_id FROM courses_corecompletion)
    AND (SELECT COUNT(*) FROM courses_lessonprogress f JOIN courses_lesson g ON g.key = f.lesson_id
      JOIN courses_track h ON h.code = g.track_id WHERE f.learner_id = p.learner_id AND h.is_foundation
      AND g.is_required AND g.withdrawn_at IS NULL AND f.completed_at IS NOT NULL)
      = (SELECT COUNT(*) FROM courses_lesson g JOIN courses_track h ON h.code = g.track_id
      WHERE h.is_foundation AND g.is_required AND g.withdrawn_at IS NULL)
  GROUP BY p.learner_id, l.track_id
  HAVING COUNT(*) = (SELECT COUNT(*) FROM courses_lesson g WHERE g.track_id = l.track_id AND g.is_required
    AND g.withdrawn_at IS NULL)) c
"""


def _periods(scope: Scope) -> list[ClosedPeriod]:
    kind = {"is_demonstration": scope.demonstration}
    return [*MonthClose.objects.filter(**kind), *YearClose.objects.filter(**kind)]


def _name(period: ClosedPeriod) -> str:
    if isinstance(period, YearClose):
        return str(period.year_be)
    assert isinstance(period, MonthClose)
    return f"{period.year}-{period.month}"


def closed_screen(scope: Scope) -> Figures:
    """What closed months and years say of themselves."""
    figures = {}
    for period in _periods(scope):
        figures[f"{_name(period)}/total"] = period.total
        figures |= {f"{_name(period)}/{by}": sum(n.values()) for by, n in _parts(period.figures)}
        figures[f"{_name(period)}/hash"] = _short(period.sha256)
    return figures


def closed_sql(scope: Scope) -> Figures:
    """The same from the list of people that was kept with each."""
    figures: dict[str, int] = {}
    for name, kept, people_text, _sha in ask(CLOSED, demonstration=scope.demonstration):
        people = _json(people_text)["K1"]
        figures[f"{name}/total"] = len(set(people))
        figures |= {f"{name}/{by}": len(set(people)) for by, _n in _parts(_json(kept))}
        figures[f"{name}/hash"] = _short(hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest())
    return figures


def restated_screen(scope: Scope) -> Figures:
    """The lines below closed months and years, added up."""
    return {_name(one.period): sum(line.delta for line in one.lines) for one in restate(_periods(scope))}


def restated_sql(scope: Scope) -> Figures:
    """Now, less what was kept."""
    kept = {
        name: _json(figures)["K1"]["total"]
        for name, figures, _p, _s in ask(CLOSED, demonstration=scope.demonstration)
    }
    now = {}
    for period in _periods(scope):
        first, last = days_of(period)
        now[_name(period)] = int(
            ask(IN_DAYS, demonstration=scope.demonstration, first=first, last=last)[0][0]
        )
    return {name: now[name] - kept[name] for name in now}


def merged_screen(scope: Scope) -> Figures:
    """Merges that stand; nobody merged away counts, and nobody leads to somebody merged away."""
    return {"profiles": Merge.objects.standing().count(), "counting": 0, "chains": 0}


def merged_sql(scope: Scope) -> Figures:
    """The same from the profiles."""
    return dict(ask(MERGED))


def references_screen(scope: Scope) -> Figures:
    """The references in use; none of them, and no person, stands for two."""
    return {
        "used": UsedReference.objects.count(),
        "tracking-of-two": 0,
        "picture-of-two": 0,
        "people-twice": 0,
    }


def references_sql(scope: Scope) -> Figures:
    """The same from the claims and their pictures."""
    return dict(ask(REFERENCES))


def progress_screen(scope: Scope) -> Figures:
    """What progress keeps for speed, for everybody."""
    kept = LessonProgress.objects.aggregate(
        passed=Count("quiz_passed_at"), best=Sum("best_percent"), approved=Count("practice_approved_at")
    )
    return {
        "quiz-passed": kept["passed"],
        "best-marks": kept["best"] or 0,
        "practice-approved": kept["approved"],
        "core": CoreCompletion.objects.count(),
        "core-not-noted": 0,
    }


def progress_sql(scope: Scope) -> Figures:
    """The same from attempts and practice work."""
    return {key: int(value) for key, value in ask(PROGRESS)}


def year_screen(scope: Scope) -> Figures:
    """The fiscal year that each certification froze."""
    rows = Certification.objects.order_by().values_list("fiscal_year_be").annotate(n=Count("pk"))
    return {str(year): n for year, n in rows}


def year_sql(scope: Scope) -> Figures:
    """The fiscal year of each event's day."""
    rows = ask("SELECT SUBSTR(CAST(event_on AS text), 1, 7), COUNT(*) FROM courses_certification GROUP BY 1")
    years: dict[str, int] = {}
    for month, people in rows:
        year = str(int(month[:4]) + 543 + (int(month[5:7]) >= 10))
        years[year] = years.get(year, 0) + people
    return years


def _parts(figures: dict[str, Any]) -> Sequence[tuple[str, dict[str, int]]]:
    return [(by, parts) for by, parts in figures["K1"].items() if by != "total"]


def _json(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _short(sha256: str) -> int:
    return int(sha256[:12], 16)


register("closed", screen=closed_screen, sql=closed_sql)
register("restated", screen=restated_screen, sql=restated_sql)
register("merged", screen=merged_screen, sql=merged_sql)
register("references", screen=references_screen, sql=references_sql)
register("progress", screen=progress_screen, sql=progress_sql)
register("frozen-years", screen=year_screen, sql=year_sql)
