"""The product's settings for load: one machine plays thousands of people.

The limit on tickets counts as always, it only never refuses; those on sign-ins are off.
"""

from virtualcrowd.settings import *  # noqa: F403
from virtualcrowd.settings import STORAGES

TICKETS_PER_MINUTE = 1_000_000_000
ACCOUNT_RATE_LIMITS = False
STORAGES = STORAGES | {  # nothing is collected for a measurement
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
