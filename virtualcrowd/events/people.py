"""Attendees of an event: who may enter its front end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Attendee, Event, Group, StaffMember

PLACE = "People"
SEEN_EVERY = timedelta(minutes=5)
GONE = 2**31  # above every version: no pass counts


def user_with(email: str, *, name: str = "") -> User:
    """Return the person with this address, made if new; new ones sign in by e-mailed code."""
    found = User.objects.filter(email__iexact=email.strip()).first()
    return found or User.objects.create_user(email, name=name)


def attendee_for(*, user: User, event: Event, now: datetime) -> Attendee | None:
    """Return who `user` is at `event`, or None if they may not attend.

    Staff are let in to look at the front end, also before the event is published, and only as
    long as they are staff.
    """
    roles = StaffMember.objects.filter(event=event, user=user)
    listed = Attendee.objects.filter(event=event, user=user)
    found = listed.annotate(has_role=Exists(roles)).first()  # one query: every page asks
    works_here = user.is_superuser or (found.has_role if found else roles.exists())
    attendee: Attendee | None = found
    if attendee is None and works_here:
        attendee = Attendee.objects.create(
            event=event, user=user, name=str(user)[:64], email=user.email, is_staff=True
        )
    if attendee is None or not _is_let_in(attendee, event, works_here=works_here):
        return None
    if attendee.last_seen_at is None or now - attendee.last_seen_at > SEEN_EVERY:
        Attendee.objects.filter(pk=attendee.pk).update(last_seen_at=now)
    return attendee


def may_attend(attendee: Attendee) -> bool:
    """Is who was listed once still let in? For those who come without signing in: calendars."""
    user, event = attendee.user, attendee.event
    works_here = user.is_superuser or event.staff.filter(user=user).exists()
    return user.is_active and _is_let_in(attendee, event, works_here=works_here)


def _is_let_in(attendee: Attendee, event: Event, *, works_here: bool) -> bool:
    is_guest = event.is_published and not attendee.is_staff
    return not attendee.is_blocked and (works_here or is_guest)


@transaction.atomic
def add_attendee(  # noqa: PLR0913 - the columns of the form
    *,
    event: Event,
    email: str,
    name: str,
    by: User | None,
    company: str = "",
    groups: Iterable[Group] = (),
) -> tuple[Attendee, bool]:
    """Return (attendee, whether they are new). Somebody already listed is left as they are."""
    user = user_with(email, name=name)
    attendee, is_new = Attendee.objects.get_or_create(
        event=event,
        user=user,
        defaults={"name": name[:64], "email": user.email, "company": company},
    )
    if is_new:
        attendee.groups.set(groups)
        audit.record(event=event, by=by, action="Added an attendee", target=attendee, place=PLACE)
    return attendee, is_new


@transaction.atomic
def change_attendee(
    *, attendee: Attendee, name: str, company: str, groups: Iterable[Group], by: User
) -> None:
    """Take over what the organiser knows of somebody. Passes tell name and groups: new ones."""
    chosen = list(groups)
    before = _words(attendee, attendee.groups.all())
    attendee.name, attendee.company = name, company
    attendee.save(update_fields=["name", "company"])
    attendee.groups.set(chosen)
    changes = audit.changed(before, _words(attendee, chosen))
    if not changes:
        return
    audit.record(
        event=attendee.event,
        by=by,
        action="Changed an attendee",
        target=attendee,
        place=PLACE,
        changes=changes,
    )
    if {"Name", "Groups"} & changes.keys():
        revoke_passes(attendee)


def choose_name(*, attendee: Attendee, name: str) -> None:
    """Take over what somebody wants to be called in meetings; "" is the name on the list."""
    attendee.shown_name = name
    attendee.save(update_fields=["shown_name"])


@transaction.atomic
def set_blocked(*, attendee: Attendee, is_blocked: bool, by: User) -> None:
    """Keep somebody on the list out, or let them in again; what they have open closes."""
    if attendee.is_blocked == is_blocked:
        return
    attendee.is_blocked = is_blocked
    attendee.save(update_fields=["is_blocked"])
    action = "Blocked an attendee" if is_blocked else "Unblocked an attendee"
    audit.record(event=attendee.event, by=by, action=action, target=attendee, place=PLACE)
    revoke_passes(attendee)


@transaction.atomic
def revoke_passes(attendee: Attendee) -> None:
    """Make every pass of the attendee worthless, on every node, at once."""
    Attendee.objects.filter(pk=attendee.pk).update(pass_version=F("pass_version") + 1)
    attendee.refresh_from_db(fields=["pass_version"])
    bus.publish(
        "revoked",
        {"attendee": attendee.pk, "version": attendee.pass_version},
        event_id=attendee.event_id,
    )


@transaction.atomic
def sign_out(user: User) -> None:
    """Make the passes that somebody leaves in browsers worthless; who stays elsewhere gets new."""
    for attendee in Attendee.objects.filter(user=user):
        revoke_passes(attendee)


@transaction.atomic
def remove_attendee(*, attendee: Attendee, by: User) -> None:
    """Take somebody off the list; their way in closes at once."""
    audit.record(
        event=attendee.event, by=by, action="Removed an attendee", target=attendee, place=PLACE
    )
    forget(attendee)


@transaction.atomic
def forget(attendee: Attendee) -> None:
    """Delete the row and make its passes worthless."""
    bus.publish("revoked", {"attendee": attendee.pk, "version": GONE}, event_id=attendee.event_id)
    attendee.delete()


def _words(attendee: Attendee, groups: Iterable[Group]) -> dict[str, str]:
    return {
        "Name": attendee.name,
        "Company": attendee.company,
        "Groups": ", ".join(sorted(group.name for group in groups)),
    }
