"""The goal page: the number, its funnel and communities; each figure recounted, none mixed."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.cohorts.models import Community, Enrolment, TrainerCommunity
from courses.cohorts.programme import set_demonstration
from courses.goals.seeds import seed_indicators, seed_targets
from courses.reports.basis import Basis, YearKind
from courses.reports.communities import community_rows
from courses.reports.goal import headline_of
from courses.reports.way import (
    CONTENT,
    CORE,
    ENROLLED,
    EVIDENCE,
    SALE,
    SHOP,
    STARTED,
    STILL,
    CommunityCounts,
    way_of,
)
from lms.dates import BANGKOK
from tests import build
from tests.reports import rows

pytestmark = pytest.mark.django_db
YEAR = Basis(2570, False, build.NOON)
LAST_YEAR = Basis(2569, False, build.NOON)


def page_of(client: Client, user: Any, query: str = "", status: int = 200, at: datetime = build.NOON) -> str:
    client.force_login(user)
    with time_machine.travel(at, tick=False):
        answer = client.get(f"/desk/goal/{query}")
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def programme(people: build.People) -> build.People:
    """One person at each stage, one who had sold before, one with a sale that waits."""
    lesson = build.lesson("F1")
    started, core, shop, content, sale = (
        build.learner(f"ขั้น {name}", people.cohort) for name in ("เริ่ม", "จบ", "ร้าน", "คลิป", "ขาย")
    )
    rows.progress(started, lesson)
    rows.core(core, people.cohort, build.NOON - timedelta(days=25))
    rows.claim(shop, "M4", state="verified")
    rows.claim(content, "M5", state="verified")  # no shop claim: a skipped stage counts as reached
    rows.core(sale, people.cohort)
    rows.certify(sale, people.cohort)
    rows.claim(people.classmate)
    before = build.learner("เคยขาย", people.cohort, sold_before=True)
    rows.certify(before, people.cohort)
    return people


def test_the_funnel_counts_each_person_at_the_highest_stage_and_all_before(programme: build.People) -> None:
    funnel = way_of(YEAR).funnel
    # Beside the five: the learner of the cohort, the classmate who sent proof, and the neighbour.
    assert funnel.reached == {
        ENROLLED: 8,
        STARTED: 6,
        CORE: 5,
        SHOP: 4,
        CONTENT: 3,
        EVIDENCE: 2,
        SALE: 1,
        STILL: 0,
    }
    assert (funnel.inferred[SHOP], funnel.inferred[CONTENT]) == (3, 2)
    assert (funnel.baseline_people, funnel.baseline_sales) == (1, 1)
    assert funnel.biggest_leak == (STARTED, 2)


def test_the_funnel_ends_with_the_number_whatever_became_of_the_cohort(programme: build.People) -> None:
    Enrolment.objects.update(left_at=build.NOON - timedelta(days=29))
    programme.cohort.ends_on = date(2026, 9, 30)
    programme.cohort.starts_on = date(2026, 6, 1)
    programme.cohort.save()
    assert way_of(YEAR).funnel.reached[SALE] == headline_of(YEAR).certified == 1


def test_who_counted_last_year_is_on_last_years_way_only(people: build.People) -> None:
    Enrolment.objects.filter(learner=people.learner).update(joined_at=datetime(2026, 8, 1, tzinfo=BANGKOK))
    rows.certify(people.learner, people.cohort, date(2026, 9, 30))
    assert way_of(LAST_YEAR).funnel.reached == {
        ENROLLED: 1,
        STARTED: 1,
        CORE: 1,
        SHOP: 1,
        CONTENT: 1,
        EVIDENCE: 1,
        SALE: 1,
        STILL: 0,
    }
    this_year = way_of(YEAR)
    assert (this_year.funnel.reached[ENROLLED], this_year.funnel.reached[SALE]) == (2, 0)


def test_what_happened_after_a_years_end_does_not_change_its_funnel(people: build.People) -> None:
    Enrolment.objects.filter(learner=people.learner).update(joined_at=datetime(2026, 8, 1, tzinfo=BANGKOK))
    rows.core(people.learner, people.cohort, datetime(2026, 10, 1, 0, 0, tzinfo=BANGKOK))
    rows.claim(people.learner, "M4", date(2026, 10, 1), "verified")
    assert way_of(LAST_YEAR).funnel.reached[CORE] == 0
    assert way_of(YEAR).funnel.reached[SHOP] == 1


def test_communities_count_shops_stuck_and_silent_people(programme: build.People) -> None:
    counts = way_of(YEAR).communities
    # Silent: everybody without a sign for two weeks, of those who are not counted.
    assert counts[programme.community.pk] == CommunityCounts(learners=7, shops=1, stuck=1, silent=2)
    assert counts[programme.neighbour_community.pk] == CommunityCounts(learners=1, silent=1)


def test_a_person_in_two_communities_counts_once_in_the_country(people: build.People) -> None:
    Enrolment.objects.create(learner=people.learner, cohort=people.neighbour_cohort, joined_at=build.NOON)
    rows.certify(people.learner, people.cohort)
    way = way_of(YEAR)
    assert way.funnel.reached[ENROLLED] == 3
    assert sum(counts.learners for counts in way.communities.values()) == 3
    found = {
        row.community.key: row.sellers for row in community_rows(people.administrator, YEAR, way.communities)
    }
    assert found == {"na-kha": 1, "phu-khae": 0}


def test_moving_away_after_the_sale_changes_no_community(people: build.People) -> None:
    rows.certify(people.learner, people.cohort)
    Enrolment.objects.filter(learner=people.learner).update(cohort=people.neighbour_cohort)
    found = {row.community.key: row.sellers for row in community_rows(people.administrator, YEAR, {})}
    assert found == {"na-kha": 1, "phu-khae": 0}


def test_no_figure_of_the_page_mixes_real_and_made_up_people(programme: build.People) -> None:
    made_up = build.community("demo-cnx", "50", is_demonstration=True)
    stage = build.cohort(made_up)
    rows.certify(build.learner("ตัวอย่าง", stage), stage)
    inside = build.cohort(programme.community, programme.trainer, is_demonstration=True)
    build.learner("ตัวอย่างในชุมชนจริง", inside)
    real, shown = way_of(YEAR), way_of(Basis(2570, True, build.NOON))
    assert (real.funnel.reached[ENROLLED], real.funnel.reached[SALE]) == (8, 1)
    assert (shown.funnel.reached[ENROLLED], shown.funnel.reached[SALE]) == (2, 1)
    assert made_up.pk not in real.communities
    assert shown.communities[programme.community.pk].learners == 1
    admin = programme.administrator
    assert made_up not in [row.community for row in community_rows(admin, YEAR, real.communities)]


def test_worst_communities_come_first_and_missing_facts_are_named(programme: build.People) -> None:
    calm = build.community("calm", "50", households=320, inhabitants=860, target_sellers=3)
    rows.progress(build.learner("ขยัน", build.cohort(calm)), build.lesson("F9"))
    found = community_rows(programme.administrator, YEAR, way_of(YEAR).communities)
    assert [row.community.key for row in found] == ["phu-khae", "na-kha", "calm"]
    assert [signal.words for signal in found[1].signals] == ["เงียบ 14 วัน 2 คน", "ค้างที่ “เปิดร้าน” 1 คน"]
    assert found[1].facts_missing == "ข้อมูลไม่พอ: ขาดจำนวนครัวเรือนและจำนวนประชากร"
    assert (found[2].facts, found[2].facts_missing) == ("320 ครัวเรือน · 860 คน", "")


def test_the_page_prints_its_basis_the_number_and_the_target(programme: build.People, client: Client) -> None:
    seed_targets(on=build.TODAY)
    page = page_of(client, programme.manager)
    for words in (
        "ปีงบประมาณ 2570",
        "1 ต.ค. 2569 – 30 ก.ย. 2570",
        "ข้อมูล ณ 21 พ.ย. 2569 12:00 น.",
        "จากเป้า “มากกว่า 5,000 ราย”",
        "รอตรวจอีก 1 ราย",
        "กำลังเรียน 1 ราย มีหลักฐานการขายแล้ว 1 ราย",
    ):
        assert words in page
    assert '<b class="big">1</b>' in page
    assert "โอกาส" not in page


def test_staff_see_the_country_and_their_own_communities_only(
    programme: build.People, client: Client
) -> None:
    page = page_of(client, programme.neighbour_trainer)
    assert '<b class="big">1</b>' in page
    assert "ชุมชน phu-khae" in page
    assert "ชุมชน na-kha" not in page
    TrainerCommunity.objects.filter(trainer=programme.neighbour_trainer).delete()
    assert "ยังไม่มีชุมชนที่คุณดูแล" in page_of(client, programme.neighbour_trainer)


def test_past_years_can_be_looked_at_and_others_not(people: build.People, client: Client) -> None:
    rows.certify(people.learner, people.cohort, date(2025, 9, 30))
    page = page_of(client, people.manager, "?year=2568")
    assert '<b class="big">1</b>' in page
    assert "สิ้นปี" in page
    assert re.findall(r'href="\?year=(\d+)"', page) == ["2570", "2569", "2568"]
    for wrong in ("2571", "2567", "abc", "-1", "9" * 40, "%00"):
        page_of(client, people.manager, f"?year={wrong}", status=404)


def test_a_demonstration_is_marked_as_one(people: build.People, client: Client) -> None:
    Community.objects.update(is_demonstration=True)
    set_demonstration(True)
    page = page_of(client, people.administrator)
    assert page.count("ข้อมูลสาธิต") >= 3


def test_every_figure_has_its_drawer_and_awareness_no_number(programme: build.People, client: Client) -> None:
    seed_targets(on=build.TODAY)
    seed_indicators()
    page = page_of(client, programme.manager)
    assert page.count("นับอย่างไร") >= 15
    for words in ("ไม่มีเป้าตัวเลขในแผน", "ฉบับที่ 1", "กำลังเรียน ยังไม่ขาย", "ทุกภาพใช้มาตราเดียวกัน"):
        assert words in page
    assert "โอกาส" not in page
    assert "style=" not in page


def test_a_calendar_year_counts_by_the_day_and_names_itself(people: build.People, client: Client) -> None:
    rows.certify(people.learner, people.cohort, date(2026, 3, 1))
    rows.certify(people.classmate, people.cohort)
    page = page_of(client, people.manager, "?calendar=1")
    assert "ปีปฏิทิน 2569" in page
    assert '<b class="big">2</b>' in page
    assert "เป้ากำหนดไว้ตามปีงบประมาณ" in page


def test_in_calendar_years_the_communities_add_up_to_the_number_and_lead_to_its_people(
    people: build.People, client: Client
) -> None:
    """March 2026 lies in fiscal and calendar year 2569, November in 2570 and 2569."""
    people.community.target_sellers = 9
    people.community.save()
    rows.certify(people.learner, people.cohort, date(2026, 3, 1))
    rows.certify(people.classmate, people.cohort, date(2026, 11, 2))
    rows.certify(people.neighbour, people.neighbour_cohort, date(2025, 11, 2))
    admin, year = people.administrator, Basis(2569, False, build.NOON, YearKind.CALENDAR)
    column = {row.community: (row.sellers, row.target) for row in community_rows(admin, year, {})}
    assert column == {people.community: (2, None), people.neighbour_community: (0, None)}
    assert sum(sellers for sellers, _target in column.values()) == headline_of(year).certified
    page = page_of(client, admin, "?calendar=1")
    assert "/communities.xlsx?calendar=1&amp;year=2569" in page
    link = re.search(rf'href="([^"]*community={people.community.pk})"', page)
    assert link
    assert "calendar=1" in link[1]
    with time_machine.travel(build.NOON, tick=False):
        place = client.get(link[1].replace("&amp;", "&") + "&stage=sale").content.decode()
    assert all(one.user.name in place for one in (people.learner, people.classmate))


def test_last_years_line_stands_in_the_chart(people: build.People, client: Client) -> None:
    rows.certify(people.learner, people.cohort, date(2026, 9, 1))
    page = page_of(client, people.manager)
    assert 'class="before"' in page
    assert "เส้นประคือปีก่อน สิ้นปีได้ 1 ราย" in page


def test_the_page_takes_the_same_queries_at_any_size(people: build.People, client: Client) -> None:
    counts = []
    for size in (1, 12):
        for n in range(size):
            one = build.learner(f"คน {n}", build.cohort(build.community(area_code="41")))
            rows.certify(one, one.enrolments.first().cohort, build.TODAY - timedelta(days=n))
        page_of(client, people.manager)
        with CaptureQueriesContext(connection) as queries:
            client.get("/desk/goal/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 38
