"""What could not be stored, as people read it."""

import json
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.sync.models import RejectedItem

KINDS: dict[str, str | Promise] = {
    "progress": _("A lesson that was watched"),
    "quiz": _("Quiz answers"),
    "practice": pgettext_lazy("act", "Practice work"),
    "claim": _("Evidence of selling"),
    "answer": _("Whether you still sell"),
}
LONGEST_SHOWN = 4000


def title_of(row: RejectedItem) -> str | Promise:
    """Say what an item is about."""
    return KINDS.get(row.kind, _("Something from the phone"))


def text_of(row: RejectedItem) -> str:
    """Return an item as staff read it: indented, the keys of its files left out, not endless."""
    try:
        content = _without_keys(json.loads(row.content))
        # Half a letter is no text that can be sent; all others stay readable.
        text = json.dumps(content, indent=1, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = row.content
    return text[:LONGEST_SHOWN].encode("utf-8", "replace").decode()


def _without_keys(content: Any) -> Any:
    body = content.get("body") if isinstance(content, dict) else None
    files = body.get("files") if isinstance(body, dict) else None
    if isinstance(files, list):
        for file in files:
            if isinstance(file, dict):
                file.pop("key", None)
    return content
