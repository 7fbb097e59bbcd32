"""Other sites that install the apps, each driven as its developer would: check, migrate, run its tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.conftest import new_database

HERE = Path(__file__).parent
# In this order on the same tables: a site may take the bot in later, and move below another address.
HOSTS = {"own_models": ["without_bot", "settings"], "two_sites": ["settings", "below", "mounted"]}
GIVEN = ("PATH", "HOME", "LANG", "REDIS_URL", "PYTHONDONTWRITEBYTECODE")

# Whole sites are made, on a machine that may be busy.
pytestmark = [pytest.mark.timeout(600), pytest.mark.parametrize("folder", HOSTS)]


@pytest.fixture
def run(folder, tmp_path):
    """Runs Python in the folder of the host; returns what it says."""
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    environment |= {"MEDIA_ROOT": str(tmp_path), "DATABASE_URL": new_database(tmp_path)}

    def run(settings, *command):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=HERE / folder,
            env={**environment, "DJANGO_SETTINGS_MODULE": settings},
            capture_output=True,
            text=True,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, f"{settings}: {said}"
        return said

    return run


# In one process: most of what a command takes is its start.
MIGRATE = """
import django
from django.core.management import call_command
django.setup()
call_command("check", fail_level="DEBUG")
call_command("makemigrations", check_changes=True, dry_run=True)
call_command("migrate", verbosity=0)
"""


def test_every_promise_is_kept_from_the_first_migration_on(folder, run):
    for settings in HOSTS[folder]:
        said = run(settings, "-c", MIGRATE)
        assert "no issues (0 silenced)" in said
        assert "No changes detected" in said
        run(settings, "-m", "pytest", "-c", "../inside.ini", "--quiet", "../promises", ".")
