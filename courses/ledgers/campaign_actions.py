"""What happens to influencers, campaigns, their posts, and the readings of reach."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.audit.actions import note
from courses.audit.models import Verb
from courses.cohorts.programme import is_demonstration
from courses.ledgers.actions import changes_between, note_change
from courses.ledgers.countries import country_names
from courses.ledgers.errors import AlreadyVoid, BadRow, HandleTaken, PostTaken
from courses.ledgers.facts import check_day
from courses.ledgers.models import Campaign, CampaignPost, Influencer, InfluencerHandle, ReachReading
from courses.ledgers.whom import check_area
from courses.people.actions import clean_name
from courses.shops.links import Link, tidy_link
from lms.accounts.models import User
from lms.dates import bangkok_date
from lms.text import normalise_thai
from media.models import StoredFile

CAMPAIGN_FIELDS = ["title", "product", "area_code", "counsellor_post", "brief", "starts_on", "ends_on"]
MOST_REACH = 10_000_000_000


def _handles(lines: Iterable[str]) -> list[Link]:
    links = {}
    for line in lines:
        if line.strip():
            link = tidy_link(line)
            links[link.key] = link
    if not links:
        raise BadRow(_("Put in at least one link of the person's own page."), field="handles")
    return list(links.values())


@transaction.atomic
def save_influencer(
    influencer: Influencer | None,
    *,
    name: str,
    country: str,
    consent_on: date,
    handles: Iterable[str],
    by: User,
    at: datetime,
) -> Influencer:
    """Keep an influencer with the links of their pages. Raises BadRow, BadLink or HandleTaken."""
    check_day(consent_on, today=bangkok_date(at), field="consent_on")
    if country not in country_names("th"):
        raise BadRow(_("Choose the country."), field="country")
    links = _handles(handles)
    row = influencer or Influencer(is_demonstration=is_demonstration(), entered_by=by, entered_at=at)
    row.name, row.country, row.consent_on = clean_name(name), country, consent_on
    row.save()
    row.handles.exclude(url_key__in=[link.key for link in links]).delete()
    there = set(row.handles.values_list("url_key", flat=True))
    try:
        with transaction.atomic():
            for link in links:
                if link.key not in there:
                    InfluencerHandle.objects.create(
                        influencer=row, url=link.url, url_key=link.key, is_demonstration=row.is_demonstration
                    )
    except IntegrityError:
        raise HandleTaken from None
    verb = Verb.CHANGED if influencer else Verb.RECORDED
    note(verb, by=by, at=at, subject=("influencer", row.pk), details={"handles": len(links)})
    return row


@transaction.atomic
def save_campaign(
    campaign: Campaign | None, *, facts: dict[str, object], entry_id: uuid.UUID, by: User, at: datetime
) -> Campaign:
    """Open a campaign, or correct one; `facts` has `CAMPAIGN_FIELDS`. Raises BadRow or AlreadyVoid."""
    there = Campaign.objects.filter(entry_id=entry_id).first() if campaign is None else None
    if there is not None:
        return there
    if campaign is None:
        row = Campaign(is_demonstration=is_demonstration(), entry_id=entry_id, entered_by=by, entered_at=at)
    else:
        row = Campaign.objects.select_for_update().get(pk=campaign.pk)
        if row.is_void:
            raise AlreadyVoid
    check_area(str(facts["area_code"]), by)
    starts_on, ends_on = facts["starts_on"], facts["ends_on"]
    assert isinstance(starts_on, date)
    assert isinstance(ends_on, date)
    if ends_on < starts_on:
        raise BadRow(_("The last day must come after the first day."), field="ends_on")
    for name in CAMPAIGN_FIELDS:
        value = facts[name]
        setattr(row, name, normalise_thai(value) if isinstance(value, str) and name != "brief" else value)
    row.save()
    if campaign is None:
        note(Verb.RECORDED, by=by, at=at, subject=("campaign", row.pk))
    elif changed := changes_between(campaign, row, CAMPAIGN_FIELDS):
        note_change(row, None, changed, by, at)
    return row


@transaction.atomic
def add_post(
    campaign: Campaign,
    *,
    influencer: Influencer,
    url: str,
    posted_on: date,
    sales_note: str = "",
    entry_id: uuid.UUID,
    by: User,
    at: datetime,
) -> CampaignPost:
    """Enter a post of a campaign. Raises BadRow, BadLink, AlreadyVoid, or PostTaken for a known link."""
    there = CampaignPost.objects.filter(entry_id=entry_id).first()
    if there is not None:
        return there
    if campaign.is_void:
        raise AlreadyVoid
    check_day(posted_on, today=bangkok_date(at), field="posted_on")
    if posted_on < campaign.starts_on:
        raise BadRow(_("The post is older than the campaign. Look at the day."), field="posted_on")
    link = tidy_link(url)
    try:
        with transaction.atomic():
            post = CampaignPost.objects.create(
                campaign=campaign,
                influencer=influencer,
                posted_on=posted_on,
                url=link.url,
                url_key=link.key,
                sales_note=normalise_thai(sales_note)[:300],
                is_demonstration=campaign.is_demonstration,
                entry_id=entry_id,
                entered_by=by,
                entered_at=at,
            )
    except IntegrityError:
        raise PostTaken from None
    note(Verb.RECORDED, by=by, at=at, subject=("campaign-post", post.pk))
    return post


@transaction.atomic
def add_reading(
    post: CampaignPost,
    *,
    reach: int,
    read_on: date,
    clicks: int | None = None,
    screenshot: StoredFile | None = None,
    entry_id: uuid.UUID,
    by: User,
    at: datetime,
) -> ReachReading:
    """Keep what the platform showed on a day; with a picture it is verified reach. Raises BadRow."""
    there = ReachReading.objects.filter(entry_id=entry_id).first()
    if there is not None:
        return there
    if post.is_void:
        raise AlreadyVoid
    check_day(read_on, today=bangkok_date(at), field="read_on")
    if read_on < post.posted_on:
        raise BadRow(_("The reach cannot be read before the post was there."), field="read_on")
    if not 0 <= reach <= MOST_REACH or (clicks is not None and not 0 <= clicks <= MOST_REACH):
        raise BadRow(_("This number cannot be. Look at it again."), field="reach")
    reading = ReachReading.objects.create(
        post=post,
        reach=reach,
        clicks=clicks,
        read_on=read_on,
        screenshot=screenshot,
        entry_id=entry_id,
        entered_by=by,
        entered_at=at,
    )
    details: dict[str, str | int | bool] = {
        "reach": reach,
        "read_on": read_on.isoformat(),
        "has_picture": screenshot is not None,
    }
    note(Verb.RECORDED, by=by, at=at, subject=("campaign-post", post.pk), details=details)
    return reading
