import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from 0012: PostgreSQL alters no table in the transaction that has filled it."""

    dependencies = [
        ("zoom", "0012_runs_outlive_items"),
    ]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="zoom_runs",
                to="events.event",
            ),
        ),
    ]
