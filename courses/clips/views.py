"""My clips: the list, a new one, and one clip with its preview and the film to post."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses.access import LearnerRequest, learner_required
from courses.clips.forms import ClipForm
from courses.clips.show import film_facts, first_facts, page_facts
from courses.practice.delivery import Delivery, receive_files
from lms.dates import now
from media.errors import MediaRefused
from media.models import FileKind
from media.shop_clips.actions import ask_for_final, make_shop_clip, remove_shop_clip, try_again
from media.shop_clips.models import MOST_PHOTOS, FilmQuality, ShopClip
from media.shop_clips.rules import check_photos

# How many films can be on their way at once beside the photos.
FILM_SLOTS = 3


@never_cache
@require_safe
@learner_required
def shop_clips(request: LearnerRequest) -> HttpResponseBase:
    """Show a learner's clips, the newest first."""
    clips = ShopClip.objects.visible_to(request.user).with_films()
    return render(request, "clips/clips.html", {"rows": [(clip, film_facts(clip)) for clip in clips]})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def shop_clip_new(request: LearnerRequest) -> HttpResponseBase:
    """Show the form of a new clip, or take it in with its photos."""
    if request.method == "POST":
        return _make(request)
    model = _model(request)
    initial = first_facts(request.learner, model)
    photos = [photo.stored_file for photo in model.photos.all()] if model else []
    return _form_page(request, ClipForm(initial=initial), Delivery(files=photos))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def shop_clip(request: LearnerRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Show one clip: its preview, then the film to post; or do what a button asks."""
    clip = get_object_or_404(ShopClip.objects.visible_to(request.user).with_films(), pk=pk)
    if request.method == "POST":
        return _do(request, clip)
    return render(request, "clips/clip.html", page_facts(clip))


def _do(request: LearnerRequest, clip: ShopClip) -> HttpResponseBase:
    wanted, at = request.POST.get("do", ""), now()
    if wanted == "final":
        ask_for_final(clip, at=at)
    elif wanted.removeprefix("again-") in FilmQuality.values:
        try_again(clip, quality=wanted.removeprefix("again-"), at=at)
    elif wanted == "remove":
        remove_shop_clip(clip)
        messages.success(request, _("The clip is removed."))
        return redirect("shop-clips")
    return redirect("shop-clip", pk=clip.pk)


def _model(request: LearnerRequest) -> ShopClip | None:
    """Return the clip that the new one begins with, if the address names one of the person's own."""
    try:
        key = uuid.UUID(request.GET.get("like", ""))
    except ValueError:
        return None
    return ShopClip.objects.visible_to(request.user).with_films().filter(pk=key).first()


def _make(request: LearnerRequest) -> HttpResponseBase:
    at, form, clip_id = now(), ClipForm(request.POST), _clip_id(request.POST.get("clip_id", ""))
    if ShopClip.objects.filter(pk=clip_id).exists():
        # The same form once more is answered like the first time; somebody else's clip stays a 404.
        return redirect("shop-clip", pk=clip_id)
    photos = receive_files(
        request.user,
        fields=["photos", "video"],
        kept=request.POST.getlist("kept"),
        uploaded=request.POST.getlist("uploaded"),
        uploads=request.FILES,
        at=at,
    )
    # Films arrive before the form that brings the photos; a photo opens the clip, where there is one.
    photos.files.sort(key=lambda stored: stored.kind != FileKind.PHOTO)
    _miss(request.POST.getlist("uploaded"), photos)
    status = 422
    if _photos_are_good(photos) and form.is_valid():
        try:
            clip = make_shop_clip(
                request.user, clip_id=clip_id, photos=photos.files, at=at, **form.cleaned_data
            )
        except MediaRefused as refused:
            status = refused.status
            _place(refused, form, photos)
        else:
            return redirect("shop-clip", pk=clip.pk)
    return _form_page(request, form, photos, clip_id=clip_id, status=status)


def _miss(uploaded: list[str], photos: Delivery) -> None:
    """Say so where a film that arrived before the form is here no longer: it would be missing unseen."""
    here = {str(stored.pk) for stored in photos.files}
    if not here.issuperset(uploaded):
        photos.errors.setdefault("video", _("A film is no longer here. Please choose it again."))


def _photos_are_good(photos: Delivery) -> bool:
    if not photos.errors:
        try:
            check_photos(photos.files)
        except MediaRefused as refused:
            photos.errors["photos"] = refused.message
    return not photos.errors


def _place(refused: MediaRefused, form: ClipForm, photos: Delivery) -> None:
    """Put a refusal where the person mends it."""
    if refused.field == "photos":
        photos.errors["photos"] = refused.message
    else:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, ValidationError(str(refused.message), code=refused.code))


def _clip_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _form_page(
    request: LearnerRequest,
    form: ClipForm,
    photos: Delivery,
    *,
    clip_id: uuid.UUID | None = None,
    status: int = 200,
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "form": form,
        "photos": photos,
        "most_photos": MOST_PHOTOS,
        "film_slots": range(1, FILM_SLOTS + 1),
        "video_megabytes": settings.UPLOAD_PRACTICE_BYTES // 1_000_000,
        "clip_id": clip_id or uuid.uuid4(),
        "is_bad": status != 200,
    }
    return render(request, "clips/new.html", context, status=status)
