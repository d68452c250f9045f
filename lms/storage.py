"""Static files under names that carry their hash, so a phone may keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class StaticStorage(ManifestStaticFilesStorage):
    """Hashed names; an unknown file keeps its plain name, so a page never fails for a picture."""

    manifest_strict = False
