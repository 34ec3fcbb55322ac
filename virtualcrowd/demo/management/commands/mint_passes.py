import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import passes
from virtualcrowd.events.models import Attendee, Event

CROWD = "crowd{}@demo.example"
MOST = 100_000


class Command(BaseCommand):
    """Prints passes of a made-up crowd, for tools that press the door."""

    help = "Demo only: print one Cookie header a line, each of another attendee of the event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--event", required=True, help="shortcode of the event")
        parser.add_argument("--count", type=int, required=True, help=f"1 to {MOST:,}")

    def handle(self, *_args: Any, event: str, count: int, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Passes are minted by hand only in the demo (DEMO=1).")
        if not 1 <= count <= MOST:
            raise CommandError(f"--count takes 1 to {MOST:,}.")
        found = Event.objects.filter(shortcode=event).first()
        if found is None:
            raise CommandError(f'There is no event "{event}".')
        now = time.time()
        for attendee in crowd(found, count):
            self.stdout.write(f"Cookie: {passes.COOKIE}={passes.mint(attendee, now)}")


def crowd(event: Event, count: int) -> Iterator[Attendee]:
    """Return the first `count` of the event's crowd; those that are missing are made.

    They have no password, so a pass is their only way in.
    """
    ours = Attendee.objects.filter(event=event, email__regex=r"^crowd\d+@demo\.example$")
    there = ours.count()
    if there < count:
        _add(event, range(there + 1, count + 1))
    return ours.order_by("pk")[:count].iterator()


@transaction.atomic
def _add(event: Event, numbers: range) -> None:
    emails = [CROWD.format(number) for number in numbers]
    none = make_password(None)
    people = (User(email=email, password=none) for email in emails)
    User.objects.bulk_create(people, ignore_conflicts=True)
    users = User.objects.in_bulk(emails, field_name="email")
    Attendee.objects.bulk_create(
        Attendee(event=event, user=users[email], name=f"Visitor {number}", email=email)
        for number, email in zip(numbers, emails, strict=True)
    )
