"""Influencer campaigns at the desk: campaigns, their posts and readings, and the influencers."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.access import DeskRequest, desk_required
from courses.audit.models import AuditEntry
from courses.cohorts.programme import is_demonstration
from courses.errors import Refused
from courses.ledgers import campaign_actions
from courses.ledgers.desk_views import WRITERS, shown_or_sent, void
from courses.ledgers.forms import CampaignForm, InfluencerForm, PostForm, ReadingForm, ReasonForm
from courses.ledgers.models import Campaign, CampaignPost, Influencer, ReachReading
from lms.accounts.models import User
from lms.dates import now, today
from media.actions import store_photo
from media.errors import MediaRefused
from media.models import StoredFile
from media.serve import private_file


def visible_campaign(user: User, pk: int) -> Campaign:
    """Return a campaign of this site's kind that a person may see; 404 for all others."""
    rows = Campaign.objects.visible_to(user)
    found: Campaign = get_object_or_404(rows, pk=pk, is_demonstration=is_demonstration())
    return found


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def campaign_new(request: DeskRequest) -> HttpResponse:
    """Open a campaign."""
    form = CampaignForm(request.POST or None, user=request.user)
    return _campaign_form(request, form, None)


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def campaign_edit(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct a campaign; what it was stays in the record of acts."""
    campaign = visible_campaign(request.user, pk)
    sent = request.method == "POST"
    form = CampaignForm(request.POST, user=request.user) if sent else CampaignForm.of(campaign, request.user)
    return _campaign_form(request, form, campaign)


def _campaign_form(request: DeskRequest, form: CampaignForm, campaign: Campaign | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = {name: form.cleaned_data[name] for name in campaign_actions.CAMPAIGN_FIELDS}
            try:
                kept = campaign_actions.save_campaign(
                    campaign, facts=facts, entry_id=form.entry(), by=request.user, at=now()
                )
            except Refused as error:
                status = error.status
                form.refuse(error)
            else:
                messages.success(request, _("Kept."))
                return redirect("ledger-campaign", pk=kept.pk)
    context = {"form": form, "campaign": campaign, "here": "campaigns"}
    return render(request, "ledgers/campaign_form.html", context, status=status)


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def ledger_campaign(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a campaign with its posts and their readings; a new post is entered here."""
    campaign = visible_campaign(request.user, pk)
    influencers = Influencer.objects.filter(is_demonstration=campaign.is_demonstration)
    form = PostForm(request.POST or None, influencers=influencers, initial={"posted_on": today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            facts = form.cleaned_data
            try:
                post = campaign_actions.add_post(
                    campaign,
                    influencer=facts["influencer"],
                    url=facts["url"],
                    posted_on=facts["posted_on"],
                    sales_note=facts["sales_note"],
                    entry_id=form.entry(),
                    by=request.user,
                    at=now(),
                )
            except Refused as error:
                status = error.status
                form.refuse(error)
            else:
                return redirect("ledger-post", pk=post.pk)
    posts = campaign.posts.select_related("influencer").prefetch_related("readings")
    context = {
        "campaign": campaign,
        "posts": posts,
        "form": form,
        "void": ReasonForm(),
        "has_influencers": influencers.exists(),
        "history": AuditEntry.objects.of("campaign", campaign.pk),
        "here": "campaigns",
    }
    return render(request, "ledgers/campaign.html", context, status=status)


@require_POST
@desk_required(*WRITERS)
def ledger_campaign_void(request: DeskRequest, pk: int) -> HttpResponse:
    """Void a campaign, with a reason: its reach counts no longer."""
    return void(request, visible_campaign(request.user, pk), "ledger-campaign")


def visible_post(user: User, pk: int) -> CampaignPost:
    """Return a post of a campaign that a person may see; 404 for all others."""
    rows = CampaignPost.objects.filter(campaign__in=Campaign.objects.visible_to(user))
    found: CampaignPost = get_object_or_404(
        rows.select_related("campaign", "influencer"), pk=pk, is_demonstration=is_demonstration()
    )
    return found


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def ledger_post(request: DeskRequest, pk: int) -> HttpResponse:
    """Show a post with its readings; a new reading is entered here, with the picture that proves it."""
    post = visible_post(request.user, pk)
    form = ReadingForm(request.POST or None, request.FILES or None, initial={"read_on": today()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _read(request, post, form)
            except MediaRefused as refused:
                form.add_error("screenshot", str(refused.message))
            except Refused as error:
                status = error.status
                form.refuse(error)
            else:
                messages.success(request, _("Kept."))
                return redirect("ledger-post", pk=post.pk)
    context = {
        "post": post,
        "form": form,
        "readings": post.readings.select_related("entered_by"),
        "void": ReasonForm(),
        "here": "campaigns",
    }
    return render(request, "ledgers/post.html", context, status=status)


def _read(request: DeskRequest, post: CampaignPost, form: ReadingForm) -> None:
    """Keep the picture and then the reading; a picture whose reading was refused does not stay."""
    facts, at, kept = form.cleaned_data, now(), None
    if facts["screenshot"]:
        kept = store_photo(request.user, upload=facts["screenshot"], at=at)
    try:
        reading = campaign_actions.add_reading(
            post,
            reach=facts["reach"],
            clicks=facts["clicks"],
            read_on=facts["read_on"],
            screenshot=kept,
            entry_id=form.entry(),
            by=request.user,
            at=at,
        )
    except Refused:
        if kept is not None:
            kept.delete()
        raise
    if kept is not None and reading.screenshot_id != kept.pk:  # the same form a second time
        kept.delete()


@require_POST
@desk_required(*WRITERS)
def ledger_post_void(request: DeskRequest, pk: int) -> HttpResponse:
    """Void a post, with a reason."""
    return void(request, visible_post(request.user, pk), "ledger-post")


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def ledger_influencers(request: DeskRequest) -> HttpResponse:
    """List the influencers and enter a new one."""
    return _influencer_form(request, None)


@shown_or_sent
@never_cache
@desk_required(*WRITERS)
def ledger_influencer(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct an influencer."""
    rows = Influencer.objects.filter(is_demonstration=is_demonstration())
    return _influencer_form(request, get_object_or_404(rows, pk=pk))


def _influencer_form(request: DeskRequest, influencer: Influencer | None) -> HttpResponse:
    form = InfluencerForm.of(influencer) if influencer else InfluencerForm()
    status = 200
    if request.method == "POST":
        form, status = InfluencerForm(request.POST), 422
        if form.is_valid():
            facts = {**form.cleaned_data, "handles": form.cleaned_data["handles"].splitlines()}
            try:
                campaign_actions.save_influencer(influencer, **facts, by=request.user, at=now())
            except Refused as error:
                status = error.status
                form.refuse(error if error.field != "url" else type(error)(error.message, field="handles"))
            else:
                messages.success(request, _("Kept."))
                return redirect("ledger-influencers")
    rows = Influencer.objects.filter(is_demonstration=is_demonstration()).prefetch_related("handles")
    context = {"form": form, "influencer": influencer, "influencers": rows, "here": "campaigns"}
    return render(request, "ledgers/influencers.html", context, status=status)


@require_safe
def ledger_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer with the picture of a reading, for those who may see its campaign."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
    seen = ReachReading.objects.filter(post__campaign__in=Campaign.objects.visible_to(request.user))
    rows = StoredFile.objects.filter(pk__in=seen.values("screenshot_id"))
    return private_file(request, get_object_or_404(rows, pk=pk))
