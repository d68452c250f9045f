"""Remove the stored file after its row is gone: the one signal of the film room."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from media.models import StoredFile
from media.store import remove_private


@receiver(pre_delete, sender=StoredFile)
def remove_stored_file(sender: type[StoredFile], instance: StoredFile, **_kwargs: Any) -> None:
    """Remove the bytes once the deletion is certain; a rolled-back deletion keeps them.

    The row is asked again, and held until it is gone: a light copy may have taken the place of what
    the instance was read with.
    """
    row = StoredFile.objects.select_for_update().filter(pk=instance.pk)
    for path in {instance.path, *row.values_list("path", flat=True)}:
        transaction.on_commit(partial(remove_private, path))
