"""Zoom's REST API: one method an endpoint, parsed answers, the errors of `errors.py`.

with Client(connection) as zoom:
    for row in zoom.meetings():
        ...
"""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2
import stamina
from django.conf import settings
from django.utils import timezone

from virtualcrowd.zoom import answers, headroom, tokens
from virtualcrowd.zoom.errors import (
    ZoomRateLimited,
    ZoomUnauthorized,
    ZoomUnreachable,
)
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.pace import Label, Pace
from virtualcrowd.zoom.payloads import (
    HostUser,
    Me,
    Meeting,
    Page,
    Payload,
    Registered,
    Registrants,
    Row,
    SecuritySettings,
    User,
    UserSettings,
    Webinar,
)
from virtualcrowd.zoom.support import calls

logger = logging.getLogger(__name__)

PAGE_TIMEOUT_S = 8.0  # somebody is looking at a page that loads
TASK_TIMEOUT_S = 30.0
MOST_ROWS = 300
LONGEST_PAUSE_S = 30.0
PAGE_PAUSE_S = 2.0

# Takes the token that Zoom refused ("" at first) and returns one to use.
type TokenSource = Callable[[str], str]


class Client:
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
        self._attempts = 5 if retrying else 1
        self.pace = Pace(connection)
        self._home = threading.get_ident()
        is_task = retrying or patient
        self._longest_s = LONGEST_PAUSE_S if is_task else PAGE_PAUSE_S
        self._http = httpx2.Client(
            timeout=TASK_TIMEOUT_S if is_task else PAGE_TIMEOUT_S,
            limits=httpx2.Limits(max_keepalive_connections=64),
            transport=transport,
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

    def me(self) -> Me:
        """Who authorized. https://developers.zoom.us/docs/api/users/#tag/users/get/users/{userId}."""
        return self._get("/users/me", Me)

    def users(self) -> Iterator[User]:
        """All active users; needs an admin. https://developers.zoom.us/docs/api/users/#tag/users/get/users."""
        for page in self._pages("/users", status="active"):
            yield from page.users

    def user(self, user: str) -> HostUser:
        """Somebody of the account. …/docs/api/users/#tag/users/get/users/{userId}."""
        return self._get(f"/users/{_part(user)}", HostUser)

    def user_settings(self, user: str = "me") -> UserSettings:
        """Licences and capacity. …/docs/api/users/#tag/users/get/users/{userId}/settings."""
        return self._get(f"/users/{_part(user)}/settings", UserSettings)

    def user_security(self, user: str) -> SecuritySettings:
        """Who may join what they host. …/settings with `option`; the scope is that of the rest."""
        path = f"/users/{_part(user)}/settings"
        return self._get(path, SecuritySettings, option="meeting_security")

    def meetings(self, user: str = "me", type_: str = "upcoming") -> Iterator[Row]:
        """Meetings that `user` hosts; "upcoming" includes running ones.

        https://developers.zoom.us/docs/api/meetings/#tag/meetings/get/users/{userId}/meetings
        """
        for page in self._pages(f"/users/{_part(user)}/meetings", type=type_):
            yield from page.meetings

    def meetings_page(self, user: str, token: str = "") -> Page:
        """One page of `user`'s upcoming meetings; `token` is that of the page before."""
        path = f"/users/{_part(user)}/meetings"
        return self._get(path, Page, type="upcoming", **_page(token))

    def webinars_page(self, user: str, token: str = "") -> Page:
        """One page of `user`'s webinars, upcoming and previous; raises as `webinars` does."""
        path = f"/users/{_part(user)}/webinars"
        more = {"type": "scheduled", "include_events_webinar": "false"}
        return self._get(path, Page, **more, **_page(token))

    def webinars(self, user: str = "me", type_: str = "scheduled") -> Iterator[Row]:
        """Webinars that `user` hosts; "scheduled" includes previous ones.

        https://developers.zoom.us/docs/api/meetings/#tag/webinars/get/users/{userId}/webinars

        Raises:
            ZoomRefused: code 200, the user has no webinar licence.
        """
        path = f"/users/{_part(user)}/webinars"
        for page in self._pages(path, type=type_, include_events_webinar="false"):
            yield from page.webinars

    def meeting(self, zoom_id: str) -> Meeting:
        """One meeting. …/docs/api/meetings/#tag/meetings/get/meetings/{meetingId}."""
        return self._get(f"/meetings/{_part(zoom_id)}", Meeting)

    def webinar(self, zoom_id: str) -> Webinar:
        """One webinar. …/docs/api/meetings/#tag/webinars/get/webinars/{webinarId}."""
        return self._get(f"/webinars/{_part(zoom_id)}", Webinar)

    def add_registrant(self, kind: str, zoom_id: str, person: dict[str, str]) -> Registered:
        """Register one person; no `join_url` comes while the host has to approve.

        https://developers.zoom.us/docs/api/meetings/#tag/meetings/post/meetings/{meetingId}/registrants

        Raises:
            ZoomRateLimited: also after three times a day for the same person.
        """
        path = f"/{kind}s/{_part(zoom_id)}/registrants"
        return self._ask(path, Registered, {}, body=person)

    def add_registrants(
        self, kind: str, zoom_id: str, people: list[dict[str, str]]
    ) -> list[Registered]:
        """Register up to 30 people for an item without repetition. …/batch_registrants."""
        path = f"/{kind}s/{_part(zoom_id)}/batch_registrants"
        self._wait_for_turn(path, "POST")
        body = {"registrants": people, "registrants_confirmation_email": False}
        return self._ask(path, Registrants, {}, body=body).registrants

    def registrants(self, kind: str, zoom_id: str, status: str) -> Iterator[Registered]:
        """Who is registered: "approved", "pending" or "denied". …/registrants."""
        path, token = f"/{kind}s/{_part(zoom_id)}/registrants", ""
        while True:
            page = self._get(path, Registrants, status=status, **_page(token))
            yield from page.registrants
            if not page.next_page_token or page.next_page_token == token:
                return
            token = page.next_page_token

    def probe_webinars(self) -> None:
        """Ask for a single webinar row: it fails when there is no webinar licence."""
        self._get("/users/me/webinars", Page, page_size="1")

    def _pages(self, path: str, **query: str) -> Iterator[Page]:
        """Every page of a list; a page token that comes again ends it."""
        seen: set[str] = set()
        token = ""
        while True:
            page = self._get(path, Page, **query, **_page(token))
            yield page
            token = page.next_page_token
            if not token or token in seen:
                return
            seen.add(token)

    def _get[P: Payload](self, path: str, model: type[P], **query: str) -> P:
        if self._attempts == 1:
            self._wait_for_turn(path)
            return self._ask(path, model, query)
        for attempt in stamina.retry_context(on=_again, attempts=self._attempts, timeout=120):
            with attempt:
                self._wait_for_turn(path)
                return self._ask(path, model, query)
        raise AssertionError("unreachable")  # pragma: no cover - the last attempt raises

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
        logger.log(
            logging.INFO if is_fine else logging.WARNING,
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


def _page(token: str) -> dict[str, str]:
    more = {"next_page_token": token} if token else {}
    return {"page_size": str(MOST_ROWS), **more}


def _again(error: Exception) -> bool | float:
    """Is it worth another try, and after how many seconds if Zoom said so?"""
    if isinstance(error, ZoomRateLimited):
        pause = error.retry_after
        if error.daily or (pause or 0) > LONGEST_PAUSE_S:
            return False
        return pause or True
    return isinstance(error, ZoomUnreachable)


def _part(reference: str) -> str:
    """A uuid with slashes goes into a path encoded twice; everything else once."""
    once = quote(reference, safe="@")
    return quote(once, safe="") if reference.startswith("/") or "//" in reference else once
