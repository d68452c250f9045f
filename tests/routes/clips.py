"""The clip maker: everybody's own, and nobody else's."""

from typing import Any

from lms.dates import now
from media.kinds import ClipState
from media.models import FileKind
from media.shop_clips.models import ShopFilm
from media.store import private_path, write_whole
from tests.build import People
from tests.clips import things
from tests.routes import Row, learners


def _clip(people: People) -> dict[str, Any]:
    return {"pk": things.clip(people.learner).pk}


def _key(people: People) -> dict[str, Any]:
    return {"key": things.clip(people.learner).pk}


def _photo(people: People) -> dict[str, Any]:
    return {"pk": things.clip(people.learner).photos.get().stored_file_id}


def _film(people: People) -> dict[str, Any]:
    clip, stored = things.clip(people.learner), things.picture(people.learner)
    stored.kind, stored.content_type = FileKind.VIDEO, "video/mp4"
    stored.save()
    write_whole(private_path(stored.path), b"film")
    ShopFilm.objects.filter(clip=clip).update(state=ClipState.READY, file=stored, ready_at=now())
    return {"pk": clip.pk, "quality": "preview"}


def owners(name: str, kwargs: Any, status: int = 200, **more: Any) -> Row:
    """Return a row for what belongs to the learner alone."""
    return learners(name, kwargs, status, **{"classmate": 404, "neighbour": 404, **more})


ROWS = [
    learners("shop-clips"),
    learners("shop-clip-new"),
    learners("shop-clip-new", method="post", data=lambda p: {"product": ""}, status=422),
    owners("shop-clip", _clip),
    owners("shop-clip", _clip, status=302, method="post", data=lambda p: {"do": "remove"}),
    owners("shop-clip-file", _film),
    owners("shop-clip-photo", _photo),
    owners("api:my-clip", _key, nobody=401, trainer=401, manager=401, administrator=401),
]
