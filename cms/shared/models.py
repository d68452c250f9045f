"""The store of rendered pages, and the number that tells every process when it changed."""

from django.db import models


class SharedPage(models.Model):
    """The HTML of one published page, the same for everybody, compressed once.

    `build` names the templates, words and static files that it was rendered with: after an
    upgrade the old HTML, which points at old file names, is no longer found.
    """

    path = models.CharField(max_length=255, unique=True)
    language = models.CharField(max_length=8)
    page_id = models.PositiveIntegerField(db_index=True)
    build = models.CharField(max_length=16)
    etag = models.CharField(max_length=40)
    html_gzip = models.BinaryField()
    rendered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path


class SharedState(models.Model):
    """The one row that every process re-reads: a new generation means that stored pages changed.

    `facts` is what the pages show that is not theirs (the figure of the year, the demonstration
    mark), so that the minute's tick can tell whether it changed.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    generation = models.PositiveBigIntegerField(default=0)
    facts = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="shared_state_has_one_row")]

    def __str__(self) -> str:
        return str(self.generation)
