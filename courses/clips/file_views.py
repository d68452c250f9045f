"""The films of a seller's clip and their photos, handed out to their owner and to nobody else."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.http import require_safe

from media.models import StoredFile
from media.serve import private_file
from media.shop_clips.models import ShopClip, ShopClipPhoto


@require_safe
def shop_clip_file(request: HttpRequest, pk: UUID, quality: str) -> HttpResponseBase:
    """Answer with a film, in parts where the player asks."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    clip = get_object_or_404(ShopClip.objects.visible_to(request.user), pk=pk)
    film = clip.films.filter(quality=quality, file__isnull=False).select_related("file").first()
    if film is None:
        raise Http404
    return private_file(request, film.file)


@require_safe
def shop_clip_photo(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer with a photo of one of the person's own clips."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    mine = ShopClipPhoto.objects.filter(clip__in=ShopClip.objects.visible_to(request.user))
    return private_file(request, get_object_or_404(StoredFile, pk=pk, pk__in=mine.values("stored_file_id")))
