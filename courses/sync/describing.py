"""The body of a batch as the OpenAPI description tells it, made from the shapes that read it."""

from typing import Any

from pydantic import BaseModel, Field

from courses.sync.items import Item, SealedItem
from courses.sync.reading import MOST_ITEMS


class Batch(BaseModel):
    """What a phone did without a network, sealed or plain."""

    items: list[SealedItem | Item] = Field(max_length=MOST_ITEMS)


def _whole_schema() -> Any:
    """Return the schema with every definition in its place, for it stands inside a larger document."""
    schema = Batch.model_json_schema()
    named = schema.pop("$defs")

    def filled(part: Any) -> Any:
        if isinstance(part, list):
            return [filled(one) for one in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return filled(named[part["$ref"].rsplit("/", 1)[-1]])
        return {key: filled(value) for key, value in part.items()}

    return filled(schema)


BATCH_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _whole_schema()}}},
    "parameters": [
        {
            "in": "header",
            "name": "Content-Encoding",
            "required": False,
            "schema": {"type": "string", "enum": ["identity", "gzip"]},
        }
    ],
}
