import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_events(apps, _schema_editor):
    items = apps.get_model("zoom", "LibraryItem").objects.filter(pk=OuterRef("item"))
    runs = apps.get_model("zoom", "Run").objects
    runs.update(event_id=Subquery(items.values("event_id")))


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_personal_links"),
        ("zoom", "0011_inside"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="event",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="zoom_runs",
                to="events.event",
            ),
        ),
        migrations.AlterField(
            model_name="run",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="runs",
                to="zoom.libraryitem",
            ),
        ),
        migrations.RunPython(name_events, migrations.RunPython.noop),
    ]
