"""The pages of the clip maker: the form, what is kept while it is mended, states, files, whose they are."""

import uuid

import pytest
from django.test import Client

from media.kinds import ClipState
from media.models import StoredFile
from media.shop_clips.models import ShopClip, ShopFilm
from tests.clips import things
from tests.media.files import photo, recording, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def phone(client: Client, people) -> Client:
    client.force_login(people.learner.user)
    return client


def form(**changes: object) -> dict[str, object]:
    return {**things.FORM, "clip_id": str(uuid.uuid4()), "photos": [upload(photo())], **changes}


def made(answer) -> ShopClip:
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return ShopClip.objects.get(pk=answer.url.rstrip("/").rpartition("/")[2])


def ready(clip: ShopClip, quality: str, owner) -> None:
    stored = things.picture(owner)
    StoredFile.objects.filter(pk=stored.pk).update(kind="video", content_type="video/mp4")
    facts = {"state": ClipState.READY, "file": stored, "ready_at": clip.created_at, "percent": 100}
    ShopFilm.objects.update_or_create(
        clip=clip, quality=quality, defaults={**facts, "queued_at": clip.created_at}
    )


def test_a_form_becomes_a_clip_whose_preview_waits(phone) -> None:
    clip = made(phone.post("/me/clips/new/", form()))
    assert (clip.price_baht, clip.link, clip.price_unit) == (59, "https://shopee.co.th/mae.somjai", "กระปุก")
    page = phone.get(f"/me/clips/{clip.pk}/").content.decode()
    assert "กำลังรอคิว อีกสักครู่จะเริ่มทำ" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "59 บาท / กระปุก" in page
    assert clip.product in phone.get("/me/clips/").content.decode()


def test_the_same_form_twice_makes_one_clip(phone) -> None:
    sent = form(photos=[])
    first = made(phone.post("/me/clips/new/", {**sent, "photos": [upload(photo())]}))
    assert made(phone.post("/me/clips/new/", {**sent, "photos": [upload(photo())]})) == first
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"product": ""}, "เขียนชื่อของที่ขาย"),
        ({"product": "🌶️"}, "เขียนชื่อของที่ขาย"),
        ({"price_baht": "แล้วแต่ให้"}, "เขียนราคาเป็นตัวเลข"),
        ({"price_baht": "-5"}, "เขียนราคาเป็นตัวเลข"),
        ({"price_baht": "1.2.3"}, "เขียนราคาเป็นตัวเลข"),
        ({"price_baht": "²"}, "เขียนราคาเป็นตัวเลข"),
        ({"price_baht": "1e999"}, "เขียนราคาเป็นตัวเลข"),
        ({"price_baht": "99999999"}, "ราคานี้สูงเกินไป"),
        ({"price_baht": "0.001"}, "เขียนราคาเป็นตัวเลข"),
        ({"link": "ร้านแม่สมใจ"}, "ลิงก์"),
        ({"link": "https://x.co/" + "a" * 300}, "ลิงก์ยาวเกินไป"),
        ({"words": ("ก" * 60 + "\n") * 3}, "คนดูอ่านไม่ทันใน 15 วินาที"),
        ({"words": "ก\x00ข"}, "id_words_error"),
        ({"words": "ก" * 61}, "ยาวเกินไป"),
        ({"length_s": "999"}, "เลือกความยาวของคลิป"),
        ({"length_s": ""}, "เลือกความยาวของคลิป"),
        ({"photos": []}, "เลือกรูปของที่ขายอย่างน้อยหนึ่งรูป"),
        ({"photos": [upload(b"no photo")]}, "ไฟล์นี้"),
    ],
)
def test_what_is_wrong_is_told_in_thai_at_its_place(phone, changes, sentence) -> None:
    answer = phone.post("/me/clips/new/", form(**changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ShopClip.objects.exists()


def test_photos_that_arrived_need_not_be_chosen_again(phone) -> None:
    answer = phone.post("/me/clips/new/", form(product="", photos=[upload(photo()), upload(photo())]))
    kept = [signed for signed, _stored in answer.context["photos"].kept()]
    assert len(kept) == 2
    assert "ไม่ต้องเลือกใหม่" in answer.content.decode()
    clip = made(phone.post("/me/clips/new/", form(photos=[], kept=kept)))
    assert clip.photos.count() == 2


def test_six_photos_are_kept_and_one_is_to_be_unticked(phone) -> None:
    answer = phone.post("/me/clips/new/", form(photos=[upload(photo()) for _ in range(6)]))
    assert answer.status_code == 422
    assert "ใส่รูปและวิดีโอรวมกันได้ไม่เกิน 5" in answer.content.decode()
    kept = [signed for signed, _stored in answer.context["photos"].kept()]
    assert made(phone.post("/me/clips/new/", form(photos=[], kept=kept[:5]))).photos.count() == 5


@pytest.mark.film
def test_a_short_film_stands_beside_the_photos(phone) -> None:
    film = upload(recording("a.mp4"), "a.mp4")
    answer = phone.post("/me/clips/new/", form(product="", video=[film]))
    kept = [signed for signed, _stored in answer.context["photos"].kept()]
    assert "วิดีโอสั้น" in answer.content.decode()
    clip = made(phone.post("/me/clips/new/", form(photos=[], kept=kept)))
    assert [photo.stored_file.kind for photo in clip.photos.all()] == ["photo", "video"]
    assert phone.get("/me/clips/").status_code == 200
    wrong = phone.post("/me/clips/new/", form(video=[upload(b"no film", "a.mp4")]))
    assert wrong.status_code == 422
    assert 'id="video-error"' in wrong.content.decode()


@pytest.mark.parametrize("typed", ["1,250", "๑๒๕๐", "1250 บาท", "฿1250", "1250.-", " 1250.00 "])
def test_prices_are_read_as_people_type_them(phone, typed: str) -> None:
    assert made(phone.post("/me/clips/new/", form(price_baht=typed))).price_baht == 1250


def test_a_new_form_knows_the_shop_and_the_place(phone, people) -> None:
    from courses.shops.actions import open_shop

    open_shop(people.learner, url="https://shopee.co.th/mae.somjai", at=people.learner.joined_at)
    page = phone.get("/me/clips/new/").content.decode()
    assert "https://shopee.co.th/mae.somjai" in page
    assert "อุดรธานี" in page


def test_changing_begins_with_the_facts_and_photos_of_the_clip_before(phone, people) -> None:
    clip = things.clip(people.learner, length_s=30)
    answer = phone.get(f"/me/clips/new/?like={clip.pk}")
    page = answer.content.decode()
    assert clip.product in page
    assert 'value="59"' in page
    assert "ตำมือทุกเช้า\nพี่ ๆ" in page
    kept = [signed for signed, _stored in answer.context["photos"].kept()]
    assert made(phone.post("/me/clips/new/", form(photos=[], kept=kept))).photos.count() == 1
    for stranger in (things.clip(people.neighbour).pk, "x", uuid.uuid4()):
        assert clip.product not in phone.get(f"/me/clips/new/?like={stranger}").content.decode()


def test_from_the_preview_to_the_film_to_post(phone, people) -> None:
    clip = things.clip(people.learner)
    address = f"/me/clips/{clip.pk}/"
    ready(clip, "preview", people.learner)
    page = phone.get(address).content.decode()
    assert f"/files/my-clips/{clip.pk}/preview.mp4" in page
    assert "ดีแล้ว ทำคลิปสำหรับโพสต์" in page
    assert "ดาวน์โหลดคลิป" not in page
    for _twice in range(2):
        assert phone.post(address, {"do": "final"}).status_code == 302
    assert clip.films.count() == 2
    told = phone.get(f"/api/v1/me/clips/{clip.pk}").json()["films"]
    assert (told["final"]["state"], told["preview"]["is_moving"]) == ("queued", False)
    ready(clip, "final", people.learner)
    page = phone.get(address).content.decode()
    assert "ดาวน์โหลดคลิป" in page
    assert f'download="clip-{clip.pk.hex[:8]}.mp4"' in page


def test_a_failure_says_so_and_offers_another_try(phone, people) -> None:
    clip = things.clip(people.learner)
    ShopFilm.objects.update(state=ClipState.FAILED, failure="disk")
    page = phone.get(f"/me/clips/{clip.pk}/").content.decode()
    assert "ทำคลิปไม่สำเร็จ รูปและข้อความยังอยู่ครบ" in page
    phone.post(f"/me/clips/{clip.pk}/", {"do": "again-preview"})
    assert ShopFilm.objects.get().state == ClipState.QUEUED
    assert phone.post(f"/me/clips/{clip.pk}/", {"do": "again-nonsense"}).status_code == 302
    assert phone.post(f"/me/clips/{clip.pk}/").status_code == 302


def test_a_film_is_answered_in_parts_and_never_kept_by_a_proxy(phone, people) -> None:
    clip = things.clip(people.learner)
    ready(clip, "final", people.learner)
    answer = phone.get(f"/files/my-clips/{clip.pk}/final.mp4", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["Content-Length"]) == (206, "10")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert phone.get(f"/files/my-clips/{clip.pk}/preview.mp4").status_code == 404
    assert phone.get(f"/files/my-clips/{clip.pk}/other.mp4").status_code == 404


def test_my_shop_leads_to_the_clip_maker(phone) -> None:
    assert 'href="/me/clips/"' in phone.get("/me/shop/").content.decode()


def test_the_eleventh_clip_of_a_day_is_for_tomorrow(phone, people) -> None:
    from lms.dates import now

    shared = [things.picture(people.learner)]
    for _ in range(10):
        things.clip(people.learner, photos=shared, at=now())
    answer = phone.post("/me/clips/new/", form())
    assert answer.status_code == 429
    assert "วันนี้ทำคลิปครบ 10 คลิปแล้ว" in answer.content.decode()


def arrived(people, film: bytes) -> str:
    """Send a film in parts, as the field does before the form goes; return what the form then carries."""
    from tests.media.uploads import sending

    begun = sending.begin(people.learner.user, film)
    sending.send_all(begun, film)
    return str(sending.finish(begun, film).result_id)


@pytest.mark.film
def test_a_film_that_arrived_before_the_form_stands_behind_the_photos(
    phone, people, settings, tmp_path
) -> None:
    settings.UPLOAD_ROOT = tmp_path / "arriving"
    sent = arrived(people, recording("a.mp4"))
    answer = phone.post("/me/clips/new/", form(product="", uploaded=[sent]))
    assert answer.status_code == 422
    kept = [signed for signed, _stored in answer.context["photos"].kept()]
    clip = made(phone.post("/me/clips/new/", form(photos=[], kept=kept)))
    assert [photo.stored_file.kind for photo in clip.photos.all()] == ["photo", "video"]
    assert str(clip.photos.last().stored_file_id) == sent


@pytest.mark.parametrize("uploaded", ["x", "5b0e6f0a-0c5d-4c1c-9d5e-1f6f1d5f7a10"])
def test_a_film_that_is_here_no_longer_is_missed_aloud(phone, uploaded: str) -> None:
    answer = phone.post("/me/clips/new/", form(uploaded=[uploaded]))
    assert answer.status_code == 422
    assert "วิดีโอที่ส่งไว้ไม่อยู่แล้ว" in answer.content.decode()


def test_a_strangers_film_is_not_taken(phone, people, settings, tmp_path) -> None:
    theirs = things.picture(people.neighbour)
    answer = phone.post("/me/clips/new/", form(uploaded=[str(theirs.pk)]))
    assert answer.status_code == 422


def test_the_films_are_heard_unless_the_seller_says_no(phone) -> None:
    assert phone.get("/me/clips/new/").context["form"]["keeps_sound"].value() is True
    assert made(phone.post("/me/clips/new/", form(keeps_sound="on"))).keeps_sound
    quiet = made(phone.post("/me/clips/new/", form()))
    assert not quiet.keeps_sound
    again = phone.get(f"/me/clips/new/?like={quiet.pk}")
    assert again.context["form"]["keeps_sound"].value() is False


def test_a_film_that_cannot_be_used_is_named_as_the_reason(phone, people) -> None:
    clip = things.clip(people.learner)
    ShopFilm.objects.update(state=ClipState.FAILED, failure="damaged")
    page = phone.get(f"/me/clips/{clip.pk}/").content.decode()
    assert "คลิปนี้เสียหรือขาดหายระหว่างส่ง" in page
    assert "เอาเครื่องหมายถูกที่วิดีโอออก" in page
