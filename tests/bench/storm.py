"""A market morning: 200 phones find the network at the same moment, each with ten items.

`python -m tests.bench.storm [learning|selling]` makes 200 learners on the database it is given, serves the
site, lets all phones send at once, counts what is stored and prints the figures as JSON.
"""

import asyncio
import json
import os
import statistics
import sys
import time
from typing import Any

from tests.bench import site
from tests.bench.load import Request, read_answer
from tests.bench.phones import SYNC, Phones
from tests.bench.server import Server, serving

PHONES = 200
# Most find a network after days of clips and quizzes; some have work and evidence with them as well.
KINDS = {"learning": ("progress", "quiz") * 5, "selling": ("progress", "quiz") * 4 + ("practice", "claim")}


def storm(server: Server, bodies: list[tuple[str, str]]) -> dict[str, Any]:
    """Send each body with its token on a connection of its own, all at the same moment."""
    texts = [
        Request(SYNC, "POST", (("Authorization", f"Bearer {token}"),), body).text().encode()
        for token, body in bodies
    ]
    return asyncio.run(_at_once(server.port, texts))


async def _at_once(port: int, texts: list[bytes]) -> dict[str, Any]:
    start = asyncio.Event()
    ready = asyncio.Semaphore(0)

    async def one(text: bytes) -> tuple[float, int, list[str]]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        ready.release()
        await start.wait()
        began = time.perf_counter()
        writer.write(text)
        status, body = await read_answer(reader)
        took_s = time.perf_counter() - began
        writer.close()
        told = [item["result"] for item in json.loads(body)["results"]] if status == 200 else []
        return took_s, status, told

    tasks = [asyncio.create_task(one(text)) for text in texts]
    for _ in texts:
        await ready.acquire()
    start.set()
    done = await asyncio.gather(*tasks)
    times = [took_s for took_s, _status, _told in done]
    return {
        "p50_s": statistics.median(times),
        "p95_s": statistics.quantiles(times, n=20)[-1],
        "most_s": max(times),
        "bad": sum(status != 200 for _s, status, _told in done),
        "stored": sum(one == "stored" for _s, _status, told in done for one in told),
    }


def counted(learners: list[Any]) -> int:
    """Return how many items of these learners are in the register."""
    from courses.models import Attempt, Claim, SeenProgress, Submission

    return sum(
        table.objects.filter(learner__in=learners).count()
        for table in (Attempt, Claim, SeenProgress, Submission)
    )


def main() -> int:
    """Prepare, let all phones send, print."""
    site.set_up_on(os.environ.get("DATABASE_URL", ""))
    learners = site.learners_of_a_small_site(PHONES)
    phones, kinds = Phones(), KINDS[sys.argv[1] if sys.argv[1:] else "learning"]
    bodies = [(phones.token(one), phones.batch(one, kinds)) for one in learners]
    before = counted(learners)
    with serving("lms.wsgi", path="/healthz") as server:
        figures = storm(server, bodies)
    print(json.dumps({**figures, "kept": counted(learners) - before, "sent": len(bodies) * len(kinds)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
