"""The organiser's whole path, done: for who wants to see the end before the beginning."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda.models import Session
from virtualcrowd.demo import sandbox, seed
from virtualcrowd.demo.schedule import SLOTS
from virtualcrowd.events.models import Event
from virtualcrowd.zoom import connection, embeds, flow, imports, library, listing, pairs
from virtualcrowd.zoom.clash import hosts
from virtualcrowd.zoom.import_models import ImportPick
from virtualcrowd.zoom.models import LibraryItem

GENERAL = (sandbox.GENERAL_APP, "sandboxGeneralSecret000000000001")
SDK = ("sandboxSdkApp000000001", "sandboxSdkSecret0000000000000001")
WITHOUT_EMBED = "Lunch tables: meet your coast"  # so that the checklist has something to say


def live_the_path() -> None:
    """Connect, import and embed through the same functions as the pages; then hosts start."""
    event = Event.objects.get(shortcode="demo")
    olive = User.objects.get(email="olive@demo.example")
    if not pairs.of(event).is_connected:
        _connect(event, olive)
    for kind in LibraryItem.Kind.values:
        _import(event, kind, olive)
    _embed(event, olive)
    hosts.look(pairs.of(event), timezone.now(), all_of_them=True)  # or nothing is known as ready
    _start_what_is_on(event)


def _connect(event: Event, olive: User) -> None:
    given = pairs.Pairs(*SDK, *GENERAL)
    pairs.save(event=event, pairs=given, by=olive, now=timezone.now())
    store: dict[str, Any] = {}  # stands for the browser's session
    consent = connection.begin(event=event, by=olive, store=store, mode="tab", now=timezone.now())
    code, state = sandbox.allow(consent)
    begun = flow.take(store, state, by=olive)
    connection.finish(begun=begun, code=code, error="", by=olive, now=timezone.now())


def _import(event: Event, kind: str, olive: User) -> None:
    known = set(LibraryItem.objects.filter(event=event).values_list("zoom_id", flat=True))
    listed = listing.read(pairs.of(event), kind, now=timezone.now())
    # What could not be imported last time cannot be now.
    refused = ImportPick.objects.filter(job__event=event, state=ImportPick.State.REFUSED)
    known.update(refused.values_list("zoom_id", flat=True))
    rows = [row for row in listed.rows if row.zoom_id not in known]
    if rows:
        job = imports.start(event=event, rows=rows, by=olive)
        imports.run(job.pk)  # here and now; the worker finds nothing left to do


def _embed(event: Event, olive: User) -> None:
    items = {_plain(item.topic): item for item in LibraryItem.objects.filter(event=event)}
    for session in Session.objects.filter(event=event, provider=""):
        item = items.get(_plain(session.title))
        if item and session.title != WITHOUT_EMBED and not library.is_deleted(item):
            embeds.attach(session=session, value=str(item.pk), by=olive)


def _plain(title: str) -> str:
    return title.replace("\u2019", "'").casefold()


def _start_what_is_on(event: Event) -> None:
    anchor = seed.anchor_of(event)
    on = [slot.title for slot in SLOTS if slot.starts <= 0 < slot.starts + slot.minutes]
    for session in Session.objects.filter(event=event, title__in=on, zoom_embed__isnull=False):
        if session.ends_at > anchor + timedelta(0):
            sandbox.control(f"meetings/{session.zoom_embed.item.zoom_id}/start")
