"""The door alone, beside `virtualcrowd.wsgi` in a process of its own: see docs/hosting.md."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "virtualcrowd.settings")
django.setup()

from virtualcrowd.door.router import Router  # noqa: E402 - models need Django set up

application = Router()
