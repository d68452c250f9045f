"""What happens by itself: every minute, every hour, every night. The list for `manage.py tick`.

Each job is safe to run twice, so a note of the last turn in the cache is enough to keep the rhythm.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.core.management import call_command
from django.utils.module_loading import import_string

from lms.dates import BANGKOK
from lms.management.lost_tasks import look_after_tasks

log = logging.getLogger(__name__)

MINUTE, HOUR, NIGHT = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Nightly work begins at two in the morning in Thailand, when nobody learns.
NIGHT_STARTS = timedelta(hours=2)


@dataclass(frozen=True)
class Job:
    """A function that receives the present moment, and how often it runs."""

    name: str
    every: timedelta
    run: str | Callable[[datetime], object]

    def turn(self, at: datetime) -> int:
        """Return the number of the turn that a moment belongs to; a night is one turn."""
        local = at.astimezone(BANGKOK) - (NIGHT_STARTS if self.every == NIGHT else timedelta())
        return int(local.replace(tzinfo=UTC).timestamp() // self.every.total_seconds())


def clear_sessions(at: datetime) -> None:
    """Forget the sessions that ran out."""
    call_command("clearsessions")


def publish_scheduled(at: datetime) -> None:
    """Publish the pages whose time has come and take down those whose time is over."""
    call_command("publish_scheduled")


JOBS = [
    Job("clips", MINUTE, "media.periodic.look_after_clips"),
    Job("shop-films", MINUTE, "media.shop_clips.periodic.look_after_shop_films"),
    Job("light-copies", MINUTE, "media.light_copies.periodic.look_after_light_copies"),
    Job("clip-digests", MINUTE, "media.digests.filling.fill_missing"),
    Job("imported-lists", MINUTE, "courses.imports.periodic.look_after_lists"),
    Job("exported-files", MINUTE, "courses.exports.jobs.look_after_exports"),
    Job("tasks", MINUTE, look_after_tasks),
    Job("scheduled-pages", MINUTE, publish_scheduled),
    Job("awaited-lessons", MINUTE, "cms.publishing.awaited.publish_awaited"),
    Job("shared-pages", MINUTE, "cms.shared.figures.refresh_shared_pages"),
    # After the pages and the digests: what these changed is in the packs a moment later.
    Job("packs", MINUTE, "cms.packs.stored.prepare_packs"),
    Job("duplicates", MINUTE, "courses.duplicates.finding.look_for_duplicates"),
    Job("evidence-pictures", MINUTE, "courses.milestones.examining.look_into_pictures"),
    Job("people-on-the-way", MINUTE, "courses.reports.walkers.keep_ready"),
    Job("follow-ups", HOUR, "courses.milestones.follow_ups.ask_what_is_due"),
    Job("left-over-files", NIGHT, "media.periodic.remove_left_overs"),
    Job("left-over-objects", NIGHT, "media.left_overs.remove_left_over_objects"),
    Job("stale-uploads", NIGHT, "media.uploads.periodic.remove_stale"),
    Job("unsent-pictures", NIGHT, "courses.milestones.pictures.remove_unsent"),
    Job("old-originals", NIGHT, "courses.milestones.originals.remove_old_originals"),
    Job("unsent-recordings", NIGHT, "courses.practice.delivery.remove_unsent"),
    Job("seen-progress", NIGHT, "courses.sync.seen.forget_old"),
    Job("dbd-marks", NIGHT, "courses.ledgers.reminders.look_after_marks"),
    Job("erasures", HOUR, "courses.rights.erasing.erase_due"),
    Job("old-lists", NIGHT, "courses.imports.periodic.forget_lists"),
    Job("open-data", NIGHT, "courses.exports.open_data.write_open_data"),
    Job("recount", NIGHT, "courses.reports.recount.recount"),
    Job("closing", NIGHT, "courses.reports.months.actions.close_what_is_due"),
    # After what mends and what closes: then every figure is counted a second time.
    Job("recount-figures", NIGHT, "courses.reports.recounting.run.recount_and_keep"),
    Job("sessions", NIGHT, clear_sessions),
    Job("statistics", NIGHT, "lms.statistics.refresh_statistics"),
    Job("help-codes", NIGHT, "lms.accounts.codes.forget_old_codes"),
]


def run_due(at: datetime, *, jobs: list[Job] | None = None, all_of_them: bool = False) -> list[str]:
    """Run the jobs whose turn has come and return their names; one that fails does not stop the rest.

    Every-minute jobs always run. A failed job is tried again with the next tick.
    """
    done = []
    for job in JOBS if jobs is None else jobs:
        note = f"tick-{job.name}-{job.turn(at)}"
        is_due = all_of_them or job.every == MINUTE or cache.add(note, 1, 2 * job.every.total_seconds())
        if not is_due:
            continue
        try:
            run = import_string(job.run) if isinstance(job.run, str) else job.run
            run(at)
        except Exception:
            log.exception("the periodic job «%s» failed and is tried again", job.name)
            cache.delete(note)
        else:
            done.append(job.name)
    return done
