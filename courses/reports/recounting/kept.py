"""What is kept and must agree with its facts: closed months, merges, references, progress."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Sum

from courses.duplicates.models import Merge
from courses.ledgers.recounting import published, recount_k2, recount_k3, recount_reach
from courses.milestones.models import Certification, UsedReference
from courses.milestones.second_looks import second_look_rate, second_look_rates
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
SEALED = """
SELECT CAST(year AS text) || '-' || CAST(month AS text), indicators FROM courses_monthclose
  WHERE is_demonstration = %(demonstration)s
UNION ALL SELECT CAST(year_be AS text), indicators FROM courses_yearclose
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
UNION ALL SELECT 'slip-of-two', COUNT(*) FROM (SELECT v.slip_reference FROM courses_certification s
  JOIN courses_evidence v ON v.claim_id = s.claim_id WHERE v.slip_reference <> '' AND s.revoked_at IS NULL
  AND s.merged_away_at IS NULL GROUP BY v.slip_reference HAVING COUNT(DISTINCT s.learner_id) > 1) q
UNION ALL SELECT 'order-of-two', COUNT(*) FROM (SELECT c.order_number FROM courses_certification s
  JOIN courses_claim c ON c.id = s.claim_id WHERE c.order_number <> '' AND s.revoked_at IS NULL
  AND s.merged_away_at IS NULL GROUP BY c.order_number HAVING COUNT(DISTINCT s.learner_id) > 1) o
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
LOOKED = ("looked", "failed", "drawn-looked", "drawn-failed", "waiting")
LOOKS = """
SELECT SUM(CASE WHEN x.looked_at <= %(at)s THEN 1 ELSE 0 END),
  SUM(CASE WHEN x.looked_at <= %(at)s AND x.verdict = 'falls' THEN 1 ELSE 0 END),
  SUM(CASE WHEN x.looked_at <= %(at)s AND x.is_drawn THEN 1 ELSE 0 END),
  SUM(CASE WHEN x.looked_at <= %(at)s AND x.is_drawn AND x.verdict = 'falls' THEN 1 ELSE 0 END),
  SUM(CASE WHEN x.looked_at IS NULL OR x.looked_at > %(at)s THEN 1 ELSE 0 END)
FROM courses_secondlook x JOIN courses_certification s ON s.claim_id = x.claim_id
WHERE s.is_demonstration = %(demonstration)s AND NOT s.is_baseline_seller AND x.drawn_at <= %(at)s
  AND s.event_on >= %(first)s AND s.event_on <= %(last)s
"""


LATER_LOOKED = ("drawn", "looked", "failed")
LATER_LOOKS = """
SELECT c.milestone, COUNT(*), SUM(CASE WHEN x.looked_at <= %(at)s THEN 1 ELSE 0 END),
  SUM(CASE WHEN x.looked_at <= %(at)s AND x.verdict = 'falls' THEN 1 ELSE 0 END)
FROM courses_secondlook x JOIN courses_claim c ON c.id = x.claim_id
WHERE c.milestone <> 'M6' AND x.drawn_at <= %(at)s
  AND c.happened_on >= %(first)s AND c.happened_on <= %(last)s
  AND EXISTS (SELECT 1 FROM courses_enrolment e JOIN courses_cohort k ON k.id = e.cohort_id
    JOIN courses_community p ON p.id = k.community_id WHERE e.learner_id = c.learner_id
    AND (k.is_demonstration OR p.is_demonstration) = %(demonstration)s)
GROUP BY c.milestone
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
    figures: dict[str, int] = {}
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
    nobody = ("tracking-of-two", "picture-of-two", "slip-of-two", "order-of-two", "people-twice")
    return {"used": UsedReference.objects.count(), **dict.fromkeys(nobody, 0)}


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


def ledgers_screen(scope: Scope) -> Figures:
    """K2, K3 and the verified reach with their parts, as pages say them."""
    return {key: n for year in scope.years for key, n in published(year, demonstration=scope.demonstration)}


def ledgers_sql(scope: Scope) -> Figures:
    """The same as the ledgers' own plain SQL counts it."""
    counts = (recount_k2, recount_k3, recount_reach)
    return {
        key: n
        for year in scope.years
        for count in counts
        for key, n in count(year, demonstration=scope.demonstration)
    }


def looks_screen(scope: Scope) -> Figures:
    """The second looks beside the headline: looked at, did not stand, waiting."""
    figures: dict[str, int] = {}
    for year in scope.years:
        rate = second_look_rate(year, scope.at, demonstration=scope.demonstration)
        counts = (rate.looked_again, rate.failed, rate.drawn_looked_again, rate.drawn_failed, rate.waiting)
        figures |= {f"{year}/{name}": n for name, n in zip(LOOKED, counts, strict=True)}
        later = second_look_rates(year, scope.at, demonstration=scope.demonstration)
        for code, one in later.items():
            if drawn := one.looked_again + one.waiting:
                counted = zip(LATER_LOOKED, (drawn, one.looked_again, one.failed), strict=True)
                figures |= {f"{year}/{code}/{name}": n for name, n in counted}
    return figures


def looks_sql(scope: Scope) -> Figures:
    """The same from the looks, by the day of the sale."""
    figures: dict[str, int] = {}
    for year, first, last in scope.year_days():
        counts = ask(LOOKS, demonstration=scope.demonstration, first=first, last=last, at=scope.at)[0]
        figures |= {f"{year}/{name}": int(n or 0) for name, n in zip(LOOKED, counts, strict=True)}
        later = ask(LATER_LOOKS, demonstration=scope.demonstration, first=first, last=last, at=scope.at)
        for code, *numbers in later:
            told = zip(LATER_LOOKED, numbers, strict=True)
            figures |= {f"{year}/{code}/{name}": int(n or 0) for name, n in told}
    return figures


def _parts(figures: dict[str, Any]) -> Sequence[tuple[str, dict[str, int]]]:
    return [(by, parts) for by, parts in figures["K1"].items() if by != "total"]


def _json(text: Any) -> Any:
    return json.loads(text) if isinstance(text, str) else text


def _short(sha256: str) -> int:
    return int(sha256[:12], 16)


def seals_screen(scope: Scope) -> Figures:
    """The seals on the frozen indicators."""
    return {_name(one): _short(one.indicators_sha256) for one in _periods(scope) if one.indicators}


def seals_sql(scope: Scope) -> Figures:
    """The same from what lies under each seal."""
    return {
        name: _short(hashlib.sha256(json.dumps(_json(kept), sort_keys=True).encode()).hexdigest())
        for name, kept in ask(SEALED, demonstration=scope.demonstration)
        if _json(kept)
    }


register("closed", screen=closed_screen, sql=closed_sql)
register("closed-indicators", screen=seals_screen, sql=seals_sql)
register("restated", screen=restated_screen, sql=restated_sql)
register("merged", screen=merged_screen, sql=merged_sql)
register("references", screen=references_screen, sql=references_sql)
register("progress", screen=progress_screen, sql=progress_sql)
register("ledgers", screen=ledgers_screen, sql=ledgers_sql)
register("second-looks", screen=looks_screen, sql=looks_sql)
register("frozen-years", screen=year_screen, sql=year_sql)
