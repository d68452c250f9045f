"""Clips as their pages show them."""

from typing import Any, TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.people.models import Learner
from courses.shops.models import Shop
from lms.geo import full_place_name
from media.compose.advert_plan import written_price
from media.ingest.refusals import SENTENCES
from media.kinds import ClipState
from media.shop_clips.models import FilmQuality, ShopClip, ShopFilm


class FilmFacts(TypedDict):
    """What a page and its script need to know of one film; `words` say it in a sentence."""

    quality: str
    state: str
    percent: int
    ahead: int
    is_moving: bool
    words: str
    url: str
    size_bytes: int


def film_facts(clip: ShopClip) -> dict[str, FilmFacts]:
    """Return the facts of each film that was asked for, by its quality."""
    return {film.quality: _facts(clip, film) for film in clip.films.all()}


def page_facts(clip: ShopClip) -> dict[str, Any]:
    """Return what the page of one clip shows."""
    films = film_facts(clip)
    preview, final = films.get(FilmQuality.PREVIEW), films.get(FilmQuality.FINAL)
    ready = [film for film in (final, preview) if film and film["state"] == ClipState.READY]
    asked = final or preview
    return {
        "clip": clip,
        "price": written_price(clip.price_baht, clip.price_unit),
        "preview": preview,
        "final": final,
        "shown": ready[0] if ready else None,
        "current": asked,
        "is_moving": bool(asked and asked["is_moving"]),
        "file_name": f"clip-{clip.pk.hex[:8]}.mp4",
    }


def first_facts(learner: Learner, model: ShopClip | None) -> dict[str, Any]:
    """Return what stands in a new form: the facts of another clip, or the shop and place we know."""
    if model is not None:
        names = ("product", "price_baht", "price_unit", "place", "link", "length_s", "keeps_sound")
        facts = {name: getattr(model, name) for name in names}
        facts["price_baht"] = written_price(model.price_baht).removesuffix(" บาท")
        return {**facts, "words": "\n".join(model.words)}
    shop = Shop.objects.filter(learner=learner).order_by("-created_at").first()
    enrolment = learner.enrolments.filter(left_at__isnull=True).select_related("cohort__community").last()
    area = enrolment.cohort.community.area_code if enrolment else ""
    return {"link": shop.url if shop else "", "place": full_place_name(area, "th") if area else ""}


def _facts(clip: ShopClip, film: ShopFilm) -> FilmFacts:
    ahead = ShopFilm.objects.before(film).count() if film.state == ClipState.QUEUED else 0
    return {
        "quality": film.quality,
        "state": film.state,
        "percent": film.percent,
        "ahead": ahead,
        "is_moving": film.is_moving,
        "words": _words(film, ahead),
        "url": reverse("shop-clip-file", args=[clip.pk, film.quality]) if film.file else "",
        "size_bytes": film.file.size_bytes if film.file else 0,
    }


def _words(film: ShopFilm, ahead: int) -> str:
    if film.state == ClipState.WORKING:
        return _("Being made: %(percent)d %% done") % {"percent": film.percent}
    if film.state == ClipState.FAILED and film.failure in SENTENCES:
        # A film that cannot be used will not get better by trying again.
        what_to_do = _("Press “Change and make again” and untick the short film.")
        return f"{SENTENCES[film.failure]} {what_to_do}"
    if film.state == ClipState.FAILED:
        return _("This did not work. Your photos and words are kept. Please try again.")
    if film.state == ClipState.READY:
        return _("Ready")
    if ahead:
        return _("Waiting its turn: %(n)d before yours") % {"n": ahead}
    return _("Waiting its turn. It begins in a moment.")
