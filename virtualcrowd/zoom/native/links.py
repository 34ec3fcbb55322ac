"""The ways in beside the browser, Zoom's app and phones: for who may enter, and nobody else.

Made at the press of a button and never put into a page, because they carry the passcode.
The schemes are the Zoom client URL schemes; where no app is installed nothing opens.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from virtualcrowd.agenda import entry
from virtualcrowd.agenda.entry import Verdict
from virtualcrowd.agenda.models import JoinEntry, Session
from virtualcrowd.events.models import Attendee
from virtualcrowd.zoom import library, tickets
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem

OPEN = {Verdict.OPEN, Verdict.UNKNOWN}
NOTED = timedelta(minutes=1)  # who presses again within it is not written down again
DESKTOP, PHONE = "zoommtg", "zoomus"


def is_offered(item: LibraryItem, session: Session) -> bool:
    """May people of the event go in by app or phone, as far as the organisers go?

    Not where each needs a registration: the way in would be everybody's.
    """
    is_joinable = not item.obstacle and not library.is_deleted(item)
    return session.event.allow_app and is_joinable and not item.needs_registration


def let_in(
    *, session: Session, attendee: Attendee, now: datetime
) -> tuple[LibraryItem | None, Verdict]:
    """Return (the meeting, the verdict); no meeting for who may not enter now.

    Who may is written down as somebody who joined.
    """
    embeds = Embed.objects.filter(session=session).exclude(date__is_deleted=True)
    embed = embeds.select_related("item").first()
    # As the door has it: after a disconnect nobody gets in, though what is embedded stays.
    connection = Connection.objects.filter(
        event=session.event_id, status__in=tickets.SIGNING
    ).first()
    if embed is None or connection is None or not is_offered(embed.item, session):
        return None, Verdict.NO_MEETING
    verdict = entry.decide(
        entry.facts_of(session, session.groups.values_list("pk", flat=True)),
        groups=frozenset(attendee.groups.values_list("pk", flat=True)),
        is_staff=attendee.is_staff,
        hears_start=tickets.hears_start(embed.item, connection),
        now=now.timestamp(),
    )
    if verdict not in OPEN:
        return None, verdict
    joins = JoinEntry.objects.filter(session=session, attendee=attendee)
    if not joins.filter(at__gt=now - NOTED).exists():
        JoinEntry.objects.create(session=session, attendee=attendee, at=now)
    return embed.item, verdict


def app_link(item: LibraryItem, attendee: Attendee, *, is_phone: bool) -> str:
    """Return the link that opens the meeting in Zoom's app. Only for who was let in."""
    said = {"confno": item.zoom_id, "pwd": item.passcode, "uname": attendee.joins_as}
    query = urlencode({"action": "join"} | {key: value for key, value in said.items() if value})
    return f"{PHONE if is_phone else DESKTOP}://zoom.us/join?{query}"
