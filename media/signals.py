"""Remove the stored file after its row is gone: the one signal of the film room."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from media.models import StoredFile
from media.store import remove_private


@receiver(post_delete, sender=StoredFile)
def remove_stored_file(sender: type[StoredFile], instance: StoredFile, **_kwargs: Any) -> None:
    """Remove the bytes once the deletion is certain; a rolled-back deletion keeps them."""
    transaction.on_commit(partial(remove_private, instance.path))
