"""System checks: of the settings, of what must be installed, and of a deployment."""

from django.core import checks

from briefs_app.checks.installation import check_installation
from briefs_app.checks.settings import check_deployment, check_settings


def register() -> None:
    checks.register(check_settings, "briefs")
    checks.register(check_installation, "briefs")
    checks.register(check_deployment, "briefs", deploy=True)
