"""Lists of learners that come in."""

import uuid

from courses.imports.models import ImportBatch
from tests.build import NOON, People
from tests.routes import ours


def a_list(people: People) -> dict[str, uuid.UUID]:
    batch = ImportBatch.objects.create(
        cohort=people.cohort,
        by=people.trainer,
        created_at=NOON,
        sha256="0" * 64,
        kind="csv",
        rows=[[1, ["ชื่อ", "เบอร์"]], [2, ["มานี ใจดี", "0811112222"]]],
        headings=0,
        fields=["name", "phone"],
    )
    return {"key": batch.pk}


ROWS = [
    ours("import", lambda p: {"pk": p.cohort.pk}),
    ours("import", lambda p: {"pk": p.cohort.pk}, status=422, method="post"),
    ours("import-list", a_list),
    ours("import-columns", a_list, status=302, method="post"),
    ours("import-confirm", a_list, status=422, method="post"),
    ours("import-left-out", a_list),
    ours("import-cards", a_list),
]
