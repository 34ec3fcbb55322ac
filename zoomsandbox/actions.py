"""What can happen to meetings and webinars, whoever causes it: host, API, console, client.

Each act changes the state, wakes Meeting SDK clients and tells the subscribers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zoomsandbox import (
    plans,
    recordings,
    webhook_payloads,
    webhook_people,
    webhook_recordings,
    webhooks,
)
from zoomsandbox.ids import fresh_id
from zoomsandbox.models import Item, Participant, Run
from zoomsandbox.seeds import build
from zoomsandbox.web import frames

if TYPE_CHECKING:
    from zoomsandbox.models import Registrant
    from zoomsandbox.web.info import Visitor
    from zoomsandbox.world import World


WHAT_MOVES_DATES = {"type", "start", "duration", "timezone", "recurrence"}


@dataclass(frozen=True)
class Newcomer:
    """Who wants to come in."""

    name: str
    email: str = ""
    customer_key: str = ""
    registrant_id: str = ""
    via: str = "control"


def start(world: World, item: Item) -> None:
    """Start a meeting as its host; nothing happens when it is on already.

    Where the plan's limit counts, the host's oldest running meeting ends first.
    """
    if item.run:
        return
    for other in plans.crowded_out(world, item):
        end(world, other)
    item.runs.append(Run(uuid=item.uuid, started_at=world.clock.now()))
    _tell(world, item, "started", webhook_payloads.started(world, item))


def end(world: World, item: Item) -> None:
    """End a running meeting for all; nothing happens when it is not on."""
    run = item.run
    if not run:
        return
    world.hub_push(item.id, frames.ended(frames.ENDED_BY_HOST))
    for person in run.present:
        leave(world, item, person, reason=f"Host ended the {item.kind}.")
    payload = webhook_payloads.ended(world, item)
    run.ended_at = world.clock.now()
    _tell(world, item, "ended", payload)
    if recordings.of(item, run):
        payload = webhook_recordings.completed(world, item, run)
        webhooks.publish(world, "recording.completed", payload, {"download_token": fresh_id(64)})


def created(world: World, item: Item) -> None:
    """Put a new item into the account."""
    world.items[item.id] = item
    _tell(world, item, "created", webhook_payloads.created(world, item))


def update(world: World, item: Item, changes: dict[str, Any]) -> None:
    """Change an item; subscribers hear only what differs."""
    old = {key: value for key, value in _flat(item, changes).items() if value != changes[key]}
    if not old:
        return
    new = {key: changes[key] for key in old}
    settings = {key: new.pop(f"settings.{key}") for key in _settings_in(new)}
    for key, value in new.items():
        setattr(item, key, value)
    item.settings.update(settings)
    if WHAT_MOVES_DATES & new.keys():
        build.set_dates(item)
    _tell(world, item, "updated", webhook_payloads.updated(world, item, old))


def delete(world: World, item: Item) -> None:
    """Delete an item, ending it first when it is on."""
    end(world, item)
    item.deleted, item.deleted_at = True, world.clock.now()
    _tell(world, item, "deleted", webhook_payloads.deleted(world, item))


def recover(world: World, item: Item) -> None:
    """Take a deleted item out of the trash; its number and links work again."""
    if item.deleted:
        item.deleted, item.deleted_at = False, None
        _tell(world, item, "recovered", webhook_payloads.deleted(world, item))


def purge(world: World, item: Item) -> None:
    """Empty the trash of a deleted item."""
    if item.deleted:
        del world.items[item.id]
        _tell(world, item, "permanently_deleted", webhook_payloads.deleted(world, item))


def join(world: World, item: Item, newcomer: Newcomer) -> Participant:
    """Let someone into a running meeting, or into its waiting room."""
    run = item.run
    if run is None:
        raise NotStartedError(item.topic)
    person = Participant(
        user_id=world.new_user_id(),
        name=newcomer.name,
        email=newcomer.email,
        customer_key=newcomer.customer_key,
        registrant_id=newcomer.registrant_id,
        via="sdk" if newcomer.via == "sdk" else "control",
        joined_at=world.clock.now(),
        waiting=bool(item.settings.get("waiting_room")),
    )
    run.participants.append(person)
    happened = "participant_joined_waiting_room" if person.waiting else "participant_joined"
    _tell(world, item, happened, webhook_people.participant(world, item, person))
    if not person.waiting:
        world.hub_push(item.id, frames.roster_add([person]), but=person)
    return person


def admit(world: World, item: Item, person: Participant) -> None:
    """Let someone in from the waiting room."""
    if not person.waiting:
        return
    person.waiting = False
    _tell(world, item, "participant_admitted", webhook_people.admitted(world, item, person))
    _tell(world, item, "participant_joined", webhook_people.participant(world, item, person))
    socket = world.hub.of(item.id, person)
    if socket:
        for evt, body in frames.admitted():
            socket.send(evt, body)
    world.hub_push(item.id, frames.roster_add([person]), but=person)


def leave(world: World, item: Item, person: Participant, *, reason: str = "") -> None:
    """Note that someone left; the reason is Zoom's free text."""
    if person.left_at is not None:
        return
    person.left_at = world.clock.now()
    text = f"{person.name} left the {item.kind}."
    if reason:
        text += f"<br>Reason: {reason}"
    happened = "participant_left_waiting_room" if person.waiting else "participant_left"
    payload = webhook_people.participant(
        world, item, person, leave_reason="" if person.waiting else text
    )
    _tell(world, item, happened, payload)
    world.hub_push(item.id, frames.roster_remove(person), but=person)


def hold(world: World, item: Item, person: Participant) -> None:
    """Send someone back to the waiting room, as a host can during a meeting."""
    if person.waiting or item.kind == "webinar":
        return
    person.waiting = True
    payload = webhook_people.put_in_waiting_room(world, item, person)
    _tell(world, item, "participant_put_in_waiting_room", payload)
    socket = world.hub.of(item.id, person)
    if socket:
        socket.send(*frames.held())
    world.hub_push(item.id, frames.roster_remove(person), but=person)


def wait_for_host(world: World, item: Item, visitor: Visitor, what: str) -> None:
    """Tell of somebody who came before the host: `waiting`, `waiting_left` or `joined`."""
    if item.kind == "meeting":
        payload = webhook_people.before_host(world, item, visitor, left=what == "waiting_left")
        _tell(world, item, f"participant_jbh_{what}", payload)


def record(world: World, item: Item, what: str) -> None:
    """Tell of the cloud recording of a running item: started, paused, resumed or stopped."""
    run = item.run
    if run is None:
        raise NotStartedError(item.topic)
    run.recorded = True
    ended = None if what in ("started", "resumed") else world.clock.now()
    payload = webhook_recordings.progress(world, item, run.started_at, ended)
    webhooks.publish(world, f"recording.{what}", payload)


def file_recording(world: World, item: Item, run: Run, what: str) -> None:
    """Tell that a recording was trashed, deleted or recovered, while its files are still there."""
    webhooks.publish(world, f"recording.{what}", webhook_recordings.filed(world, item, run))


def remove(world: World, item: Item, person: Participant) -> None:
    """Throw someone out, as the host does."""
    socket = world.hub.of(item.id, person)
    if socket:
        socket.send(*frames.ended(frames.REMOVED))
    leave(world, item, person, reason="Removed by host.")


def registered(world: World, item: Item, registrant: Registrant, base: str) -> None:
    """Put a registrant on the list."""
    item.registrants.append(registrant)
    payload = webhook_payloads.registration(item, registrant, base)
    _tell(world, item, "registration_created", payload)


def decided(world: World, item: Item, registrant: Registrant, verdict: str, base: str) -> None:
    """Tell that a registration was approved, denied or cancelled; the last takes it away."""
    if verdict == "cancelled":
        item.registrants.remove(registrant)
        registrant.status = "denied"
    payload = webhook_payloads.decision(world, item, registrant, base)
    _tell(world, item, f"registration_{verdict}", payload)


class NotStartedError(Exception):
    """Nobody can be in a meeting that is not on."""


def _tell(world: World, item: Item, happened: str, payload: dict[str, Any]) -> None:
    world.touch()
    world.hub.wake(item.id)
    webhooks.publish(world, f"{item.kind}.{happened}", payload)


def _settings_in(changes: dict[str, Any]) -> list[str]:
    return [key.removeprefix("settings.") for key in changes if key.startswith("settings.")]


def _flat(item: Item, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the present values of the fields that shall change."""
    return {
        key: item.settings.get(key.removeprefix("settings."))
        if key.startswith("settings.")
        else getattr(item, key)
        for key in changes
    }
