"""The product's settings for load: one machine plays thousands of people.

The limit on tickets counts as always, it only never refuses.
"""

from virtualcrowd.settings import *  # noqa: F403

TICKETS_PER_MINUTE = 1_000_000_000
