"""What a practice task asks for."""

import pytest

from courses.catalogue.actions import define_track
from courses.catalogue.errors import TrackPositionTaken
from courses.catalogue.facts import PracticeNeeds, is_practice_kind, practice_needs
from courses.models import Track


@pytest.mark.parametrize(
    ("kinds", "needs"),
    [
        ([], PracticeNeeds()),
        (["text", "photo"], PracticeNeeds(text=True, photos=1)),
        (["photo_set_5", "photo"], PracticeNeeds(photos=5)),
        (["audio", "video", "checklist"], PracticeNeeds(checklist=True, audio=True, video=True)),
    ],
)
def test_kinds_are_read(kinds: list[str], needs: PracticeNeeds) -> None:
    assert practice_needs(kinds) == needs


@pytest.mark.parametrize("kind", ["photo_set_0", "photo_set_", "photo_set_100", "essay", "", None, 5])
def test_other_words_are_no_kinds(kind: object) -> None:
    assert not is_practice_kind(kind)


@pytest.mark.django_db
def test_track_is_defined_once_and_a_taken_position_is_said() -> None:
    for _ in range(2):
        define_track(code="shop", position=2, title_th="ร้าน", title_en="Shop", is_foundation=False)
    assert Track.objects.count() == 1
    with pytest.raises(TrackPositionTaken):
        define_track(code="clips", position=2, title_th="คลิป", title_en="Clips", is_foundation=False)
    assert not Track.objects.filter(code="clips").exists()
