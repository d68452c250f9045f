"""Channels in my shop: one more link, closed, open again."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import LearnerRequest, learner_required
from courses.errors import Refused
from courses.shops import actions
from courses.shops.forms import ChannelForm
from courses.shops.models import Shop
from lms.dates import now


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@learner_required
def channel_new(request: LearnerRequest) -> HttpResponseBase:
    """Show the form of one more shop; keep its link, or find the shop that has it already."""
    if request.method != "POST":
        return render(request, "shops/channel.html", {"form": ChannelForm()})
    form, status = ChannelForm(request.POST), 422
    if form.is_valid():
        before = set(Shop.objects.filter(learner=request.learner).values_list("pk", flat=True))
        try:
            shop = actions.add_channel(request.learner, **form.cleaned_data, at=now())
        except Refused as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(
                request,
                _("You have this shop already. It stays once.")
                if shop.pk in before
                else _("The shop is kept."),
            )
            return redirect(resolve_url("shop") + "#channels")
    return render(request, "shops/channel.html", {"form": form}, status=status)


@require_POST
@learner_required
def channel_state(request: LearnerRequest, pk: int) -> HttpResponseBase:
    """Say that one of the person's own shops is closed, or open again."""
    shop = get_object_or_404(Shop, pk=pk, learner=request.learner)
    if request.POST.get("answer") == "open":
        actions.reopen_shop(shop, at=now())
    else:
        actions.close_shop(shop, at=now())
    return redirect(resolve_url("shop") + "#channels")
