"""The suite with other versions than `make test` has: `nox`, or one of the sessions that `nox --list` names."""

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"

# By pull and by push: each Django and each Wagtail once, each with another Python.
VERSIONS = [("3.11", "5.2", "7.4"), ("3.12", "6.0", "8.0"), ("3.13", "6.1", "8.0")]


@nox.session
@nox.parametrize("python, django, wagtail", VERSIONS)
def versions(session: nox.Session, django: str, wagtail: str) -> None:
    session.install("--editable", ".[test]", f"Django=={django}.*", f"wagtail=={wagtail}.*")
