"""One item on its way through a batch, and who sends it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from courses.errors import Refused
from courses.milestones.doubts import Doubt
from courses.people.models import Learner
from courses.sync.errors import ItemSealed, ItemUnreadable, OtherProfile
from courses.sync.items import Item, Mark, read_item
from courses.sync.keys import sealing_keys
from courses.sync.reading import read_json
from courses.sync.sealing import CannotOpen, open_item
from lms.accounts.models import User
from media.errors import MediaRefused

STORED, DUPLICATE, REJECTED = "stored", "duplicate", "rejected"
LONGEST_ID = 64


@dataclass(frozen=True)
class Sender:
    """Who sends: the profile on the phone, and the learner whom it stands for now.

    They differ after a merge. `may_read` tells whether the profile is signed in: a submit token only
    sends, so marks of sealed items are not told to it.
    """

    user: User
    profile: Learner
    learner: Learner
    may_read: bool = False

    @property
    def people(self) -> set[int]:
        """Return the ids under which this person's facts may stand."""
        return {self.profile.pk, self.learner.pk}


@dataclass
class Entry:
    """One item as it came, what it says, and what became of it."""

    raw: Any
    item_id: str | None = None
    kind: str = ""
    item: Item | None = None
    was_sealed: bool = False
    result: str = ""
    refusal: Refused | MediaRefused | None = None
    mark: Mark | None = None
    differs: bool = False
    # What the person should look at in something that was stored.
    doubt: Doubt | None = None
    # What is kept of it where it cannot be stored: the item itself, or the envelope.
    content: Any = field(default=None)

    def refuse(self, refusal: Refused | MediaRefused) -> None:
        """Note why it cannot be stored."""
        self.refusal, self.result = refusal, REJECTED

    def kept_text(self) -> str:
        """Return the item as JSON text, the same for the same item."""
        try:
            return json.dumps(self.content, sort_keys=True, separators=(",", ":"))
        except RecursionError:
            return "null"


def sender_of(user: User, profile: Learner, *, may_read: bool) -> Sender:
    """Return the sender behind a profile; what a merged profile sends belongs to the survivor."""
    learner = profile
    seen = {learner.pk}
    while learner.merged_into_id and learner.merged_into_id not in seen:
        learner = Learner.objects.select_related("user").get(pk=learner.merged_into_id)
        seen.add(learner.pk)
    return Sender(user, profile, learner, may_read)


def open_entries(sender: Sender, raws: list[Any]) -> list[Entry]:
    """Read all items of a batch; what cannot be read is refused and costs no other."""
    names = {raw["key"] for raw in raws if isinstance(raw, dict) and isinstance(raw.get("key"), str)}
    keys = sealing_keys({name for name in names if name.isascii() and name.isalnum() and len(name) < 13})
    return [_opened(sender, raw, keys) for raw in raws]


def sha256_of(text: str) -> str:
    """Return the hash by which a kept item is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def _opened(sender: Sender, raw: Any, keys: dict[str, Any]) -> Entry:
    entry = Entry(raw=raw, content=raw)
    try:
        if isinstance(raw, dict) and "sealed" in raw:
            entry.was_sealed = True
            item = _unsealed(sender, entry, keys)
        else:
            item = read_item(raw)
        if item.profile != sender.profile.public_id:
            raise OtherProfile
        entry.item, entry.item_id, entry.kind = item, str(item.id), item.kind
    except Refused as refusal:
        entry.refuse(refusal)
        if isinstance(raw, dict):
            told = entry.content if isinstance(entry.content, dict) else raw
            entry.item_id, entry.kind = _id_text(raw.get("id")), _word(told.get("kind"))
    return entry


def _unsealed(sender: Sender, entry: Entry, keys: dict[str, Any]) -> Item:
    """Open an envelope and read the item inside; it must be the one that the envelope names."""
    name, sealed = entry.raw.get("key"), entry.raw["sealed"]
    item_id = _uuid(entry.raw.get("id"))
    if item_id is None or not isinstance(name, str) or not isinstance(sealed, str):
        raise ItemUnreadable
    if name not in keys:
        raise ItemSealed
    profile = sender.profile.public_id
    try:
        plain = open_item(sealed, keys[name], key_name=name, profile=profile, item_id=item_id)
    except CannotOpen as error:
        raise ItemSealed from error
    entry.content = text = plain.decode("utf-8", "replace")
    entry.content = read_json(text)
    item = read_item(entry.content)
    if item.id != item_id:
        raise ItemUnreadable("id")
    return item


def _uuid(value: object) -> UUID | None:
    if not isinstance(value, str):
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _id_text(value: object) -> str | None:
    if (known := _uuid(value)) is not None:
        return str(known)
    if not isinstance(value, str):
        return None
    return value.encode("ascii", "replace").decode().replace("\x00", "?")[:LONGEST_ID]


def _word(value: object) -> str:
    return value[:16] if isinstance(value, str) and value.isascii() and value.isalnum() else ""
