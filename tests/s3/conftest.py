"""A real S3 server, SeaweedFS from PyPI, started for these tests and removed after them."""

import contextlib
import json
import os
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from socket import create_server
from typing import Any
from urllib.request import urlopen

import pytest

from media import s3

WEED = Path(sysconfig.get_path("scripts")) / "weed"
BUCKET, ACCESS_KEY, SECRET_KEY = "khai-pen-test", "tester", "tester-secret-key"
SECONDS_TO_START = 240


@dataclass
class Server:
    """A running store. It may be stopped and started again; what it kept is there again."""

    endpoint: str
    command: list[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def client(self) -> Any:
        import boto3

        keys = {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY}
        return boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1", **keys)

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)
        until_it_takes_a_file(self.client, self.process, self.log)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


def free_port() -> int:
    # The server's gRPC ports lie 10,000 above these.
    while True:
        port = Random().randrange(20_000, 50_000)
        near, far = ("127.0.0.1", port), ("127.0.0.1", port + 10_000)
        with contextlib.suppress(OSError), create_server(near), create_server(far):
            return port


@pytest.fixture(scope="session")
def weed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A store with one identity and an empty bucket."""
    if not os.environ.get("LMS_TEST_S3"):
        pytest.skip("they start a store of their own: run `make test-s3`")
    folder = tmp_path_factory.mktemp("weed")
    credentials = [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identity = {"name": "tester", "credentials": credentials, "actions": actions}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    master, volume, filer, door = (free_port() for _ in range(4))
    command = [str(WEED), "server", "-ip=127.0.0.1", f"-dir={folder / 'data'}", f"-master.port={master}"]
    command += [f"-volume.port={volume}", "-filer", f"-filer.port={filer}", "-s3", f"-s3.port={door}"]
    # Two more doors would open at fixed ports, which another server of this machine may hold.
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0"]
    command += [f"-s3.config={folder / 's3.json'}", "-volume.max=20", "-master.volumeSizeLimitMB=64"]
    server = Server(f"http://127.0.0.1:{door}", command, folder / "log")
    try:
        server.start()
        yield server
    finally:
        server.stop()


def until_it_takes_a_file(client: Any, process: subprocess.Popen[bytes], log: Path) -> None:
    from botocore.exceptions import BotoCoreError, ClientError

    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(BotoCoreError, ClientError):
            if BUCKET not in {one["Name"] for one in client.list_buckets()["Buckets"]}:
                client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="first", Body=b"x")
            return
        time.sleep(0.3)
    pytest.fail(f"SeaweedFS did not start: {log.read_text()[-2000:]}")


@pytest.fixture
def store(weed: Server, settings: Any, tmp_path: Path) -> Any:
    """The site's settings pointed at the store, and a client of the test's own."""
    settings.S3_BUCKET, settings.S3_ENDPOINT, settings.S3_PATH_STYLE = BUCKET, weed.endpoint, True
    settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY, settings.S3_PREFIX = ACCESS_KEY, SECRET_KEY, "site/"
    settings.PRIVATE_ROOT, settings.UPLOAD_ROOT = tmp_path / "private", tmp_path / "arriving"
    settings.SOURCE_ROOT, settings.CLIP_ROOT = tmp_path / "sources", tmp_path / "clips"
    settings.CLIP_THREADS = 1
    return s3._client(weed.endpoint, settings.S3_REGION, True)


def read(url: str, **headers: str) -> tuple[int, bytes, Any]:
    """GET a link as a browser does; refusals are answers too."""
    from urllib.error import HTTPError
    from urllib.request import Request

    try:
        with urlopen(Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read(), answer.headers
    except HTTPError as error:
        return error.code, error.read(), error.headers


def put(url: str, body: bytes, **headers: str) -> tuple[int, Any]:
    """PUT to a link as a browser does."""
    from urllib.error import HTTPError
    from urllib.request import Request

    try:
        with urlopen(Request(url, data=body, method="PUT", headers=headers), timeout=60) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        return error.code, error.headers
