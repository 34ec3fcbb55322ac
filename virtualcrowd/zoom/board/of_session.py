"""Is a session ready? Lines from what was read of Zoom, each with the time of that look.

What nobody has looked at is "not checked", never fine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from virtualcrowd.agenda.models import Session
from virtualcrowd.agenda.providers import Check, Level
from virtualcrowd.common.templatetags.vc import on_at
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import advice, scopes
from virtualcrowd.zoom.clash import radar
from virtualcrowd.zoom.clash import words as clash_words
from virtualcrowd.zoom.clash.models import BASIC, Host
from virtualcrowd.zoom.clash.radar import Found
from virtualcrowd.zoom.models import Connection, Embed, LibraryItem, Registrant

BASIC_LIMIT = timedelta(minutes=40)  # after which Zoom ends a Basic host's meeting
OLD = timedelta(hours=24)
NEARLY_FULL = 0.8
WEBINAR = LibraryItem.Kind.WEBINAR.value


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the lines of one session rest on."""

    event: Event
    session: Session
    item: LibraryItem
    host: Host | None
    audience: int
    clashes: list[Found]
    registered: dict[str, int]  # state of a registration → how many
    connection: Connection | None
    now: datetime

    @property
    def item_url(self) -> str:
        return reverse("zoom:item", args=[self.event.shortcode, self.item.pk])

    @property
    def embed_url(self) -> str:
        return reverse("dashboard:session_embed", args=[self.event.shortcode, self.session.pk])


def checks(event: Event, now: datetime, session_id: int | None = None) -> dict[int, list[Check]]:
    """Session id → lines, of sessions that are not over; eleven queries whatever the size."""
    embeds = (
        Embed.objects.filter(session__event=event, session__provider="zoom")
        .filter(session__ends_at__gt=now)
        .select_related("item", "session")
        .defer("item__agenda", "item__description", "session__description")
    )
    if session_id is not None:
        embeds = embeds.filter(session=session_id)
    rows = list(embeds)
    if not rows:
        return {}
    hosts = {host.host_id: host for host in Host.objects.filter(event=event)}
    audience = _audience(event)
    clashes = radar.of(event, now).open
    registered = _registered(event)
    connection = Connection.objects.filter(event=event).first()
    return {
        row.session_id: lines(
            Facts(
                event=event,
                session=row.session,
                item=row.item,
                host=hosts.get(row.item.host_id),
                audience=audience.get(row.session_id, 0),
                clashes=[one for one in clashes if _is_in(row.session_id, one)],
                registered=registered.get(row.item_id, {}),
                connection=connection,
                now=now,
            )
        )
        for row in rows
    }


def _is_in(session_id: int, found: Found) -> bool:
    return any(slot.session_id == session_id for slot in found.clash.slots)


def _registered(event: Event) -> dict[int, dict[str, int]]:
    """Item id → how many registrations are in which state."""
    rows = Registrant.objects.filter(item__event=event).order_by()
    found: dict[int, dict[str, int]] = {}
    for item_id, state, count in rows.values_list("item", "state").annotate(Count("pk")):
        found.setdefault(item_id, {})[state] = count
    return found


def _audience(event: Event) -> dict[int, int]:
    """Session id → how many may come: everybody, or those in one of its groups."""
    counts = Q(is_staff=False, is_blocked=False)
    everybody = event.attendees.filter(counts).count()
    who = Q(groups__attendees__is_staff=False, groups__attendees__is_blocked=False)
    rows = event.sessions.order_by().annotate(
        of_groups=Count("groups", distinct=True),
        people=Count("groups__attendees", filter=who, distinct=True),
    )
    return {
        pk: people if of_groups else everybody
        for pk, of_groups, people in rows.values_list("pk", "of_groups", "people")
    }


def lines(facts: Facts) -> list[Check]:
    """Return the lines of one session, in the order in which things break. Pure."""
    item = facts.item
    embedded = f"{item.get_kind_display()} {item.spaced_number}, {item.host_email or 'host'}"
    found = [Check("ok", "A meeting stands behind it", embedded, at=item.synced_at)]
    if facts.session.is_elsewhere:
        words = "Attendees are sent another way; the meeting does not matter now."
        return [Check("warn", "Plan B is on", words, "Show", facts.embed_url)]
    if item.gone_at:
        return [_gone(facts)]
    found += [_joinable(facts), _time(facts), _host(facts), _other_host(facts)]
    found += [_passcode(facts), _registration(facts), _capacity(facts)]
    return found + [_clash(facts, one) for one in facts.clashes]


def _gone(facts: Facts) -> Check:
    words = "Choose another meeting, or send everybody another way with plan B."
    return Check("bad", "Deleted in Zoom", words, "Choose another", facts.embed_url,
                 facts.item.gone_at)  # fmt: skip


def _joinable(facts: Facts) -> Check:
    item = facts.item
    at, url = item.synced_at, facts.item_url
    if item.obstacle:
        told = advice.OBSTACLES.get(item.obstacle)
        title = told.title if told else "Not supported"
        return Check("bad", title, told.words if told else "", "What to change", url, at)
    if facts.host and facts.host.refuses_web_guests:
        words = (
            f"{facts.host}’s settings in Zoom let only people who are signed in to Zoom join by "
            "browser. Turn that off."
        )
        return Check("bad", "No guests by browser", words, "Show", url, facts.host.checked_at)
    if facts.session.starts_at - facts.now < OLD < facts.now - at:
        words = "Nobody looked at it in Zoom for more than a day, and it is on soon."
        return Check("none", "Sign-in: not checked lately", words, "Refresh", url, at)
    if item.has_country_rule:
        words = "Zoom keeps people of some countries out. The host sees which in Zoom."
        return Check("warn", "Not for every country", words, "Show", url, at)
    return Check("ok", "No Zoom sign-in is demanded", "", at=at)


def _time(facts: Facts) -> Check:
    item, session, zone = facts.item, facts.session, facts.event.timezone
    if item.starts_at is None:
        return Check("ok", "No fixed time in Zoom", "The agenda’s counts.", at=item.synced_at)
    if item.starts_at == session.starts_at:
        return Check("ok", "Starts when Zoom says", "", at=item.synced_at)
    words = (
        f"Agenda {on_at(session.starts_at, zone)}, Zoom {on_at(item.starts_at, zone)} "
        f"({facts.event.city}). Move one of them."
    )
    url = reverse("dashboard:session", args=[facts.event.shortcode, session.pk])
    return Check("warn", "Another time in Zoom", words, "Compare", url, item.synced_at)


def _host(facts: Facts) -> Check:
    host = facts.host
    if host is None or not host.status:
        words = "Zoom was not asked about this host yet, or the app may not."
        return Check("none", "Host: not checked", words, at=host.checked_at if host else None)
    at, url = host.checked_at, facts.item_url
    if host.status != Host.Status.ACTIVE:
        words = f"{host}. Nobody can start the meeting as this host. Give it another one in Zoom."
        return Check("bad", f"Host: {host.get_status_display().lower()}", words, "Show", url, at)
    if facts.item.kind == WEBINAR and not host.webinar_capacity:
        words = f"{host} has no webinar licence that we know of."
        return Check("warn", "Host without webinar licence", words, "Show", url, at)
    if host.licence == BASIC:
        is_long = facts.session.ends_at - facts.session.starts_at > BASIC_LIMIT
        level: Level = "bad" if is_long else "warn"
        words = f"{host} has no licence: Zoom ends the meeting after 40 minutes."
        return Check(level, "Host on the Basic plan", words, "Show", url, at)
    if host.licence is None:
        return Check("none", "Host’s licence: not checked", "Zoom did not tell.", at=at)
    return Check("ok", "Host is active and licensed", str(host), at=at)


def _other_host(facts: Facts) -> Check:
    item = facts.item
    if item.alternative_hosts:
        words = item.alternative_hosts.replace(",", ", ")
        return Check("ok", "Alternative host is set", words, at=item.synced_at)
    words = "If the host cannot come, nobody can start it. Add one in Zoom."
    return Check("warn", "No alternative host", words, "Show", facts.item_url, item.synced_at)


def _passcode(facts: Facts) -> Check:
    item = facts.item
    if item.passcode:
        return Check("ok", "Passcode is known", "It is filled in.", at=item.synced_at)
    if item.waiting_room:
        words = "The waiting room protects it."
        return Check("ok", "No passcode needed", words, at=item.synced_at)
    words = "Zoom named none. If the meeting asks for one, attendees are stuck: refresh it."
    return Check("warn", "No passcode known", words, "Refresh", facts.item_url, item.synced_at)


def _registration(facts: Facts) -> Check:
    item, row = facts.item, facts.connection
    if not item.needs_registration:
        return Check("ok", "No registration in Zoom", "", at=item.synced_at)
    at = row.checked_at or row.authorized_at if row else None
    if row is None or not row.scopes:
        words = "Zoom did not say whether the app may register attendees."
        return Check("none", "Registration: not checked", words, at=at)
    name = f"{item.kind}:write:registrant"
    if not scopes.has(row.scopes, name):
        words = f"The Zoom app lacks {name}. Add it in Zoom, then authorize again."
        url = reverse("zoom:connection", args=[facts.event.shortcode])
        return Check("bad", "Attendees cannot be registered", words, "Authorize again", url, at)
    if failed := facts.registered.get(Registrant.State.FAILED, 0):
        words = f"Zoom refused {failed} of the attendees. Their page of the meeting says why."
        return Check("warn", "Not everybody is registered", words, "Show", facts.item_url)
    if item.manual_approval:
        words = "The host approves each attendee in Zoom, who waits until then."
        return Check("warn", "Registration by hand", words, "Show", facts.item_url, item.synced_at)
    done = facts.registered.get(Registrant.State.APPROVED, 0)
    words = f"{done:,} registered so far." if done else "The app may; it is done at first entry."
    return Check("ok", "Registration is done for them", words, at=at)


def _capacity(facts: Facts) -> Check:
    host, people = facts.host, facts.audience
    is_webinar = facts.item.kind == WEBINAR
    most = (host.webinar_capacity if is_webinar else host.meeting_capacity) if host else 0
    if not host or not most:
        return Check("none", "Room for everybody: not checked", "Zoom did not tell the capacity.")
    words = f"{people:,} may come, {most:,} fit in."
    if people > most:
        more = f"{words} Zoom turns away the rest: use a larger licence, or a webinar."
        return Check("bad", "Not room for everybody", more, "Show", facts.item_url, host.checked_at)
    if people > NEARLY_FULL * most:
        return Check("warn", "Nearly full", words, "Show", facts.item_url, host.checked_at)
    return Check("ok", "Room for everybody", words, at=host.checked_at)


def _clash(facts: Facts, found: Found) -> Check:
    level: Level = "bad" if found.is_bad else "warn"
    url = reverse("zoom:clashes", args=[facts.event.shortcode])
    title = clash_words.title(found.clash, facts.event)
    words = clash_words.meaning(found)
    return Check(level, title, words, "Resolve", f"{url}#{found.clash.signature}", found.checked_at)
