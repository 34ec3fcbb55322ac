"""Put many meetings behind many sessions: proposals first, then all of them or none."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import matching, providers, sessions
from virtualcrowd.agenda.matching import Match
from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.events.models import Event


class NotEmbedded(Exception):
    """One could not be embedded, so none was; reads as a sentence for the organiser."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """What could be embedded, and sessions that nothing fits."""

    matches: list[Match]
    without: list[Session]


def proposals(event: Event, now: datetime) -> Proposals:
    """Return what fits the sessions to come that have no meeting, in a fixed number of queries."""
    every = list(event.sessions.order_by("starts_at", "pk"))
    ahead = [session for session in every if session.ends_at > now]
    bare = [session for session in ahead if not session.provider and not session.is_elsewhere]
    behind = providers.embedded(every)
    taken = {
        f"{session.provider}:{behind[session.pk].value}"
        for session in every
        if session.pk in behind
    }
    offered = [
        (slug, choice)
        for slug, provider in providers.all_providers().items()
        for choice in provider.choices(event, None)
    ]
    matches = matching.propose(bare, offered, taken)
    matched = {match.session.pk for match in matches}
    return Proposals(matches, [session for session in bare if session.pk not in matched])


@transaction.atomic
def embed(*, event: Event, picks: dict[int, str], by: User) -> int:
    """Embed `picks`, session id → "zoom:17"; returns how many.

    Raises:
        NotEmbedded: with the session and why; nothing was changed.
    """
    rows = Session.objects.select_for_update(of=("self",)).select_related("event")
    found = rows.filter(event=event, pk__in=picks).order_by("starts_at", "pk")
    known = {session.pk: session for session in found}
    if missing := set(picks) - set(known):
        raise NotEmbedded(f"{len(missing)} of the sessions were deleted meanwhile.")
    for session in known.values():
        if session.provider:
            raise NotEmbedded(f"“{session}” got a meeting meanwhile.")
        provider, _, value = picks[session.pk].partition(":")
        try:
            sessions.set_joining(
                session=session,
                provider=provider,
                value=value,
                lobby_minutes=session.lobby_minutes,
                by=by,
            )
        except AttachRefused as error:
            raise NotEmbedded(f"“{session}”: {error}") from error
    return len(known)
