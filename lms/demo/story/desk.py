"""What lies on the desks besides evidence: campaigns, closed months, a revocation, a correction, a pair.

Few rows in a programme of any size, so all of it goes through the rooms' own actions.
"""

from datetime import datetime, time, timedelta
from random import Random

from courses.duplicates.finding import look_for_duplicates
from courses.ledgers.campaign_actions import add_post, add_reading, save_campaign, save_influencer
from courses.ledgers.models import CampaignPost
from courses.milestones.actions import revoke_certification
from courses.milestones.models import Certification
from courses.models import Learner
from courses.people.actions import describe_learner
from courses.people.corrections import ask_correction
from courses.people.models import CorrectionField
from courses.reports.months.actions import close_month
from courses.reports.months.calendar import next_month
from lms.accounts.models import User
from lms.dates import BANGKOK, bangkok_date, fiscal_year_be, short_date
from lms.demo.story.clock import earlier, later, new_id
from lms.demo.story.pictures import draw_picture
from media.actions import make_photo

# (title, product, province, counsellor's post, began days ago, lasts days, influencer, country, page)
CAMPAIGNS = (
    ("ผ้าไหมนาข่าในเซี่ยงไฮ้", "ผ้าไหมมัดหมี่ลายนาค", "41", "สคต. เซี่ยงไฮ้", 45, 90,
     "หลิน เหม่ย (ตัวอย่าง)", "CN", "https://www.xiaohongshu.com/user/profile/demo-lin"),
    ("ของดีอีสานที่เวียงจันทน์", "เสื่อกกและกระเป๋าสาน", "40", "สคต. เวียงจันทน์", 160, 60,
     "แก้ว พมมะจัน (ตัวอย่าง)", "LA", "https://www.tiktok.com/@demo.keo.vientiane"),
    ("ผลไม้แปรรูปจันท์ถึงสิงคโปร์", "ทุเรียนทอด มังคุดกวน", "22", "สคต. สิงคโปร์", 38, 45,
     "ราเชล ตัน (ตัวอย่าง)", "SG", "https://www.instagram.com/demo.rachel.tan"),
)  # fmt: skip
POSTS_A_CAMPAIGN = 3
CORRECTION = "ก่อนเข้ารุ่นเคยขายผ้าทางเฟซบุ๊ก 2 ครั้ง ตอนสมัครกดว่าไม่เคย"
WHY_REVOKED = "ดูซ้ำแล้วไม่มีหลักฐานว่าส่งของจริง ส่งหลักฐานการขายครั้งใหม่ได้"


def run_campaigns(by: User, now: datetime, seed: int) -> None:
    """Open the campaigns with their posts; of each post the reach was read, mostly with a picture."""
    rng = Random(f"{seed}/campaigns")
    for title, product, area_code, counsellor_post, days_ago, lasts, name, country, page in CAMPAIGNS:
        began = earlier(now, days_ago, rng)
        starts_on = bangkok_date(began)
        influencer = save_influencer(
            None, name=name, country=country, consent_on=starts_on - timedelta(days=7), handles=[page],
            by=by, at=began,
        )  # fmt: skip
        facts: dict[str, object] = {
            "title": title, "product": product, "area_code": area_code, "counsellor_post": counsellor_post,
            "brief": f"เล่าว่าใครทำ{product} แล้วพาไปที่ร้านของผู้ขายในชุมชน", "starts_on": starts_on,
            "ends_on": starts_on + timedelta(days=lasts),
        }  # fmt: skip
        campaign = save_campaign(None, facts=facts, entry_id=new_id(rng), by=by, at=began)
        for place in range(POSTS_A_CAMPAIGN):
            posted = later(began, 4 + place * 9, rng)
            number = rng.randrange(10**11, 10**12)
            post = add_post(
                campaign, influencer=influencer, url=f"{page}/video/{number}", posted_on=bangkok_date(posted),
                sales_note="มีลูกค้าทักถาม 12 คน" if place == 0 else "", entry_id=new_id(rng), by=by,
                at=posted,
            )  # fmt: skip
            _read_reach(post, by, posted, now, is_last=place == POSTS_A_CAMPAIGN - 1, rng=rng)


def _read_reach(
    post: CampaignPost, by: User, posted: datetime, now: datetime, *, is_last: bool, rng: Random
) -> None:
    """Read the reach after three days and after two weeks; the last post's without a picture of it."""
    reach = rng.randrange(4_000, 60_000)
    for days in (3, 14):
        at = later(posted, days, rng)
        if at > now:
            return
        read_on, screenshot = bangkok_date(at), None
        if not is_last:
            # The number that the platform gave, not our row's: the same demonstration has the same pictures.
            number = post.url.rpartition("/")[2]
            words = ("ยอดเข้าถึง", post.campaign.title, "", f"{reach:,}", short_date(read_on), number)
            sent = draw_picture("content-screenshot", words)
            screenshot = make_photo(by, raw=sent, at=at, name=new_id(rng))
            screenshot.save(force_insert=True)
        add_reading(
            post, reach=reach, clicks=reach // 40, read_on=read_on, screenshot=screenshot,
            entry_id=new_id(rng), by=by, at=at,
        )  # fmt: skip
        reach += rng.randrange(1_000, 20_000)


def close_months(now: datetime) -> None:
    """Close the months whose day has come, each on its day, as the night does."""
    month = next_month(demonstration=True)
    while month is not None and month.closes_on <= bangkok_date(now):
        at = datetime.combine(month.closes_on, time(0, 20), BANGKOK)
        if at > now:
            return
        close_month(month, demonstration=True, by=None, at=at)
        month = next_month(demonstration=True)


def revoke_one(by: User, now: datetime) -> Certification | None:
    """Take back one certification of the last fiscal year that did not stand: its month is restated."""
    last_year = fiscal_year_be(bangkok_date(now)) - 1
    fallen = Certification.objects.live().filter(
        fiscal_year_be=last_year, is_baseline_seller=False, claim__second_look__verdict="falls"
    )
    first = fallen.exclude(claim__second_look__first_decider=by).order_by("event_on", "pk").first()
    if first is None:
        return None
    at = now - timedelta(hours=20)
    return revoke_certification(first, by=by, at=at, reason=WHY_REVOKED)


def ask_one_correction(now: datetime, seed: int) -> None:
    """Let one person ask that something be put right; it waits."""
    rng = Random(f"{seed}/correction")
    learner = (
        Learner.objects.filter(certifications__isnull=False, sold_before=False).order_by("pk").first()
        or Learner.objects.order_by("pk").first()
    )
    if learner is not None:
        field, at = CorrectionField.SOLD_BEFORE, earlier(now, 1.5, rng)
        ask_correction(learner, correction_id=new_id(rng), field=field, words=CORRECTION, at=at)


def suspect_one_pair(now: datetime) -> int:
    """Let somebody be enrolled a second time in another cohort of their community, under their own name.

    Returns how many pairs the search for duplicates suggests then.
    """
    names = Learner.objects.filter(sex="female", sold_before=False).exclude(birth_year_be=None)
    for silent in names.filter(claims=None, progress=None).order_by("pk"):
        community = silent.enrolments.values("cohort__community")
        others = names.filter(enrolments__cohort__community__in=community)
        # The elder of two cohorts of one community.
        other = (
            others.exclude(enrolments__cohort__in=silent.enrolments.values("cohort")).order_by("pk").first()
        )
        if other is not None:
            describe_learner(
                silent, name=f"นาง{other.name}", sex=other.sex, birth_year_be=other.birth_year_be,
                education=other.education, at=silent.joined_at + timedelta(minutes=20),
            )  # fmt: skip
            break
    return look_for_duplicates(now)
