"""Which meeting or webinar stands behind a session: the Embed tab's rules."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Prefetch
from django.urls import reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.agenda.providers import AttachRefused, Check, Choice, Embedded, Panel
from virtualcrowd.common import audit, bus
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice, embed_checks, in_zoom, library, sdk, tickets
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem, Occurrence
from virtualcrowd.zoom.native import links

PROVIDER = "zoom"
NEAR = timedelta(minutes=15)
BEST = "Best fit for this time"
REFUSED = "Cannot be used"
GROUPS = {LibraryItem.Kind.MEETING.value: "Meetings", LibraryItem.Kind.WEBINAR.value: "Webinars"}
PLACE = "Agenda, Embed"
OF_DATE = "."  # "12.34": item 12 on its date 34


def choices(event: Event, session: Session | None) -> list[Choice]:
    """Return the drop-down's rows: what fits the session first, what cannot be used last."""
    current = Embed.objects.filter(session=session, item=OuterRef("pk"))
    elsewhere = Embed.objects.filter(item=OuterRef("pk")).exclude(session=session)
    items = (
        LibraryItem.objects.filter(event=event)
        .annotate(is_current=Exists(current), is_elsewhere=Exists(elsewhere))
        .order_by(F("starts_at").asc(nulls_last=True), "topic", "pk")
        .defer("passcode", "agenda", "description")
    )
    rows = [_choice(item, event, session) for item in items]
    order = [BEST, *GROUPS.values(), REFUSED]
    return sorted(rows, key=lambda row: order.index(row.group))


def _choice(item: LibraryItem, event: Event, session: Session | None) -> Choice:
    # What is chosen already stays choosable, or saving the tab would silently take it away.
    refused = "" if getattr(item, "is_current", False) else _refusal(item)
    group = GROUPS[item.kind]
    if refused:
        group = REFUSED
    elif session and _fits(item, session):
        group = BEST
    return Choice(
        value=str(item.pk),
        label=_label(item, event, refused),
        group=group,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        state=_problem(item)[0],
        refused=refused,
        title=item.shown_title,
        number=item.zoom_id,
    )


def _label(item: LibraryItem, event: Event, refused: str) -> str:
    """ "Title · Wed 13:15 · 823 9014 5571"."""
    when = "no fixed time"
    if item.starts_at:
        when = dateformat.format(item.starts_at.astimezone(event.tz), "D H:i")
    label = f"{item.shown_title} · {when} · {item.spaced_number}"
    return f"{label} ({refused})" if refused else label


def _fits(item: LibraryItem, session: Session) -> bool:
    """Does it start when the session does, or bear its title, and is it not used elsewhere?"""
    if getattr(item, "is_elsewhere", False):
        return False
    titles = {item.topic.casefold(), item.shown_title.casefold()}
    is_near = item.starts_at is not None and abs(item.starts_at - session.starts_at) <= NEAR
    return is_near or session.title.casefold() in titles


def _refusal(item: LibraryItem) -> str:
    return _problem(item)[1]


def _problem(item: LibraryItem) -> tuple[str, str]:
    """Return (key of the state vocabulary, its words) of why it cannot be joined, or two ""."""
    if library.is_deleted(item):
        return "deleted", "Deleted in Zoom"
    if item.obstacle:
        return "unsupported", advice.OBSTACLES[item.obstacle].title
    return "", ""


def embedded(sessions: Iterable[Session]) -> dict[int, Embedded]:
    """Session id → what stands behind it, in one query."""
    embeds = (
        Embed.objects.filter(session__in=[session.pk for session in sessions])
        .select_related("item__event", "date")
        .defer("item__passcode", "item__agenda", "item__description")
    )
    return {embed.session_id: _embedded(embed.item, date=embed.date) for embed in embeds}


def _embedded(
    item: LibraryItem, checks: Iterable[Check] = (), date: Occurrence | None = None
) -> Embedded:
    problem, problem_label = _problem(item)
    if date and date.is_deleted and not problem:
        problem, problem_label = "deleted", "Date deleted in Zoom"
    return Embedded(
        value=str(item.pk),
        kind=item.get_kind_display(),
        title=item.shown_title,
        number=item.spaced_number,
        host=item.host_email,
        starts_at=date.starts_at if date else item.starts_at,
        ends_at=date.ends_at if date else item.ends_at,
        url=reverse("zoom:item", args=[item.event.shortcode, item.pk]),
        image_url=item.image.url if item.image else "",
        problem=problem,
        problem_label=problem_label,
        checks=list(checks),
        way_back=f"{item.pk}{OF_DATE}{date.pk}" if date else "",
    )


def preview(session: Session, value: str) -> Embedded | None:
    """Return what the choice would mean for this session, or None if the event has no such."""
    items = LibraryItem.objects.select_related("event").prefetch_related(
        Prefetch(
            "embeds", Embed.objects.exclude(session=session).select_related("session"), "others"
        )
    )
    item = items.filter(event=session.event_id, pk=_pk(value)).first()
    if item is None:
        return None
    connection = Connection.objects.filter(event=session.event_id).first()
    return _embedded(item, embed_checks.checks(item, session, connection))


@transaction.atomic
def attach(*, session: Session, value: str, by: User) -> None:
    """Put the choice behind the session; an empty value takes away what is there.

    What is chosen again keeps the date of the series that the session stands for.

    Raises:
        AttachRefused: it is not in the event's library, or attendees could not join it.
    """
    row = Session.objects.select_for_update(of=("self",)).select_related("event").get(pk=session.pk)
    there = Embed.objects.filter(session=row).select_related("item").first()
    choice, _, of_date = value.partition(OF_DATE)
    item = _chosen(row, choice) if value else None
    date = item.dates.filter(pk=_pk(of_date)).first() if item and of_date else None
    was = there.item if there else None
    if was == item:
        if there and date and there.date_id is None:
            Embed.objects.filter(pk=there.pk).update(date=date)
        return
    _replace(row, item, date)
    session.provider, session.live_state = row.provider, row.live_state
    session.live_changed_at = row.live_changed_at
    audit.record(
        event=row.event,
        by=by,
        action="Changed the Zoom meeting of a session",
        target=row,
        place=PLACE,
        changes={"Meeting": (_named(was), _named(item))},
    )
    bus.publish("facts", {}, event_id=row.event_id)
    live.agenda_changed(row.event_id, row.pk)


def _replace(row: Session, item: LibraryItem | None, date: Occurrence | None) -> None:
    if item and (refusal := _refusal(item)):
        raise AttachRefused(f"“{item}” cannot be joined from here. {refusal}.")
    Embed.objects.filter(session=row).delete()
    if item:
        Embed.objects.create(session=row, item=item, date=date)
    _point(row, item)


def _point(row: Session, item: LibraryItem | None) -> None:
    """Let the session start from what we know of its new meeting, not of its old one."""
    is_on = item is not None and item.is_started
    row.provider = PROVIDER if item else ""
    row.live_state = LiveState.LIVE if is_on else LiveState.UNKNOWN
    row.live_changed_at = timezone.now() if is_on else None
    row.save(update_fields=["provider", "live_state", "live_changed_at"])


def _chosen(session: Session, value: str) -> LibraryItem:
    """Return the item, locked: nobody removes it meanwhile."""
    items = LibraryItem.objects.select_for_update().filter(event=session.event_id, pk=_pk(value))
    item = items.first()
    if item is None:
        raise AttachRefused("That meeting is not in this event's library any more. Choose another.")
    return item


def _pk(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0  # noqa: PLR2004 - what a bigint holds


def _named(item: LibraryItem | None) -> str:
    return f"{item} ({item.spaced_number})" if item else "none"


def _app_url(item: LibraryItem, session: Session) -> str:
    if not links.is_offered(item, session):
        return ""
    return reverse("zoom_app:open", args=[session.event.shortcode, session.pk])


def _phone_url(item: LibraryItem, session: Session) -> str:
    if not (item.dial_in and links.is_offered(item, session)):
        return ""
    return reverse("zoom_app:phone", args=[session.event.shortcode, session.pk])


def panel(session: Session) -> Panel | None:
    """Return what the attendee's session page shows of the meeting."""
    embed = (
        Embed.objects.filter(session=session)
        .select_related("item", "date")
        .defer("item__passcode", "item__phone_passcode")
        .first()
    )
    if embed is None:
        return None
    item = embed.item
    connection = Connection.objects.filter(event=session.event_id).first()
    is_off = embed.date is not None and embed.date.is_deleted
    is_cancelled = is_off or library.is_deleted(item)
    return Panel(
        title=item.shown_title,
        # What the organiser wrote for attendees; Zoom's words only where there are no others.
        description=item.description or ("" if session.description else item.agenda),
        image_url=item.image.url if item.image else "",
        host_name=connection.account_name if connection else "",
        hears_start=connection is not None and tickets.hears_start(item, connection),
        is_cancelled=is_cancelled,
        note=_note(item, is_cancelled=is_cancelled),
        hosts=in_zoom.hosts(item),
        host_url=in_zoom.start_page(item),
        ahead=sdk.files_ahead(),
        app_url=_app_url(item, session),
        phone_url=_phone_url(item, session),
    )


def _note(item: LibraryItem, *, is_cancelled: bool) -> str:
    if item.obstacle and not is_cancelled:
        return gettext("This session cannot be joined here yet. The organisers know of it.")
    if item.waiting_room:
        return gettext("The host lets everybody in one by one, so it may take a moment.")
    return ""
