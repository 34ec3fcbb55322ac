"""Which meetings of one host cannot run as planned. Pure: facts in, clashes out.

Zoom's rule (support article KB0068522): on Basic and Pro a host runs one meeting at a time; a
licensed host on Business, Education or Enterprise two, each started by the host or by an
alternative host, as nobody can be in two meetings. Webinars never share a host with anything.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal

MARGIN = timedelta(minutes=15)  # meetings run late, and hosts are there early
ONE = 1

Kind = Literal["overlap", "alone", "tight"]
WORST_FIRST: tuple[Kind, ...] = ("overlap", "alone", "tight")


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting or webinar as it takes its host's time."""

    zoom_id: str
    host: str
    title: str
    starts_at: datetime
    ends_at: datetime
    is_webinar: bool = False
    has_other_host: bool = False  # an alternative host is set
    session_id: int | None = None  # the session that it stands behind
    item_id: int | None = None  # where it is in the library
    host_email: str = ""  # as the import found it


@dataclass(frozen=True, slots=True)
class Clash:
    """Meetings of one host that get in each other's way, in the order of their start.

    "overlap": more at once than the plan allows; "alone": allowed, but nobody can start the second
    one; "tight": less than the margin lies between them.
    """

    host: str
    kind: Kind
    slots: tuple[Slot, ...]
    limit: int

    @property
    def starts_at(self) -> datetime:
        """When it begins to matter."""
        return self.slots[-1].starts_at

    @property
    def ends_at(self) -> datetime:
        return max(slot.ends_at for slot in self.slots)

    @property
    def free_at(self) -> datetime:
        """From when the host could run the last of them."""
        return min(slot.ends_at for slot in self.slots[:-1]) + MARGIN

    @property
    def signature(self) -> str:
        """Return what an acknowledgement holds for: other facts have another one."""
        facts = [self.host, self.kind, str(self.limit)]
        for slot in self.slots:
            span = f"{slot.starts_at.timestamp():.0f}-{slot.ends_at.timestamp():.0f}"
            facts.append(f"{slot.zoom_id}:{span}:{slot.has_other_host}")
        return hashlib.sha256("|".join(facts).encode()).hexdigest()[:40]


def find(slots: Iterable[Slot], limits: Mapping[str, int]) -> list[Clash]:
    """Return all clashes, the earliest first; a host that `limits` does not name runs one."""
    found: list[Clash] = []
    rows = sorted(slots, key=lambda slot: (slot.host, slot.starts_at, slot.zoom_id))
    for host, members in groupby(rows, key=lambda slot: slot.host):
        if host:
            found += _of_host(_merged(members), limits.get(host, ONE))
    return sorted(found, key=lambda clash: (clash.starts_at, clash.host))


def _merged(slots: Iterable[Slot]) -> list[Slot]:
    """One meeting behind two sessions at once is still one meeting."""
    kept: list[Slot] = []
    for slot in slots:
        is_same = any(
            slot.zoom_id == other.zoom_id and slot.starts_at < other.ends_at for other in kept
        )
        if not is_same:
            kept.append(slot)
    return kept


def _of_host(slots: list[Slot], limit: int) -> list[Clash]:
    found: list[Clash] = []
    for number, last in enumerate(slots):
        near = [one for one in slots[:number] if one.ends_at + MARGIN > last.starts_at]
        clash = _judge([*near, last], limit)
        if clash and not any(_says_it(other, clash) for other in found):
            found = [other for other in found if not _says_it(clash, other)]
            found.append(clash)
    return found


def _says_it(clash: Clash, other: Clash) -> bool:
    """Does `clash` say all that `other` says, and of more meetings?"""
    is_as_bad = WORST_FIRST.index(clash.kind) <= WORST_FIRST.index(other.kind)
    return is_as_bad and set(other.slots) < set(clash.slots)


def _judge(near: list[Slot], plan: int) -> Clash | None:
    """Judge the moment at which the last of `near` starts."""
    last = near[-1]
    if len(near) == ONE:
        return None
    now = [one for one in near if one.ends_at > last.starts_at]
    if len(now) > (limit := _limit(now, plan)):
        return Clash(last.host, "overlap", tuple(now), limit)
    if len(now) > ONE and not any(one.has_other_host for one in now):
        return Clash(last.host, "alone", tuple(now), limit)
    if len(near) > (limit := _limit(near, plan)):
        return Clash(last.host, "tight", tuple(near), limit)
    return None


def _limit(slots: list[Slot], plan: int) -> int:
    return ONE if any(slot.is_webinar for slot in slots) else plan
