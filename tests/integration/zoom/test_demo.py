"""The full demo, connected to the stand-in as `manage.py up --full` does it."""

import pytest
from django.utils import timezone

from virtualcrowd.dashboard import board
from virtualcrowd.demo import full, sandbox, seed
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.models import Embed


@pytest.mark.parametrize("public", ["http://localhost:8123", "https://demo.example.org"])
def test_full_demo_is_connected_wherever_it_is_reached(zoom, db, settings, public, caplog):
    settings.DEMO, settings.PUBLIC_URL, settings.SANDBOX_URL = True, public, zoom.base
    seed.plant()
    sandbox.prepare()

    full.live_the_path()

    event = Event.objects.get(shortcode="demo")
    assert pairs.of(event).is_connected
    levels = {line.level for line in board.of(event, timezone.now()).lines}
    assert levels >= {"ok", "warn", "bad"}  # what each looks like is there to be seen
    assert Embed.objects.exists()
    assert [line.message for line in caplog.records if line.levelname != "INFO"] == []
