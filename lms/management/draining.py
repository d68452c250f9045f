"""The worker's loop: drains the task queue, gently, and stops at once when it is asked to."""

import logging
import signal
import threading
from types import FrameType
from typing import Any

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from lms.dates import now
from lms.management.lost_tasks import worker_name
from lms.management.periodic import run_due
from media.light_copies.periodic import rescue_light_copies
from media.periodic import rescue_clips
from media.shop_clips.periodic import rescue_shop_films

TICK_SECONDS = 60
IDLE_SECONDS = 1.0
BUSY_DATABASE_SECONDS = 3.0
# A clip goes back to the queue untouched; anything else is short and may end.
INTERRUPTIBLE_QUEUES = {"clips"}
RESCUES = (rescue_clips, rescue_shop_films, rescue_light_copies)

log = logging.getLogger("media.worker")


class CalmWorker(Worker):
    """Drains every queue. Looks before it locks, and waits politely while the database is busy."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_name(),
            excluded_queue_names=[],
        )
        self.running: bool = True
        self.queue = ""
        self.asked_to_stop = threading.Event()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """End: at once when idle or at a clip, else after the short task that is running."""
        first = self.running
        self.running = False
        # A clip that goes back to the queue is no failure to print a traceback about.
        logging.getLogger("django_tasks").setLevel(logging.CRITICAL)
        self.asked_to_stop.set()
        if not first or not self.running_task or self.queue in INTERRUPTIBLE_QUEUES:
            raise SystemExit(0)

    def configure_signals(self) -> None:
        """Listen to Ctrl-C and to whoever started the worker."""
        signal.signal(signal.SIGINT, self.shutdown)
        signal.signal(signal.SIGTERM, self.shutdown)

    def run(self) -> None:
        """Work until asked to stop."""
        while self.running:
            pause = IDLE_SECONDS
            try:
                close_old_connections()
                # A plain look takes no lock: an idle worker disturbs nobody.
                if DBTaskResult.objects.ready().exists():
                    super().run()
                else:
                    for rescue in RESCUES:
                        rescue(now())
            except DatabaseError as error:
                log.warning("the database is busy or not ready, trying again: %s", error)
                connection.close()
                pause = BUSY_DATABASE_SECONDS
            if self.running:
                self.asked_to_stop.wait(pause)

    def run_task(self, db_task_result: Any) -> None:
        """Run one task, remembering which queue it came from."""
        self.queue = db_task_result.queue_name
        try:
            super().run_task(db_task_result)
        finally:
            self.queue = ""


class Ticker(threading.Thread):
    """Runs the periodic jobs every minute, also while a long clip is being made."""

    def __init__(self, stop: threading.Event) -> None:
        super().__init__(name="tick", daemon=True)
        self.stop = stop

    def run(self) -> None:
        """Tick until asked to stop."""
        while not self.stop.is_set():
            try:
                close_old_connections()
                run_due(now())
            except Exception:
                log.exception("the tick failed and is tried again")
            finally:
                connection.close()
            self.stop.wait(TICK_SECONDS)
