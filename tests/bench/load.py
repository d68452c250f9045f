"""Load: wrk where it is installed, else a small generator of our own. Bounded in time and number."""

import asyncio
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench.server import Server

SECONDS = 5
GRACE_S = 30
LUA = """
local texts = {}
for line in io.lines("%(texts)s") do
  texts[#texts + 1] = line:gsub("\\\\n", "\\r\\n")
end
local threads = 0
local place = 0
function setup(thread)
  thread:set("offset", threads * math.floor(%(count)d / %(threads)d))
  threads = threads + 1
end
function request()
  place = place + 1
  return texts[(offset + place - 1) %% #texts + 1]
end
function done(summary, latency, requests)
  local e = summary.errors
  local form = '\\nFIGURES {"requests": %%d, "us": %%d, "p50": %%f, "p95": %%f, "bad": %%d, "broken": %%d}\\n'
  io.write(string.format(form,
    summary.requests, summary.duration, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    e.status, e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True)
class Request:
    """One HTTP request, ready to be written to a socket."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""

    def text(self) -> str:
        """Return the bytes of the request as text."""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            "Host: localhost",
            *(f"{k}: {v}" for k, v in self.headers),
        ]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body.encode())}"]
        return "\r\n".join(lines) + "\r\n\r\n" + self.body


@dataclass(frozen=True)
class Measured:
    """What a load gave."""

    requests_per_s: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    bad: int

    def median_with(self, *others: "Measured") -> "Measured":
        """Return the medians of several rounds; bad answers add up."""
        rounds = (self, *others)
        middle = {
            name: statistics.median(getattr(one, name) for one in rounds)
            for name in ("requests_per_s", "p50_ms", "p95_ms", "cpu_ms")
        }
        return Measured(**middle, bad=sum(one.bad for one in rounds))


def generator_name() -> str:
    """Return which generator is used."""
    return "wrk" if shutil.which("wrk") else "the bench's own generator (wrk is not installed)"


def load(server: Server, requests: list[Request], *, connections: int, seconds: int = SECONDS) -> Measured:
    """Send the requests in turn, over and over, on so many connections for so long."""
    texts = [request.text() for request in requests]
    run = _wrk if shutil.which("wrk") else _own
    before = server.cpu_s()
    count, elapsed_s, p50, p95, bad = run(server.port, texts, connections, seconds)
    cpu_ms = (server.cpu_s() - before) * 1000 / max(1, count)
    return Measured(count / elapsed_s, p50, p95, cpu_ms, bad)


def _wrk(port: int, texts: list[str], connections: int, seconds: int) -> tuple[int, float, float, float, int]:
    threads = min(2, connections)
    with tempfile.TemporaryDirectory() as folder:
        lines, script = Path(folder) / "texts", Path(folder) / "load.lua"
        lines.write_text("\n".join(text.replace("\r\n", "\\n") for text in texts), encoding="utf-8")
        script.write_text(LUA % {"texts": lines, "count": len(texts), "threads": threads}, encoding="utf-8")
        command = [
            "wrk",
            f"-t{threads}",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "10s",
            "-s",
            str(script),
        ]
        done = subprocess.run(
            [*command, f"http://127.0.0.1:{port}/"],
            capture_output=True,
            text=True,
            timeout=seconds + GRACE_S,
            check=True,
        )
    found = json.loads(done.stdout.split("FIGURES ", 1)[1].splitlines()[0])
    bad = int(found["bad"] + found["broken"])
    return int(found["requests"]), found["us"] / 1e6, found["p50"], found["p95"], bad


def _own(port: int, texts: list[str], connections: int, seconds: int) -> tuple[int, float, float, float, int]:
    return asyncio.run(_own_load(port, [text.encode() for text in texts], connections, seconds))


async def _own_load(
    port: int, texts: list[bytes], connections: int, seconds: int
) -> tuple[int, float, float, float, int]:
    times: list[float] = []
    bad = 0
    turn = 0
    began = time.perf_counter()

    async def one() -> None:
        nonlocal bad, turn
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() - began < seconds:
            text = texts[turn % len(texts)]
            turn += 1
            sent = time.perf_counter()
            writer.write(text)
            status, _body = await read_answer(reader)
            times.append((time.perf_counter() - sent) * 1000)
            bad += not 200 <= status < 400
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    elapsed = time.perf_counter() - began
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 20
    return len(times), elapsed, statistics.median(times), cuts[-1], bad


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Return status and body of an HTTP answer as they come."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status = int(head.split(" ", 2)[1])
    fields = dict(line.lower().split(": ", 1) for line in head.splitlines()[1:] if ": " in line)
    body = b""
    if fields.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    elif status != 304:
        body = await reader.readexactly(int(fields.get("content-length", "0")))
    return status, body
