import django.db.models.deletion
import django.utils.timezone
import swapper
from django.apps import apps as global_apps
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from briefs_app.models import BriefMixin

# Written out, since the setting WAGTAIL_PAGE_MODEL is unknown before Wagtail 8.
swapper.set_app_prefix('wagtailcore', 'wagtail')
PAGE = swapper.get_model_name('wagtailcore', 'Page')


def store_what_briefs_say(apps, schema_editor):
    """Store the correction that each live brief of the host bears, dated by its last publication."""
    connection, correction = schema_editor.connection, apps.get_model("briefs_app", "Correction")
    for model in filter(lambda model: has_notes(connection, model), global_apps.get_models()):
        briefs = model._base_manager.using(connection.alias).filter(live=True, alias_of=None)
        noted = briefs.exclude(correction_note="").values_list("pk", "correction_note", "last_published_at")
        correction.objects.using(connection.alias).bulk_create(
            correction(brief_id=pk, note=note, made_at=moment or timezone.now())
            for pk, note, moment in noted.iterator()
        )


def has_notes(connection, model):
    """Whether a model of the host, as it is now, has corrections in its table, as it was left by then."""
    if not issubclass(model, BriefMixin) or model._meta.get_field("correction_note").model is not model:
        return False
    if model._meta.db_table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return "correction_note" in {column.name for column in columns}


class Migration(migrations.Migration):

    dependencies = [
        ('briefs_app', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        swapper.dependency('wagtailcore', 'Page'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.CharField(max_length=600, verbose_name='correction')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('brief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='brief_corrections', to=PAGE, verbose_name='brief')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
            ],
            options={
                'verbose_name': 'correction',
                'verbose_name_plural': 'corrections',
                'ordering': ['-made_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.RunPython(store_what_briefs_say, migrations.RunPython.noop),
    ]
