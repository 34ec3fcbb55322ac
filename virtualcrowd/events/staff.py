"""Staff of an event: who may open its dashboard, and what they may do there."""

from django.core.mail import send_mail
from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events import people
from virtualcrowd.events.models import Attendee, Event, Role, StaffMember


class LastOwner(Exception):
    """An event keeps at least one owner."""


class AlreadyStaff(Exception):
    """The person has dashboard access; change their role instead."""


def mail_owners(event: Event, subject: str, words: str) -> None:
    """Send each owner who may sign in an e-mail of their own.

    Raises:
        OSError: the mail server could not be reached; some may have got theirs.
    """
    owners = User.objects.filter(
        staff_roles__event=event, staff_roles__role=Role.OWNER, is_active=True
    )
    for address in owners.values_list("email", flat=True):
        send_mail(subject, words, None, [address])


@transaction.atomic
def add(*, event: Event, email: str, role: Role, by: User) -> StaffMember:
    """Give the person with this address dashboard access; somebody new is made.

    Raises:
        AlreadyStaff: they have it.
    """
    user = people.user_with(email)
    member, is_new = StaffMember.objects.get_or_create(
        event=event, user=user, defaults={"role": role}
    )
    if not is_new:
        raise AlreadyStaff
    _record(member, "Gave dashboard access", "no access", role.label, by)
    people.sign_out(user)  # what a personal link has opened for them closes; who signed in stays
    return member


@transaction.atomic
def set_role(*, member: StaffMember, role: Role, by: User) -> None:
    """Change what somebody may do.

    Raises:
        LastOwner: it would leave the event without an owner.
    """
    before = member.get_role_display()
    if member.role == role:
        return
    if role != Role.OWNER:
        _keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role"])
    _record(member, "Changed dashboard access", before, role.label, by)


@transaction.atomic
def remove(*, member: StaffMember, by: User) -> None:
    """Take dashboard access away, and with it the look at the front end.

    Raises:
        LastOwner: it would leave the event without an owner.
    """
    _keep_an_owner(member)
    _record(member, "Removed dashboard access", member.get_role_display(), "no access", by)
    for looker in Attendee.objects.filter(event=member.event, user=member.user, is_staff=True):
        people.forget(looker)
    member.delete()


def _keep_an_owner(member: StaffMember) -> None:
    owners = StaffMember.objects.select_for_update().filter(event=member.event, role=Role.OWNER)
    # All of them are locked, so that two owners cannot remove each other at the same moment.
    if {owner.pk for owner in owners} == {member.pk}:
        raise LastOwner


def _record(member: StaffMember, action: str, before: str, after: str, by: User) -> None:
    audit.record(
        event=member.event,
        by=by,
        action=action,
        target=member.user,
        place=people.PLACE,
        changes={"Role": (before, after)},
    )
