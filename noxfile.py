"""The suite on other versions and databases than `make test` has, and what the packages below us are worth.

`nox --list` names the sessions.
"""

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
# Skipped is not passed.
nox.options.error_on_missing_interpreters = True
# Not `audit`, which asks the advisories of the day.
nox.options.sessions = ["versions", "oldest", "lowest", "licences"]

# Python, Django, Wagtail: each that is supported at least once.
OLDEST = ("3.11", "5.2", "7.4")
BETWEEN = ("3.12", "6.0", "8.0")
NEWEST = ("3.13", "6.1", "8.0")
# Sites that install us: `make test` leaves them to these sessions.
HOSTS = ("tests/hosts",)
# What would fail first, for the version between: sites that install us, the admin, the APIs.
FIRST_TO_FAIL = (
    *HOSTS,
    "tests/cms",
    "tests/briefs_app/api",
    "tests/briefs_app/pages",
    "tests/briefs_app/test_api_v3.py",
    "tests/briefs_app/test_caching.py",
    "tests/briefs_app/test_editing.py",
    "tests/briefs_app/test_scheduling.py",
    "tests/briefs_app/test_search.py",
    "tests/briefs_app/test_translations.py",
    "tests/briefs_bot/test_admin.py",
    "tests/briefs_bot/test_conversation.py",
    "tests/briefs_bot/test_publishing.py",
)
# Without what no version or database changes: browsers, and processes that are killed.
SUITE = ("tests/cms", "tests/briefs_app", "tests/briefs_bot")
LEFT_OUT = ("tests/briefs_app/headless", "tests/briefs_bot/sandbox/test_page.py")
# What depends on Wagtail and on no database, and takes long; `make test` has its newest version.
OF_WAGTAIL = ("tests/briefs_app/test_leaks.py", "tests/briefs_app/test_hostile_addresses.py")
# What says the most to a database.
SQL = (
    "tests/briefs_bot/test_delivery.py",
    "tests/briefs_bot/test_after_publishing.py",
    "tests/briefs_app/similar",
)
# Each makes a database of its own, in a file.
OTHER_HOSTS = "tests/briefs_app/importing/test_other_hosts.py"
# What a site gets that installs everything of ours.
INSTALLED = ".[telegram,import]"
# Under which others may use, change and sell what they make with us.
LICENCES = "Apache;BSD;CNRI;ISC;LGPL;MIT;MPL;Mozilla;OFL;PSF;Python Software Foundation"


@nox.session
@nox.parametrize("python, django, wagtail", [BETWEEN, NEWEST])
def versions(session: nox.Session, django: str, wagtail: str) -> None:
    """On SQLite, and where it matters on PostgreSQL."""
    session.install("--editable", ".[test]", f"Django=={django}.*", f"wagtail=={wagtail}.*")
    tried = [f"--ignore={part}" for part in OF_WAGTAIL]
    is_newest = (django, wagtail) == NEWEST[1:]
    run(session, sqlite(session), *tried, *(SUITE if is_newest else FIRST_TO_FAIL))
    run(session, None, *SQL, *(HOSTS if is_newest else ()))


@nox.session(python=OLDEST[0])
def oldest(session: nox.Session) -> None:
    """The oldest versions on MariaDB, and on SQLite what needs one, or fails first where Wagtail differs.

    Needs Debian's mariadb-server, libmariadb-dev, pkg-config and gcc.
    """
    _python, django, wagtail = OLDEST
    session.install(
        "--editable", ".[test]", "mysqlclient>=2.2", f"Django=={django}.*", f"wagtail=={wagtail}.*"
    )
    run(session, sqlite(session), *OF_WAGTAIL, OTHER_HOSTS, *FIRST_TO_FAIL)
    left_out = [f"--ignore={part}" for part in (OTHER_HOSTS, *OF_WAGTAIL)]
    # What asks no database says the same on each; MariaDB finds words after their commit only.
    asks = ("-m", "database and not indexed")
    run(session, "mariadb", *asks, *left_out, "tests/briefs_app", "tests/briefs_bot")


@nox.session(python=OLDEST[0])
def lowest(session: nox.Session) -> None:
    """The oldest version that pyproject.toml allows of everything it names."""
    session.install("--resolution=lowest-direct", "--requirements=pyproject.toml", "--extra=test")
    session.install("--no-deps", "--editable", ".")
    run(session, None, "tests/cms", "tests/briefs_app/pages", "tests/briefs_app/importing", *SQL)


@nox.session
def licences(session: nox.Session) -> None:
    """Lists the licence of each package that comes with us, and takes no other than those above."""
    session.install(INSTALLED, "pip-licenses>=5.5")
    # resvg-py's metadata names no licence; the file that comes with it is MIT's.
    only = ("--partial-match", f"--allow-only={LICENCES}", "--ignore-packages", "resvg-py", "wagtail-briefs")
    session.run("pip-licenses", "--from=mixed", "--order=license", *only)


@nox.session
def audit(session: nox.Session) -> None:
    """Asks for known holes in the packages that come with us; needs the internet."""
    session.install(INSTALLED, "pip-audit>=2.10")
    session.run("pip-audit", "--skip-editable")


def sqlite(session: nox.Session) -> str:
    # Not in `create_tmp()`: that becomes TMPDIR too, where the address of PostgreSQL's socket gets too long.
    return f"sqlite:///{session.virtualenv.location}/suite.sqlite3"


def run(session: nox.Session, database: str | None, *parts: str) -> None:
    left_out = [f"--ignore={part}" for part in LEFT_OUT]
    # Nothing here waits: a fourth process would only start, and make its own database.
    command = ("python", "-m", "pytest", "-n", "3", *left_out, *(session.posargs or parts))
    # As `make test` does: see the Makefile.
    session.run(*command, env={"DATABASE_URL": database, "PYTHONDONTWRITEBYTECODE": None})
