"""Rows 1, 2, 5, 7 and 8: requests a second, processor time, queries and bytes over HTTP."""

import http.client
import itertools
import json
import statistics
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.bench import peers
from tests.bench.load import Measured, Request, load
from tests.bench.server import Server
from tests.bench.site import SIGNED_IN, TOKEN, cookie_of
from tests.bench.table import Figure, at_least, at_most, told

ROUNDS = 3
CONNECTIONS = 16
ATTEMPTS = 24_000
SAVES = 6_000
REPEATS = 40
GZIP = ("Accept-Encoding", "gzip")


@dataclass
class Bench:
    """The two servers side by side, and people who are signed in."""

    bare: Server
    site: Server
    learners: list[Any]
    cookies: list[str]
    manager_cookie: str
    lesson: Any

    def beside_bare(self, *loads: list[Request]) -> tuple[Measured, list[Measured]]:
        """Measure the bare view and each load in turn, three times, and return the medians."""
        bare_rounds, rounds = [], []
        for _ in range(ROUNDS):
            bare_rounds.append(load(self.bare, [Request("/", headers=(GZIP,))], connections=CONNECTIONS))
            rounds.append([load(self.site, one, connections=CONNECTIONS) for one in loads])
        bare = bare_rounds[0].median_with(*bare_rounds[1:])
        return bare, [column[0].median_with(*column[1:]) for column in zip(*rounds, strict=True)]


def gather(bare: Server, site: Server) -> Bench:
    """Sign people in and choose the lesson that is measured."""
    from courses.models import Learner, Lesson
    from lms.accounts.models import User

    learners = list(Learner.objects.select_related("user").order_by("id")[:SIGNED_IN])
    return Bench(
        bare=bare,
        site=site,
        learners=learners,
        cookies=[cookie_of(learner.user) for learner in learners],
        manager_cookie=cookie_of(User.objects.get(email="manager@example.org")),
        lesson=Lesson.objects.live().get(code="F2"),
    )


def queries(path: str, user: Any = None, *, method: str = "get", body: Any = None) -> int:
    """Count the queries of a warm request, asked in this process under the site's own settings."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    if user is not None:
        client.force_login(user)
    made = body if callable(body) else (lambda: body)
    for _ in range(3):  # the first request fills what this process keeps, the second reads what was filled
        content = {} if body is None else {"data": json.dumps(made()), "content_type": "application/json"}
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = getattr(client, method)(path, **content)
    assert answer.status_code == 200, (path, answer.status_code, answer.content[:200])
    # BEGIN and SAVEPOINT are no queries: nothing is looked up and nothing is sent on PostgreSQL's way.
    return sum(one["sql"].split(" ", 1)[0] not in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"} for one in seen)


def state_path(bench: Bench) -> str:
    """Return the address of the personal state of the measured lesson."""
    return f"/api/v1/me/lessons/{bench.lesson.key}"


def row_1(bench: Bench) -> list[Figure]:
    """Measure a lesson view: the shared page and the personal state, signed in."""
    requests = []
    for cookie in bench.cookies:
        headers = (("Cookie", cookie), GZIP)
        requests += [
            Request(bench.lesson.path_th, headers=headers),
            Request(state_path(bench), headers=headers),
        ]
    bare, (view,) = bench.beside_bare(requests)
    views_per_s = view.requests_per_s / 2
    scale = bare.requests_per_s / peers.BARE_REQUESTS_PER_S
    return [
        told("1", "bare view, 16 connections", f"{bare.requests_per_s:,.0f}/s {bare.cpu_ms:.2f} ms CPU"),
        told("1", "lesson view: page and state", f"{views_per_s:,.0f} views/s p95 {view.p95_ms:.0f} ms"),
        at_most("1", "answers that were errors", view.bad, 0, digits=0),
        at_most(
            "1",
            "CPU of a view / CPU of a bare view (wagtail-lms / 8)",
            2 * view.cpu_ms / bare.cpu_ms,
            peers.WAGTAIL_LMS_VIEW_CPU_MS / peers.BARE_CPU_MS / 8,
        ),
        at_least(
            "1",
            "views/s (25 x Kolibri, scaled)",
            views_per_s,
            25 * peers.KOLIBRI_VIEWS_PER_S * scale,
            digits=0,
        ),
        at_least("1", "views/s / bare requests/s", views_per_s / bare.requests_per_s, 1 / 3),
        at_most("1", "queries of the state", queries(state_path(bench), bench.learners[0].user), 3, digits=0),
    ]


def row_2(bench: Bench) -> list[Figure]:
    """Measure the shared page alone."""
    path = bench.lesson.path_th
    bare, (page,) = bench.beside_bare([Request(path, headers=(GZIP,))])
    first = plain_get(bench.site, path)
    again = plain_get(bench.site, path, {"If-None-Match": first.headers["ETag"]})
    return [
        at_most("2", "queries of the page", queries(path), 0, digits=0),
        at_least("2", "pages/s / bare requests/s", page.requests_per_s / bare.requests_per_s, 2 / 3),
        at_most("2", "answers that were errors", page.bad, 0, digits=0),
        Figure("2", "answer to a repeat", str(again.status), "304", again.status == 304),
        told("2", "shared page, 16 connections", f"{page.requests_per_s:,.0f}/s {page.cpu_ms:.2f} ms CPU"),
    ]


def _json_post(path: str, cookie: str, body: dict[str, Any]) -> Request:
    return Request(path, "POST", (("Cookie", cookie), ("X-CSRFToken", TOKEN)), json.dumps(body))


def row_5(bench: Bench) -> list[Figure]:
    """Measure saving one progress event."""
    key = str(bench.lesson.key)

    def event(number: int) -> dict[str, Any]:
        return {"lesson": key, "watched": (1 << (number % 59 + 1)) - 1, "furthest_ms": number % 30_000}

    path = "/api/v1/me/progress"
    turns = zip(range(SAVES), itertools.cycle(bench.cookies))
    bare, (save,) = bench.beside_bare([_json_post(path, cookie, event(n)) for n, cookie in turns])
    rate = bare.requests_per_s / peers.BARE_REQUESTS_PER_S
    user = bench.learners[0].user
    return [
        at_least(
            "5",
            "events/s (3 x wagtail-lms, scaled)",
            save.requests_per_s,
            3 * peers.WAGTAIL_LMS_EVENTS_PER_S * rate,
            digits=0,
        ),
        at_most(
            "5", "p95 (wagtail-lms, scaled)", save.p95_ms, peers.WAGTAIL_LMS_EVENT_P95_MS / rate, " ms", 0
        ),
        at_most("5", "queries", queries(path, user, method="post", body=event(3)), 3, digits=0),
        at_most("5", "answers that were errors", save.bad, 0, digits=0),
        Figure("5", "same event twice gives the same row", *_twice(user, path, event(7))),
    ]


def _twice(user: Any, path: str, event: dict[str, Any]) -> tuple[str, str, bool]:
    from django.test import Client

    client = Client()
    client.force_login(user)
    answers = [client.post(path, json.dumps(event), content_type="application/json").json() for _ in range(2)]
    return ("yes" if answers[0] == answers[1] else "no"), "yes", answers[0] == answers[1]


def row_7(bench: Bench) -> list[Figure]:
    """Measure quizzes that the server marks: each attempt is a new one."""
    from random import Random

    from courses.models import QuizVersion
    from lms.dates import now
    from lms.demo.story.journey import answer

    version = QuizVersion.objects.get(lesson=bench.lesson, is_current=True)
    answers, _good = answer(version.content, 1, Random(1))
    path = f"/api/v1/quizzes/{bench.lesson.key}/attempts"

    def attempt() -> dict[str, Any]:
        return {
            "attempt_id": str(uuid.uuid4()),
            "version": version.number,
            "answers": answers,
            "answered_at": now().isoformat(),
        }

    turns = zip(range(ATTEMPTS), itertools.cycle(bench.cookies))
    bare, (sent,) = bench.beside_bare([_json_post(path, cookie, attempt()) for _n, cookie in turns])
    rate = bare.requests_per_s / peers.BARE_REQUESTS_PER_S
    count = queries(path, bench.learners[0].user, method="post", body=attempt)
    return [
        at_least(
            "7",
            "quizzes/s (5 x wagtail-lms, scaled)",
            sent.requests_per_s,
            5 * peers.WAGTAIL_LMS_RESULTS_PER_S * rate,
            digits=0,
        ),
        told("7", "p95", f"{sent.p95_ms:.0f} ms"),
        at_most("7", "queries", count, 8, digits=0),
        at_most("7", "answers that were errors", sent.bad, 0, digits=0),
    ]


def row_8(bench: Bench) -> list[Figure]:
    """Measure the cohort view of 500 and the goal page over 5,000."""
    from django.db.models import Count

    from courses.models import Cohort
    from lms.accounts.models import User

    manager = User.objects.get(email="manager@example.org")
    sizes = Cohort.objects.annotate(size=Count("enrolments")).order_by("size")
    small, large = sizes.first(), sizes.last()
    assert small is not None
    assert large is not None
    paths = {name: f"/desk/cohorts/{one.pk}/" for name, one in (("small", small), ("large", large))}
    headers = {"Cookie": bench.manager_cookie, "Accept-Encoding": "gzip"}
    bare_ms, cohort_ms, goal_ms = median_ms_side_by_side(
        lambda: plain_get(bench.bare, "/", {"Accept-Encoding": "gzip"}),
        lambda: plain_get(bench.site, paths["large"], headers),
        lambda: plain_get(bench.site, "/desk/goal/", headers),
    )
    answer = plain_get(bench.site, paths["large"], headers)
    few, many = queries(paths["small"], manager), queries(paths["large"], manager)
    limit = peers.COHORT_MS / peers.COHORT_BARE_MS * bare_ms
    return [
        told("8", "bare view, 1 connection", f"{bare_ms:.2f} ms"),
        at_most(
            "8", f"cohort view of {large.size} x 15 (52 ms where bare is 0.8)", cohort_ms, limit, " ms", 1
        ),
        at_most(
            "8",
            "cohort view / Kolibri's class summary",
            cohort_ms / (peers.KOLIBRI_CLASS_MS * bare_ms / peers.BARE_MS),
            0.2,
        ),
        at_most("8", "compressed", _packed_kb(answer), 50, " kB", 1),
        at_most("8", f"queries at {large.size}", many, 6, digits=0),
        Figure("8", f"queries at {small.size}", str(few), f"= {many}", few == many),
        told("8", "goal page over 5,000", f"{goal_ms:.1f} ms, {queries('/desk/goal/', manager)} queries"),
    ]


@dataclass
class Answer:
    """An HTTP answer with the bytes as they came."""

    status: int
    headers: dict[str, str]
    body: bytes


def plain_get(server: Server, path: str, headers: dict[str, str] | None = None) -> Answer:
    """Ask once on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, dict(answer.getheaders()), body)


def _packed_kb(answer: Answer) -> float:
    """Return the kilobytes as they came; the request asked for gzip."""
    return len(answer.body) / 1000


def median_ms_side_by_side(*asks: Callable[[], Answer]) -> list[float]:
    """Return the median time of each request in ms, asked in turn on one connection each time."""
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(REPEATS):
        for place, ask in enumerate(asks):
            began = time.perf_counter()
            answer = ask()
            times[place].append((time.perf_counter() - began) * 1000)
            assert answer.status == 200, answer.status
    return [statistics.median(one) for one in times]
