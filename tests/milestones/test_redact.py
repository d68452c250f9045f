"""Customers' data is covered before anybody but the first reviewer sees a picture."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from PIL import Image

from courses.milestones.actions import return_claim, verify_claim
from courses.milestones.errors import NotYours, PartMissing, PictureNotSaid
from courses.milestones.models import Claim, Evidence
from courses.milestones.originals import remove_old_originals
from courses.milestones.pictures import remove_unsent
from courses.milestones.redact import begin_covering_again, cover_picture, open_original, say_nothing_to_cover
from courses.milestones.redact_models import Covering
from courses.milestones.sight import open_picture
from courses.models import AuditEntry, Learner
from lms.accounts.models import User
from lms.dates import now
from media.models import StoredFile
from media.store import private_path
from tests import build
from tests.build import NOON, People
from tests.milestones import things

UPPER_HALF = [[0, 0, 100, 50]]
INK, NAVY = (29, 29, 34), (0, 0, 128)


def content(learner: Learner, colour: str = "navy") -> tuple[Claim, Evidence]:
    """A claim with one real picture about which nothing was said."""
    claim = things.content_claim(learner, photos=[(things.CONTENT, things.stored_picture(learner, colour))])
    return claim, claim.evidence.get()


def colour_of(stored: StoredFile, x: int, y: int) -> tuple[int, ...]:
    with Image.open(private_path(stored.path)) as picture:
        assert not picture.getexif()
        return picture.convert("RGB").getpixel((x, y))


def alike(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=True))


def seen_by(user: User, piece: Evidence, at=NOON) -> StoredFile | None:
    return open_picture(user, piece.stored_file_id, at=at)


def colleague(people: People) -> User:
    manager = build.staff("manager")
    manager.manager_areas.create(area_code="41")
    return manager


def test_what_was_covered_is_gone_from_the_picture_that_others_see(people: People) -> None:
    _claim, piece = content(people.learner)
    covering = cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    shown = seen_by(people.manager, piece)
    assert shown == covering.covered_file != piece.stored_file
    assert alike(colour_of(shown, 30, 10), INK)
    assert alike(colour_of(shown, 30, 80), NAVY)
    assert seen_by(people.trainer, piece) == shown
    assert alike(colour_of(seen_by(people.learner.user, piece), 30, 10), NAVY)


def test_until_then_only_the_first_reviewer_sees_it(people: People) -> None:
    _claim, piece = content(people.learner)
    other = colleague(people)
    assert seen_by(people.trainer, piece) == piece.stored_file
    assert seen_by(people.manager, piece) is None
    later = NOON + timedelta(minutes=30)
    assert seen_by(people.manager, piece, at=later) == piece.stored_file
    assert seen_by(people.trainer, piece, at=later) is None
    with pytest.raises(NotYours):
        cover_picture(piece, by=other, at=later, parts=UPPER_HALF)
    with pytest.raises(NotYours):
        say_nothing_to_cover(piece.claim, by=other, at=later)


def test_the_own_trainer_never_sees_an_uncovered_sale(people: People) -> None:
    stored = things.stored_picture(people.learner)
    claim = things.sale_claim(
        people.learner, photos=[(things.ORDER, stored)], tracking_number=things.TRACKING
    )
    assert seen_by(people.trainer, claim.evidence.get()) is None
    say_nothing_to_cover(claim, by=people.manager, at=NOON)
    assert seen_by(people.trainer, claim.evidence.get()) == stored


def test_a_claim_is_not_verified_before_something_was_said_of_each_picture(people: People) -> None:
    claim, piece = content(people.learner)
    with pytest.raises(PictureNotSaid):
        verify_claim(claim, by=people.trainer, at=NOON)
    assert say_nothing_to_cover(claim, by=people.trainer, at=NOON) == 1
    assert say_nothing_to_cover(claim, by=people.trainer, at=NOON) == 0
    assert verify_claim(claim, by=people.trainer, at=NOON).state == "verified"
    assert seen_by(people.manager, piece) == piece.stored_file


def test_covering_more_keeps_what_was_covered_and_leaves_one_copy(people: People) -> None:
    _claim, piece = content(people.learner)
    first = cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF).covered_file
    second = cover_picture(piece, by=people.manager, at=NOON, parts=[[0, 90, 100, 20]])
    assert second.parts == [[0, 0, 100, 50], [0, 90, 100, 10]]
    assert alike(colour_of(second.covered_file, 30, 10), INK)
    assert alike(colour_of(second.covered_file, 30, 88), INK)
    assert not StoredFile.objects.filter(pk=first.pk).exists()
    assert Covering.objects.count() == 1


@pytest.mark.parametrize(
    "parts", [[], [[]], [[10, 10, 0, 10]], [[100, 0, 5, 5]], [[float("nan"), 0, 5, 5]], [["x", 0, 1, 1]]]
)
def test_what_is_no_rectangle_of_the_picture_is_refused(people: People, parts) -> None:
    _claim, piece = content(people.learner)
    with pytest.raises(PartMissing):
        cover_picture(piece, by=people.trainer, at=NOON, parts=parts)
    assert not Covering.objects.exists()


def test_the_first_reviewer_begins_again_while_nothing_is_decided(people: People) -> None:
    claim, piece = content(people.learner)
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    with pytest.raises(NotYours):
        begin_covering_again(piece, by=people.manager, at=NOON)
    assert begin_covering_again(piece, by=people.trainer, at=NOON)
    assert not begin_covering_again(piece, by=people.trainer, at=NOON)
    assert seen_by(people.trainer, piece) == piece.stored_file
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    verify_claim(claim, by=people.trainer, at=NOON)
    with pytest.raises(NotYours):
        begin_covering_again(piece, by=people.trainer, at=NOON)


def test_a_picture_that_goes_along_with_the_next_try_stays_covered(people: People) -> None:
    claim, piece = content(people.learner)
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    return_claim(claim, by=people.trainer, at=NOON, reason="ขอวันที่")
    again = things.content_claim(people.learner, photos=[(things.CONTENT, piece.stored_file)], at=NOON)
    assert verify_claim(again, by=people.manager, at=NOON).state == "verified"


def test_a_manager_opens_what_was_sent_and_that_is_noted(people: People) -> None:
    claim, piece = content(people.learner)
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    assert open_original(piece, by=people.manager, at=NOON) == piece.stored_file
    for who in (people.trainer, people.neighbour_manager, people.learner.user):
        with pytest.raises(NotYours):
            open_original(piece, by=who, at=NOON)
    entry = AuditEntry.objects.of("claim", claim.pk).get(verb="opened-picture")
    assert (entry.by, entry.person) == (people.manager, people.learner.public_id)
    assert entry.details == {"picture": piece.pk, "how": "original"}


def test_a_manager_unseals_what_was_decided_before_this_rule(people: People) -> None:
    claim, piece = content(people.learner)
    Claim.objects.filter(pk=claim.pk).update(
        state="verified", decided_by=people.trainer, decided_at=NOON - timedelta(days=1)
    )
    assert seen_by(people.trainer, piece) is None
    open_original(piece, by=people.manager, at=NOON)
    cover_picture(piece, by=people.manager, at=NOON, parts=UPPER_HALF)
    assert seen_by(people.trainer, piece) == Covering.objects.get().covered_file


def test_each_act_and_each_opening_is_noted_without_names(people: People) -> None:
    claim, piece = content(people.learner)
    seen_by(people.trainer, piece)
    seen_by(people.trainer, piece)
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    seen_by(people.manager, piece)
    seen_by(people.learner.user, piece)
    verify_claim(claim, by=people.trainer, at=NOON)
    entries = AuditEntry.objects.of("claim", claim.pk).order_by("pk")
    assert [(entry.verb, entry.by) for entry in entries] == [
        *[("opened-picture", people.trainer)] * 2,
        ("redacted", people.trainer),
        ("opened-picture", people.manager),
        ("verified", people.trainer),
    ]
    assert {entry.person for entry in entries} == {people.learner.public_id}


def test_a_refused_covering_leaves_no_file_behind(people: People) -> None:
    _claim, piece = content(people.learner)
    private_path(piece.stored_file.path).write_bytes(b"broken")
    files = StoredFile.objects.count()
    client = Client()
    client.force_login(people.trainer)
    path = f"/desk/evidence/{piece.claim_id}/pictures/{piece.pk}/cover/"
    assert client.post(path, {"part": "0,0,50,50"}).status_code == 400
    assert StoredFile.objects.count() == files


# --- the audit window ------------------------------------------------------------------------------
def test_after_the_audit_window_the_covered_copy_and_the_hash_stay(
    people: People, django_capture_on_commit_callbacks
) -> None:
    claim, piece = content(people.learner)
    sent_at = now()
    StoredFile.objects.update(created_at=sent_at)
    covered = cover_picture(piece, by=people.trainer, at=sent_at, parts=UPPER_HALF).covered_file
    verify_claim(claim, by=people.trainer, at=sent_at)
    path = private_path(piece.stored_file.path)
    assert remove_old_originals(sent_at + timedelta(days=180)) == 0
    assert path.exists()
    after = sent_at + timedelta(days=180, seconds=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert [remove_old_originals(after), remove_old_originals(after)] == [1, 0]
    assert not path.exists()
    assert remove_unsent(after) == 0
    assert Evidence.objects.get().sha256 == piece.stored_file.sent_sha256
    for who in (people.learner.user, people.trainer, people.manager):
        assert seen_by(who, piece, at=after) == covered
    assert open_original(piece, by=people.manager, at=after) is None
    more = cover_picture(piece, by=people.manager, at=after, parts=[[0, 90, 100, 10]]).covered_file
    assert alike(colour_of(more, 30, 10), INK)


def test_nothing_undecided_and_no_proof_of_a_counted_person_is_removed(people: People) -> None:
    waiting, _piece = content(people.learner)
    kept, _piece = content(people.classmate, "red")
    say_nothing_to_cover(kept, by=people.trainer, at=NOON)
    verify_claim(kept, by=people.trainer, at=NOON)
    back, gone = content(people.neighbour, "green")
    return_claim(back, by=people.neighbour_trainer, at=NOON, reason="ไม่ชัด")
    long_after = NOON + timedelta(days=3650)
    assert remove_old_originals(long_after) == 1
    assert Covering.objects.get(stored_file=gone.stored_file).outcome == "removed"
    assert private_path(waiting.evidence.get().stored_file.path).exists()
    client = Client()
    client.force_login(people.neighbour.user)
    assert client.get("/me/shop/M5/").status_code == 200


# --- pages -----------------------------------------------------------------------------------------
def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_covers_by_drawn_parts_and_by_numbers(people: People) -> None:
    claim, piece = content(people.learner)
    desk, path = desk_of(people.trainer), f"/desk/evidence/{claim.pk}/pictures/{piece.pk}/"
    drawn = desk.post(f"{path}cover/", {"part": ["0,0,100,10", "0,20,50,10"]}, follow=True)
    assert drawn.redirect_chain == [(f"/desk/evidence/{claim.pk}/", 302)]
    assert "ปิดแล้ว" in drawn.content.decode()
    desk.post(f"{path}cover/", {"left": "10", "top": "80", "width": "20", "height": "5"})
    assert Covering.objects.get().parts == [[0, 0, 100, 10], [0, 20, 50, 10], [10, 80, 20, 5]]
    assert desk.post(f"{path}again/").status_code == 302
    assert not Covering.objects.exists()


@pytest.mark.parametrize(
    "data", [{}, {"part": "a,b"}, {"part": "1,2"}, {"left": "5"}, {"left": "101"}, {"left": "x"}]
)
def test_bad_numbers_get_a_sentence(people: People, data) -> None:
    claim, piece = content(people.learner)
    answer = desk_of(people.trainer).post(f"/desk/evidence/{claim.pk}/pictures/{piece.pk}/cover/", data)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_verifying_too_early_says_what_to_do_first(people: People) -> None:
    claim, _piece = content(people.learner)
    desk = desk_of(people.trainer)
    answer = desk.post(f"/desk/evidence/{claim.pk}/verify/")
    assert answer.status_code == 409
    assert "ปิดข้อมูลลูกค้าในภาพก่อน" in answer.content.decode()
    assert desk.post(f"/desk/evidence/{claim.pk}/nothing-to-cover/").status_code == 302
    assert desk.post(f"/desk/evidence/{claim.pk}/verify/").status_code == 302


def test_who_does_not_look_first_sees_a_sentence_and_no_picture(people: People) -> None:
    claim, piece = content(people.learner)
    # The pages know the clock, so this look is of now.
    open_picture(people.trainer, piece.stored_file_id, at=now())
    html = desk_of(people.manager).get(f"/desk/evidence/{claim.pk}/").content.decode()
    assert f"{people.trainer.name} กำลังดู" in html
    assert "/files/evidence/" not in html
    assert desk_of(people.manager).get(f"/files/evidence/{piece.stored_file_id}/").status_code == 404


def test_the_original_is_an_answer_to_a_post_of_managers(people: People) -> None:
    claim, piece = content(people.learner)
    cover_picture(piece, by=people.trainer, at=NOON, parts=UPPER_HALF)
    path = f"/desk/evidence/{claim.pk}/pictures/{piece.pk}/original/"
    picture = Image.open(BytesIO(b"".join(desk_of(people.manager).post(path).streaming_content)))
    assert alike(picture.convert("RGB").getpixel((30, 10)), NAVY)
    assert desk_of(people.manager).get(path).status_code == 405
    assert desk_of(people.trainer).post(path).status_code == 404
