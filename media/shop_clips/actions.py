"""What a seller does with clips: make one, have the film to post made, try again, remove."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.dates import bangkok_date, day_bounds
from media.kinds import ClipState
from media.models import StoredFile
from media.shop_clips import rules
from media.shop_clips.models import FilmQuality, ShopClip, ShopClipPhoto, ShopFilm


def make_shop_clip(
    owner: User,
    *,
    clip_id: uuid.UUID,
    product: str,
    price_baht: Decimal,
    link: str,
    photos: Sequence[StoredFile],
    price_unit: str = "",
    place: str = "",
    words: str = "",
    length_s: int = 15,
    keeps_sound: bool = True,
    at: datetime,
) -> ShopClip:
    """Keep what a clip tells and ask for its preview. `words` holds a line for each photo, or fewer.

    With `keeps_sound` the films among the photos are heard; photos are silent.
    Raises MediaRefused with its field; then nothing was kept.
    """
    rules.check_length(length_s)
    rules.check_link(link)
    rules.check_photos(photos)
    clip = ShopClip(
        id=clip_id,
        owner=owner,
        product=rules.tidy_product(product),
        price_baht=rules.tidy_price(price_baht),
        price_unit=rules.tidy_unit(price_unit),
        place=rules.tidy_place(place),
        link=link,
        words=rules.tidy_words(words, length_s=length_s),
        length_s=length_s,
        keeps_sound=keeps_sound,
        created_at=at,
    )
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)  # two forms at once are counted one by one
        _refuse_too_many(owner, at)
        clip.save(force_insert=True)
        ShopClipPhoto.objects.bulk_create(
            ShopClipPhoto(clip=clip, stored_file=photo, position=position)
            for position, photo in enumerate(photos)
        )
        _ask(clip, FilmQuality.PREVIEW, at)
    return clip


def ask_for_final(clip: ShopClip, *, at: datetime) -> ShopFilm:
    """Ask for the film to post; asking again while it is made, or when it is there, changes nothing."""
    with transaction.atomic():
        return _ask(clip, FilmQuality.FINAL, at)


def try_again(clip: ShopClip, *, quality: str, at: datetime) -> None:
    """Put a film that failed back in the queue with all its attempts; any other stays as it is."""
    with transaction.atomic():
        film = clip.films.select_for_update().filter(quality=quality, state=ClipState.FAILED).first()
        if film is None:
            return
        film.state, film.attempts, film.failure, film.queued_at = ClipState.QUEUED, 0, "", at
        film.save(update_fields=["state", "attempts", "failure", "queued_at"])
        transaction.on_commit(partial(enqueue, film, at=at))


def remove_shop_clip(clip: ShopClip) -> None:
    """Remove a clip with its films, and its photos where no other clip needs them.

    A worker that is busy with it notices within seconds and keeps nothing.
    """
    with transaction.atomic():
        files = list(
            StoredFile.objects.filter(pk__in=[*clip.photos.values_list("stored_file_id", flat=True)])
        ) + [film.file for film in clip.films.select_related("file") if film.file]
        clip.delete()
        for stored in files:
            with suppress(ProtectedError), transaction.atomic():
                stored.delete()


def enqueue(film: ShopFilm, *, at: datetime) -> None:
    """Put one more task into the queue and note that this film may be taken by it or another."""
    from media.shop_clips.tasks import FINAL_PRIORITY, PREVIEW_PRIORITY, make_shop_film

    ShopFilm.objects.filter(pk=film.pk).update(enqueued_at=at)
    priority = PREVIEW_PRIORITY if film.quality == FilmQuality.PREVIEW else FINAL_PRIORITY
    make_shop_film.using(priority=priority).enqueue()


def _ask(clip: ShopClip, quality: str, at: datetime) -> ShopFilm:
    film, is_new = ShopFilm.objects.get_or_create(clip=clip, quality=quality, defaults={"queued_at": at})
    if is_new:
        transaction.on_commit(partial(enqueue, film, at=at))
    return film


def _refuse_too_many(owner: User, at: datetime) -> None:
    mine = ShopClip.objects.filter(owner=owner)
    start, end = day_bounds(bangkok_date(at), bangkok_date(at))
    if mine.filter(created_at__gte=start, created_at__lt=end).count() >= rules.MOST_A_DAY:
        sentence = _("You made %(most)d clips today. Come back tomorrow for the next one.")
        raise rules.refused("", sentence % {"most": rules.MOST_A_DAY}, code="too_many_today", status=429)
    if mine.count() >= rules.MOST_KEPT:
        sentence = _("You keep %(most)d clips. Remove one that you no longer need, then make the next.")
        raise rules.refused("", sentence % {"most": rules.MOST_KEPT}, code="too_many_kept", status=409)
