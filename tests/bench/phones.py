"""What phones send after two weeks, ready to be put on a socket: sealed items of real lessons."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

SYNC = "/api/v1/sync"


class Phones:
    """Makes sealed batches for learners of a site that has lessons with quizzes."""

    def __init__(self) -> None:
        from courses.models import Lesson, QuizVersion
        from courses.sync.keys import current_key, private_key
        from courses.sync.models import KeyKind
        from lms.dates import now

        self.random, self.now = Random(4), now()
        self.lessons = list(Lesson.objects.live())
        self.work_lessons = [lesson for lesson in self.lessons if lesson.has_practice]
        self.versions = list(QuizVersion.objects.filter(is_current=True))
        key = current_key(KeyKind.SEALING, at=self.now)
        self.key_name, self.public = key.name, private_key(key).public_key()

    def token(self, learner: Any) -> str:
        """Return a token of the learner's profile."""
        from lms.accounts.submit_tokens import give_token

        return give_token(learner.user, device="bench", at=self.now).token

    def batch(self, learner: Any, kinds: Sequence[str]) -> str:
        """Return the body of a batch with an item of each of the kinds, sealed."""
        items = [self._sealed(learner, kind, getattr(self, f"_{kind}")(learner)) for kind in kinds]
        return json.dumps({"items": items})

    def plain_batch(self, learner: Any, kinds: Sequence[str]) -> str:
        """Return the same with items that are not sealed."""
        items = [self._item(learner, kind, getattr(self, f"_{kind}")(learner)) for kind in kinds]
        return json.dumps({"items": items})

    def _progress(self, learner: Any) -> dict[str, Any]:
        lesson, end = self.random.choice(self.lessons), self.random.randrange(1, 60)
        return {"lesson": str(lesson.key), "watched": str((1 << end) - 1), "furthest_ms": end * 1000}

    def _quiz(self, learner: Any) -> dict[str, Any]:
        from lms.demo.story.journey import answer

        version = self.random.choice(self.versions)
        answers, _right = answer(version.content, 0.8, self.random)
        return {
            "lesson": str(version.lesson_id),
            "version": version.sha256,
            "answers": answers,
            "mark": {"score": 1, "max_score": 3, "passed": False},
        }

    def _practice(self, learner: Any) -> dict[str, Any]:
        lesson = self.random.choice(self.work_lessons)
        return {"lesson": str(lesson.key), "text": "ลองขายแล้ว ได้สองชิ้น", "checklist": [0], "files": []}

    def _claim(self, learner: Any) -> dict[str, Any]:
        return {
            "milestone": "M4",
            "happened_on": (self.now - timedelta(days=2)).date().isoformat(),
            "platform": "tiktok",
            "shop_name": f"ร้าน {learner.pk}",
            "url": f"https://www.tiktok.com/@bench{learner.pk}",
            "files": [],
        }

    def _item(self, learner: Any, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": str(uuid.uuid4()),
            "profile": str(learner.public_id),
            "kind": kind,
            "clock": self._clock().isoformat(),
            "skew_ms": 0,
            "offset_ms": 1,
            "body": body,
        }

    def _sealed(self, learner: Any, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        from courses.sync.sealing import seal_item

        item = self._item(learner, kind, body)
        text = seal_item(
            json.dumps(item).encode(),
            self.public,
            key_name=self.key_name,
            profile=learner.public_id,
            item_id=uuid.UUID(item["id"]),
        )
        return {"id": item["id"], "key": self.key_name, "sealed": text}

    def _clock(self) -> datetime:
        return self.now - timedelta(minutes=self.random.randrange(10, 14 * 24 * 60))
