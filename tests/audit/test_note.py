"""What was done is kept, in whose name, and a look once a day."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction

from courses.audit.actions import note, note_look, note_many
from courses.audit.models import AuditEntry, Verb
from lms.accounts.models import Role
from tests import build

pytestmark = pytest.mark.django_db
SOMEBODY = uuid.uuid4()


def test_an_act_is_kept_with_who_when_and_what():
    manager = build.staff(Role.MANAGER)
    note(Verb.REVOKED, by=manager, at=build.NOON, person=SOMEBODY, subject=("claim", 7), details={"n": 1})
    entry = AuditEntry.objects.about(SOMEBODY).get()
    assert (entry.by, entry.at, entry.verb) == (manager, build.NOON, "revoked")
    assert (entry.subject_kind, entry.subject_id, entry.details) == ("claim", "7", {"n": 1})


def test_an_act_that_is_undone_leaves_no_entry():
    with transaction.atomic():
        note(Verb.MERGED, by=None, at=build.NOON, person=SOMEBODY)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


def test_a_look_is_noted_once_a_day_for_each_thing():
    manager = build.staff(Role.MANAGER)
    for subject in (("learner", 1), ("learner", 1), ("claim", 1)):
        note_look(by=manager, at=build.NOON, person=SOMEBODY, subject=subject)
    note_look(by=manager, at=build.NOON + timedelta(days=1), person=SOMEBODY, subject=("learner", 1))
    assert AuditEntry.objects.about(SOMEBODY).count() == 3


def test_an_act_on_many_people_stands_with_each_of_them():
    people = [uuid.uuid4() for _ in range(3)]
    note_many(Verb.EXPORTED, by=None, at=build.NOON, people=people, subject=("list", "k1"))
    assert {entry.person for entry in AuditEntry.objects.of("list", "k1")} == set(people)
