"""The people and things that tests know, built through the real actions."""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from courses.catalogue.facts import LessonFacts
from courses.cohorts.codes import ALPHABET
from courses.models import Cohort, Community, Enrolment, Learner, Lesson, ManagerArea, Track, TrainerCommunity
from courses.quizzes.actions import publish_lesson
from lms.accounts.models import Role, User

BANGKOK = ZoneInfo("Asia/Bangkok")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=BANGKOK)
TODAY = NOON.date()
PIN = "482915"
PASSWORD = "a long enough password"
# Of one length, so that no name, address or key begins another's.
_numbers = itertools.count(10_001)


@dataclass
class People:
    """A community with a cohort, its learner and staff; and a neighbour community with its own."""

    community: Community
    cohort: Cohort
    learner: Learner
    classmate: Learner
    trainer: User
    manager: User
    administrator: User
    neighbour_community: Community
    neighbour_cohort: Cohort
    neighbour: Learner
    neighbour_trainer: User
    neighbour_manager: User


def staff(role: str, name: str | None = None) -> User:
    number = next(_numbers)
    return User.objects.create_staff(
        email=f"{role}{number}@example.org", password=PASSWORD, name=name or f"{role} {number}", role=role
    )


def community(key: str | None = None, area_code: str = "410116", **fields: object) -> Community:
    key = key or f"community-{next(_numbers)}"
    return Community.objects.create(
        key=key, name_th=f"ชุมชน {key}", name_en=f"Community {key}", area_code=area_code, **fields
    )


def join_code() -> str:
    """Return codes that count up: 7KX222, 7KX223 …"""
    high, low = divmod(next(_numbers), len(ALPHABET))
    return f"7KX2{ALPHABET[high % len(ALPHABET)]}{ALPHABET[low]}"


def cohort(of: Community, trainer: User | None = None, **fields: object) -> Cohort:
    number = fields.pop("number", None) or of.cohorts.count() + 1
    return Cohort.objects.create(
        community=of,
        number=number,
        trainer=trainer,
        starts_on=fields.pop("starts_on", TODAY - timedelta(days=40)),
        ends_on=fields.pop("ends_on", date(2027, 3, 31)),
        join_code=fields.pop("join_code", None) or join_code(),
        **fields,
    )


def learner(name: str | None = None, into: Cohort | None = None, pin: str = PIN, **fields: object) -> Learner:
    number = next(_numbers)
    user = User.objects.create_learner(
        phone=str(fields.pop("phone", f"+6681{number:07d}")), pin=pin, name=name or f"ผู้เรียน {number}"
    )
    made = Learner.objects.create(user=user, joined_at=NOON - timedelta(days=30), **fields)
    if into is not None:
        Enrolment.objects.create(learner=made, cohort=into, joined_at=NOON - timedelta(days=30))
    return made


def people() -> People:
    trainer, neighbour_trainer = staff(Role.TRAINER, "ครูอรทัย"), staff(Role.TRAINER, "ครูพุแค")
    manager, neighbour_manager = staff(Role.MANAGER), staff(Role.MANAGER)
    home, next_door = community("na-kha", "410116"), community("phu-khae", "191304")
    TrainerCommunity.objects.create(trainer=trainer, community=home)
    TrainerCommunity.objects.create(trainer=neighbour_trainer, community=next_door)
    ManagerArea.objects.create(manager=manager, area_code="41")
    ManagerArea.objects.create(manager=neighbour_manager, area_code="19")
    home_cohort, next_cohort = cohort(home, trainer), cohort(next_door, neighbour_trainer)
    return People(
        community=home,
        cohort=home_cohort,
        learner=learner("สมใจ วงศ์ผ้า", home_cohort),
        classmate=learner("บุญมี ศรีสุข", home_cohort),
        trainer=trainer,
        manager=manager,
        administrator=staff(Role.ADMINISTRATOR),
        neighbour_community=next_door,
        neighbour_cohort=next_cohort,
        neighbour=learner("ทองใบ มาลา", next_cohort),
        neighbour_trainer=neighbour_trainer,
        neighbour_manager=neighbour_manager,
    )


def track(code: str = "foundation", position: int = 1, **fields: object) -> Track:
    made, _ = Track.objects.get_or_create(
        code=code,
        defaults={
            "position": position,
            "title_th": code,
            "title_en": code,
            "is_foundation": code == "foundation",
            **fields,
        },
    )
    return made


def lesson(code: str = "F1", **fields: object) -> Lesson:
    return Lesson.objects.create(
        key=uuid.uuid4(),
        code=code,
        track=fields.pop("track", None) or track(),
        position=fields.pop("position", 1),
        title_th=fields.pop("title_th", f"บทเรียน {code}"),
        title_en=f"Lesson {code}",
        path_th=f"/courses/foundation/{code.lower()}/",
        published_at=NOON,
        **fields,
    )


def choice(question_id: str, answer: str = "b", **fields: object) -> dict[str, object]:
    """A question with one right option of three: a, b, c."""
    options = [{"id": name, "text": {"th": f"ตัวเลือก {name}", "en": f"Option {name}"}} for name in "abc"]
    return {
        "id": question_id,
        "kind": "single",
        "text": {"th": f"คำถาม {question_id}", "en": f"Question {question_id}"},
        "options": options,
        "answer": [answer],
        "why": {"th": f"เพราะ {question_id}", "en": f"Because {question_id}"},
        **fields,
    }


def quiz(*questions: dict[str, object], pass_percent: int = 60) -> dict[str, object]:
    """A quiz of the given questions, or of three with the right answer b."""
    return {
        "pass_percent": pass_percent,
        "questions": list(questions) or [choice("q1"), choice("q2"), choice("q3")],
    }


RIGHT = {"q1": "b", "q2": "b", "q3": "b"}
WRONG = {"q1": "a", "q2": "a", "q3": "a"}


def facts(code: str = "F1", **fields: object) -> LessonFacts:
    """Facts of a lesson page of the foundation, or of another track that exists."""
    track_code = fields.pop("track_code", None) or track().code
    return LessonFacts(
        key=fields.pop("key", None) or uuid.uuid4(),
        code=code,
        track_code=track_code,
        title_th=fields.pop("title_th", f"บทเรียน {code}"),
        title_en=f"Lesson {code}",
        path_th=f"/courses/{track_code}/{code.lower()}/",
        path_en=f"/en/courses/{track_code}/{code.lower()}/",
        **fields,
    )


def published(code: str = "F1", *, with_quiz: dict[str, object] | None = None, **fields: object) -> Lesson:
    """A lesson published through the real action; `with_quiz` is its quiz."""
    return publish_lesson(facts(code, **fields), quiz=with_quiz, at=NOON - timedelta(days=20))
