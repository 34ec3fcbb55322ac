"""Zoom behind the seam: each method hands over to the module that owns the rule."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.passes import Pass
from virtualcrowd.agenda.providers import (
    Check,
    Choice,
    Embedded,
    HookAnswer,
    HookKey,
    Panel,
    Tile,
)
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import embeds, readiness, tickets, webhooks
from virtualcrowd.zoom.board import of_session


class ZoomProvider:
    """What the core and the door ask of Zoom (`agenda.providers.MeetingProvider`)."""

    slug = "zoom"
    label = "zoom meetings & webinars"
    library_name = readiness.LIBRARY

    def library_url(self, event: Event) -> str:
        return reverse("zoom:library", args=[event.shortcode])

    def tile(self, event: Event) -> Tile:
        return readiness.tile(event)

    def checks(self, event: Event, now: datetime) -> list[Check]:
        return readiness.checks(event, now)

    def session_checks(
        self, event: Event, now: datetime, session_id: int | None = None
    ) -> dict[int, list[Check]]:
        return of_session.checks(event, now, session_id)

    def choices(self, event: Event, session: Session | None) -> list[Choice]:
        return embeds.choices(event, session)

    def embedded(self, sessions: Iterable[Session]) -> dict[int, Embedded]:
        return embeds.embedded(sessions)

    def preview(self, session: Session, value: str) -> Embedded | None:
        return embeds.preview(session, value)

    def attach(self, *, session: Session, value: str, by: User) -> None:
        embeds.attach(session=session, value=value, by=by)

    def panel(self, session: Session) -> Panel | None:
        return embeds.panel(session)

    def load_tickets(self, event_id: int) -> Mapping[int, tickets.TicketFacts]:
        return tickets.load(event_id)

    def ticket(self, facts: tickets.TicketFacts, holder: Pass, now: float) -> dict[str, Any]:
        return tickets.ticket(facts, holder, now)

    def load_hook(self, token: str) -> HookKey | None:
        return webhooks.load_hook(token)

    def judge_hook(
        self, key: HookKey, raw: bytes, headers: Mapping[str, str], now: float
    ) -> HookAnswer:
        return webhooks.judge(key, raw, headers, now)

    def hooks_stored(self) -> None:
        webhooks.stored()
