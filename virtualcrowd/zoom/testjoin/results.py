"""How the last Test join ended: kept per connection, and stale once the keys or the SDK change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.providers import Check
from virtualcrowd.common.templatetags.vc import on_at
from virtualcrowd.zoom.advice_test_join import OUTCOMES, REASONS, STAGES
from virtualcrowd.zoom.models import Connection, LibraryItem
from virtualcrowd.zoom.setup_models import JoinTest
from virtualcrowd.zoom.support import redact

type Outcome = Literal["joined", "waited", "failed"]
type Mark = Literal["ok", "warn", "bad", "none"]

SALT = "virtualcrowd.zoom.test-join"
# What a stop says nothing about, though it stands before it: Zoom asks for the passcode first.
UNPROVEN = {"passcode": {"account"}, "host": {"account"}}
IN_MEETING = ("locked", "full", "ended", "removed", "busy")  # refused inside: the account was fine


@dataclass(frozen=True, slots=True)
class Told:
    """What the organiser's browser says of a test; `reached` is the last stage that worked."""

    outcome: Outcome
    reached: str = ""
    reason: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A line of the result."""

    key: str
    title: str
    words: str
    mark: Mark


def fingerprint(connection: Connection) -> str:
    """Return what changes with the pair that signs, and tells nothing of it."""
    pair = "\0".join(connection.signing_pair)
    return salted_hmac(SALT, pair, algorithm="sha256").hexdigest()


def save(
    *, connection: Connection, item: LibraryItem, told: Told, by: User, now: datetime
) -> JoinTest:
    """Return the result, kept over the one before unless that proves more and still holds."""
    fields = {
        "at": now,
        "by": by,
        "topic": item.shown_title[:300],
        "outcome": told.outcome,
        "stage": _stage(told),
        "reason": told.reason,
        "answer": redact.text(told.answer, (item.passcode,)),
        "sdk_version": settings.ZOOM_SDK_VERSION,
        "keys": fingerprint(connection),
    }
    last = of(connection)
    is_proven = last and last.outcome == "joined" and not is_stale(last, connection)
    if told.outcome == "waited" and is_proven:
        return JoinTest(connection=connection, **fields)
    return JoinTest.objects.update_or_create(connection=connection, defaults=fields)[0]


def _stage(told: Told) -> str:
    """Where it ended: by its reason, else the stage after the last that worked."""
    if told.outcome == "waited":
        return "joined" if told.reached == "host" else "host"  # in a waiting room, or outside
    keys = list(STAGES)
    if told.outcome == "joined":
        return told.reached if told.reached in ("joined", "left") else "joined"
    if stage := REASONS[told.reason].stage:
        return stage
    after = keys.index(told.reached) + 1 if told.reached in keys else 0
    return keys[min(after, len(keys) - 1)]


def of(connection: Connection) -> JoinTest | None:
    """Return the last test, if there was one."""
    return JoinTest.objects.filter(connection=connection).select_related("by").first()


def is_stale(test: JoinTest, connection: Connection) -> bool:
    """Were the keys or Zoom's client changed since?"""
    same_keys = constant_time_compare(test.keys, fingerprint(connection))
    return not same_keys or test.sdk_version != settings.ZOOM_SDK_VERSION


def stages(test: JoinTest | None) -> list[Stage]:
    """Return every stage with how it went; without a test, none went at all."""
    keys = list(STAGES)
    end = keys.index(test.stage) if test else -1
    return [
        Stage(key, *STAGES[key], mark=_mark(test, key, place - end) if test else "none")
        for place, key in enumerate(keys)
    ]


def _mark(test: JoinTest, key: str, distance: int) -> Mark:
    if distance > 0:
        # Went in, but was not seen leaving: the window was closed, or Zoom kept it.
        return "warn" if test.outcome == "joined" else "none"
    if distance == 0:
        ends: dict[str, Mark] = {"joined": "ok", "waited": "warn", "failed": "bad"}
        return ends[test.outcome]
    is_inside = test.outcome == "joined" or test.reason in IN_MEETING
    if key in UNPROVEN.get(test.stage, ()) and not is_inside:
        return "none"
    return "ok"


def check(connection: Connection) -> Check:
    """Return the line for readiness and health, in one query."""
    test, event = of(connection), connection.event
    url = reverse("zoom:test_join", args=[event.shortcode])
    if test is None:
        words = "One click joins a meeting as an attendee would, before they do."
        return Check("none", "Test join not done yet", words, "Test join", url, for_owners=True)
    when = f"{on_at(test.at, event.timezone)} ({event.city}), Zoom’s client {test.sdk_version}"
    if is_stale(test, connection):
        words = f"Last done {when}; the keys or the client changed since."
        return Check(
            "warn", "Test join is out of date", words, "Test join", url, test.at, for_owners=True
        )
    if test.outcome == "failed":
        words = f"{when}. {REASONS[test.reason].words}"
        title = f"Test join: {REASONS[test.reason].title}"
        return Check("bad", title, words, "Test again", url, test.at, for_owners=True)
    if test.outcome == "waited":
        title = f"Test join: {OUTCOMES['waited'].title}"
        return Check("ok", title, f"{when}.", "Test again", url, test.at, for_owners=True)
    return Check(
        "ok", "Test join done", f"{when}. {test.topic}", "Show", url, test.at, for_owners=True
    )


def in_a_line(connection: Connection) -> str:
    """Return the last result for a report; times are UTC."""
    test = of(connection)
    if test is None:
        return "not done"
    stale = ", out of date" if is_stale(test, connection) else ""
    reason = f" at {test.stage} ({test.reason})" if test.reason else ""
    said = f": {test.answer}" if test.answer else ""
    return f"{test.outcome}{reason} {test.at:%Y-%m-%d %H:%M} UTC, {test.sdk_version}{stale}{said}"
