from django.db import migrations


def forget(apps, schema_editor):
    """Attendees are registered now: what was refused for that can be joined."""
    items = apps.get_model("zoom", "LibraryItem").objects.filter(obstacle="needs_registration")
    items.update(obstacle="")


class Migration(migrations.Migration):
    dependencies = [("zoom", "0007_hosts")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
