from django.db import migrations
from django.utils import timezone

BATCH = 2000


def date_inactive(apps, schema_editor):
    """Begin to count from now on for chats that are inactive already, some at a time."""
    chats = apps.get_model("briefs_bot", "Chat").objects.using(schema_editor.connection.alias)
    undated = chats.filter(is_active=False, inactive_since=None).order_by("pk")
    ids, last = undated.values_list("pk", flat=True), 0
    while keys := list(ids.filter(pk__gt=last)[:BATCH]):
        chats.filter(pk__in=keys).update(inactive_since=timezone.now())
        last = keys[-1]


class Migration(migrations.Migration):
    # Each batch for itself, so that no table stays locked meanwhile; running it again goes on.
    atomic = False

    dependencies = [
        ("briefs_bot", "0017_retention"),
    ]

    operations = [
        migrations.RunPython(date_inactive, migrations.RunPython.noop, elidable=True),
    ]
