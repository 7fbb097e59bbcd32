"""One transaction that changed what the public may read."""

import secrets

from django.db import models
from django.utils import timezone


def random_token() -> int:
    return secrets.randbelow(2**40)


class Change(models.Model):
    """Rows, not a counter: no transaction waits for another one to count."""

    # The sum of the tokens tells every set of committed rows from every other, in whatever order they came.
    token = models.BigIntegerField(default=random_token, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        default_permissions = ()
        verbose_name = "change"
        verbose_name_plural = "changes"

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M:%S}"
