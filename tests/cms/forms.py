"""What an editor's browser sends: a page's fields and its blocks as form data."""

from __future__ import annotations

import json
from typing import Any

from wagtail import blocks

from cms.models import LessonPage


def lesson_form(page: LessonPage, **changes: Any) -> dict[str, Any]:
    """Return the editor's form of a lesson with changes; `body` is raw block data."""
    body = changes.pop("body", None) or list(page.body.raw_data)
    data: dict[str, Any] = {
        "title": page.title,
        "slug": page.slug,
        "objective": page.objective,
        "minutes": page.minutes,
        "code": page.code,
        "is_required": "on",
        "checked_on": page.checked_on or "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    data |= changes
    return data | block_data("body", page.body.stream_block, json.loads(json.dumps(body, default=dict)))


def block_data(prefix: str, block: blocks.Block, raw: Any) -> dict[str, Any]:
    """Write raw block data as the fields of the editor's form."""
    if isinstance(block, blocks.BaseStreamBlock):
        return _rows(prefix, [(block.child_blocks[row["type"]], row) for row in raw], typed=True)
    if isinstance(block, blocks.ListBlock):
        return _rows(prefix, [(block.child_block, row) for row in raw], typed=False)
    if isinstance(block, blocks.BaseStructBlock):
        fields: dict[str, Any] = {}
        for name, child in block.child_blocks.items():
            fields |= block_data(f"{prefix}-{name}", child, raw.get(name))
        return fields
    if isinstance(block, blocks.BooleanBlock):
        return {prefix: "on"} if raw else {}
    return {prefix: "" if raw is None else raw}


def _rows(prefix: str, rows: list[tuple[blocks.Block, Any]], *, typed: bool) -> dict[str, Any]:
    data: dict[str, Any] = {f"{prefix}-count": len(rows)}
    for number, (block, row) in enumerate(rows):
        at = f"{prefix}-{number}"
        data |= {f"{at}-deleted": "", f"{at}-order": number, f"{at}-id": row["id"]}
        if typed:
            data[f"{at}-type"] = row["type"]
        data |= block_data(f"{at}-value", block, row["value"])
    return data
