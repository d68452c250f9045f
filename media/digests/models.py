"""What a clip's files hash to."""

from base64 import urlsafe_b64encode
from collections.abc import Iterator

from django.db import models
from django.db.models import Q

# One step of a download: small enough that a broken network costs little, large enough to need few requests.
CHUNK_BYTES = 512 * 1024
SHA256_BYTES = 32


class FileDigest(models.Model):
    """The SHA-256 of one file of a clip and of each of its chunks, worked out once.

    `path` is relative to the clip store and names the revision, so its bytes never change. `chunks`
    holds 32 bytes for each `CHUNK_BYTES` of the file; the last chunk may be shorter.
    """

    clip = models.ForeignKey("media.Clip", models.CASCADE, related_name="digests")
    path = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    chunks = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="digested_file_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.path

    def chunk_hashes(self) -> Iterator[str]:
        """Yield the hash of each chunk as base64url without padding."""
        content = bytes(self.chunks)
        for start in range(0, len(content), SHA256_BYTES):
            yield urlsafe_b64encode(content[start : start + SHA256_BYTES]).rstrip(b"=").decode()
