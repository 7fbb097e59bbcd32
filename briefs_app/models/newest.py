"""The index that keeps listings fast, however many briefs there are."""

from typing import Any

from django.db import models
from django.db.models import F
from django.db.models.expressions import OrderBy


class NewestFirst(models.Index):
    """An index on a brief's date and key: `NewestFirst(fields=["-brief_date", "-page_ptr"], name="…")`.

    Other fields may stand before them, such as "topic".
    """

    def create_sql(self, model: Any, schema_editor: Any, **kwargs: Any) -> Any:
        if schema_editor.connection.vendor != "postgresql":
            return super().create_sql(model, schema_editor, **kwargs)
        # By itself it would put what has no date first, and so be of no use to `audience.published`.
        columns = [self._column(model, name, order) for name, order in self.fields_orders]
        index = models.Index(*columns, name=self.name)
        return index.create_sql(model, schema_editor, **kwargs)

    def _column(self, model: Any, name: str, order: str) -> OrderBy:
        if order != "DESC":
            return F(name).asc()
        return F(name).desc(nulls_last=model._meta.get_field(name).null or None)
