"""The bot keeps its connection to the database from one update to the next."""

import pytest
from django.db import connections

from briefs_bot.updates.database import keep_connections


@pytest.mark.parametrize(
    ("age", "pool", "kept"), [(0, None, 60), (600, None, 600), (None, None, None), (0, True, 0)]
)
def test_a_connection_is_kept_for_a_minute_at_least_unless_there_is_a_pool(monkeypatch, age, pool, kept):
    values = {"CONN_MAX_AGE": age, "OPTIONS": {"pool": pool} if pool else {}}
    monkeypatch.setattr(connections, "settings", {"default": values})

    keep_connections()

    assert values["CONN_MAX_AGE"] == kept
