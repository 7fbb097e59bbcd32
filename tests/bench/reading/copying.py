"""Makes many pages of a few, in SQL: saving them one by one would take half an hour."""

from typing import Any

from django.db import connection
from wagtail.models import Page

from tests.bench.message import TITLE


class Copies:
    """Copies of the children of a page, in turn, until it has `wanted` of them."""

    def __init__(self, parent: Any, wanted: int) -> None:
        parent.refresh_from_db()
        originals = list(parent.get_children().values_list("pk", flat=True))
        numbers = range(len(originals), wanted)
        self.moment = f"now() - ({wanted} - c.n) * interval '1 hour'"
        _execute(
            "CREATE TEMPORARY TABLE copies AS"
            " SELECT nextval(pg_get_serial_sequence('wagtailcore_page', 'id')) AS id, original, n, path"
            " FROM unnest(%s::int[], %s::int[], %s::text[]) AS made (original, n, path)",
            [originals[number % len(originals)] for number in numbers],
            list(numbers),
            [Page._get_path(parent.path, parent.depth + 1, number + 1) for number in numbers],
        )
        self.of(
            Page,
            "id",
            id="c.id",
            path="c.path",
            translation_key="gen_random_uuid()",
            title=f"'{TITLE}, ' || c.n",
            draft_title=f"'{TITLE}, ' || c.n",
            slug="'article-' || c.n",
            url_path=f"'{parent.url_path}article-' || c.n || '/'",
            first_published_at=self.moment,
            last_published_at=self.moment,
        )
        Page.objects.filter(pk=parent.pk).update(numchild=wanted)

    def of(self, model: Any, column: str, **changed: str) -> None:
        """Copies the rows whose `column` names an original; `changed` is the SQL for what differs."""
        table, changed = model._meta.db_table, {column: "c.id", **changed}
        names = [field.column for field in model._meta.local_concrete_fields]
        names = [name for name in names if name != "id" or "id" in changed]
        values = [changed.get(name, f"o.{name}") for name in names]
        _execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
            f" FROM copies c JOIN {table} o ON o.{column} = c.original ORDER BY c.n"
        )

    def settle(self) -> None:
        """What autovacuum has long done where pages came one by one."""
        _execute("VACUUM ANALYZE")


def _execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
