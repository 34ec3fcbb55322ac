"""Drives a sandbox in-process as an app, its user and Zoom's host would."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

import jwt

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.testclient import TestClient

APP = ("sandboxGeneralApp00001", "sandboxGeneralSecret000000000001")
SDK_APP = ("sandboxSdkApp000000001", "sandboxSdkSecret0000000000000001")
S2S_APP = ("sandboxS2SApp000000001", "sandboxS2SSecret0000000000000001")
REDIRECT = "http://localhost:8000/cms/integrations/zoom/redirect-callback/"
OYSTER, DEBATE, BASIC_HOST = 82390145571, 96811502247, "volunteer@demo.example"


@dataclass
class Driver:
    client: TestClient

    @property
    def world(self) -> Any:
        return self.client.app.state.world

    def press(self, path: str, /, **form: Any) -> str:
        """Press a button of the console; returns where it leads."""
        answer = self.client.post(path, data=form)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def authorize(self, **over: Any):
        """Open the consent page."""
        query = {"response_type": "code", "client_id": APP[0], "redirect_uri": REDIRECT} | over
        return self.client.get("/oauth/authorize", params=query)

    def decide(self, decision: str = "allow", user: str = "olive.host@demo.example", **over: Any):
        form = {
            "response_type": "code",
            "client_id": APP[0],
            "redirect_uri": REDIRECT,
            "state": "st/1",
            "user": user,
            "decision": decision,
            **over,
        }
        wanted = {key: value for key, value in form.items() if value is not None}
        return self.client.post("/oauth/authorize", data=wanted)

    def code(self, **over: Any) -> str:
        return query_of(self.decide(**over).headers["location"])["code"]

    def token(self, app: tuple[str, str] = APP, **form: Any):
        return self.client.post("/oauth/token", data=form, auth=app)

    def exchange(self, code: str, **over: Any):
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT}
        return self.token(**(form | over))

    def connect(self, user: str = "olive.host@demo.example") -> dict[str, Any]:
        return self.exchange(self.code(user=user)).json()

    def api(self, method: str, path: str, token: str, **more: Any):
        headers = {"authorization": f"Bearer {token}"}
        return self.client.request(method, f"/v2{path}", headers=headers, **more)

    def act(self, item: int, what: str, **body: Any):
        return self.client.post(f"/sandbox/meetings/{item}/{what}", json=body)

    def post(self, path: str, **body: Any):
        return self.client.post(f"/sandbox/{path}", json=body)

    def signature(self, number: int, app: tuple[str, str] = APP, **claims: Any) -> str:
        now = int(time.time())
        usual = {
            "appKey": app[0],
            "mn": str(number),
            "role": 0,
            "iat": now - 30,
            "exp": now + 7200,
            "tokenExp": now + 7200,
        }
        return jwt.encode(usual | claims, app[1], "HS256")

    def info(self, number: int, signature: str | None = None, **fields: str) -> dict[str, Any]:
        form = {
            "meetingNumber": str(number),
            "userName": "Ana",
            "userEmail": "ana@demo.example",
            "signature": self.signature(number) if signature is None else signature,
            **fields,
        }
        return self.client.post("/web/zoom.us/api/v1/wc/info", data=form).json()

    def passcode(self, number: int) -> str:
        return self.world.items[number].passcode


def query_of(address: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}


@dataclass
class Receiver:
    """A tiny web server that notes what it is sent and answers as told."""

    answer: Callable[[bytes], tuple[int, bytes]]
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {key.lower(): value for key, value in self.headers.items()}
                status, told = receiver.answer(body)
                receiver.got.append((headers, body))
                self.send_response(status)
                self.send_header("content-length", str(len(told)))
                self.end_headers()
                self.wfile.write(told)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hooks/zoom/t"

    def wait(self, count: int, within_s: float = 5) -> list[tuple[dict[str, str], bytes]]:
        until = time.monotonic() + within_s
        while len(self.got) < count and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.got) >= count, f"{len(self.got)} of {count} arrived"
        return self.got
