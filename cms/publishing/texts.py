"""The texts of a lesson in two languages, joined by the ids of their blocks."""

from typing import Any

from cms.pages.lesson import LessonPage


def pair(thai: str, english: str | None) -> dict[str, str]:
    """Return a text in both languages; where no English stands yet, the Thai text speaks for it."""
    return {"th": thai.strip(), "en": (english or "").strip() or thai.strip()}


def first_value(page: LessonPage | None, kind: str) -> Any:
    """Return the value of the first block of a kind, None where the page has none."""
    found = page.blocks(kind) if page else []
    return found[0].value if found else None


def list_texts(page: LessonPage | None, kind: str, field: str) -> list[tuple[str, str]]:
    """Return (id, text) of every list item of every block of a kind, in the order of the page."""
    if page is None:
        return []
    return [
        (item.id, str(item.value)) for block in page.blocks(kind) for item in block.value[field].bound_blocks
    ]


def paired_list(thai: LessonPage, english: LessonPage | None, kind: str, field: str) -> list[dict[str, str]]:
    """Return list items of both languages, matched by item id."""
    translated = dict(list_texts(english, kind, field))
    return [pair(text, translated.get(item_id)) for item_id, text in list_texts(thai, kind, field)]
