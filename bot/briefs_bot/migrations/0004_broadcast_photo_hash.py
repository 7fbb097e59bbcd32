from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('briefs_bot', '0003_not_sent'),
    ]

    operations = [
        migrations.AddField(
            model_name='broadcast',
            name='photo_hash',
            field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=255),
        ),
    ]
