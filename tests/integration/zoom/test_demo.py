"""The full demo, connected to the stand-in as `manage.py up --full` does it."""

import pytest

from virtualcrowd.demo import full, sandbox, seed
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import pairs
from virtualcrowd.zoom.models import Embed


@pytest.mark.parametrize("public", ["http://localhost:8123", "https://demo.example.org"])
def test_full_demo_is_connected_wherever_it_is_reached(zoom, db, settings, public):
    settings.DEMO, settings.PUBLIC_URL, settings.SANDBOX_URL = True, public, zoom.base
    seed.plant()
    sandbox.prepare()

    full.live_the_path()

    assert pairs.of(Event.objects.get(shortcode="demo")).is_connected
    assert Embed.objects.exists()
