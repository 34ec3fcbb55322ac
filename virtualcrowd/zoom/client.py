"""Zoom's REST API: one method an endpoint, parsed answers, the errors of `errors.py`.

with Client(connection) as zoom:
    for row in zoom.meetings():
        ...
"""

from collections.abc import Iterator
from urllib.parse import quote

from virtualcrowd.zoom.payloads import (
    HostUser,
    Me,
    Meeting,
    Page,
    Registered,
    Registrants,
    Row,
    SecuritySettings,
    User,
    UserSettings,
    Webinar,
)
from virtualcrowd.zoom.wire import Wire

MOST_ROWS = 300


class Client(Wire):
    """Zoom's endpoints that we ask; how they are asked is `Wire`'s."""

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


def _page(token: str) -> dict[str, str]:
    more = {"next_page_token": token} if token else {}
    return {"page_size": str(MOST_ROWS), **more}


def _part(reference: str) -> str:
    """A uuid with slashes goes into a path encoded twice; everything else once."""
    once = quote(reference, safe="@")
    return quote(once, safe="") if reference.startswith("/") or "//" in reference else once
