"""Do what a plan says: all of it or nothing."""

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import sessions, tracks
from virtualcrowd.agenda.models import Session, Track
from virtualcrowd.agenda.providers import AttachRefused
from virtualcrowd.agenda.sheet import plan as plans
from virtualcrowd.agenda.sheet.cells import Wanted
from virtualcrowd.agenda.sheet.plan import Line, Plan
from virtualcrowd.events.models import Event

COLOURS = 5


class Overtaken(Exception):
    """The agenda changed since the plan was shown; `plan` is what the table would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The agenda changed meanwhile.")
        self.plan = plan


class RowRefused(Exception):
    """A row cannot be done after all, so none was; reads as a sentence for the organiser."""

    def __init__(self, line: Line, reason: str) -> None:
        super().__init__(f"Row {line.number}, “{line.title}”: {reason} Nothing was changed.")


@transaction.atomic
def apply(*, event: Event, rows: list[list[str]], fingerprint: str, by: User) -> Plan:
    """Bring the agenda to what the rows say; returns what was done.

    Raises:
        Overtaken: it would not do what somebody was shown; nothing was changed.
        RowRefused: a meeting cannot be attached; nothing was changed.
        BadFile: the rows are no agenda.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    plan = plans.of(event, rows)
    if plan.fingerprint != fingerprint or plan.wrong:
        raise Overtaken(plan)
    known = _tracks(event, plan.new_tracks, by)
    for line in plan.to_do:
        try:
            _do(event, line, known, by)
        except AttachRefused as error:
            raise RowRefused(line, str(error)) from error
    return plan


def _tracks(event: Event, new: list[str], by: User) -> dict[str, Track]:
    count = event.tracks.count()
    for number, name in enumerate(new, start=count):
        tracks.add(event=event, name=name, colour=number % COLOURS + 1, by=by)
    return {track.name.casefold(): track for track in event.tracks.all()}


def _do(event: Event, line: Line, known: dict[str, Track], by: User) -> None:
    wanted = line.wanted
    if wanted is None:
        return
    details = _details(line.session, wanted, known)
    if line.session is None:
        session = sessions.create(event=event, details=details, by=by)
    else:
        session = line.session
        sessions.update(session=session, details=details, by=by)
    changed = {name for name, _, _ in line.changes}
    if "Meeting" in changed:
        sessions.set_joining(
            session=session,
            provider=wanted.provider or session.provider,
            value=wanted.value,
            lobby_minutes=session.lobby_minutes,
            by=by,
        )
    if wanted.is_published is not None:
        sessions.publish(session=session, is_published=wanted.is_published, by=by)


def _details(session: Session | None, wanted: Wanted, known: dict[str, Track]) -> sessions.Details:
    """Return the session's details with what the table has a column for."""
    if wanted.starts_at is None or wanted.ends_at is None:
        raise AssertionError("A row without times is wrong.")
    track = session.track if session else None
    if wanted.track is not None:
        track = known.get(wanted.track.casefold())
    return sessions.Details(
        title=wanted.title,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        description=_or(wanted.description, session.description if session else ""),
        track=track,
        location=_or(wanted.location, session.location if session else ""),
        art=session.art if session else "",
        groups=list(session.groups.all()) if session else [],
    )


def _or(wanted: str | None, there: str) -> str:
    return there if wanted is None else wanted
