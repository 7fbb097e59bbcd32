"""Other sites that install the apps, each driven as its developer would: check, migrate, run its tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.conftest import new_database

HERE = Path(__file__).parent
# In this order on the same tables: a site may take the bot in later, and move below another address.
HOSTS = {"own_models": ["without_bot", "settings"], "two_sites": ["settings", "below"]}
GIVEN = ("PATH", "HOME", "LANG", "REDIS_URL", "PYTHONDONTWRITEBYTECODE")
# In one process: most of what a command takes is its start. pytest-django migrates the tables that it uses.
RUN = """
import sys
import django
import pytest
from django.core.management import call_command
django.setup()
call_command("check", fail_level="DEBUG")
call_command("makemigrations", check_changes=True, dry_run=True)
sys.exit(pytest.main(["-c", "../inside.ini", "--quiet", "../promises", "."]))
"""

# Whole sites are made, on a machine that may be busy.
pytestmark = [pytest.mark.timeout(600), pytest.mark.parametrize("folder", HOSTS)]


def test_a_host_keeps_every_promise_from_the_first_migration_on(folder, tmp_path):
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    environment |= {"MEDIA_ROOT": str(tmp_path), "DATABASE_URL": new_database(tmp_path)}

    for settings in HOSTS[folder]:
        done = subprocess.run(
            [sys.executable, "-c", RUN],
            cwd=HERE / folder,
            env={**environment, "DJANGO_SETTINGS_MODULE": settings},
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{settings}: {said}"
        assert "no issues (0 silenced)" in said
        assert "No changes detected" in said
