"""The drill: parts add up to the whole, lists keep to what may be seen, the address is the state."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from courses.cohorts.models import Cohort, Community, Enrolment
from courses.people.models import Learner
from courses.reports.basis import Basis
from courses.reports.drill import DrillPage, drill_page
from courses.reports.drill_state import DrillState, NoSuchPlace
from courses.reports.goal import headline_of
from courses.reports.recounting.registry import CHECKS, compare
from courses.reports.recounting.run import scope_at
from courses.reports.scope import COUNTRY, Scope, communities_in, places
from courses.reports.way import STAGES, total, way_by, way_of
from courses.reports.way_sql import CORE, ENROLLED, EVIDENCE, SALE, SHOP, STARTED
from lms.accounts.models import User
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(2570, False, build.NOON)


def drill(user: User, **scope: Any) -> DrillPage:
    cache.clear()
    return drill_page(user, DrillState(YEAR, Scope(**scope)))


def people_of(page: DrillPage) -> dict[str, int]:
    return {row.name: row.counts.learners for row in page.rows}


def look(client: Client, user: User, query: str = "", status: int = 200) -> str:
    client.force_login(user)
    with time_machine.travel(build.NOON, tick=False):
        answer = client.get(f"/desk/drill/{query}")
    assert answer.status_code == status, query
    return answer.content.decode()


@pytest.fixture
def programme(people: build.People) -> build.People:
    """Beside the known people one in a community known by its province only, and one on the way."""
    rest = build.community("rest", "41")
    build.learner("ไม่รู้อำเภอ", build.cohort(rest, starts_on=build.TODAY - timedelta(days=200)))
    rows.core(people.learner, people.cohort, build.NOON - timedelta(days=25))
    rows.certify(people.classmate, people.cohort)
    return people


def test_one_walks_from_the_country_to_a_person(programme: build.People) -> None:
    admin = programme.administrator
    assert people_of(drill(admin)) == {"ภาคตะวันออกเฉียงเหนือ": 3, "ภาคกลาง": 1}
    assert people_of(drill(admin, area="northeast")) == {"อุดรธานี": 3}
    assert people_of(drill(admin, area="41")) == {"เมืองอุดรธานี": 2, "ไม่ระบุอำเภอ": 1}
    assert people_of(drill(admin, area="4101")) == {"ชุมชน na-kha": 2}
    assert people_of(drill(admin, area="41", only_rest=True)) == {"ชุมชน rest": 1}
    assert people_of(drill(admin, community=programme.community.pk)) == {"รุ่นที่ 1": 2}
    cohort = drill(admin, cohort=programme.cohort.pk)
    assert [name for name, _query in cohort.way_up] == [
        "ทั้งประเทศ", "ภาคตะวันออกเฉียงเหนือ", "อุดรธานี", "เมืองอุดรธานี", "ชุมชน na-kha", "รุ่นที่ 1"
    ]  # fmt: skip


def test_each_level_has_the_same_columns_with_shares_and_days(programme: build.People) -> None:
    row = drill(programme.administrator, area="41").whole
    cells = {cell.stage: cell for cell in row.cells}
    assert {stage: cell.people for stage, cell in cells.items()} == {
        1: 3, 2: 2, 3: 2, 4: 1, 5: 1, 6: 1, 7: 1, 8: 0
    }  # fmt: skip
    assert (cells[CORE].of_before, cells[CORE].of_all, cells[SHOP].of_before) == (100, 67, 50)
    assert (cells[SHOP].inferred, cells[CORE].inferred, cells[SHOP].lost) == (1, 1, 1)
    assert cells[SALE].days == 0


def test_a_person_stands_in_the_cohort_where_the_first_sale_counts(people: build.People) -> None:
    Enrolment.objects.create(learner=people.learner, cohort=people.neighbour_cohort, joined_at=build.NOON)
    first = {row.name: row.counts.learners for row in drill(people.administrator).rows}
    rows.core(people.learner, people.neighbour_cohort)
    then = {row.name: row.counts.learners for row in drill(people.administrator).rows}
    rows.certify(people.learner, people.neighbour_cohort)
    counted = {row.name: row.counts.learners for row in drill(people.administrator).rows}
    assert first == {"ภาคตะวันออกเฉียงเหนือ": 2, "ภาคกลาง": 1}
    assert then == counted == {"ภาคตะวันออกเฉียงเหนือ": 1, "ภาคกลาง": 2}


def test_what_was_begun_after_the_year_was_not_begun_in_it(people: build.People) -> None:
    """A sale of September, proven in October by somebody who opened the first lesson then."""
    old = Basis(2569, False, build.NOON)
    Enrolment.objects.filter(learner=people.learner).update(joined_at=rows.noon(date(2026, 9, 1)))
    rows.progress(people.learner, build.lesson(), seen=rows.noon(date(2026, 10, 1)))
    rows.core(people.learner, people.cohort, rows.noon(date(2026, 10, 2)))
    rows.certify(people.learner, people.cohort, date(2026, 9, 30))
    sums = way_of(old).funnel
    assert (sums.reached[SALE], sums.inferred[STARTED], sums.inferred[CORE]) == (1, 1, 1)
    check = CHECKS["drill"]
    assert compare(check, scope_at(build.NOON))[1] == []


def test_the_last_moment_of_a_day_is_still_that_day(people: build.People) -> None:
    midnight = rows.noon(date(2026, 11, 10)) + timedelta(hours=12)
    rows.progress(people.learner, build.lesson(), seen=midnight - timedelta(days=3))
    rows.core(people.learner, people.cohort, midnight - timedelta(microseconds=1))
    page = drill(people.administrator)
    assert page.whole.counts.median_days(CORE) == 2
    assert compare(CHECKS["drill"], scope_at(build.NOON))[1] == []


def test_approving_never_lowers_what_was_sent(people: build.People) -> None:
    claim = rows.claim(people.learner)
    before = way_of(YEAR).funnel.reached
    claim.delete()
    rows.certify(people.learner, people.cohort)
    after = way_of(YEAR).funnel.reached
    assert (before[EVIDENCE], before[SALE]) == (1, 0)
    assert (after[EVIDENCE], after[SALE]) == (1, 1)


AREAS = ("41", "4101", "410116", "410101", "191304", "10", "104701", "905")
A_PERSON = st.tuples(
    st.integers(0, 5),
    st.integers(0, 5),
    st.sampled_from(["", "female", "male"]),
    st.integers(0, 7),
    st.booleans(),
)


# Without shrinking: an example is a whole programme, walked through at every level.
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(
    where=st.lists(st.sampled_from(AREAS[:7]), min_size=6, max_size=6),
    persons=st.lists(A_PERSON, min_size=1, max_size=8),
)
def test_the_parts_add_up_to_the_whole_at_every_level(
    people: build.People, where: list[str], persons: list[tuple[int, int, str, int, bool]]
) -> None:
    with transaction.atomic():
        made = [build.community(area_code=code) for code in where]
        cohorts = [
            build.cohort(one, starts_on=build.TODAY - timedelta(days=60 * n + 1))
            for n, one in enumerate(made)
        ]
        for first, second, sex, stage, left in persons:
            _walk(cohorts[first], cohorts[second], sex, stage, left)
        for scope in (COUNTRY, Scope(sex="female"), Scope(trainer=people.trainer.pk)):
            _adds_up(people.administrator, scope)
        assert way_of(YEAR).funnel.reached[SALE] == headline_of(YEAR).certified
        transaction.set_rollback(True)


def _walk(first: Cohort, second: Cohort, sex: str, stage: int, left: bool) -> None:
    one = build.learner(into=first, sex=sex)
    if second != first:
        Enrolment.objects.create(learner=one, cohort=second, joined_at=build.NOON - timedelta(days=3))
    if left:
        one.enrolments.filter(cohort=first).update(left_at=build.NOON - timedelta(days=1))
    if stage >= 3:
        rows.core(one, second)
    if stage == 5:
        rows.claim(one, "M5", state="verified")
    if stage == 6:
        rows.claim(one, state="returned")
    if stage == 7:
        rows.certify(one, second)


def _adds_up(admin: User, scope: Scope) -> None:
    known = places()
    todo = [scope]
    while todo:
        here = todo.pop()
        cache.clear()
        page = drill_page(admin, DrillState(YEAR, here))
        alone = total(way_by(YEAR, here, communities_in(here, known)).values())
        for stage in STAGES:
            assert sum(row.counts.reached[stage] for row in page.rows) == page.whole.counts.reached[stage]
            assert alone.reached[stage] == page.whole.counts.reached[stage], here
        if here.cohort is None:
            insides = [dict(re.findall(r"(\w+)=([\w-]+)", row.query)) for row in page.rows]
            for inside in insides:
                todo.append(
                    replace(
                        here,
                        area=inside.get("in", ""),
                        only_rest="rest" in inside,
                        community=int(inside["community"]) if "community" in inside else None,
                        cohort=int(inside["cohort"]) if "cohort" in inside else None,
                    )
                )


def test_an_abolished_code_is_led_to_where_the_place_lies_today(people: build.People) -> None:
    old = build.community("old", "4303")  # became province 38
    build.learner("คนบึงกาฬ", build.cohort(old))
    assert people_of(drill(people.administrator, area="38")) == {"เมืองบึงกาฬ": 1}


def test_what_may_not_be_seen_is_one_row_and_the_sum_stays(programme: build.People) -> None:
    build.learner("ข้างบ้าน", build.cohort(build.community("hidden", "410101")))
    page = drill(programme.trainer, area="4101")
    assert people_of(page) == {"ชุมชน na-kha": 2, "ชุมชนอื่นที่คุณไม่ได้ดูแล 1 แห่ง": 1}
    assert page.whole.counts.learners == 3
    for scope in ({"community": programme.neighbour_community.pk}, {"cohort": programme.neighbour_cohort.pk}):
        with pytest.raises(NoSuchPlace):
            drill(programme.trainer, **scope)


def test_lists_show_only_people_in_ones_care(programme: build.People, client: Client) -> None:
    page = look(client, programme.trainer, "?stage=enrolled")
    assert "สมใจ วงศ์ผ้า" in page
    assert "ทองใบ มาลา" not in page
    assert "ทองใบ มาลา" in look(client, programme.administrator, "?stage=enrolled")
    nothing = look(client, programme.trainer, "?in=19&stage=enrolled")
    assert "รายชื่อเห็นเฉพาะชุมชนที่คุณดูแล" in nothing
    assert "ทองใบ มาลา" not in nothing
    for query in (
        f"?community={programme.neighbour_community.pk}",
        f"?cohort={programme.neighbour_cohort.pk}",
    ):
        look(client, programme.trainer, query, status=404)


def test_the_list_says_why_and_what_to_do_and_whom_to_call(programme: build.People, client: Client) -> None:
    page = look(client, programme.trainer, "?stage=shop&who=missing")
    assert "จบหลักสูตรแล้วแต่ยังไม่เปิดร้าน · 1 ราย" in page
    assert "ช่วยเปิดร้านและส่งภาพร้าน" in page or "โทรถามว่าเป็นอย่างไรบ้าง" in page
    assert f'href="tel:{programme.learner.user.phone}"' in page
    assert "tel:" not in look(client, programme.manager, "?stage=shop&who=missing")


def test_a_cohort_lists_its_people(programme: build.People, client: Client) -> None:
    page = look(client, programme.trainer, f"?cohort={programme.cohort.pk}")
    assert "สมใจ วงศ์ผ้า" in page
    assert "บุญมี ศรีสุข" in page


def test_a_list_goes_in_pages_and_a_page_too_far_says_so(people: build.People, client: Client) -> None:
    for n in range(52):
        build.learner(f"คนที่ {n:02d}", people.cohort)
    first = look(client, people.trainer, "?stage=enrolled")
    assert "หน้า 1 จาก 2" in first
    assert first.count("/desk/learners/") == 50
    assert look(client, people.trainer, "?stage=enrolled&page=2").count("/desk/learners/") == 4
    assert "รายชื่อไม่มีหน้านี้" in look(client, people.trainer, "?stage=enrolled&page=9")


def test_young_cohorts_are_too_early_to_judge(people: build.People, client: Client) -> None:
    assert "ยังเร็วไปที่จะสรุป" in look(client, people.administrator)
    Cohort.objects.update(starts_on=build.TODAY - timedelta(days=121))
    cache.clear()
    page = drill(people.administrator)
    assert not page.whole.is_young
    assert not any(row.is_young for row in page.rows)


def test_filters_choose_kinds_of_people(people: build.People) -> None:
    Learner.objects.filter(pk=people.learner.pk).update(sex="female", birth_year_be=2545, education="primary")
    admin = people.administrator
    sizes = {
        name: drill(admin, **scope).whole.counts.learners
        for name, scope in {
            "all": {},
            "sex": {"sex": "female"},
            "age": {"age": "under-30"},
            "education": {"education": "primary"},
            "unknown": {"education": "unknown"},
            "trainer": {"trainer": people.trainer.pk},
            "track": {"track": "shop"},
        }.items()
    }
    assert sizes == {
        "all": 3, "sex": 1, "age": 1, "education": 1, "unknown": 2, "trainer": 2, "track": 0
    }  # fmt: skip


def test_the_address_is_the_state_and_nonsense_is_left_out_with_words(
    programme: build.People, client: Client
) -> None:
    admin = programme.administrator
    page = look(client, admin, "?in=41&sex=female&calendar=1")
    assert "ปีปฏิทิน 2569" in page
    assert '<option value="female" selected>' in page
    assert "in=4101" in page
    assert "sex=female" in page
    for query in (
        "sex=x",
        "age=%00",
        "trainer=999999",
        "trainer=-1",
        "year=1",
        "page=abc",
        "stage=boo",
        "track='--",
    ):
        assert "จึงไม่ได้ใช้" in look(client, admin, f"?{query}"), query
    for query in (
        "in=99",
        "in=abc",
        "in=%E0%B9%91%E0%B9%90",
        "community=0",
        "cohort=9" * 20,
        "community=x",
        "cohort=-1",
    ):
        look(client, admin, f"?{query}", status=404)


def test_years_are_those_of_the_kind(people: build.People, client: Client) -> None:
    rows.certify(people.learner, people.cohort, date(2025, 9, 30))
    page = look(client, people.administrator, "?year=2568")
    assert "ปีงบประมาณ 2568" in page
    assert "year=2569" in page


@pytest.mark.parametrize(
    "query", ["", "?in=northeast", "?in=41", "?in=4101", "?stage=enrolled", "one", "cohort"]
)
def test_every_level_takes_the_same_queries_at_any_size(
    people: build.People, client: Client, query: str
) -> None:
    query = {"one": f"?community={people.community.pk}", "cohort": f"?cohort={people.cohort.pk}"}.get(
        query, query
    )
    counts = []
    for size in (1, 9):
        for n in range(size):
            build.learner(f"คน {n}", build.cohort(build.community(area_code="410101")))
            build.learner(f"อีกคน {n}", build.cohort(people.community))
            rows.certify(build.learner(into=people.cohort), people.cohort)
        look(client, people.administrator, query)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            look(client, people.administrator, query)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


def test_real_and_made_up_people_never_share_a_row(people: build.People) -> None:
    build.learner("ตัวอย่าง", build.cohort(build.community("demo", "50", is_demonstration=True)))
    assert people_of(drill(people.administrator)) == {"ภาคตะวันออกเฉียงเหนือ": 2, "ภาคกลาง": 1}
    assert Community.objects.filter(is_demonstration=True).exists()
    assert sum(way_of(Basis(2570, True, build.NOON)).funnel.reached[stage] for stage in (ENROLLED,)) == 1
