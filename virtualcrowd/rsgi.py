"""All in one process: the door's hot addresses, and Django's pages over WSGI in threads."""

from virtualcrowd.wsgi import application as pages  # first: it sets Django up

from django.conf import settings  # isort: skip

from virtualcrowd.door.pages import Pages  # isort: skip
from virtualcrowd.door.router import Router  # isort: skip

application = Router(Pages(pages, request_max_bytes=settings.REQUEST_MAX_BYTES))
