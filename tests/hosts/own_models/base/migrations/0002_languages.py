from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        BootstrapLocaleField('base.BasePage'),
        BootstrapTranslationKeyField('base.BasePage'),
        BootstrapTranslatableModel('base.BasePage'),
    ]
