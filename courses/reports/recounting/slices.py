"""What is recounted: years, places, kinds of people. On a large site some take turns."""

from dataclasses import fields, replace

from courses.reports.basis import Basis, YearKind
from courses.reports.recounting.registry import Scope
from courses.reports.scope import Scope as Whom
from lms.geo import REGIONS, region_of


def calendar_year(scope: Scope) -> Basis:
    """Return the calendar year of the moment."""
    return replace(Basis.of(None, at=scope.at, kind=YearKind.CALENDAR), demonstration=scope.demonstration)


def places(scope: Scope) -> list[Whom]:
    """Return every place that the drill can stand at, below the country, largest first."""
    facts = scope.facts
    shown = [one for one in facts.communities.values() if scope.demonstration or not one.is_demonstration]
    codes = sorted({one.code for one in shown})
    found = [Whom(area=region) for region in sorted({region_of(code) for code in codes} & REGIONS.keys())]
    found += [Whom(area=code) for code in sorted({code[:2] for code in codes if code})]
    inside = [Whom(area=code) for code in sorted({code[:4] for code in codes if len(code) >= 4})]
    inside += [Whom(area=code, only_rest=True) for code in codes if len(code) == 2]
    inside += [Whom(community=one.id) for one in shown]
    return found + scope.turn(inside)


def kinds(scope: Scope) -> list[Whom]:
    """Return the kinds of people by which a page can be filtered, one filter at a time and some together."""
    facts, people = scope.facts, scope.facts.people.values()
    found = [Whom(sex=sex or "unknown") for sex in sorted({one.sex for one in people})]
    found += [Whom(education=one or "unknown") for one in sorted({one.education for one in people})]
    found += [Whom(age=age) for age in ("under-30", "30-44", "45-59", "60-up", "unknown")]
    tracks = {one.track for one in facts.cores.values()} | {one.track for one in facts.sales.values()}
    found += [Whom(track=track) for track in sorted(tracks)]
    found += [Whom(sex="female", age="45-59", track=track) for track in sorted(tracks)[:1]]
    trainers = sorted({one.trainer for one in facts.cohorts.values() if one.trainer is not None})
    found += scope.turn([Whom(trainer=trainer) for trainer in trainers], most=8)
    return scope.turn(found, most=40)


def name(whom: Whom) -> str:
    """Name a scope: «area=41&sex=female», «country»."""
    given = {field.name: getattr(whom, field.name) for field in fields(whom)}
    return "&".join(f"{key}={value}" for key, value in given.items() if value) or "country"
