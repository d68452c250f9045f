"""The S3-compatible store: the one module that imports boto3. Objects in parts: `media.multipart`.

Off unless a bucket is set. Objects are private; a phone gets links that hold for a while and for one
thing only.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
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


def prepare(origin: str) -> None:
    """Let browsers of the site send parts and read what the store answers (CORS)."""
    rule = {
        "AllowedOrigins": [origin],
        "AllowedMethods": ["GET", "HEAD", "PUT"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    with store() as (client, bucket):
        client.put_bucket_cors(**bucket, CORSConfiguration={"CORSRules": [rule]})


def size_of(key: str) -> int:
    """Return the size of an object; raises `NotThere`."""
    with store() as (client, bucket):
        return int(client.head_object(**bucket, Key=key)["ContentLength"])


def fetch(key: str, path: Path) -> None:
    """Write an object to a file of this machine; raises `NotThere`."""
    with store() as (client, bucket):
        client.download_file(bucket["Bucket"], key, str(path))


def read(key: str) -> bytes:
    """Return a small object whole; raises `NotThere`."""
    with store() as (client, bucket):
        return bytes(client.get_object(**bucket, Key=key)["Body"].read())


def put(path: Path, key: str, *, content_type: str) -> None:
    """Copy a file of this machine to the store; the object is there whole or not at all."""
    with store() as (client, bucket):
        client.upload_file(str(path), bucket["Bucket"], key, ExtraArgs={"ContentType": content_type})


def keep(path: Path, key: str, *, content_type: str) -> None:
    """Move a file of this machine to the store. It leaves the disk only when the store has it."""
    put(path, key, content_type=content_type)
    path.unlink()


def copy(key: str, other: str) -> None:
    """Copy an object inside the store; raises `NotThere`."""
    with store() as (client, bucket):
        client.copy({**bucket, "Key": key}, bucket["Bucket"], other)


def listed(prefix: str) -> Iterator[list[tuple[str, datetime]]]:
    """Yield the objects below a prefix, a page at a time: their keys and when they were written."""
    with store() as (client, bucket):
        for page in client.get_paginator("list_objects_v2").paginate(**bucket, Prefix=prefix):
            yield [(found["Key"], found["LastModified"]) for found in page.get("Contents", [])]


def remove(key: str) -> None:
    """Remove an object; one that is not there is removed already."""
    with store() as (client, bucket):
        client.delete_object(**bucket, Key=key)


def reading_link(
    key: str,
    *,
    content_type: str,
    disposition: str,
    seconds: int = 0,
    cache_control: str = "private, no-store",
) -> str:
    """Return a link by which a browser may read one object, Range included.

    It holds for `seconds`, by default for the minutes that a private file gets.
    """
    shown = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
    wanted = {"Key": key, **shown, "ResponseCacheControl": cache_control}
    lasting = seconds or settings.S3_LINK_SECONDS
    with store() as (client, bucket):
        return str(
            client.generate_presigned_url("get_object", Params={**bucket, **wanted}, ExpiresIn=lasting)
        )


@contextmanager
def store() -> Iterator[tuple[Any, dict[str, str]]]:
    """Hand out client and bucket; raises `NotThere`, or StoreAway where the store does not answer."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield (
            _client(settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_PATH_STYLE),
            {"Bucket": settings.S3_BUCKET},
        )
    except ClientError as error:
        if code_of(error) in GONE:
            raise NotThere from error
        log.error("the store refused: %s", code_of(error))
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


def code_of(error: Any) -> str:
    """Return the name of what the store refused for."""
    return str(error.response.get("Error", {}).get("Code", ""))
