"""What changed in Zoom since the organiser looked last: field by field, to accept or to keep.

Three things are compared: what the organiser saw last (`LibraryItem.baseline`), what Zoom has now
(the mirrored columns), and what attendees are shown (overrides, the session's time). A change
counts only where somebody relies on it: in a session, or where the field was written over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import sessions as agenda
from virtualcrowd.agenda.models import Session
from virtualcrowd.common import audit
from virtualcrowd.zoom.models import LibraryItem

LABELS = {
    "topic": "Title",
    "agenda": "Description",
    "starts_at": "Start",
    "duration": "Length",
    "host_email": "Host",
}
OVERRIDES = {"topic": "title", "agenda": "description"}
LONGEST = {"title": 200, "description": 1200}
WHEN = {"starts_at", "duration"}
WITHOUT_OWN_TIME = {3, 6, 8, 9}  # recurring: each date is followed by itself
CHANGED, CONFLICT = "changed", "conflict"
PLACE = "Libraries"


@dataclass(frozen=True, slots=True)
class Field:
    """One row of the comparison. Starts are moments, the rest is text."""

    name: str
    label: str
    as_imported: str | datetime | None
    zoom_now: str | datetime | None
    shown: str | datetime | None
    is_changed: bool
    is_conflict: bool  # changed in Zoom and here

    @property
    def is_time(self) -> bool:
        return self.name == "starts_at"


def snapshot(item: LibraryItem) -> dict[str, str]:
    """Return what an organiser sees of an item, as it is stored in `baseline`."""
    seen = {"topic": item.topic, "agenda": item.agenda, "host_email": item.host_email}
    if item.zoom_type not in WITHOUT_OWN_TIME:
        seen["starts_at"] = item.starts_at.isoformat() if item.starts_at else ""
        seen["duration"] = str(int(item.duration.total_seconds()))
    return seen


def note(item: LibraryItem, sessions: Iterable[Session]) -> None:
    """Set the item's `drift` after a sync; nothing is saved.

    What nobody relies on is taken as seen.
    """
    behind, now = list(sessions), snapshot(item)
    written_over = {name for name, own in OVERRIDES.items() if getattr(item, own)}
    relied = set(LABELS) if behind else written_over
    item.baseline = {
        name: item.baseline.get(name, text) if name in relied else text
        for name, text in now.items()
    }
    differing = {name for name, text in now.items() if item.baseline[name] != text}
    clashes = {name for name in differing if _is_conflict(item, name, behind)}
    item.drift = CONFLICT if clashes else CHANGED if differing else ""


def fields(item: LibraryItem, sessions: Iterable[Session]) -> list[Field]:
    """Return every compared field; those that changed first."""
    behind, now = list(sessions), snapshot(item)
    rows = [_field(item, name, now[name], behind) for name in LABELS if name in now]
    return sorted(rows, key=lambda row: not row.is_changed)


@transaction.atomic
def accept(*, item: LibraryItem, names: Iterable[str], by: User) -> None:
    """Show attendees what Zoom has now: own words go, sessions move to Zoom's time.

    A session takes Zoom's title if it bore the one before; one of its own stays.
    """
    row, behind, changed = _locked(item, names)
    for name in changed & set(OVERRIDES):
        setattr(row, OVERRIDES[name], "")
    if "topic" in changed:
        for session in behind:
            if session.title == row.baseline["topic"]:
                agenda.rename(session=session, title=row.topic[: LONGEST["title"]], by=by)
    if changed & WHEN and row.starts_at:
        for session in _at_its_time(row, behind):
            agenda.move(session=session, starts_at=row.starts_at, length=row.duration, by=by)
    _settle(row, behind, changed, by, "Took over what changed in Zoom")


@transaction.atomic
def keep(*, item: LibraryItem, names: Iterable[str], by: User) -> None:
    """Leave what attendees are shown as it is, whatever Zoom has now."""
    row, behind, changed = _locked(item, names)
    for name in changed & set(OVERRIDES):
        own = OVERRIDES[name]
        before = row.baseline.get(name, "")[: LONGEST[own]]
        setattr(row, own, getattr(row, own) or before)
    _settle(row, behind, changed, by, "Kept what attendees are shown, despite a change in Zoom")


def _locked(item: LibraryItem, names: Iterable[str]) -> tuple[LibraryItem, list[Session], set[str]]:
    row = LibraryItem.objects.select_for_update().select_related("event").get(pk=item.pk)
    now = snapshot(row)
    changed = {name for name in names if row.baseline.get(name, now.get(name)) != now.get(name)}
    return row, sessions_of(row), changed


def sessions_of(item: LibraryItem) -> list[Session]:
    """Return the sessions that the item, as a whole, stands behind."""
    found = Session.objects.filter(zoom_embed__item=item, zoom_embed__date=None)
    return list(found.select_related("event", "track"))


def _settle(
    row: LibraryItem, behind: list[Session], changed: set[str], by: User, action: str
) -> None:
    now = snapshot(row)
    before = {LABELS[name]: row.baseline.get(name, "") for name in changed}
    after = {LABELS[name]: now[name] for name in changed}
    row.baseline |= {name: now[name] for name in changed}
    note(row, behind)
    row.save(update_fields=["baseline", "drift", *OVERRIDES.values()])
    if not changed:
        return
    changes = audit.changed(before, after)
    audit.record(event=row.event, by=by, action=action, target=row, place=PLACE, changes=changes)
    for session in behind:
        agenda.tell(session)


def _field(item: LibraryItem, name: str, now: str, behind: list[Session]) -> Field:
    before = item.baseline.get(name, now)
    return Field(
        name=name,
        label=LABELS[name],
        as_imported=_value(name, before),
        zoom_now=_value(name, now),
        shown=_shown(item, name, now, behind),
        is_changed=before != now,
        is_conflict=before != now and _is_conflict(item, name, behind),
    )


def _value(name: str, text: str) -> str | datetime | None:
    if name == "starts_at":
        return datetime.fromisoformat(text) if text else None
    return _minutes(timedelta(seconds=int(text or 0))) if name == "duration" else text


def _minutes(length: timedelta) -> str:
    return f"{int(length.total_seconds() // 60)} min"


def _shown(item: LibraryItem, name: str, now: str, behind: list[Session]) -> str | datetime | None:
    if name in WHEN:
        session = behind[0] if behind else None
        if session is None:
            return None
        is_start = name == "starts_at"
        return session.starts_at if is_start else _minutes(session.ends_at - session.starts_at)
    if name == "topic" and behind:
        return behind[0].title  # the item's own title is for organisers' lists
    if own := OVERRIDES.get(name):
        return getattr(item, own) or now
    return ""  # attendees never see who hosts


def _is_conflict(item: LibraryItem, name: str, behind: list[Session]) -> bool:
    """Was it changed on both sides, to something else?"""
    if own := OVERRIDES.get(name):
        return bool(getattr(item, own)) and getattr(item, own) != getattr(item, name)
    if name != "starts_at":
        return False
    known = {item.baseline.get(name, ""), item.starts_at.isoformat() if item.starts_at else ""}
    return all(session.starts_at.isoformat() not in known for session in behind) and bool(behind)


def _at_its_time(row: LibraryItem, behind: list[Session]) -> list[Session]:
    """Of several sessions, those that were at its time move; a single one moves anyhow."""
    if len(behind) == 1:
        return behind
    before = row.baseline.get("starts_at", "")
    return [session for session in behind if session.starts_at.isoformat() == before]
