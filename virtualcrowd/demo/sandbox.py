"""What an organiser and a host would do in Zoom's own pages, done in the stand-in's."""

from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
from django.conf import settings

from virtualcrowd import env
from virtualcrowd.demo import seed
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import oauth
from virtualcrowd.zoom.models import Connection

TIMEOUT_S = 15
GENERAL_APP = "sandboxGeneralApp00001"


def prepare() -> None:
    """Set the stand-in's meetings to the programme's times and give it our two addresses."""
    event = Event.objects.get(shortcode="demo")
    control("reset", seed="demo", anchor=seed.anchor_of(event).isoformat())
    token = Connection.objects.values_list("hook_token", flat=True).get(event=event)
    control("webhooks", url=f"http://127.0.0.1:{env.PORT}/hooks/zoom/{token}")
    # As in Zoom, the port of a loopback address does not count: its pattern stays.
    allowed = [oauth.redirect_url(), f"http://localhost:*{oauth.CALLBACK}"]
    control("apps", client_id=GENERAL_APP, allow_list=allowed)


def control(path: str, **body: object) -> None:
    """Tell the stand-in something through its control API."""
    url = f"{settings.SANDBOX_URL}/sandbox/{path}"
    httpx2.post(url, json=body, timeout=TIMEOUT_S).raise_for_status()


def allow(consent_url: str) -> tuple[str, str]:
    """Press Allow on the consent page as the account's owner. Returns (code, state)."""
    url = urlsplit(consent_url)
    form = dict(parse_qsl(url.query)) | {"user": "olive.host@demo.example", "decision": "allow"}
    answer = httpx2.post(f"{url.scheme}://{url.netloc}{url.path}", data=form, timeout=TIMEOUT_S)
    told = parse_qs(urlsplit(answer.headers["location"]).query)
    return told["code"][0], told["state"][0]
