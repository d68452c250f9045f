"""How far a clip is, for the page that shows it."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router

from courses.access import learner_session
from courses.clips.show import film_facts
from media.shop_clips.models import ShopClip

router = Router(tags=["my clips"])


@router.get("/me/clips/{key}", auth=learner_session, url_name="my-clip")
def my_clip(request: HttpRequest, key: UUID) -> JsonResponse:
    """Tell the state, the percent and the words of each film of one's own clip."""
    clip = get_object_or_404(ShopClip.objects.visible_to(request.user).with_films(), pk=key)
    return JsonResponse({"films": film_facts(clip)}, headers={"Cache-Control": "private, no-store"})
