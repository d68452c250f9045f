"""A phone for tests: a course saved on it, learners added to it, what it stores read out."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from courses.models import Lesson
from courses.quizzes.actions import publish_lesson
from courses.quizzes.content import compile_quiz
from tests import build

PIN = build.PIN


def _options(**texts: str) -> list[dict[str, Any]]:
    return [{"id": name, "text": {"th": text, "en": ""}} for name, text in texts.items()]


def _question(name: str, kind: str, text: str, why: str, **more: Any) -> dict[str, Any]:
    words = {"text": {"th": text, "en": ""}, "why": {"th": why, "en": ""}}
    return {"id": name, "kind": kind, "points": 1, **words, **more}


PRICE = {"answer": {"value": "1250", "tolerance": "0"}, "unit": {"th": "บาท", "en": "baht"}}
QUESTIONS = [
    _question(
        "one",
        "single",
        "ขายอะไรดี",
        "ผ้าทอขายดีที่สุด",
        options=_options(a="ลมปากลับสุดยอด", b="ผ้าทอมือลับเฉพาะ"),
        answer=["b"],
    ),
    _question(
        "many",
        "several",
        "เลือกสองข้อ",
        "ก และ ค",
        options=_options(a="ข้อ a", b="ข้อ b", c="ข้อ c"),
        answer=["a", "c"],
    ),
    _question("yes", "truefalse", "จริงไหม", "จริง", answer=True),
    _question("price", "number", "ราคาเท่าไร", "บวกกำไรแล้ว", **PRICE),
]


def published(code: str = "F1", **fields: Any) -> Lesson:
    """A published lesson with a quiz of all four kinds and a practice task with text, list and photo."""
    facts = build.facts(
        code,
        practice_kinds=fields.pop("practice_kinds", ["text", "checklist", "photo"]),
        practice_th="ถ่ายรูปสินค้าของคุณ",
        practice_checklist=[{"th": "เช็ดเลนส์", "en": "Wipe"}, {"th": "หาแสง", "en": "Light"}],
        **fields,
    )
    publish_lesson(facts, quiz=build.quiz(*QUESTIONS), at=build.NOON)
    return Lesson.objects.get(key=facts.key)


def manifest_of(*lessons: Lesson) -> dict[str, Any]:
    """A course as a phone has it."""
    compiled = compile_quiz(build.quiz(*QUESTIONS))
    rows = [
        {
            "key": str(lesson.key),
            "number": number,
            "title": lesson.title_th,
            "path": lesson.path_th,
            "page": {"url": lesson.path_th, "bytes": 1, "sha256": ""},
            "text": f"เนื้อหาของ {lesson.title_th.casefold()} ว่าด้วยน้ำย้อมผ้า",
            "quiz": {"version": compiled.sha256, "content": compiled.content},
            "practice": {
                "kinds": lesson.practice_kinds,
                "task": lesson.practice_th,
                "checklist": [item["th"] for item in lesson.practice_checklist],
            },
            "clip": None,
        }
        for number, lesson in enumerate(lessons, start=1)
    ]
    return {"pack": str(uuid.uuid4()), "language": "th", "title": "พื้นฐาน", "lessons": rows, "shared": []}


def save_course(page: Any, *lessons: Lesson) -> None:
    """Put a course on the phone, as packs would."""
    pack = {"key": "foundation", "manifest": manifest_of(*lessons), "state": "complete", "wanted": "audio"}
    page.evaluate(
        """async (pack) => {
          const { put } = await import("/static/lms/phone/store.js");
          await put("packs", pack);
        }""",
        pack,
    )


def settle(page: Any, profile: str, name: str, pin: str = PIN, state: dict[str, Any] | None = None) -> None:
    """Make a profile on the phone without asking the site."""
    page.evaluate(
        """async ([profile, pin, state, key]) => {
          const { put } = await import("/static/lms/phone/store.js");
          const vault = await import("/static/lms/phone/vault.js");
          if (key) await put("settings", key, "keys");
          await vault.settle(profile, pin);
          if (state) await vault.write("state", state);
          await vault.lock();
        }""",
        [
            {"id": profile, "name": name, "picture": "shop", "token": f"token of {name}"},
            pin,
            state,
            sealing_keys(),
        ],
    )


def hand_in(page: Any, lesson: Lesson, picture: str) -> None:
    """Fill in the practice task of `published`, press the button, and wait until the work is listed."""
    page.evaluate(f"location.hash = '#/practice/{lesson.key}'")
    page.set_input_files("#photos", picture)
    page.wait_for_selector("[data-files] img")
    for box in page.locator("[name=tick]").all():
        box.check()
    page.fill("#text", "ถ่ายแล้ว")
    page.click("[form=work]")
    page.wait_for_selector("#waiting-list li:has-text('งานฝึก')")


def sealing_keys() -> dict[str, Any]:
    """The public keys of the site, as phones get them."""
    from courses.sync.keys import current_key, public_jwk
    from courses.sync.models import KeyKind

    key = current_key(KeyKind.SEALING, at=build.NOON)
    return {"sealing": {"id": key.name, "jwk": public_jwk(key)}}


def opened(row: dict[str, Any]) -> dict[str, Any]:
    """What the site reads out of a row of the outbox."""
    from courses.sync.keys import sealing_keys as private_keys
    from courses.sync.sealing import open_item

    private = private_keys({row["key"]})[row["key"]]
    plain = open_item(
        row["sealed"],
        private,
        key_name=row["key"],
        profile=uuid.UUID(row["profile"]),
        item_id=uuid.UUID(row["id"]),
    )
    found: dict[str, Any] = json.loads(plain)
    return found


def outbox(page: Any) -> list[dict[str, Any]]:
    """All rows that wait on a phone."""
    rows: list[dict[str, Any]] = page.evaluate(
        """async () => (await import("/static/lms/phone/store.js")).all("outbox")"""
    )
    return rows


DUMP = (Path(__file__).parent / "dump.js").read_text("utf-8")


def dump(page: Any) -> str:
    """Everything that the phone stores as one text; the courses themselves, which are public, left out."""
    found: str = page.evaluate(DUMP)
    return found


def opened_file(page: Any, file: dict[str, Any]) -> bytes:
    """The plain bytes of a sealed file that waits on a phone, opened with the key inside its item."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from courses.sync.sealing import from_base64url

    chunks = page.evaluate(
        """async (upload) => {
          const { all } = await import("/static/lms/phone/store.js");
          const range = IDBKeyRange.bound([upload, 0], [upload, Infinity]);
          return (await all("blobs", range)).map((chunk) => [...new Uint8Array(chunk)]);
        }""",
        file["upload"],
    )
    opener = AESGCM(from_base64url(file["key"]))
    plain = b""
    for number, chunk in enumerate(chunks):
        about = f"khaipen-file-1|{file['upload']}|{number}|{len(chunks)}".encode()
        plain += opener.decrypt(number.to_bytes(12, "big"), bytes(chunk), about)
    assert len(plain) == file["size"]
    return plain


def size_of(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture."""
    import io

    from PIL import Image

    return Image.open(io.BytesIO(picture)).size
