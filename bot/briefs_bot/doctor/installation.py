"""Examines what is installed: migrations, and what `manage.py check` says of our packages."""

from collections.abc import Iterator

from django.core import checks as django_checks
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from briefs_bot.operations.diagnosis import Diagnosis, Level, error, ok

TAGS = ["briefs", "briefs_bot", django_checks.Tags.database]


def migrations() -> Iterator[Diagnosis]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    missing = ", ".join(str(migration) for migration, _backwards in plan[:5])
    if missing:
        found = _("Migrations that are not applied: %(n)d (%(names)s).") % {"n": len(plan), "names": missing}
        yield error("migrations", found, _("Run “manage.py migrate”."))
    else:
        yield ok("migrations", _("All migrations are applied."))


def checks() -> Iterator[Diagnosis]:
    """Tell what the system checks say, with those of the database, which `manage.py check` leaves out."""
    told = django_checks.run_checks(tags=TAGS, databases=[DEFAULT_DB_ALIAS])
    serious = [each for each in told if each.level >= django_checks.WARNING and not each.is_silenced()]
    for each in serious:
        level = Level.ERROR if each.is_serious() else Level.WARNING
        yield Diagnosis(each.id or "checks", level, each.msg, each.hint or "")
    if not serious:
        yield ok("checks", _("The system checks have nothing to say."))
