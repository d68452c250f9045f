"""One picture of evidence by itself, with a link back up to what it proves."""

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from courses.access import DeskRequest, desk_required
from courses.milestones.models import Claim, Evidence
from courses.milestones.sight import Seen, claims_open_to, covering_of, hold_of, how_seen, may_look_first
from lms.dates import now


@require_safe
@desk_required()
def evidence_enlarged(request: DeskRequest, pk: UUID, piece: int) -> HttpResponseBase:
    """Show a picture in its whole size, as this person sees it; its bytes note that it was opened."""
    rows = Evidence.objects.filter(claim__in=claims_open_to(request.user))
    rows = rows.select_related("claim__learner__user", "stored_file__covering")
    found = get_object_or_404(rows, pk=piece, claim=pk)
    first = may_look_first(found.claim, request.user, at=now(), hold=hold_of(found.claim))
    seen = Seen(found, how_seen(covering_of(found.stored_file), first=first))
    if not seen.is_shown:
        raise Http404
    # Whoever only looks a second time does not see the claim's own page.
    is_near = Claim.objects.visible_to(request.user).filter(pk=pk).exists()
    return render(request, "courses/evidence_enlarged.html", {"seen": seen, "is_near": is_near})
