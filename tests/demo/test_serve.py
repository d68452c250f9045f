"""The command as people use it: prepared twice is the same as once; Ctrl-C leaves nothing behind."""

import hashlib
import os
import signal
import sqlite3
import sys
import time
from urllib.request import urlopen

import psutil
import pytest

from tests.demo_site import SECONDS_TO_START, Site, free_port, start, wait_for

pytestmark = [pytest.mark.xdist_group("demo-site"), pytest.mark.film]
ON_POSTGRES = "LMS_TEST_SITE_URL" in os.environ


def contents(site: Site) -> str:
    """Return a hash of everything in the site's database."""
    with sqlite3.connect(site.data_dir / "db.sqlite3") as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


@pytest.mark.skipif(ON_POSTGRES, reason="reads the SQLite file")
def test_preparing_twice_changes_nothing(prepared_site: Site) -> None:
    before = contents(prepared_site)
    began = time.monotonic()
    prepared_site.manage("demo", "--no-serve")
    assert contents(prepared_site) == before
    assert time.monotonic() - began < 60


def test_another_size_is_refused_in_one_sentence(prepared_site: Site) -> None:
    with pytest.raises(AssertionError, match="already holds a demonstration of 48 learners"):
        prepared_site.manage("demo", "--no-serve", "--learners", "100")


@pytest.mark.skipif(ON_POSTGRES, reason="reads the SQLite file")
def test_figures_can_be_recounted_with_plain_sql(prepared_site: Site) -> None:
    goal = prepared_site.goal()
    counted = (
        "select count(distinct learner_id) from courses_certification where revoked_at is null and "
        "merged_away_at is null and is_demonstration = 1 and is_baseline_seller = 0 and fiscal_year_be = ?"
    )
    pending = (
        "select count(distinct claim.learner_id) from courses_claim claim "
        "join courses_learner learner on learner.id = claim.learner_id "
        "where milestone = 'M6' and state = 'pending' and sold_before = 0 and merged_into_id is null "
        "and happened_on between (? - 544) || '-10-01' and (? - 543) || '-09-30' "
        "and exists (select 1 from courses_enrolment enrolled join courses_cohort cohort "
        "on cohort.id = enrolled.cohort_id where enrolled.learner_id = claim.learner_id "
        "and cohort.is_demonstration = 1) "
        "and not exists (select 1 from courses_certification counted where revoked_at is null "
        "and merged_away_at is null and counted.learner_id = claim.learner_id)"
    )
    with sqlite3.connect(prepared_site.data_dir / "db.sqlite3") as database:
        (certified,) = database.execute(counted, [goal["year_be"]]).fetchone()
        (waiting,) = database.execute(pending, [goal["year_be"]] * 2).fetchone()
    assert goal["certified"] == certified
    assert goal["pending"] == waiting


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_demonstration_serves_and_ends_with_all_its_children(prepared_site: Site, ending: int) -> None:
    site = Site(prepared_site.data_dir, free_port())
    process = start([sys.executable, "manage.py", "demo"], site)
    try:
        wait_for(site.address, process)
        with urlopen(site.address, timeout=20) as answer:
            assert answer.status == 200
        children = _children_with_worker(process.pid)
        process.send_signal(ending)
        assert process.wait(timeout=30) == 0
        _gone, alive = psutil.wait_procs(children, timeout=5)
        assert not alive
    finally:
        process.kill()


def test_killed_command_takes_its_children_with_it(prepared_site: Site) -> None:
    site = Site(prepared_site.data_dir, free_port())
    process = start([sys.executable, "manage.py", "demo"], site)
    try:
        wait_for(site.address, process)
        children = _children_with_worker(process.pid)
        process.kill()
        _gone, alive = psutil.wait_procs(children, timeout=20)
        assert not alive
    finally:
        process.kill()


def _children_with_worker(pid: int) -> list[psutil.Process]:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        children = psutil.Process(pid).children(recursive=True)
        if any("worker" in child.cmdline() for child in children):
            return children
        time.sleep(0.2)
    raise AssertionError("the worker did not start")
