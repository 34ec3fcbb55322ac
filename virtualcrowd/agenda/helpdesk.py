"""People who cannot get in: what they tell reaches the staff, and the answer reaches them."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import HelpRequest, Session
from virtualcrowd.common import audit
from virtualcrowd.events.models import Attendee, Event

# What a browser may tell, in the words that the staff read.
FACTS = {
    "message": "What they were shown",
    "zoom": "What Zoom answered",
    "browser": "Browser",
    "screen": "Screen",
    "line": "Connection",
    "devices": "Camera and microphone",
}
MOST = 300  # characters of one fact
MOST_OPEN = 3  # requests of one attendee; an older one is settled then
# Meeting numbers, tokens, addresses with something behind them: none of it helps, all of it harms.
_SECRET = re.compile(r"\b\d[\d ]{7,}\d\b|\beyJ[\w.-]+|(?<=\?)\S+|\S{48,}")


@transaction.atomic
def ask(
    *, session: Session, attendee: Attendee, words: str, happened: Mapping[str, Any]
) -> HelpRequest:
    """Return the attendee's open request at this session, with what they tell now."""
    facts = {key: mask(f"{happened[key]}")[:MOST] for key in FACTS if happened.get(key)}
    found = open_of(session, attendee)
    if found is None:
        made = HelpRequest.objects.create(
            session=session, attendee=attendee, words=mask(words), happened=facts
        )
        _settle_older(attendee)
        return made
    found.words = mask(words) or found.words
    found.happened |= facts
    found.save(update_fields=["words", "happened"])
    return found


def _settle_older(attendee: Attendee) -> None:
    """Nobody fills the list, which others wait in, by asking at session after session."""
    rows = HelpRequest.objects.filter(attendee=attendee, settled_at=None)
    newest = rows.order_by("-pk").values_list("pk", flat=True)[:MOST_OPEN]
    rows.exclude(pk__in=list(newest)).update(settled_at=timezone.now())


def open_of(session: Session, attendee: Attendee) -> HelpRequest | None:
    """Return what the attendee asked at this session, if it is not settled."""
    return HelpRequest.objects.filter(session=session, attendee=attendee, settled_at=None).first()


def open_at(event: Event) -> QuerySet[HelpRequest]:
    """Return who still needs help at the event: unanswered ones first, who waits longest on top."""
    requests = HelpRequest.objects.filter(session__event=event, settled_at=None)
    # PostgreSQL would put those without an answer last.
    order = F("answered_at").asc(nulls_first=True), "created_at", "pk"
    return requests.select_related("session", "attendee").order_by(*order)


def waiting_at(event: Event) -> int:
    """Return how many calls for help nobody has answered yet."""
    rows = HelpRequest.objects.filter(session__event=event, settled_at=None, answered_at=None)
    return rows.count()


@transaction.atomic
def answer(*, request: HelpRequest, words: str, by: User) -> None:
    """Show the attendee what to do; another answer takes the place of the first."""
    request.answer, request.answered_by = words, str(by)
    request.answered_at = timezone.now()
    request.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(
        event=request.session.event,
        by=by,
        action="Answered a call for help",
        target=request.attendee,
        place=f"{request.session}",
        changes={"Answer": ("", words)},
    )


def settle(request: HelpRequest) -> None:
    """They are in, or need no help any more."""
    request.settled_at = timezone.now()
    request.save(update_fields=["settled_at"])


def mask(text: str) -> str:
    """Return the text without what could let somebody in."""
    return _SECRET.sub("•••", text)
