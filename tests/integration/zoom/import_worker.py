"""A process of its own for `test_import_killed`: prepares an import, or runs it like a worker.

python -m tests.integration.zoom.import_worker prepare|run
"""

import sys

import django


def prepare() -> None:
    """Make an event that is connected, and an import of every "Talk" that Zoom lists."""
    from django.core.management import call_command  # noqa: PLC0415 - needs settings
    from django.utils import timezone  # noqa: PLC0415

    from tests.factories import core  # noqa: PLC0415
    from tests.factories import zoom as factory  # noqa: PLC0415
    from virtualcrowd.zoom import imports, listing  # noqa: PLC0415

    call_command("migrate", verbosity=0, skip_checks=True)
    connected = factory.connection(core.event("demo"), access_token=sys.argv[2], plan="Licensed")
    listed = listing.read(connected, "meeting", now=timezone.now()).rows
    rows = [row for row in listed if row.topic.startswith("Talk")]
    imports.start(event=connected.event, rows=rows, by=core.user("olive@demo.example"))


def run() -> None:
    """Take the import as a worker does, also one whose worker has died."""
    from virtualcrowd.zoom import imports  # noqa: PLC0415
    from virtualcrowd.zoom.import_models import ImportJob  # noqa: PLC0415

    ImportJob.objects.filter(finished_at=None).update(heartbeat_at=None)
    imports.run(ImportJob.objects.get().pk)


if __name__ == "__main__":
    django.setup()
    {"prepare": prepare, "run": run}[sys.argv[1]]()
