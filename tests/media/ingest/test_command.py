"""`manage.py ingest`: a folder of films through the whole pipeline, one line each."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cms.models import LessonPage
from media.models import Clip, ClipState
from media.probe import probe
from tests.media.ingest import films
from tests.media.ingest.films import film, kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.film]


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.CLIP_ROOT = tmp_path / "store" / "clips"
    settings.SOURCE_ROOT = tmp_path / "store" / "sources"
    settings.CLIP_THREADS = 1


def ingest(*arguments: object) -> tuple[int, list[dict]]:
    out = StringIO()
    try:
        call_command("ingest", *map(str, arguments), "--json", stdout=out)
        code = 0
    except CommandError as error:
        code = error.returncode
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_accepted_file_tells_all_its_renditions(tmp_path: Path) -> None:
    code, lines = ingest(kept(tmp_path, films.turned(90, size="480x360"), "ผ้าไหม 1.mp4"))
    assert (code, len(lines)) == (0, 1)
    assert lines[0]["accepted"]
    told = {one["name"]: one for one in lines[0]["renditions"]}
    assert set(told) == {"240p", "360p", "audio"}
    for name, one in told.items():
        facts = probe(Path(one["path"]))
        assert facts is not None
        assert one["bytes"] == Path(one["path"]).stat().st_size
        assert (one["width"], one["height"]) == (facts.width_px, facts.height_px)
        assert one["duration"] == pytest.approx(1, abs=0.2)
        assert one["orientation"] == ("none" if name == "audio" else "portrait")
    clip = Clip.objects.get()
    assert (clip.state, clip.title) == (ClipState.READY, "ผ้าไหม 1")


def test_one_refused_file_stops_no_other_but_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    kept(folder, film(sound=False), "a.mp4")
    kept(folder, b"only words", "b.mp4")
    code, lines = ingest(folder, tmp_path / "nowhere.mp4")
    assert code == 1
    assert [line["accepted"] for line in lines] == [True, False, False]
    assert [line.get("reason") for line in lines] == [None, "not_media", "not_found"]
    assert Clip.objects.count() == 1


def test_a_file_found_torn_on_the_way_leaves_nothing(tmp_path: Path, settings) -> None:
    good = film("a.mp4", "-movflags", "+faststart", "-g", "1", seconds=2)
    begin = good.index(b"mdat") + 4
    middle = begin + (len(good) - begin) // 3
    torn = good[:middle] + bytes((number * 37 + 11) % 251 for number in range(len(good) - middle))
    code, lines = ingest(kept(tmp_path, torn))
    assert (code, lines[0]["reason"], Clip.objects.count()) == (1, "damaged", 0)
    assert [path for path in settings.SOURCE_ROOT.rglob("*") if path.is_file()] == []


def test_a_lesson_shows_what_was_put_through(tmp_path: Path) -> None:
    call_command("load_curriculum", stdout=StringIO())
    page = LessonPage.objects.sources().get(code="F1")
    first, second = kept(tmp_path, film(), "one.mp4"), kept(tmp_path, film(sound=False), "two.mp4")
    code, _lines = ingest(first, second, "--lesson", page.translation_key)
    assert code == 0
    for lesson in LessonPage.objects.filter(translation_key=page.translation_key):
        shown = [block.value["clip"].title for block in lesson.blocks("clip")]
        assert shown == ["one", "two"]
        assert lesson.live
        assert not lesson.has_unpublished_changes


def test_a_lesson_that_does_not_exist_is_said_before_anything_is_made(tmp_path: Path) -> None:
    code, lines = ingest(kept(tmp_path, film()), "--lesson", "F99")
    assert (code, lines, Clip.objects.count()) == (1, [], 0)
