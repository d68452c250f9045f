"""Lists that go out, the monthly report, programs' access, open data."""

import uuid

from courses.exports.models import ApiToken, ExportJob
from tests.build import NOON, People
from tests.routes import Row, desk, public


def a_job(people: People) -> dict[str, uuid.UUID]:
    job = ExportJob.objects.create(
        by=people.trainer,
        listing="learners",
        state="ready",
        content=b"x",
        asked_at=NOON,
        worked_at=NOON,
        ready_at=NOON,
    )
    return {"key": job.pk}


def a_token(people: People) -> dict[str, int]:
    row = ApiToken.objects.create(
        name="x",
        token_hash="0" * 64,
        mark="kp_000000",
        scopes=["figures"],
        form_id=uuid.uuid4(),
        given_by=people.administrator,
        given_at=NOON,
        expires_at=NOON.replace(year=2027),
    )
    return {"pk": row.pk}


MINE = {"trainer": 200, "neighbour_trainer": 404}
ROWS = [
    desk("exports"),
    desk("export-csv", lambda p: {"code": "learners"}),
    desk("export-xlsx", lambda p: {"code": "months"}),
    Row("export-job", a_job, **MINE),
    Row("export-file", a_job, **MINE),
    desk("monthly-report"),
    desk("report-pdf"),
    Row("report-sign", method="post", manager=422, administrator=422),
    Row("api-tokens", administrator=200),
    Row("api-tokens", method="post", administrator=422),
    Row("api-token-stop", a_token, method="post", administrator=302),
    public("open-data"),
    public("open-data-file", lambda p: {"name": "figures.csv"}),
    *(
        public(f"api:data-{name}", status=401)
        for name in ("indicators", "figures", "areas", "communities", "cohorts", "certifications")
    ),
]
