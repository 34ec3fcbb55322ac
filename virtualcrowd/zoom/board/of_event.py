"""Lines of the board that hold for the whole event: each from a look that really took place."""

from datetime import datetime

from django.urls import reverse

from virtualcrowd.agenda.providers import Check
from virtualcrowd.zoom import scopes
from virtualcrowd.zoom.board import headers
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import JoinTest
from virtualcrowd.zoom.testjoin import results

FOREIGN_KEYS = {"sdk_other_account"}


def lines(row: Connection, now: datetime) -> list[Check]:
    """Return what a connection that stands is checked for, in three queries."""
    test = results.of(row)
    return [_scopes(row), _same_account(row, test), results.check(row), _headers(now)]


def _scopes(row: Connection) -> Check:
    at = row.checked_at or row.authorized_at
    url = reverse("zoom:connection", args=[row.event.shortcode])
    if not row.scopes:
        return Check("none", "Scopes: not known", "Zoom did not say what the app may read.", at=at)
    if absent := scopes.missing(row.scopes):
        words = f"Missing: {', '.join(absent)}. Add them in Zoom, then authorize again."
        return Check("bad", "The Zoom app may not read enough", words, "Authorize again", url, at)
    return Check("ok", "The Zoom app has its scopes", scopes.in_words(row.scopes), at=at)


def _same_account(row: Connection, test: JoinTest | None) -> Check:
    """Since March 2026 an app joins only meetings of its own account (zoom-platform, §4.3)."""
    title = "The keys belong to the hosts’ Zoom account"
    url = reverse("zoom:test_join", args=[row.event.shortcode])
    found = {one["key"] for one in row.findings}
    if found & FOREIGN_KEYS:
        words = "Zoom lets an app into meetings of its own account only. Use an app of this one."
        page = reverse("zoom:connection", args=[row.event.shortcode])
        return Check("bad", "The keys are another Zoom account’s", words, "Replace", page)
    if row.one_app:
        return Check("ok", title, "One app imports and lets in.", at=row.authorized_at)
    if test and not results.is_stale(test, row):
        account = next((s for s in results.stages(test) if s.key == "account"), None)
        if account and account.mark == "ok":
            return Check("ok", title, "A test join came through.", at=test.at)
        if account and account.mark == "bad":
            return Check("bad", "The keys are another Zoom account’s", account.words, "Test again",
                         url, test.at, for_owners=True)  # fmt: skip
    words = "Zoom tells it only to somebody who joins."
    return Check("none", f"{title}: not checked", words, "Test join", url, for_owners=True)


def _headers(now: datetime) -> Check:
    seen = headers.known(now)
    if seen is None or seen.value is None:
        words = "Our own public address could not be asked yet."
        at = seen.at if seen else None
        return Check("none", "Browser isolation: not checked", words, at=at)
    if seen.is_whole:
        words = "Gallery view and smooth video work in attendees’ browsers."
        return Check("ok", "Browser isolation reaches attendees", words, at=seen.at)
    words = (
        f"Something between this server and attendees takes {headers.HEADER} away. They can join, "
        "but gallery view and virtual backgrounds may be missing. Let the proxy pass it on."
    )
    return Check("warn", "Browser isolation does not reach attendees", words, at=seen.at)
