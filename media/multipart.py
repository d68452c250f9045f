"""Objects that come to the store in parts, straight from phones.

A link for a part carries the part's SHA-256 in its signature: the store itself refuses other bytes.
"""

import base64

from django.conf import settings

from media.s3 import GONE, code_of, store


def begin_multipart(key: str) -> str:
    """Begin an object that comes in parts; returns the store's name for it."""
    with store() as (client, bucket):
        return str(client.create_multipart_upload(**bucket, Key=key, ChecksumAlgorithm="SHA256")["UploadId"])


def part_link(
    key: str, upload: str, *, number: int, sha256: str, size_bytes: int
) -> tuple[str, dict[str, str]]:
    """Return a link to which a phone may PUT one part, and the headers it has to send with it."""
    checksum = _checksum(sha256)
    wanted = {"Key": key, "UploadId": upload, "PartNumber": number, "ChecksumSHA256": checksum}
    wanted["ContentLength"] = size_bytes  # signed as well: a longer body is refused
    with store() as (client, bucket):
        url = client.generate_presigned_url(
            "upload_part", Params={**bucket, **wanted}, ExpiresIn=settings.S3_PART_SECONDS
        )
    return str(url), {"x-amz-checksum-sha256": checksum}


def put_part(key: str, upload: str, *, number: int, sha256: str, content: bytes) -> str:
    """Send one part from here, where the phone could not; returns the store's ETag."""
    with store() as (client, bucket):
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
    with store() as (client, bucket):
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
    with store() as (client, bucket):
        client.complete_multipart_upload(**bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": told})


def abort_multipart(key: str, upload: str) -> None:
    """Forget parts that will not become an object, and the object where they became one."""
    with store() as (client, bucket):
        if upload:
            try:
                client.abort_multipart_upload(**bucket, Key=key, UploadId=upload)
            except client.exceptions.ClientError as error:
                if code_of(error) not in GONE:
                    raise
        client.delete_object(**bucket, Key=key)


def _checksum(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()
