"""The duplicates' pages of the desk: the queue, two people side by side, the verdicts, undoing a merge."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.duplicates.actions import keep_apart, merge_people, undo_merge
from courses.duplicates.desk import beside_k1, merges_page, open_pair, queue_page, reasons_in_words
from courses.duplicates.finding import look_for_duplicates
from courses.duplicates.models import DuplicatePair, Merge
from courses.errors import Refused
from lms.accounts.models import Role
from lms.dates import now

deciders = desk_required(Role.MANAGER, Role.ADMINISTRATOR)


def _pair(request: DeskRequest, pk: int) -> DuplicatePair:
    """Return a pair of two people who may both be seen; anything else is a 404."""
    return get_object_or_404(DuplicatePair.objects.visible_to(request.user).with_people(), pk=pk)


def _pair_page(request: DeskRequest, pair: DuplicatePair, refusal: Refused | None = None) -> HttpResponseBase:
    context = {"opened": open_pair(pair, user=request.user, at=now()), "refusal": refusal}
    return render(request, "duplicates/pair.html", context, status=refusal.status if refusal else 200)


@require_safe
@never_cache
@deciders
def duplicates(request: DeskRequest) -> HttpResponseBase:
    """Show which profiles may be one person, the likeliest first; `?show=merged` what was merged."""
    wanted, show = request.GET.get("page"), "merged" if request.GET.get("show") == "merged" else "open"
    if show == "merged":
        merged = merges_page(request.user, page=wanted)
        context = {"page": merged, "show": show, "beside": beside_k1(merged.object_list)}
        return render(request, "duplicates/merges.html", context)
    page = queue_page(request.user, page=wanted)
    rows = [(pair, reasons_in_words(pair)) for pair in page.object_list]
    return render(request, "duplicates/duplicates.html", {"page": page, "rows": rows, "show": show})


@require_POST
@deciders
def duplicates_look(request: DeskRequest) -> HttpResponseBase:
    """Look for duplicates now, without waiting for the next minute."""
    look_for_duplicates(now())
    messages.success(request, _("Looked through everybody who is new or changed."))
    return redirect("duplicates")


@require_safe
@never_cache
@deciders
def duplicate(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show two profiles side by side with what speaks for one person, and the verdicts."""
    return _pair_page(request, _pair(request, pk))


@require_POST
@deciders
def duplicate_merge(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Make the two one person; the form says who stays."""
    pair = DuplicatePair.objects.select_related("first__user", "second__user").filter(pk=pk).first()
    if pair is None or not _was_visible(request, pair):
        return _pair_page(request, _pair(request, pk))
    chosen = {str(one.pk): one for one in (pair.first, pair.second)}.get(request.POST.get("survivor", ""))
    if chosen is None:
        refusal = Refused(_("Choose one of the two profiles."), field="survivor")
        return _pair_page(request, _pair(request, pk), refusal)
    try:
        merge = merge_people(pair, survivor=chosen, by=request.user, at=now())
    except Refused as refused:
        return _refused(request, refused)
    messages.success(request, _("Now one person: %(name)s. This can be undone.") % {"name": chosen.name})
    return redirect("merge", pk=merge.pk)


@require_POST
@deciders
def duplicate_apart(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Keep the two apart."""
    pair = DuplicatePair.objects.select_related("first", "second").filter(pk=pk).first()
    if pair is None or not _was_visible(request, pair):
        return _pair_page(request, _pair(request, pk))
    try:
        keep_apart(pair, by=request.user, at=now())
    except Refused as refused:
        return _refused(request, refused)
    messages.success(
        request, _("Kept apart: two people. They are not suggested again without something new.")
    )
    return redirect("duplicates")


@require_safe
@never_cache
@deciders
def merge(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Show one merge: who stayed, who decided, and the button that undoes it."""
    return _merge_page(request, _merge(request, pk))


@require_POST
@deciders
def merge_undo(request: DeskRequest, pk: int) -> HttpResponseBase:
    """Make one person two again."""
    found = _merge(request, pk)
    try:
        undo_merge(found, by=request.user, at=now())
    except Refused as refused:
        return _merge_page(request, found, refused)
    messages.success(request, _("Undone. They are two profiles again, each with its own."))
    return redirect("merge", pk=pk)


def _merge(request: DeskRequest, pk: int) -> Merge:
    return get_object_or_404(Merge.objects.visible_to(request.user).with_people(), pk=pk)


def _merge_page(request: DeskRequest, found: Merge, refusal: Refused | None = None) -> HttpResponseBase:
    moved = sum(len(line.get("pks", [0])) for line in found.changes)
    context = {"merge": found, "moved": moved, "refusal": refusal, "beside": beside_k1([found])}
    return render(request, "duplicates/merge.html", context, status=refusal.status if refusal else 200)


def _was_visible(request: DeskRequest, pair: DuplicatePair) -> bool:
    """Tell whether this manager sees the pair, or the merge that somebody else made of it just now."""
    if DuplicatePair.objects.visible_to(request.user).filter(pk=pair.pk).exists():
        return True
    return Merge.objects.visible_to(request.user).filter(pair=pair).exists()


def _refused(request: DeskRequest, refused: Refused) -> HttpResponseBase:
    """Answer a verdict that came too late with the queue and the reason: the pair may be gone from sight."""
    page = queue_page(request.user, page=None)
    rows = [(pair, reasons_in_words(pair)) for pair in page.object_list]
    context = {"page": page, "rows": rows, "show": "open", "refusal": refused}
    return render(request, "duplicates/duplicates.html", context, status=refused.status)
