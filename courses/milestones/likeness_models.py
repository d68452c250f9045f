"""How alike pictures are: the hashes of each, and the pairs that were found."""

from django.db import models
from django.db.models import F, Q


class PicturePrint(models.Model):
    """The perceptual hashes (PDQ) of one picture and of its usual crops, 32 bytes each, the whole first.

    `hashes` is empty where the picture has too little in it to be compared. Stays when the file is removed
    after its time.
    """

    picture = models.OneToOneField("media.StoredFile", models.CASCADE, primary_key=True, related_name="+")
    hashes = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="print_by_age")]

    def __str__(self) -> str:
        return f"print of {self.picture_id}"


class Likeness(models.Model):
    """Two pictures that look alike, kept in both directions. `distance` counts differing bits of 256."""

    picture = models.ForeignKey("media.StoredFile", models.CASCADE, related_name="+")
    like = models.ForeignKey("media.StoredFile", models.CASCADE, related_name="+")
    distance = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["picture", "like"], name="likeness_is_noted_once"),
            models.CheckConstraint(condition=~Q(picture=F("like")), name="picture_is_not_like_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} is like {self.like_id}"
