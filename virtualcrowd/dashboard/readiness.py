"""Is everything ready? The checklist of Event home, from stored state alone.

What a provider knows of its own (connection, imports, meetings) it adds through the seam.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse

from virtualcrowd.agenda.models import PlanB, Session
from virtualcrowd.agenda.providers import Check, all_providers
from virtualcrowd.agenda.states import LATE
from virtualcrowd.common import upkeep
from virtualcrowd.common.templatetags.vc import on_at
from virtualcrowd.events.models import Event

MOST = 3  # sessions without a meeting that get a line each; of more, one line tells


@dataclass(frozen=True, slots=True)
class Readiness:
    """The lines of the checklist."""

    checks: list[Check]

    @property
    def todo(self) -> list[Check]:
        """What needs somebody, the worst first."""
        return self._of("bad") + self._of("warn")

    @property
    def bad(self) -> list[Check]:
        return self._of("bad")

    @property
    def passed(self) -> list[Check]:
        return self._of("ok")

    @property
    def later(self) -> list[Check]:
        """What cannot be said yet; it counts neither way."""
        return self._of("none")

    @property
    def total(self) -> int:
        return len(self.todo) + len(self.passed)

    @property
    def of_event(self) -> "Readiness":
        """The same without what sessions have among their own lines."""
        return Readiness([check for check in self.checks if not check.of_session])

    def _of(self, level: str) -> list[Check]:
        return [check for check in self.checks if check.level == level]


def of(event: Event, now: datetime) -> Readiness:
    """Return the checklist of the event, in as many queries whatever its size."""
    lines = [*_worker(event, now), _published(event), _time_zone(event)]
    lines += [*_agenda(event), *_without_meeting(event, now)]
    for provider in all_providers().values():
        lines += provider.checks(event, now)
    return Readiness([*lines, _people(event)])


def _worker(event: Event, now: datetime) -> list[Check]:
    """Without it much stands still, and nothing else on these pages tells."""
    since = upkeep.worker_gone_since(now)
    if since is None:
        return []
    words = (
        f"{on_at(since, event.timezone)} ({event.city}) was its last sign. Imports, mails and news "
        "from Zoom wait until it is back. Tell whoever runs this server."
    )
    return [Check("bad", "The server’s background work stands still", words)]


def _published(event: Event) -> Check:
    if event.is_published:
        return Check("ok", "The event is published", "Attendees can open it.")
    words = "Only staff see it. Publish it when attendees may look around."
    return Check("warn", "The event is a draft", words, "Publish", _url("event_settings", event))


def _time_zone(event: Event) -> Check:
    url = _url("event_settings", event)
    if event.timezone == "UTC":
        words = "Choose the event's own, unless UTC is meant."
        return Check("none", "The time zone is UTC", words, "Choose", url)
    words = f"{event.timezone}. Every time says which zone it is in."
    return Check("ok", "Time zone is set", words)


def _agenda(event: Event) -> list[Check]:
    count = event.sessions.aggregate(
        all=Count("pk"), published=Count("pk", filter=Q(is_published=True))
    )
    url = _url("agenda", event)
    if not count["all"]:
        words = "Attendees come for sessions; add the first one."
        return [Check("warn", "The agenda is empty", words, "Add sessions", url)]
    drafts = count["all"] - count["published"]
    if not count["published"]:
        title = f"All {drafts} sessions are drafts" if drafts > 1 else "The only session is a draft"
        return [Check("warn", title, "Attendees see nothing of the agenda yet.", "Publish", url)]
    noun = "session" if count["all"] == 1 else "sessions"
    hidden = f"{drafts} of them {'is a draft' if drafts == 1 else 'are drafts'}, not shown."
    return [Check("ok", f"{count['all']} {noun} in the agenda", hidden if drafts else "")]


def _without_meeting(event: Event, now: datetime) -> list[Check]:
    """Published sessions that nobody can join here: for want of a meeting, or by plan B."""
    is_elsewhere = Q(plan_b__in=[PlanB.LINK, PlanB.MESSAGE])
    found = Session.objects.filter(
        Q(provider="", plan_b="") | is_elsewhere,
        event=event,
        is_published=True,
        ends_at__gt=now - LATE,
    ).order_by("starts_at", "pk")
    bare = [session for session in found if not session.is_elsewhere]
    led = [_elsewhere(event, session) for session in found if session.is_elsewhere]
    return [*led, *_bare(event, bare)]


def _elsewhere(event: Event, session: Session) -> Check:
    words = "Attendees are sent another way. Take it back when they need not be any more."
    url = reverse("dashboard:session_embed", args=[event.shortcode, session.pk])
    return Check("warn", f"“{session}”: plan B is on", words, "Show", url, of_session=True)


def _bare(event: Event, found: list[Session]) -> list[Check]:
    """A line for each session without a meeting, or one for many."""
    if len(found) > MOST:
        words = f"“{found[0]}”, “{found[1]}” and {len(found) - 2} more. Nobody can join them yet."
        title = f"{len(found)} sessions have no meeting"
        url = _url("embed_many", event)
        return [Check("warn", title, words, "Find what fits", url, of_session=True)]
    return [
        Check(
            "warn",
            f"“{session}” has no meeting",
            f"{on_at(session.starts_at, event.timezone)} ({event.city}). Nobody can join it yet.",
            "Choose",
            reverse("dashboard:session_embed", args=[event.shortcode, session.pk]),
            of_session=True,
        )
        for session in found
    ]


def _people(event: Event) -> Check:
    count = event.attendees.filter(is_staff=False, is_blocked=False).aggregate(
        listed=Count("pk"), came=Count("pk", filter=Q(last_seen_at__isnull=False))
    )
    listed, came = count["listed"], count["came"]
    url = _url("people", event)
    if not listed:
        words = "Only people on the list get in. Add them by e-mail address."
        return Check("warn", "Nobody is on the list of attendees", words, "Add attendees", url)
    noun = "person" if listed == 1 else "people"
    words = f"{listed:,} {noun} on the list, {came:,} signed in at least once."
    return Check("ok", "Attendees can sign in", words, "Show", url)


def _url(name: str, event: Event) -> str:
    return reverse(f"dashboard:{name}", args=[event.shortcode])
