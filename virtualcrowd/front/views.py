"""The attendee's pages. Joining itself is the provider's page; live news come from the door."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from virtualcrowd.agenda import bookmarks, passes, times
from virtualcrowd.agenda.models import Session, SessionSpeaker, Speaker, Track
from virtualcrowd.agenda.providers import Panel
from virtualcrowd.common.templatetags import vc
from virtualcrowd.events import phases
from virtualcrowd.front import agenda_bar, calendars, clocks, freshness, marks, timetable
from virtualcrowd.front import card as cards
from virtualcrowd.front.access import FrontRequest, attendee_page
from virtualcrowd.front.forms import AgendaFilter, CardForm, Filter

NO_CONTENT = 204


@require_safe
@attendee_page
def home(request: FrontRequest) -> HttpResponse:
    """What is on, what comes next, who speaks."""
    now = timezone.now()
    return freshness.if_changed(request, partial(_home, request, now), now=now)


def _home(request: FrontRequest, now: datetime) -> HttpResponse:
    event, clock = request.event, request.clock
    live, coming = timetable.on_home(request.attendee, event, clock, now)
    context = {
        "nav": "home",
        "live": live,
        "next": coming,
        "now": now,
        "today": timetable.day_name(now.astimezone(clock.tz)),
        "dates": phases.span(event.starts_on, event.ends_on),
    }
    if request.htmx:
        return render(request, "front/home.html#now", context)
    people = _speakers(request)
    context |= {"people": people[:8], "people_count": people.count()}
    return render(request, "front/home.html", context)


@require_safe
@attendee_page
def agenda(request: FrontRequest) -> HttpResponse:
    """Show the sessions of a day, or those that a filter finds."""
    now = timezone.now()
    return freshness.if_changed(request, partial(_agenda, request, now), now=now)


def _agenda(request: FrontRequest, now: datetime) -> HttpResponse:
    chosen = AgendaFilter(request.GET).chosen()
    found = marks.fill(
        _agenda_list(request, chosen, now)
        # Nobody else's is the same; and what anybody may type would push out what all ask for.
        if chosen.mine or chosen.q
        else freshness.shared(
            request, chosen, partial(_agenda_list, request, chosen, now), now=now
        ),
        bookmarks.marked_ids(request.attendee),
    )
    is_part = request.htmx and not request.htmx.history_restore_request
    if is_part:
        return HttpResponse(found)
    context = {"nav": "mine" if chosen.mine else "agenda", "list": found, "chosen": chosen}
    return render(request, "front/agenda.html", context)


def _agenda_list(request: FrontRequest, chosen: Filter, now: datetime) -> str:
    event, visible = request.event, Session.objects.visible_to(request.attendee)
    if chosen.mine:
        visible = visible.filter(bookmarks__attendee=request.attendee)
    days = timetable.days_of(event, visible)
    today = times.day_of(now, event)
    day = timetable.day_shown(chosen, days, today)
    rows = timetable.rows(
        timetable.matching(visible, chosen, event, day), event, request.clock, now
    )
    rows = [row for row in rows if row["state"] == "live" or not chosen.live]
    context = {
        "event": event,
        "chosen": chosen,
        "days": agenda_bar.days(chosen, days, day, today),
        "tracks": agenda_bar.tracks(chosen, list(Track.objects.filter(event=event))),
        "live_chip": agenda_bar.live(chosen),
        "mine_chip": agenda_bar.mine(chosen),
        "clock": request.clock,
        "by_event": agenda_bar.clock_query(chosen, clocks.EVENT),
        "by_mine": agenda_bar.clock_query(chosen, clocks.MINE),
        "blocks": timetable.blocks(rows),
        "count": len(rows),
        "many_days": day is None,
        "heading": SafeString("h3" if day is None else "h2"),
        "calendar_icon": vc.icon("calendar-plus"),
        "mark_icon": vc.icon("bookmark"),
        "video_icon": vc.icon("video"),
        "day": day,
    }
    return render_to_string("front/parts/agenda_list.html", context)


def _words(found: Session, panel: Panel | None) -> str:
    """What the agenda says of the session, then what the library says of its meeting."""
    return "\n\n".join(filter(None, [found.description, panel.description if panel else ""]))


@require_safe
@attendee_page
def session(request: FrontRequest, pk: int) -> HttpResponse:
    """Show a session in whatever state it is, with the one thing to do now."""
    now = timezone.now()
    found = _session_or_404(request, pk)
    context = _card_context(request, found, now)
    panel = context["panel"]
    parts = list(found.parts.all())
    context |= {
        "nav": "agenda",
        "description": _words(found, panel),
        "picture": timetable.picture(found, request.event, panel.image_url if panel else ""),
        "parts": parts,
        "calendars": calendars.links(found, request.event),
        "mark": marks.attributes(found.pk, is_marked=_is_marked(request, found)),
        "is_new_time": found.starts_at > now and timetable.is_new_time(found, now),
        "beside": timetable.beside(found.starts_at, request.event, request.clock),
    }
    response = render(request, "front/session.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@attendee_page
def card(request: FrontRequest, pk: int) -> HttpResponse:
    """Return the join card alone, or nothing when the page already shows it."""
    now = timezone.now()
    found = _session_or_404(request, pk)
    known = CardForm(request.GET).known()
    context = _card_context(request, found, now)
    if (known.get("rev"), known.get("kind")) == (request.event.revision, context["card"].face):
        return HttpResponse(status=NO_CONTENT)
    response = render(request, "front/parts/card.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@attendee_page
def speakers(request: FrontRequest) -> HttpResponse:
    """Show who speaks, and where."""
    visible = Session.objects.visible_to(request.attendee)
    people = _speakers(request).prefetch_related(Prefetch("sessions", queryset=visible))
    return render(request, "front/speakers.html", {"nav": "speakers", "people": people})


@require_POST
@attendee_page
def renew_pass(request: FrontRequest) -> HttpResponse:
    """Hand a page that has been open for long a fresh pass."""
    response = HttpResponse(status=NO_CONTENT)
    passes.hand(request, response)
    return response


@require_POST
def sign_out(request: FrontRequest, shortcode: str) -> HttpResponse:
    """Sign out, and take the pass along: the next person at this browser is somebody else."""
    logout(request)
    home_url = reverse("front:home", args=[shortcode])
    response = redirect_to_login(home_url)
    response.delete_cookie(passes.COOKIE, path=home_url)
    return response


def _is_marked(request: FrontRequest, found: Session) -> bool:
    return request.attendee.bookmarks.filter(session=found).exists()


def _session_or_404(request: FrontRequest, pk: int) -> Session:
    """Return the session if the attendee may see it; staff see drafts too."""
    sessions = (
        Session.objects.for_event(request.event)
        if request.attendee.is_staff
        else Session.objects.visible_to(request.attendee)
    )
    parts = Prefetch("parts", queryset=SessionSpeaker.objects.select_related("speaker"))
    found = get_object_or_404(sessions.select_related("track").prefetch_related(parts), pk=pk)
    found.event = request.event
    return found


def _card_context(request: FrontRequest, found: Session, now: datetime) -> dict[str, Any]:
    panel = cards.panel_of(found)
    shown = cards.card_of(
        found, panel, attendee=request.attendee, groups=request.group_ids, now=now
    )
    return {
        "session": found,
        "panel": panel,
        "card": shown,
        "left": bool(CardForm(request.GET).known().get("left")),
        "now": now,
        "join_url": f"{_session_url(request, found)}/join",
        "count": cards.time_left(found.starts_at, now),
    }


def _session_url(request: FrontRequest, found: Session) -> str:
    return reverse("front:session", args=[request.event.shortcode, found.pk])


def _speakers(request: FrontRequest) -> QuerySet[Speaker]:
    """Those of the event who are in a session that the attendee may see."""
    visible = Session.objects.visible_to(request.attendee)
    speaking = SessionSpeaker.objects.filter(session__in=visible.order_by().values("pk"))
    return Speaker.objects.filter(event=request.event, pk__in=speaking.values("speaker"))
