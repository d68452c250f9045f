"""The desk's pages of double profiles: side by side, the verdicts, and undoing one."""

from django.test import Client

from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicatePair, Merge
from courses.models import AuditEntry
from tests import build
from tests.build import People
from tests.duplicates.things import pair_of
from tests.milestones import things


def desk_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_manager_sees_why_and_merges_and_undoes(people: People) -> None:
    twice = build.learner("นางสมใจ วงศ์ผ้า", people.cohort)
    things.certified(twice, people.administrator)
    look_for_duplicates(build.NOON)
    pair, desk = DuplicatePair.objects.get(), desk_of(people.manager)
    assert f"/desk/duplicates/{pair.pk}/" in desk.get("/desk/duplicates/").content.decode()
    html = desk.get(f"/desk/duplicates/{pair.pk}/").content.decode()
    assert "ชื่อเหมือนกัน" in html
    assert "+50" in html
    assert f'value="{twice.pk}" checked' in html  # the one with the sale stays unless somebody chooses
    assert people.learner.user.phone[-4:] in html
    assert people.learner.user.phone[4:8] not in html  # a manager needs no phone numbers
    assert desk.post(f"/desk/duplicates/{pair.pk}/same/", {}).status_code == 400
    answer = desk.post(f"/desk/duplicates/{pair.pk}/same/", {"survivor": str(twice.pk)})
    merge = Merge.objects.get()
    assert answer.url == f"/desk/duplicates/merges/{merge.pk}/"
    assert desk.get(answer.url).status_code == 200
    assert twice.name in desk.get("/desk/duplicates/?show=merged").content.decode()
    assert desk.post(f"{answer.url}undo/").status_code == 302
    people.learner.refresh_from_db()
    assert people.learner.merged_into is None
    seen = AuditEntry.objects.about(people.learner.public_id).values_list("verb", flat=True)
    assert {"saw", "merged", "unmerged"} <= set(seen)


def test_the_second_of_two_managers_reads_a_sentence(people: People) -> None:
    pair = pair_of(people.learner, people.classmate)
    chosen = {"survivor": str(people.learner.pk)}
    desk_of(people.manager).post(f"/desk/duplicates/{pair.pk}/same/", chosen)
    late = desk_of(people.administrator)
    for path, sent in (("same", chosen), ("apart", {})):
        answer = late.post(f"/desk/duplicates/{pair.pk}/{path}/", sent)
        assert answer.status_code == 409
        assert "มีคนตัดสินคู่นี้ไปก่อนแล้ว" in answer.content.decode()
    assert Merge.objects.count() == 1


def test_the_merged_away_profile_is_told_which_one_to_use(people: People) -> None:
    phone = Client()
    phone.force_login(people.classmate.user)
    pair = pair_of(people.learner, people.classmate)
    desk_of(people.manager).post(f"/desk/duplicates/{pair.pk}/same/", {"survivor": str(people.learner.pk)})
    assert phone.get("/me/").url == "/me/merged/"
    html = phone.get("/me/merged/").content.decode()
    assert people.learner.user.phone[-4:] in html
    phone.force_login(people.learner.user)
    assert phone.get("/me/").status_code == 200
    assert phone.get("/me/merged/").url == "/me/"


def test_the_queue_takes_as_many_queries_for_many_pairs_as_for_one(
    people: People, django_assert_max_num_queries: object
) -> None:
    desk = desk_of(people.manager)
    for number in range(12):
        pair_of(people.learner, build.learner(f"คนที่ {number}", people.cohort))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        desk.get("/desk/duplicates/")
