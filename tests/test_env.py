"""What the settings read from the environment and make of it."""

import json
import os
import subprocess
import sys

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


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgresql://lms@/lms", "-c jit=off"),
        ("postgresql://lms@/lms?options=-c%20jit%3Don", "-c jit=on"),  # what an address says stays
    ],
)
def test_postgresql_compiles_no_statement_before_it_runs_it(url: str, options: str) -> None:
    code = (
        "import json; from lms.settings import DATABASES; print(json.dumps(DATABASES['default']['OPTIONS']))"
    )
    environment = os.environ | {"DATABASE_URL": url}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert json.loads(found.stdout)["options"] == options
