"""The S3-compatible store: the one module that speaks to it, and the only one that imports boto3.

Off unless a bucket is set. Objects are private; a phone gets links that hold for minutes and for one
thing only. A link for a part carries the part's SHA-256 in its signature: the store itself refuses
other bytes.
"""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from media.uploads import errors

log = logging.getLogger(__name__)
TIMEOUT_S = 10
GONE = {"404", "NoSuchKey", "NoSuchUpload", "NotFound"}


class NotThere(Exception):
    """The store has no such object or upload."""


def is_on() -> bool:
    """Tell whether files go to a store."""
    return bool(settings.S3_BUCKET)


def object_key(name: str) -> str:
    """Return the key of an object inside the bucket, below the site's own prefix."""
    return f"{settings.S3_PREFIX}{name}"


def begin_multipart(key: str) -> str:
    """Begin an object that comes in parts; returns the store's name for it."""
    with _store() as (client, bucket):
        return str(client.create_multipart_upload(**bucket, Key=key, ChecksumAlgorithm="SHA256")["UploadId"])


def part_link(
    key: str, upload: str, *, number: int, sha256: str, size_bytes: int
) -> tuple[str, dict[str, str]]:
    """Return a link to which a phone may PUT one part, and the headers it has to send with it."""
    checksum = _checksum(sha256)
    wanted = {"Key": key, "UploadId": upload, "PartNumber": number, "ChecksumSHA256": checksum}
    wanted["ContentLength"] = size_bytes  # signed as well: a longer body is refused
    with _store() as (client, bucket):
        url = client.generate_presigned_url(
            "upload_part", Params={**bucket, **wanted}, ExpiresIn=settings.S3_PART_SECONDS
        )
    return str(url), {"x-amz-checksum-sha256": checksum}


def put_part(key: str, upload: str, *, number: int, sha256: str, content: bytes) -> str:
    """Send one part from here, where the phone could not; returns the store's ETag."""
    with _store() as (client, bucket):
        answer = client.upload_part(
            **bucket,
            Key=key,
            UploadId=upload,
            PartNumber=number,
            Body=content,
            ChecksumSHA256=_checksum(sha256),
        )
    return str(answer["ETag"])


def parts_here(key: str, upload: str) -> dict[int, tuple[int, str]]:
    """Return size and ETag of each part that the store has; raises `NotThere`."""
    found: dict[int, tuple[int, str]] = {}
    with _store() as (client, bucket):
        pages = client.get_paginator("list_parts").paginate(**bucket, Key=key, UploadId=upload)
        for page in pages:
            for part in page.get("Parts", []):
                found[part["PartNumber"]] = (part["Size"], part["ETag"])
    return found


def complete_multipart(key: str, upload: str, parts: dict[int, tuple[str, str]]) -> None:
    """Make one object of the parts (number: ETag, SHA-256); raises `NotThere`."""
    told = [
        {"PartNumber": number, "ETag": etag, "ChecksumSHA256": _checksum(sha256)}
        for number, (etag, sha256) in sorted(parts.items())
    ]
    with _store() as (client, bucket):
        client.complete_multipart_upload(**bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": told})


def abort_multipart(key: str, upload: str) -> None:
    """Forget parts that will not become an object, and the object where they became one."""
    with _store() as (client, bucket):
        if upload:
            try:
                client.abort_multipart_upload(**bucket, Key=key, UploadId=upload)
            except client.exceptions.ClientError as error:
                if _code(error) not in GONE:
                    raise
        client.delete_object(**bucket, Key=key)


def prepare(origin: str) -> None:
    """Let browsers of the site send parts and read what the store answers (CORS)."""
    rule = {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    with _store() as (client, bucket):
        client.put_bucket_cors(**bucket, CORSConfiguration={"CORSRules": [rule]})


def size_of(key: str) -> int:
    """Return the size of an object; raises `NotThere`."""
    with _store() as (client, bucket):
        return int(client.head_object(**bucket, Key=key)["ContentLength"])


def fetch(key: str, path: Path) -> None:
    """Write an object to a file of this machine; raises `NotThere`."""
    with _store() as (client, bucket):
        client.download_file(bucket["Bucket"], key, str(path))


def keep(path: Path, key: str, *, content_type: str) -> None:
    """Move a file of this machine to the store. It leaves the disk only when the store has it."""
    with _store() as (client, bucket):
        client.upload_file(str(path), bucket["Bucket"], key, ExtraArgs={"ContentType": content_type})
    path.unlink()


def remove(key: str) -> None:
    """Remove an object; one that is not there is removed already."""
    with _store() as (client, bucket):
        client.delete_object(**bucket, Key=key)


def reading_link(key: str, *, content_type: str, disposition: str) -> str:
    """Return a link by which a browser may read one object for a few minutes, Range included."""
    shown = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
    shown["ResponseCacheControl"] = "private, no-store"
    with _store() as (client, bucket):
        return str(
            client.generate_presigned_url(
                "get_object", Params={**bucket, "Key": key, **shown}, ExpiresIn=settings.S3_LINK_SECONDS
            )
        )


@contextmanager
def _store() -> Iterator[tuple[Any, dict[str, str]]]:
    """Hand out client and bucket; raises `NotThere`, or StoreAway where the store does not answer."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield (
            _client(settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_PATH_STYLE),
            {"Bucket": settings.S3_BUCKET},
        )
    except ClientError as error:
        if _code(error) in GONE:
            raise NotThere from error
        log.error("the store refused: %s", _code(error))
        raise errors.StoreAway from error
    except (BotoCoreError, Boto3Error) as error:
        log.error("the store does not answer: %s", type(error).__name__)
        raise errors.StoreAway from error


@lru_cache(maxsize=4)
def _client(endpoint: str, region: str, path_style: bool) -> Any:
    import boto3
    from botocore.config import Config

    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if path_style else "virtual"},
        # Only what we ask for is checked: third-party stores know fewer checksums than boto3.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        connect_timeout=TIMEOUT_S,
        read_timeout=TIMEOUT_S * 3,
        retries={"max_attempts": 2},
    )
    keys = {"aws_access_key_id": settings.S3_ACCESS_KEY, "aws_secret_access_key": settings.S3_SECRET_KEY}
    given = {name: value for name, value in keys.items() if value}
    return boto3.client("s3", endpoint_url=endpoint or None, region_name=region, config=config, **given)


def _checksum(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
