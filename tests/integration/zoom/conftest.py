"""Zoom's stand-in, spoken to over real HTTP; each test finds it as it was planted."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
import stamina
from django.core.cache import cache
from django.test import Client as Browser

from tests.factories import zoom as factory
from tests.sandbox_server import running_sandbox
from virtualcrowd.zoom.models import Connection

GENERAL = ("sandboxGeneralApp00001", "sandboxGeneralSecret000000000001")
SDK = ("sandboxSdkApp000000001", "sandboxSdkSecret0000000000000001")
PUBLIC = "http://localhost:8000"
# One client for all: each reads the certificates anew. A line of its own for each request, as the
# stand-in may be told to cut it.
HTTP = httpx2.Client(limits=httpx2.Limits(max_keepalive_connections=0))


class Zoom:
    """The stand-in, as a test moves it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._from = 0

    def tell(self, path: str, **body: Any) -> Any:
        return HTTP.post(f"{self.base}/sandbox{path}", json=body).raise_for_status().json()

    def fault(self, path: str, method: str = "*", **answer: Any) -> None:
        self.tell("/faults", match={"method": method, "path": path}, **answer)

    def asked(self, path: str) -> int:
        """How many requests to `path` it has seen since the test began, or since `mark`."""
        return sum(line["path"] == path for line in self._log()[self._from :])

    def mark(self) -> None:
        """Count from now on."""
        self._from = len(self._log())

    def _log(self) -> list[Any]:
        return list(HTTP.get(f"{self.base}/sandbox/log").json())

    def consent(self, address: str, *, decision: str = "allow", user: str = "") -> dict[str, str]:
        """Press Allow (or Decline) on the consent page; returns what Zoom brings back."""
        asked = {key: value[0] for key, value in parse_qs(urlsplit(address).query).items()}
        page = HTTP.get(address)
        assert page.status_code == 200, page.text
        form = asked | {"decision": decision, "user": user or self.owner()}
        back = HTTP.post(f"{self.base}/oauth/authorize", data=form)
        assert back.status_code == 302, back.text
        query = parse_qs(urlsplit(back.headers["location"]).query)
        return {key: value[0] for key, value in query.items()}

    def owner(self) -> str:
        users = HTTP.get(f"{self.base}/sandbox/state").json()["users"]
        return next(user["id"] for user in users if user["role"] == "Owner")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[str]:
    with running_sandbox() as base:
        yield base


@pytest.fixture
def zoom(sandbox: str, settings) -> Zoom:
    settings.ZOOM_OAUTH_URL = sandbox
    settings.ZOOM_API_URL = f"{sandbox}/v2"
    settings.PUBLIC_URL = PUBLIC
    stand_in = Zoom(sandbox)
    stand_in.tell("/reset", seed="demo", apps=True)
    HTTP.delete(f"{sandbox}/sandbox/faults")
    stand_in.tell("/clock", offset_s=0)
    stand_in.tell("/oauth", refresh_grace_s=0)
    return stand_in


@pytest.fixture
def impatient() -> Iterator[None]:
    """What fails is asked for once more, at once; nothing is remembered of other tests."""
    cache.clear()
    stamina.set_testing(True, attempts=2, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def window(olive, signed_in) -> Browser:
    """Olive's browser."""
    return signed_in(olive)


@pytest.fixture
def browser(ana, signed_in) -> Browser:
    """Ana's."""
    return signed_in(ana.user)


@pytest.fixture
def app(zoom):
    """Change Olive's app as its developer would on the Marketplace."""

    def change(**fields: Any) -> None:
        state = HTTP.get(f"{zoom.base}/sandbox/state").json()
        now = next(one for one in state["apps"] if one["client_id"] == GENERAL[0])
        form = {
            "secret": now["secret"],
            "embed": "on",
            "scopes": " ".join(now["scopes"]),
            "redirect_url": now["redirect_url"],
            "allow_list": "\n".join(now["allow_list"]),
            "management": now["management"],
        }
        HTTP.post(f"{zoom.base}/console/apps/{GENERAL[0]}", data=form | fields)

    return change


@pytest.fixture
def connected(zoom: Zoom, demo) -> Connection:
    """The event "demo", connected to the stand-in by its owner with the admin-managed app."""
    back = f"{PUBLIC}/cms/integrations/zoom/redirect-callback/"
    asked = {"response_type": "code", "client_id": GENERAL[0], "redirect_uri": back, "state": "s"}
    code = zoom.consent(f"{zoom.base}/oauth/authorize?{urlencode(asked)}")["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    got = HTTP.post(f"{zoom.base}/oauth/token", data=form, auth=GENERAL).json()
    return factory.connection(
        demo,
        access_token=got["access_token"],
        refresh_token=got["refresh_token"],
        scopes=got["scope"],
        zoom_user_email="olive.host@demo.example",
    )
