"""From a list to people in a cohort: looked through, confirmed once, the same again changes nothing."""

from __future__ import annotations

import time
import uuid

import pytest

from courses.audit.models import AuditEntry, Verb
from courses.cohorts.actions import end_enrolment
from courses.cohorts.errors import FormReused
from courses.imports import actions, adding, periodic
from courses.imports.checking import Fate
from courses.imports.errors import NoColumns, NoticeMissing
from courses.imports.models import ImportBatch
from courses.models import Cohort, Enrolment, Learner
from courses.people.notice import NOTICE_VERSION
from courses.sheets.tables import read_file, read_pasted
from lms.accounts.models import User
from lms.accounts.pins import profile_with
from tests import build
from tests.build import NOON, People
from tests.imports import files

LIST = files.xlsx(files.SOMJAI, files.MANEE, [3, "นาย", "ปิติ", "ชูใจ", "081 / 089", "", ""])


def sent(people: People, content: bytes = LIST, cohort: Cohort | None = None) -> ImportBatch:
    return actions.keep_list(
        cohort or people.cohort,
        read_file(content),
        content,
        batch_id=uuid.uuid4(),
        by=people.trainer,
        at=NOON,
    )


def added(people: People, content: bytes = LIST, cohort: Cohort | None = None) -> ImportBatch:
    return actions.confirm(sent(people, content, cohort), notice_version=NOTICE_VERSION, at=NOON)


def fates(batch: ImportBatch) -> list[tuple[str, str]]:
    verdicts = actions.dry_run(batch, at=NOON)
    return [(one.fate.value, one.line.problem.code if one.line.problem else "") for one in verdicts]


def test_a_dry_run_tells_each_row_and_adds_nobody(people: People) -> None:
    before = Learner.objects.count()
    assert fates(sent(people)) == [("new", ""), ("new", ""), ("left-out", "phone_short")]
    assert Learner.objects.count() == before


def test_confirming_adds_people_without_a_pin_with_consent_and_a_note(people: People) -> None:
    batch = added(people)
    somjai = Learner.objects.get(user__name="สมใจ ใจดี")
    assert (batch.added, batch.already, len(batch.left_out)) == (2, 0, 1)
    assert (somjai.user.phone, somjai.sex, somjai.birth_year_be) == ("+66812345678", "female", 2508)
    assert not somjai.user.has_usable_password()
    assert profile_with("+66812345678", build.PIN) is None
    assert somjai.consents.get().notice_version == NOTICE_VERSION
    assert AuditEntry.objects.get(person=somjai.public_id).verb == Verb.IMPORTED


def test_the_same_list_again_changes_nothing(people: People) -> None:
    added(people)
    rows = Enrolment.objects.count(), User.objects.count(), AuditEntry.objects.count()
    again = added(people)
    assert (again.added, again.already) == (0, 2)
    assert (Enrolment.objects.count(), User.objects.count(), AuditEntry.objects.count()) == rows


def test_a_form_sent_twice_is_one_list_and_confirmed_twice_adds_once(people: People) -> None:
    batch = sent(people)
    same = actions.keep_list(
        people.cohort, read_file(LIST), LIST, batch_id=batch.pk, by=people.trainer, at=NOON
    )
    assert same == batch
    for _press in range(2):
        actions.confirm(batch, notice_version=NOTICE_VERSION, at=NOON)
    assert ImportBatch.objects.get().added == 2
    with pytest.raises(FormReused):
        actions.keep_list(people.cohort, read_file(LIST), LIST, batch_id=batch.pk, by=people.manager, at=NOON)


def test_somebody_known_is_enrolled_and_not_made_again(people: People) -> None:
    content = f"ชื่อ,เบอร์\n{people.neighbour.name},{people.neighbour.user.phone}\n".encode()
    batch = added(people, content)
    assert batch.added == 1
    assert Enrolment.objects.filter(learner=people.neighbour, cohort=people.cohort).exists()
    assert User.objects.filter(phone=people.neighbour.user.phone).count() == 1


def test_a_family_shares_a_phone_up_to_its_limit(people: People) -> None:
    lines = "\n".join(f"ลูกคนที่{'กขคงจฉชซฌ'[n]} ศรีสุข 081-555-6666" for n in range(9))
    table = read_pasted(lines)
    batch = actions.keep_list(people.cohort, table, b"", batch_id=uuid.uuid4(), by=people.trainer, at=NOON)
    assert fates(batch) == [("new", "")] * 8 + [("left-out", "phone_full")]


def test_one_name_under_two_phones_is_asked_about(people: People) -> None:
    batch = sent(people, "ชื่อ,โทร\nสมใจ ใจดี,0812345678\nนางสมใจ ใจดี,0899999999\nบุญมี ศรีสุข,0866666666".encode())
    verdicts = actions.dry_run(batch, at=NOON)
    assert [one.fate for one in verdicts] == [Fate.NEW] * 3
    assert [[why.code for why in one.line.warnings] for one in verdicts] == [
        [],
        ["other_phone"],
        ["known_other_phone"],
    ]


def test_the_same_person_twice_in_a_list_comes_in_once(people: People) -> None:
    batch = added(people, "ชื่อ,โทร\nสมใจ ใจดี,0812345678\nนาง สมใจ  ใจดี,081-234-5678".encode())
    assert (batch.added, batch.already) == (1, 1)


def test_no_seat_is_a_reason_and_a_later_list_goes_on(people: People) -> None:
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=3)
    batch = added(people)
    assert (batch.added, [why[0] for _row, why in batch.left_out]) == (1, ["no_seat", "phone_short"])
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=30)
    assert added(people).added == 1


def test_who_left_is_not_brought_back_by_a_list(people: People) -> None:
    added(people)
    gone = Enrolment.objects.get(learner__user__name="สมใจ ใจดี")
    end_enrolment(gone, at=NOON, reason="ย้ายบ้าน")
    assert fates(sent(people))[0] == ("left-out", "has_left")


def test_somebody_merged_away_is_found_as_the_survivor(people: People) -> None:
    added(people)
    twin = Learner.objects.get(user__name="สมใจ ใจดี")
    Learner.objects.filter(pk=twin.pk).update(merged_into=people.learner)
    assert fates(sent(people))[0] == ("there", "")


def test_demonstration_and_real_people_never_mix(people: People) -> None:
    made_up = build.cohort(people.community, people.trainer, is_demonstration=True)
    content = f"ชื่อ,เบอร์\n{people.learner.name},{people.learner.user.phone}\n".encode()
    assert fates(sent(people, content, made_up)) == [("left-out", "mixed")]


def test_columns_can_be_corrected_and_without_them_nothing_begins(people: People) -> None:
    batch = sent(people, "หนึ่ง,สอง\n12,x1\n13,x2".encode())
    assert not actions.has_columns(batch)
    with pytest.raises(NoColumns):
        actions.confirm(batch, notice_version=NOTICE_VERSION, at=NOON)
    batch = sent(people, "คน,ติดต่อ\nสมใจ ใจดี,0812345678".encode())
    batch = actions.set_columns(batch, fields=["name", "phone"], headings=0)
    assert fates(batch) == [("new", "")]


def test_nobody_comes_in_without_the_notice(people: People) -> None:
    with pytest.raises(NoticeMissing):
        actions.confirm(sent(people), notice_version="", at=NOON)


def test_a_long_list_whose_worker_was_killed_goes_on_where_it_stood(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 10)
    monkeypatch.setattr(adding, "CHUNK_ROWS", 10)
    Cohort.objects.filter(pk=people.cohort.pk).update(seats=100)
    batch = added(people, files.people(25).encode())
    adding.add_chunk(batch.pk, at=NOON)  # then its worker is killed
    half = ImportBatch.objects.get()
    assert (half.state, half.done_rows, half.percent) == ("working", 10, 40)
    done = actions.work_on(batch.pk, at=NOON)
    assert (done.state, done.added, done.already) == ("done", 25, 0)
    assert actions.work_on(batch.pk, at=NOON).added == 25


def test_five_thousand_people_come_in_without_hashing(people: People) -> None:
    big = build.cohort(people.community, people.trainer, seats=5000)
    batch = sent(people, files.people(5000).encode(), big)
    began = time.process_time()  # what others do on the machine is not ours
    assert len(actions.dry_run(batch, at=NOON)) == 5000
    ImportBatch.objects.filter(pk=batch.pk).update(
        state="working", total_rows=5000, notice_version=NOTICE_VERSION, confirmed_at=NOON
    )
    assert actions.work_on(batch.pk, at=NOON).added == 5000
    took = time.process_time() - began
    print(f"5,000 rows looked through and added in {took:.1f} s")
    assert took < 20


def test_cells_are_forgotten_after_a_week_and_counts_stay(people: People) -> None:
    added(people)
    sent(people)
    later = NOON + periodic.timedelta(days=8)
    periodic.forget_lists(later)
    left = ImportBatch.objects.get()
    assert (left.rows, left.added) == ([], 2)
