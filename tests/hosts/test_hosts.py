"""Other sites that install the apps, each driven as its developer would: check, migrate, and its own tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.conftest import new_database

HERE = Path(__file__).parent
HOSTS = [
    ("own_models", "settings"),
    ("own_models", "without_bot"),
    ("two_sites", "settings"),
    ("two_sites", "below"),
    ("two_sites", "mounted"),
]
GIVEN = ("PATH", "HOME", "LANG", "REDIS_URL", "PYTHONDONTWRITEBYTECODE")

# A whole site is made, on a machine that may be busy.
pytestmark = [pytest.mark.timeout(400), pytest.mark.parametrize(("folder", "settings"), HOSTS)]


@pytest.fixture
def run(folder, settings, tmp_path):
    """Types a command in the folder of the host; returns what it says."""
    environment = {name: os.environ[name] for name in GIVEN if name in os.environ}
    environment |= {"DJANGO_SETTINGS_MODULE": settings, "MEDIA_ROOT": str(tmp_path)}
    environment["DATABASE_URL"] = new_database(tmp_path)

    def run(*command):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=HERE / folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=380,
        )
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        return said

    return run


def test_the_checks_have_nothing_to_say_and_no_migration_is_missing(run):
    assert "no issues (0 silenced)" in run("django", "check", "--fail-level", "DEBUG")
    assert "No changes detected" in run("django", "makemigrations", "--check", "--dry-run")


def test_every_promise_is_kept_from_the_first_migration_on(run):
    run("django", "migrate", "--verbosity", "0")

    run("pytest", "-c", "../inside.ini", "--quiet", "../promises", ".")
