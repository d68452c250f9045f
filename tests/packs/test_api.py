"""The list of packs and their manifests: signed, the same for everybody, cheap."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.packs.files import shared_files
from cms.packs.stored import prepare_packs
from cms.shared.shelf import shelf
from courses.models import QuizVersion
from media.digests.filling import fill_missing
from media.digests.models import CHUNK_BYTES, FileDigest
from media.models import Clip
from media.store import clip_path
from tests.build import NOON
from tests.cms.site import SmallSite, lesson
from tests.packs.site import course_with_clips, envelope_of, give_clip, key_of

pytestmark = [pytest.mark.django_db, pytest.mark.film]


@pytest.fixture
def site(settings: Any, tmp_path: Any) -> SmallSite:
    settings.CLIP_ROOT = tmp_path / "clips"
    return course_with_clips()


def manifest_of(client: Client, language: str = "th") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(envelope_of(client, language=language)["manifest"])
    return found


def numbers(jwk: dict[str, str]) -> ec.EllipticCurvePublicKey:
    x, y = (int.from_bytes(urlsafe_b64decode(jwk[name] + "==="), "big") for name in "xy")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def check(envelope: dict[str, str], jwk: dict[str, str]) -> None:
    raw = urlsafe_b64decode(envelope["signature"] + "==")
    assert len(raw) == 64
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    der = utils.encode_dss_signature(r, s)
    numbers(jwk).verify(der, envelope["manifest"].encode(), ec.ECDSA(hashes.SHA256()))


def test_the_manifest_is_signed_by_the_key_that_the_site_tells(site: SmallSite, client: Client) -> None:
    envelope, keys = envelope_of(client), client.get("/api/v1/keys").json()
    assert envelope["key"] == keys["signing"]["id"]
    check(envelope, keys["signing"]["jwk"])
    with pytest.raises(InvalidSignature):
        check({**envelope, "manifest": envelope["manifest"] + " "}, keys["signing"]["jwk"])


def test_every_hash_is_that_of_what_is_answered(site: SmallSite, client: Client) -> None:
    manifest = manifest_of(client)
    files = [*manifest["shared"], *manifest["pages"]]
    for one in manifest["lessons"]:
        files += [one["page"], one["clip"]["cover"], *one["clip"]["captions"]]
        files += [file for file in one["clip"]["files"].values() if file]
    assert len(files) > 20
    for file in files:
        answer = client.get(file["url"])
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert hashlib.sha256(content).hexdigest() == file["sha256"], file["url"]
        assert len(content) == file["bytes"]


def test_pages_bring_their_styles_fonts_and_scripts(site: SmallSite, client: Client) -> None:
    urls = {one["url"] for one in manifest_of(client)["shared"]}
    for needed in ("/house.css", "/looped-thai-400.woff2", "/player.js", "/learn.js", "/calculator.js"):
        wanted = any(url.endswith(needed) for url in urls)
        assert wanted == (needed != "/calculator.js"), needed  # no lesson here calculates


def test_chunks_cover_each_file(site: SmallSite, client: Client) -> None:
    for one in manifest_of(client)["lessons"]:
        file = one["clip"]["files"]["saving"]
        content = clip_path(file["url"].removeprefix("/files/clips/")).read_bytes()
        assert len(file["chunks"]) == -(-len(content) // CHUNK_BYTES) > 1
        for n, told in enumerate(file["chunks"]):
            chunk = content[n * CHUNK_BYTES : (n + 1) * CHUNK_BYTES]
            assert urlsafe_b64decode(told + "=") == hashlib.sha256(chunk).digest()


def test_a_lesson_carries_its_quiz_its_task_and_its_words(site: SmallSite, client: Client) -> None:
    first = manifest_of(client)["lessons"][0]
    version = QuizVersion.objects.get(lesson=first["key"], is_current=True)
    assert first["quiz"] == {"version": version.sha256, "content": version.content}
    assert first["practice"] == {"kinds": ["text"], "task": "ลงมือ th", "checklist": []}
    assert "ข้อคิด" in first["text"]
    assert (first["number"], first["path"]) == (1, "/lessons/foundation/f1/")


def test_english_speaks_where_there_is_english_and_thai_elsewhere(site: SmallSite, client: Client) -> None:
    thai = site.course["th"].get_children().get(slug="f1").specific
    lesson(site, language="en", words="en", translation_key=thai.translation_key)
    lessons = manifest_of(client, "en")["lessons"]
    assert [one["path"][:4] for one in lessons] == ["/en/", "/les", "/les"]
    assert lessons[0]["practice"]["task"] == "ลงมือ en"


def test_a_lesson_whose_clip_is_not_ready_comes_without_it(site: SmallSite, client: Client) -> None:
    lesson(site, "F4")
    with_clip = manifest_of(client)["lessons"]
    assert [bool(one["clip"]) for one in with_clip] == [True, True, True, False]


def test_a_changed_page_changes_only_its_own_hash(site: SmallSite, client: Client) -> None:
    before = manifest_of(client)
    page = site.course["th"].get_children().get(slug="f2").specific
    page.objective = "ทำได้ดีกว่าเดิม"
    page.save_revision().publish()
    after = manifest_of(client)
    assert after["version"] != before["version"]
    pairs = zip(before["lessons"], after["lessons"], strict=True)
    assert [one["page"] == other["page"] for one, other in pairs] == [True, False, True]
    assert after["shared"] == before["shared"]


def test_a_new_revision_of_a_clip_is_told_once_it_is_hashed(site: SmallSite, client: Client) -> None:
    page = site.course["th"].get_children().get(slug="f1").specific
    old = manifest_of(client)["lessons"][0]["clip"]["files"]["saving"]
    give_clip(page, revision=2, mark=b"new")
    assert manifest_of(client)["lessons"][0]["clip"] is None
    fill_missing(NOON)
    new = manifest_of(client)["lessons"][0]["clip"]
    assert new["revision"] == 2
    assert new["files"]["saving"]["sha256"] != old["sha256"]


def test_withdrawing_takes_a_lesson_out(site: SmallSite, client: Client) -> None:
    assert len(manifest_of(client)["lessons"]) == 3
    site.course["th"].get_children().get(slug="f2").specific.unpublish()
    assert [one["number"] for one in manifest_of(client)["lessons"]] == [1, 2]


def test_a_phone_that_has_it_gets_304(site: SmallSite, client: Client) -> None:
    for address in ("/api/v1/packs", "/api/v1/packs/foundation"):
        answer = client.get(address)
        assert "public" in answer["Cache-Control"]
        assert "Cookie" not in answer.get("Vary", "")
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_list_tells_the_bytes_of_each_choice(site: SmallSite, client: Client) -> None:
    (line,) = client.get("/api/v1/packs").json()
    manifest = manifest_of(client)
    assert (line["key"], line["lessons"], line["version"]) == ("foundation", 3, manifest["version"])
    for kind in ("audio", "saving", "clear"):
        told = sum(one["clip"]["files"][kind]["bytes"] for one in manifest["lessons"])
        assert line["sizes"][kind] == told > 0


def test_a_kept_pack_costs_seven_queries_whatever_its_lessons(
    site: SmallSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/api/v1/packs/foundation")
    with django_assert_max_num_queries(7):
        client.get("/api/v1/packs/foundation")


def test_building_asks_no_more_for_more_lessons(site: SmallSite) -> None:
    from django.core.cache import cache
    from django.db import connection

    def queries() -> int:
        prepare_packs(NOON)  # the pages are rendered now
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            prepare_packs(NOON)
        return len(seen)

    with_three = queries()
    for code in ("F4", "F5"):
        give_clip(lesson(site, code))
    fill_missing(NOON)
    shelf.clear()
    per_page = 4  # its place in the store: generation, row; twice, for two languages
    assert queries() <= with_three + 2 * per_page


def test_digests_are_worked_out_once_and_go_with_their_files(site: SmallSite) -> None:
    assert fill_missing(NOON) == 0
    assert FileDigest.objects.count() == 3 * 5
    Clip.objects.filter(key=key_of(site.course["th"].get_children().get(slug="f1").specific)).delete()
    assert FileDigest.objects.count() == 2 * 5


def test_a_file_that_is_not_there_is_left_for_the_next_minute(site: SmallSite) -> None:
    digest = FileDigest.objects.filter(path__endswith="240p.mp4").first()
    path = clip_path(digest.path)
    path.rename(path.with_suffix(".away"))
    FileDigest.objects.filter(pk=digest.pk).delete()
    assert fill_missing(NOON) == 0
    path.with_suffix(".away").rename(path)
    assert fill_missing(NOON) == 1


@pytest.mark.parametrize("address", ["/api/v1/packs/nothing", "/keep/nothing/"])
def test_an_unknown_course_is_not_there(site: SmallSite, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_course_without_lessons_has_no_pack(site: SmallSite, client: Client) -> None:
    for page in site.course["th"].get_children().specific():
        page.unpublish()
    assert client.get("/api/v1/packs").json() == []
    assert client.get("/api/v1/packs/foundation").status_code == 404


def test_pictures_of_lessons_come_along(
    site: SmallSite, client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "basket.jpg").write_bytes(b"picture")
    html = b'<img src="/files/public/images/basket.jpg"><img src="/files/public/images/gone.jpg">'
    assert [one["url"] for one in shared_files([html])] == ["/files/public/images/basket.jpg"]


def test_the_pages_to_keep_courses_are_the_same_for_everybody(site: SmallSite, client: Client) -> None:
    for address in ("/keep/foundation/", "/saved/", "/en/keep/foundation/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_course_page_leads_to_its_pack(site: SmallSite, client: Client) -> None:
    assert "/keep/foundation/" in client.get("/lessons/foundation/").content.decode()
