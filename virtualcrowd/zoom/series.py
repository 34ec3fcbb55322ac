"""The series mapper: one session for each date of a recurring meeting, created or matched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import sessions as agenda
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.zoom import embeds
from virtualcrowd.zoom.models import Embed, LibraryItem, Occurrence

NEAR = timedelta(minutes=15)
SKIP, CREATE = "skip", "create"
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """What happens to one date: `choice` is "skip", "create", or a session's id."""

    date: Occurrence
    choice: str
    linked: Session | None = None  # it has its session already
    options: list[Session] = field(default_factory=list)  # of that day, without a meeting

    @property
    def is_open(self) -> bool:
        return self.linked is None and not self.date.is_deleted


class NotMapped(Exception):
    """A choice that cannot be: the argument says which, in words. Nothing has changed."""


def proposals(item: LibraryItem, now: datetime) -> list[Proposal]:
    """Return every date that is not over, with what fits it best."""
    dates = [date for date in item.dates.all() if date.ends_at > now]
    linked = _linked(item, dates)
    free = list(
        Session.objects.filter(event=item.event_id, zoom_embed=None, provider="").order_by(
            "starts_at", "pk"
        )
    )
    return [_proposal(item, date, linked.get(date.pk), free) for date in dates]


def _linked(item: LibraryItem, dates: list[Occurrence]) -> dict[int, Session]:
    """Return the session of each date; one that plan B leads elsewhere comes back to its date."""
    away = Session.objects.filter(
        event=item.event_id, plan_b_before__value__startswith=f"{item.pk}{embeds.OF_DATE}"
    )
    waiting = {one.plan_b_before["value"]: one for one in away}
    held = {date.pk: waiting.get(f"{item.pk}{embeds.OF_DATE}{date.pk}") for date in dates}
    linked = Embed.objects.filter(date__in=dates).select_related("session")
    return {pk: one for pk, one in held.items() if one} | {
        embed.date_id: embed.session for embed in linked if embed.date_id
    }


def _proposal(
    item: LibraryItem, date: Occurrence, linked: Session | None, free: list[Session]
) -> Proposal:
    day = [one for one in free if abs(one.starts_at - date.starts_at) < timedelta(hours=12)]
    if linked or date.is_deleted:
        return Proposal(date, SKIP, linked, [])
    fits = [one for one in day if abs(one.starts_at - date.starts_at) <= NEAR]
    fits.sort(key=lambda one: (not _same_title(one, item), abs(one.starts_at - date.starts_at)))
    if not date.is_wanted:
        return Proposal(date, SKIP, None, day)
    return Proposal(date, str(fits[0].pk) if fits else CREATE, None, day)


def _same_title(session: Session, item: LibraryItem) -> bool:
    titles = {item.topic.casefold(), item.shown_title.casefold()}
    return session.title.casefold() in titles


@transaction.atomic
def apply(
    *, item: LibraryItem, choices: Mapping[int, str], track: Track | None, by: User, now: datetime
) -> int:
    """Create or match the sessions, all or none of them; return how many.

    Raises:
        NotMapped: a choice names what is not there any more, or one session twice.
        AttachRefused: attendees could not join the item.
    """
    done = 0
    taken: set[int] = set()
    for proposal in proposals(item, now):
        choice = choices.get(proposal.date.pk, SKIP)
        if choice == SKIP or not proposal.is_open:
            continue
        session = _session_for(item, proposal, choice, track, by)
        if session.pk in taken:
            raise NotMapped(f"“{session}” was chosen for two dates. Choose it for one.")
        taken.add(session.pk)
        embeds.attach(session=session, value=str(item.pk), by=by)
        Embed.objects.filter(session=session).update(date=proposal.date)
        done += 1
    return done


def _session_for(
    item: LibraryItem, proposal: Proposal, choice: str, track: Track | None, by: User
) -> Session:
    if choice == CREATE:
        details = agenda.Details(
            title=item.shown_title[:LONGEST_TITLE],
            starts_at=proposal.date.starts_at,
            ends_at=proposal.date.ends_at,
            track=track,
        )
        return agenda.create(event=item.event, details=details, by=by)
    found = next((one for one in proposal.options if str(one.pk) == choice), None)
    if found is None:
        raise NotMapped("One of the sessions has a meeting now, or is gone. Look again.")
    return found
