"""How Zoom's REST API is asked: in turn, with a token that is fresh, tried again where it helps."""

import logging
import re
import threading
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import Any, Self

import httpx2
import stamina
from django.conf import settings
from django.utils import timezone

from virtualcrowd.common import tls
from virtualcrowd.zoom import answers, headroom, tokens
from virtualcrowd.zoom.errors import ZoomRateLimited, ZoomUnauthorized, ZoomUnreachable
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.pace import Label, Pace
from virtualcrowd.zoom.payloads import Payload
from virtualcrowd.zoom.support import calls

logger = logging.getLogger(__name__)

PAGE_TIMEOUT_S = 8.0  # somebody is looking at a page that loads
TASK_TIMEOUT_S = 30.0
LONGEST_PAUSE_S = 30.0
PAGE_PAUSE_S = 2.0

# Takes the token that Zoom refused ("" at first) and returns one to use.
type TokenSource = Callable[[str], str]


class Wire:
    """Calls in the name of `connection`; a context manager, safe to share between threads.

    Tasks pass `retrying=True`: network failures, 5xx and short rate limits are tried again.
    A page request never waits for a second try. `patient` waits as long as a task for an answer,
    but leaves trying again to its caller.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        token: TokenSource | None = None,
        retrying: bool = False,
        patient: bool = False,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._connection = connection
        self._token = token or partial(tokens.fresh_token, connection)
        self._held = ""
        self._worked = False
        self._headroom: dict[str, headroom.Left] = {}
        self._log = calls.Recorder(connection)
        self._retry = stamina.RetryingCaller(attempts=5 if retrying else 1, timeout=120)
        self.pace = Pace(connection)
        self._home = threading.get_ident()
        is_task = retrying or patient
        self._longest_s = LONGEST_PAUSE_S if is_task else PAGE_PAUSE_S
        self._http = httpx2.Client(
            timeout=TASK_TIMEOUT_S if is_task else PAGE_TIMEOUT_S,
            limits=httpx2.Limits(max_keepalive_connections=64),
            transport=transport,
            verify=tls.trusted(),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the network go; a connection that worked remembers when, and what was answered."""
        self._http.close()
        self._log.write()
        if self._worked and self._connection.pk:
            Connection.objects.filter(pk=self._connection.pk).update(last_ok_at=timezone.now())
            headroom.keep(self._connection, self._headroom)
            self._worked = False

    def __repr__(self) -> str:
        return f"<Client of {self._connection!r}>"

    def _get[P: Payload](self, path: str, model: type[P], **query: str) -> P:
        return self._retry(_again, self._ask_in_turn, path, model, query)

    def _ask_in_turn[P: Payload](self, path: str, model: type[P], query: dict[str, str]) -> P:
        self._wait_for_turn(path)
        return self._ask(path, model, query)

    def _wait_for_turn(self, path: str, method: str = "GET") -> None:
        if self._is_home:
            self.pace.wait(label_of(path, method), longest_s=self._longest_s)

    @property
    def _is_home(self) -> bool:
        """Calls in other threads are paced by whoever gave them out (`crew`)."""
        return threading.get_ident() == self._home

    def _ask[P: Payload](
        self, path: str, model: type[P], query: dict[str, str], body: Any = None
    ) -> P:
        """Ask once; a refused token is renewed and asked with once more. A `body` is posted.

        A 429 closes the gate for every process that asks this account.
        """
        label = label_of(path, "GET" if body is None else "POST")
        try:
            answer = self._ask_with_token(path, model, query, body)
        except ZoomRateLimited as error:
            if self._is_home and not error.of_person:
                self.pace.hit(label, error)
            raise
        if self._is_home:
            self.pace.went_well(label)
        self._worked = True
        return answer

    def _ask_with_token[P: Payload](
        self, path: str, model: type[P], query: dict[str, str], body: Any
    ) -> P:
        self._held = held = self._held or self._token("")
        try:
            return answers.read(self._send(path, query, body), model)
        except ZoomUnauthorized:
            # Another thread may have renewed it since; its token is not the refused one.
            self._held = self._token(held)
            return answers.read(self._send(path, query, body), model)

    def _send(self, path: str, query: dict[str, str], body: Any) -> httpx2.Response:
        headers = {"Authorization": f"Bearer {self._held}", "Accept": "application/json"}
        url = f"{settings.ZOOM_API_URL}{path}"
        method = "GET" if body is None else "POST"
        try:
            with self._log.call(method, path) as told:
                response = self._http.request(method, url, params=query, headers=headers, json=body)
                is_fine = response.is_success or answers.lacks_webinars(response)
                told.take(response, is_fine=is_fine)
                self._learn(response.headers)
        except httpx2.TimeoutException as error:
            raise ZoomUnreachable("Zoom took too long to answer.", "zoom_slow") from error
        except httpx2.HTTPError as error:
            name = type(error).__name__
            raise ZoomUnreachable(f"Zoom could not be reached ({name}).", "no_network") from error
        is_news = not is_fine and not answers.is_gone(response)
        logger.log(
            logging.WARNING if is_news else logging.INFO,
            "Zoom %s %s: %s, tracking id %s",
            method,
            path,
            response.status_code,
            response.headers.get("x-zm-trackingid", "none"),
        )
        return response

    def _learn(self, headers: httpx2.Headers) -> None:
        """Note the limit, if Zoom tells it: not all endpoints do."""
        told = headers.get("x-ratelimit-limit", "")
        if told.isdecimal() and headers.get("x-ratelimit-type", "QPS").upper() == "QPS":
            self.pace.learn(headers.get("x-ratelimit-category", "").lower(), float(told))
        self._headroom |= headroom.read(headers, timezone.now())


_MEDIUM = re.compile(
    r"^/users$|^/users/[^/]+/(meetings|webinars|settings)$|/registrants(/status)?$"
)
_HEAVY = re.compile(r"^/report/|/batch_registrants$|^/accounts/.*/plans/usage$")


def label_of(path: str, method: str = "GET") -> Label:
    """Return the rate label of an endpoint: https://developers.zoom.us/docs/api/rate-limits/."""
    if _HEAVY.search(path):
        return "heavy"
    is_adding = method == "POST" and path.endswith("/registrants")
    return "medium" if _MEDIUM.search(path) and not is_adding else "light"


def _again(error: Exception) -> bool | float:
    """Is it worth another try, and after how many seconds if Zoom said so?"""
    if isinstance(error, ZoomRateLimited):
        pause = error.retry_after
        if error.daily or (pause or 0) > LONGEST_PAUSE_S:
            return False
        return pause or True
    return isinstance(error, ZoomUnreachable)
