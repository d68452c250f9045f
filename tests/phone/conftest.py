"""A real site behind a network that can be stopped, and a phone whose browser can be closed: from packs."""

from tests.packs.conftest import course, net
from tests.packs.conftest import phone as packed_phone

__all__ = ["course", "net", "packed_phone"]
