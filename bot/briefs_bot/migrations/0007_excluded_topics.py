from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('briefs_bot', '0006_delays_and_removed_messages'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscription',
            name='is_excluded',
            field=models.BooleanField(db_default=False, default=False, verbose_name='excluded'),
        ),
    ]
