"""The photo of a broadcast, which Telegram stores after the first message that had it."""

from django.db import models


class StoredPhoto(models.Model):
    """The columns of a broadcast that name its photo at Telegram, so that it is uploaded once."""

    # The image and file whose photo Telegram stores, and its file_id; or that Telegram refused it, or that it
    # could not be read.
    photo_of = models.BigIntegerField(null=True, editable=False)
    photo_hash = models.CharField(max_length=255, blank=True, default="", db_default="", editable=False)
    photo_file_id = models.CharField(max_length=255, blank=True, editable=False)
    photo_refused = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    def knows_photo(self, photo_id: int | None, photo_hash: str) -> bool:
        """Return whether this photo was dealt with: Telegram stores it, refused it, or it cannot be read."""
        return (photo_id, photo_hash) == (self.photo_of, self.photo_hash)

    def remember_photo(self, photo_id: int | None, photo_hash: str, file_id: str) -> None:
        """Store Telegram's file_id of the photo; an empty one means that Telegram refused the photo."""
        self._store(photo_id, photo_hash, file_id, is_refused=not file_id)

    def give_up_photo(self, photo_id: int | None, photo_hash: str) -> None:
        """Record that the photo cannot be read, so that messages go out without it and nobody tries again."""
        self._store(photo_id, photo_hash, "", is_refused=False)

    def _store(self, photo_id: int | None, photo_hash: str, file_id: str, is_refused: bool) -> None:
        self.photo_of, self.photo_hash = photo_id, photo_hash
        self.photo_file_id, self.photo_refused = file_id, is_refused
        self.save(update_fields=NAMES)


NAMES = tuple(field.name for field in StoredPhoto._meta.local_fields)
