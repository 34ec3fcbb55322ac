"""Many attendees at once: from pasted lines or a CSV file to rows, each judged by itself."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models.functions import Lower

from virtualcrowd.accounts.models import User
from virtualcrowd.common import audit
from virtualcrowd.events.models import Attendee, Event, Group
from virtualcrowd.events.people import PLACE

BATCH = 400  # rows a query: below every database's limit of parameters
NAME_LIMIT, EMAIL_LIMIT, COMPANY_LIMIT = 64, 100, 120
_BARE = re.compile(r"[^>@]+@[^>]+$")  # what stands between < and >
_HEADINGS = {"email", "e-mail", "mail", "e-mail address", "email address"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be listed."""

    email: str
    name: str
    company: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A pasted line: either somebody, or what is wrong with it."""

    number: int
    text: str
    person: Person | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """How many were new, and how many were listed before."""

    new: int
    known: int


def parse(text: str) -> list[Line]:
    """Return the lines of "name, e-mail" or a CSV file; empty ones and a heading are left out."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        cells = _cells(raw)
        is_heading = not lines and any(cell.casefold() in _HEADINGS for cell in cells)
        if any(cells) and not is_heading:
            lines.append(_line(number, raw.strip(), cells))
    return lines


def _cells(raw: str) -> list[str]:
    name, mark, email = raw.rstrip().removesuffix(",").rstrip().rpartition("<")
    if mark and email.endswith(">") and _BARE.match(email.removesuffix(">")):
        return [name.strip().strip(' "'), email.removesuffix(">").strip()]
    mark = max("\t;,", key=raw.count)
    try:
        row = next(csv.reader([raw], delimiter=mark, skipinitialspace=True), [])
    except csv.Error:
        row = raw.split(mark)
    return [cell.strip().lstrip("\ufeff") for cell in row]


def _line(number: int, text: str, cells: list[str]) -> Line:
    emails = [cell for cell in cells if "@" in cell]
    if not emails:
        return Line(number, text, error="There is no e-mail address in it.")
    email = emails[0].lower()
    others = [cell for cell in cells if cell and cell != emails[0]]
    name = others[0] if others else email.partition("@")[0].replace(".", " ").title()
    company = others[1] if len(others) > 1 else ""
    if error := _error(email, name, company):
        return Line(number, text, error=error)
    return Line(number, text, Person(email, name, company))


def _error(email: str, name: str, company: str) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return f"“{email[:EMAIL_LIMIT]}” is not an e-mail address."
    if len(email) > EMAIL_LIMIT:
        return f"The address is longer than {EMAIL_LIMIT} characters."
    if len(name) > NAME_LIMIT:
        return f"The name is longer than {NAME_LIMIT} characters, which is Zoom's limit."
    if len(company) > COMPANY_LIMIT:
        return f"The company is longer than {COMPANY_LIMIT} characters."
    return ""


@transaction.atomic
def add(*, event: Event, people: Iterable[Person], groups: Iterable[Group], by: User) -> Added:
    """Put people on the list; who is listed already is left as they are. A few queries a batch."""
    unique = {person.email: person for person in reversed(list(people))}
    new: list[Attendee] = []
    for batch in batched(reversed(unique.values()), BATCH):
        new += _add_batch(event, batch)
    members = Attendee.groups.through
    members.objects.bulk_create(
        (members(attendee_id=one.pk, group_id=group.pk) for group in groups for one in new),
        batch_size=BATCH,
    )
    if new:
        words = f"{new[0]}" if len(new) == 1 else f"{len(new)} people"
        audit.record(event=event, by=by, action="Added attendees", target=words, place=PLACE)
    return Added(len(new), len(unique) - len(new))


def _add_batch(event: Event, batch: Iterable[Person]) -> list[Attendee]:
    wanted = {person.email: person for person in batch}
    users = dict(_users(wanted))
    missing = [
        User(email=email, name=person.name, password=make_password(None))
        for email, person in wanted.items()
        if email not in users
    ]
    users |= {user.email: user for user in User.objects.bulk_create(missing)}
    listed = set(
        Attendee.objects.filter(event=event, user__in=users.values()).values_list("user", flat=True)
    )
    return Attendee.objects.bulk_create(
        Attendee(event=event, user=user, name=person.name, email=user.email, company=person.company)
        for email, person in wanted.items()
        if (user := users[email]).pk not in listed
    )


def _users(wanted: Iterable[str]) -> Iterator[tuple[str, User]]:
    found = User.objects.annotate(small=Lower("email")).filter(small__in=list(wanted))
    for user in found:
        yield user.email.lower(), user
