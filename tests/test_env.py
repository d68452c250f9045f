"""What the settings read from the environment and make of it."""

import pytest

from lms.env import store_origin


@pytest.mark.parametrize(
    ("bucket", "endpoint", "path_style", "origin"),
    [
        ("", "https://s3.example.org", True, ""),
        ("clips", "https://s3.example.org:9000/x", True, "https://s3.example.org:9000"),
        ("clips", "https://s3.example.org", False, "https://clips.s3.example.org"),
        ("clips", "", False, "https://clips.s3.us-east-1.amazonaws.com"),
    ],
)
def test_browsers_may_reach_the_store_that_links_name(
    bucket: str, endpoint: str, path_style: bool, origin: str
) -> None:
    assert store_origin(bucket, endpoint, "us-east-1", path_style) == origin
