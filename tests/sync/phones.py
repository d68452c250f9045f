"""A phone of a learner, for tests: it makes items, seals them and sends them through the real endpoint."""

from __future__ import annotations

import gzip
import json
import os
import uuid
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from courses.models import Learner, Lesson
from courses.sync.keys import current_key, private_key
from courses.sync.models import KeyKind
from courses.sync.sealing import seal_item
from lms.accounts.submit_tokens import give_token
from lms.dates import now
from media.uploads import sealed
from media.uploads.actions import begin, finish
from tests.media.uploads import sending

SYNC = "/api/v1/sync"


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """An id as phones make them: the milliseconds of the clock first."""
    ms = int((at or now()).timestamp() * 1000)
    raw = bytearray(ms.to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return uuid.UUID(bytes=bytes(raw))


@dataclass
class Phone:
    """One phone of one learner. `ahead` is how far its clock is ahead of ours; `knows` whether it knows."""

    learner: Learner
    ahead: timedelta = timedelta()
    knows: bool = True
    token: str = ""
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        if not self.token:
            self.token = give_token(self.learner.user, device="มือถือ", at=now()).token

    def item(
        self, kind: str, body: dict[str, Any], *, at: datetime | None = None, **more: Any
    ) -> dict[str, Any]:
        """A plain item, made at a moment of our clock as this phone sees it."""
        moment = at or now()
        return {
            "id": str(more.pop("item_id", None) or uuid7(moment + self.ahead)),
            "profile": str(self.learner.public_id),
            "kind": kind,
            "clock": (moment + self.ahead).isoformat(),
            "skew_ms": round(-self.ahead.total_seconds() * 1000) if self.knows else None,
            "offset_ms": 12_345,
            "body": body,
            **more,
        }

    def quiz(
        self, lesson: Lesson, answers: dict[str, Any], *, number: int = 1, **more: Any
    ) -> dict[str, Any]:
        """A finished quiz of a version of a lesson."""
        sha256 = lesson.quiz_versions.get(number=number).sha256
        mark = more.pop("mark", None)
        body = {"lesson": str(lesson.key), "version": sha256, "answers": answers, "mark": mark}
        return self.item("quiz", body, **more)

    def progress(self, lesson: Lesson, watched: int, furthest_ms: int = 0, **more: Any) -> dict[str, Any]:
        """What was watched of a lesson."""
        body = {"lesson": str(lesson.key), "watched": str(watched), "furthest_ms": furthest_ms}
        return self.item("progress", body, **more)

    def practice(self, lesson: Lesson, text: str = "งาน", files: Any = (), **more: Any) -> dict[str, Any]:
        """Practice work."""
        body = {"lesson": str(lesson.key), "text": text, "checklist": [], "files": list(files)}
        return self.item("practice", body, **more)

    def shop(self, *, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        """A claim that the shop is open."""
        body = {
            "milestone": "M4",
            "happened_on": "2026-11-01",
            "platform": "tiktok",
            "shop_name": "ผ้าทอแม่สมใจ",
            "url": f"https://www.tiktok.com/@seller{self.learner.pk}",
            **fields,
        }
        return self.item("claim", body, at=at)

    def seal(self, item: dict[str, Any], *, item_id: str = "", profile: str = "") -> dict[str, Any]:
        """The item as it leaves a phone."""
        key = current_key(KeyKind.SEALING, at=now())
        plain = json.dumps(item).encode()
        text = seal_item(
            plain,
            private_key(key).public_key(),
            key_name=key.name,
            profile=uuid.UUID(profile or item["profile"]),
            item_id=uuid.UUID(item_id or item["id"]),
        )
        return {"id": item_id or item["id"], "key": key.name, "sealed": text}

    def file(self, content: bytes, kind: str, **more: Any) -> dict[str, Any]:
        """A sealed file that was sent, as an item names it."""
        upload_id, key = uuid.uuid4(), os.urandom(32)
        packed = sealed.seal_file(content, upload_id=upload_id, key=key)
        upload = begin(
            self.learner.user,
            upload_id=upload_id,
            name="x",
            size_bytes=len(packed),
            purpose="sealed",
            kind="video",
            at=now(),
        )
        sending.send_all(upload, packed)
        finish(upload, sha256=sending.hashes(upload, packed), at=now())
        name = urlsafe_b64encode(key).rstrip(b"=").decode()
        return {
            "upload": str(upload_id),
            "key": name,
            "kind": kind,
            "name": "x",
            "size": len(content),
            **more,
        }

    def post(self, body: bytes | str, **headers: str) -> Any:
        """Send a body as it is."""
        headers = {"Authorization": f"Bearer {self.token}", **headers}
        return self.client.post(SYNC, body, content_type="application/json", headers=headers)

    def send(self, *items: Any, packed: bool = False) -> list[dict[str, Any]]:
        """Send a batch and return the results."""
        body = json.dumps({"items": items}).encode()
        headers = {"Content-Encoding": "gzip"} if packed else {}
        answer = self.post(gzip.compress(body) if packed else body, **headers)
        assert answer.status_code == 200, answer.content
        results: list[dict[str, Any]] = answer.json()["results"]
        assert len(results) == len(items)
        return results

    def outcomes(self, *items: Any) -> list[str]:
        """Send a batch and return what became of each item, with the reason where there is one."""
        return [f"{one['result']} {one['code']}".strip() for one in self.send(*items)]
