"""Identities that are the same on every site: lessons, pages and blocks by their names."""

import uuid

# Drawn once at random; changing it would make every lesson of every site another lesson.
NAMESPACE = uuid.UUID("6f4d2c1e-9a57-4f0b-8f0e-3f2a1d6b7c58")


def lesson_key(code: str) -> uuid.UUID:
    """Return the key of a lesson of the curriculum by its code, «F1»."""
    return page_key(f"lesson/{code}")


def page_key(name: str) -> uuid.UUID:
    """Return the translation key of a page of the curriculum."""
    return uuid.uuid5(NAMESPACE, name)


def block_id(*parts: object) -> str:
    """Return the id of a block or list item by its place in the curriculum: «F1», «quiz», 0."""
    return str(uuid.uuid5(NAMESPACE, "block/" + "/".join(map(str, parts))))
