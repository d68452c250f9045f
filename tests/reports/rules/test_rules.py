"""The page of rules: every version to read; the next one tried, then made; the past never changed."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.goals.actions import change_definition, set_target
from courses.goals.errors import CannotChangeGoal
from courses.goals.models import Indicator, Target
from courses.milestones.counting_rules import CountingRule
from courses.milestones.models import Certification
from courses.milestones.rule_models import EvidenceRule
from courses.models import AuditEntry, MonthClose
from courses.reports.goal import headline
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import Month
from lms.accounts.models import User
from tests import build
from tests.build import NOON, People
from tests.reports import rows

pytestmark = pytest.mark.django_db
COUNTING = {"rule": "baseline-excluded", "value": "0", "from_year_be": "2570", "reason": "มติที่ประชุม"}
EVIDENCE = {
    "effective_on": "1/12/2569",
    "strong_needed": "1",
    "weak_needed": "3",
    "order-report": "A",
    "tracking": "A",
    "slip": "A",
    "order-screenshot": "B",
    "parcel-photo": "B",
    "witness": "B",
    "own-word": "",
    "reason": "รูปซ้ำมากขึ้น",
}


def ask(user: User, path: str = "", sent: dict[str, str] | None = None, status: int = 200) -> str:
    client = Client()
    client.force_login(user)
    with time_machine.travel(NOON, tick=False):
        answer = (
            client.get(f"/desk/rules/{path}") if sent is None else client.post(f"/desk/rules/{path}", sent)
        )
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def test_managers_read_all_versions_with_who_and_why_and_cannot_change_them(people: People) -> None:
    ask(people.administrator, "evidence/", EVIDENCE | {"act": "save"}, 302)
    ask(people.administrator, "counting/", COUNTING | {"act": "save"}, 302)
    page = ask(people.manager)
    for words in ("1 ธ.ค. 2569", "รูปซ้ำมากขึ้น", "มติที่ประชุม", people.administrator.name, "ตั้งแต่ต้น", "K1"):
        assert words in page
    assert '<form method="post" action="/desk/rules/' not in page
    ask(people.manager, "evidence/", EVIDENCE | {"act": "save"}, 404)
    ask(people.trainer, status=404)


def test_trying_a_rule_of_evidence_writes_nothing_and_keeps_what_was_typed(people: People) -> None:
    page = ask(people.administrator, "evidence/", EVIDENCE | {"act": "try"})
    assert not EvidenceRule.objects.exists()
    assert "ไม่มีตัวเลขเดือนใดเปลี่ยนเอง" in page
    assert 'value="1/12/2569"' in page
    assert "รูปซ้ำมากขึ้น" in page


def test_a_closed_month_keeps_its_rule_and_the_form_says_so_in_thai(people: People) -> None:
    bad = ask(people.administrator, "evidence/", EVIDENCE | {"effective_on": "1/8/2569", "act": "save"}, 422)
    assert "ปีหรือเดือนที่ปิดแล้วใช้เกณฑ์เดิม" in bad or "เลือกวันหลังจากนั้น" in bad
    assert "รูปซ้ำมากขึ้น" in bad
    unsaid = ask(people.administrator, "evidence/", EVIDENCE | {"reason": "", "act": "save"}, 422)
    assert 'class="field bad"' in unsaid
    assert not EvidenceRule.objects.exists()


def test_counting_earlier_sellers_is_tried_month_by_month_and_closed_months_stay(people: People) -> None:
    seller = build.learner("เคยขาย", people.cohort, sold_before=True)
    rows.certify(people.learner, people.cohort, date(2026, 10, 5))
    rows.certify(seller, people.cohort, date(2026, 10, 7))
    closed = close_month(Month(2026, 10), demonstration=False, by=people.manager, at=NOON)
    page = ask(people.administrator, "counting/", COUNTING | {"act": "try"})
    assert "ตุลาคม 2569" in page
    assert "ปิดแล้ว ตัวเลขที่ปิดคงเดิม" in page
    assert "เข้า 1 · ออก 0" in page
    assert "ไม่เปลี่ยน: " in page
    assert (headline(at=NOON).certified, CountingRule.objects.count()) == (1, 0)
    ask(people.administrator, "counting/", COUNTING | {"act": "save"}, 302)
    assert headline(at=NOON).certified == 2
    assert MonthClose.objects.get(pk=closed.pk).total == closed.total == 1
    assert Certification.objects.filter(is_baseline_seller=True).count() == 0


WRONG = [
    ("evidence/", EVIDENCE, {"effective_on": "31/2/2569"}, 422, "เขียนวันที่แบบ 1/12/2569"),
    ("evidence/", EVIDENCE, {"effective_on": "5/9/69"}, 422, "เลือกวันหลังจากนั้น"),
    ("evidence/", EVIDENCE, {"effective_on": ""}, 422, "กรอกวันที่"),
    ("counting/", COUNTING, {"from_year_be": "2560"}, 422, "เลือกปีที่ยังเปิดอยู่"),
    ("counting/", COUNTING, {"from_year_be": "ปีหน้า"}, 422, "ปีงบประมาณ"),
    ("counting/", COUNTING, {"reason": "  "}, 422, "บอกเหตุผล"),
    ("counting/", COUNTING, {"rule": "month-close-day", "value": "29"}, 422, "28"),
    ("counting/", COUNTING, {"rule": "month-close-day", "value": "0"}, 422, "1 ถึง 28"),
]


@pytest.mark.parametrize("act", ["try", "save"])
@pytest.mark.parametrize(("path", "sent", "wrong", "status", "words"), WRONG)
def test_wrong_input_is_answered_in_thai_and_what_was_typed_stays(
    people: People, path: str, sent: dict[str, str], wrong: dict[str, str], status: int, words: str, act: str
) -> None:
    page = ask(people.administrator, path, sent | wrong | {"act": act}, status)
    errors = "".join(re.findall(r'class="error".*?</div>', page, re.DOTALL))
    assert words in errors
    assert "reason" in wrong or sent["reason"] in page
    assert (EvidenceRule.objects.count(), CountingRule.objects.count()) == (0, 0)


@pytest.mark.parametrize("year", ["2570", "๒๕๗๐", "70", "2027", "พ.ศ. 2570"])
def test_a_fiscal_year_may_be_written_as_people_write_it(people: People, year: str) -> None:
    ask(people.administrator, "counting/", COUNTING | {"from_year_be": year, "act": "save"}, 302)
    assert CountingRule.objects.get().from_year_be == 2570


def test_no_two_fields_of_the_page_share_an_id(people: People) -> None:
    ids = re.findall(r' id="([^"]+)"', ask(people.administrator))
    assert len(ids) == len(set(ids))
    ask(people.administrator, "counting/", COUNTING | {"rule": "other", "act": "try"}, 404)


def test_a_definition_gets_a_next_version_and_the_past_keeps_its_own(people: People) -> None:
    sent = {"code": "K1", "effective_from": "1/12/2569", "definition_th": "นับแบบใหม่", "reason": "อ่านง่ายขึ้น"}
    ask(people.administrator, "definition/", sent | {"effective_from": "1/10/2567", "act": "save"}, 400)
    ask(people.administrator, "definition/", {**sent, "definition_th": "", "act": "save"}, 422)
    page = ask(people.administrator, "definition/", sent | {"act": "try"})
    assert Indicator.objects.of("K1").count() == 1
    assert "นิยามฉบับที่ 2" in page
    ask(people.administrator, "definition/", sent | {"act": "save"}, 302)
    old, new = Indicator.objects.of("K1")
    assert (new.version, new.definition_th, new.made_by, new.reason) == (
        2, "นับแบบใหม่", people.administrator, "อ่านง่ายขึ้น"
    )  # fmt: skip
    assert old.definition_th != new.definition_th
    assert Indicator.objects.in_force(build.TODAY).get(code="K1") == old


def test_a_target_is_set_for_open_years_only_and_remembers_what_it_was(people: People) -> None:
    sent = {"indicator": "K1", "year_be": "2570", "comparator": "gt", "value": "6000", "reason": "แผนใหม่"}
    page = ask(people.administrator, "target/", sent | {"act": "try"})
    assert "มากกว่า 6,000" in page
    ask(people.administrator, "target/", sent | {"act": "save"}, 302)
    assert Target.objects.get(indicator="K1", year_be=2570).value == 6000
    assert "แผนใหม่" in ask(people.manager)
    assert AuditEntry.objects.filter(subject_kind="target", by=people.administrator).count() == 1
    late = ask(people.administrator, "target/", sent | {"year_be": "2568", "act": "save"}, 400)
    assert "แผนใหม่" in late
    with pytest.raises(CannotChangeGoal):
        set_target(
            "K1", year_be=2570, comparator="gt", value=1, by=people.manager, at=NOON, reason="x",
            first_open_year=2570,
        )  # fmt: skip


def test_the_page_asks_as_much_for_one_version_as_for_nine(people: People) -> None:
    client = Client()
    client.force_login(people.administrator)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/desk/rules/").status_code == 200
        return len(queries)

    asked()
    before = asked()
    for n in range(1, 9):
        change_definition("K1", effective_from=date(2026, 12, n), definition_en=f"Way {n}.")
        fields: dict[str, Any] = {"name": "month-close-day", "decided_by": people.administrator}
        CountingRule.objects.create(from_year_be=2570, value=n, decided_at=NOON, **fields)
    assert asked() == before <= 10
