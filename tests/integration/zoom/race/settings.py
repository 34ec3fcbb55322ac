"""Settings of a process beside the test: its database, its stand-in of Zoom."""

import os

from tests.settings import *  # noqa: F403

ZOOM_OAUTH_URL = os.environ["RACE_ZOOM"]
ZOOM_API_URL = f"{ZOOM_OAUTH_URL}/v2"
