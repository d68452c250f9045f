"""Somjai, the learner whom a visitor can be: lessons of the core done, shop checked, first sale ahead."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from lms.dates import bangkok_date, short_date
from lms.demo import logins
from lms.demo.story import shelf
from lms.demo.story.clock import earlier, later, new_id
from lms.demo.story.journey import answer, work
from lms.demo.story.plan import Answered, Claimed, Decision, Event, LessonSpec, Person, Watched
from lms.demo.story.villages import CLIPS, LIVE, VILLAGES

DAYS_IN = 76
PRAISE = "แสงดีมาก ลองโชว์ลายผ้าใกล้ ๆ ในคลิปหน้า"
COMES_BACK = "พูดชัดดีแล้ว ลองบอกราคาและวิธีสั่งให้จบในสามนาทีแรก แล้วส่งใหม่"
SHOP_NAME, SHOP_URL = "ผ้าทอแม่สมใจ", "https://www.tiktok.com/@demo.mae.somjai.nakha"


def somjai(
    person: Person, lessons: Mapping[str, LessonSpec], trainer: str, now: datetime, rng: Random
) -> None:
    """Turn a person into Somjai, whose next steps are the ones that the demonstration tells to try."""
    person.name, person.phone, person.sex, person.sold_before = (
        logins.LEARNER_NAME,
        logins.LEARNER_PHONE,
        "female",
        False,
    )
    person.birth_year_be, person.education = now.year + 543 - 47, "upper-secondary"
    person.joined_at, person.left_at = earlier(now, DAYS_IN, rng), None
    person.events = []
    moment = person.joined_at
    path = [one for one in lessons.values() if one.is_foundation or one.track == CLIPS]
    for lesson in path:
        moment = later(moment, 4, rng)
        _complete(person.events, lesson, moment, trainer, rng)
    _shop(person.events, later(moment, 6, rng), trainer, rng)
    _returned_work(person.events, [one for one in lessons.values() if one.track == LIVE], trainer, now, rng)
    person.events.sort(key=lambda event: event.at)


def _complete(events: list[Event], lesson: LessonSpec, at: datetime, trainer: str, rng: Random) -> None:
    events.append(Watched(lesson.code, at, (1 << 60) - 1, 30_000))
    if lesson.quiz is not None:
        events.append(
            Answered(new_id(rng), lesson.code, at + timedelta(minutes=9), answer(lesson.quiz, 1, rng)[0])
        )
    if lesson.has_practice:
        sent = later(at, 0.5, rng)
        decision = Decision(True, later(sent, 1, rng), trainer, PRAISE if lesson.wants_video else "")
        events.append(work(lesson, sent, decision, VILLAGES[0], rng))


def _shop(events: list[Event], at: datetime, trainer: str, rng: Random) -> None:
    opened = bangkok_date(at - timedelta(days=1))
    picture = shelf.screen_picture("shop-screenshot", SHOP_NAME, short_date(opened), rng)
    events.append(
        Claimed(
            id=new_id(rng), milestone="M4", at=at, happened_on=opened, platform="tiktok", shop_name=SHOP_NAME,
            url=SHOP_URL, pictures=(picture,), decision=Decision(True, later(at, 2, rng), trainer),
        )
    )  # fmt: skip


def _returned_work(
    events: list[Event], lessons: list[LessonSpec], trainer: str, now: datetime, rng: Random
) -> None:
    """The first lesson on live-streaming: quiz passed, practice sent back two days ago."""
    if not lessons:
        return
    at = earlier(now, 5, rng)
    first = lessons[0]
    events.append(Watched(first.code, at, (1 << 48) - 1, 24_000))
    if first.quiz is not None:
        events.append(
            Answered(new_id(rng), first.code, at + timedelta(minutes=7), answer(first.quiz, 1, rng)[0])
        )
    if first.has_practice:
        sent = later(at, 1, rng)
        decision = Decision(False, later(sent, 1, rng), trainer, COMES_BACK)
        events.append(work(first, sent, decision, VILLAGES[0], rng))
