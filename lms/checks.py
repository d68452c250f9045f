"""System checks: wrong combinations of settings are said at the start, with what to do."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import Error, register


@register()
def data_directory_is_writable(**_kwargs: Any) -> list[Error]:
    """E001: the site cannot run where it cannot write its database and files."""
    directory = settings.DATA_DIR
    if directory.is_dir() and os.access(directory, os.W_OK):
        return []
    return [
        Error(
            f"The data directory {directory} cannot be written.",
            hint="Set LMS_DATA_DIR to a folder that this user may write.",
            id="lms.E001",
        )
    ]
