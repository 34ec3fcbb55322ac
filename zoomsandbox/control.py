"""The control API of tests and rehearsals: JSON in, JSON out. Zoom has nothing like it."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from zoomsandbox import actions, faults, seeds, snapshot, webhooks
from zoomsandbox.actions import Newcomer
from zoomsandbox.body import json_object
from zoomsandbox.create import changes_of, moment, new_item
from zoomsandbox.models import Item, Outcome, Participant
from zoomsandbox.rest.limits import KINDS as LIMITS
from zoomsandbox.rest.limits import PER_SECOND
from zoomsandbox.seeds import build

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from zoomsandbox.world import World

USER_FIELDS = ("type", "role", "webinar", "timezone", "id")
RECORDINGS = ("started", "paused", "resumed", "stopped")
FARTHEST_S, FASTEST = 10 * 365 * 86400, 3600
OUTCOMES = [
    "locked",
    "full",
    "ended",
    "removed",
    "not_started",
    "cross_account",
    "hang",
    "ping_fail",
    "silent",
    "no_ready",
    "bad_parameters",
    "info_error",
    "join_result",
]

SIMPLE: dict[str, Callable[[World, Item], None]] = {
    "start": actions.start,
    "end": actions.end,
    "delete": actions.delete,
    "cut": lambda world, item: world.hub.cut(item.id),
}

type Asked = dict[str, Any]
type Handler = Callable[[World, Asked, Request], Awaitable[Any]]


class BadRequestError(Exception):
    """What was asked makes no sense; the text says why."""


def control(path: str, handler: Handler, *methods: str) -> Route:
    """Make a route whose handler gets the JSON body and returns JSON."""

    async def answer(request: Request) -> Response:
        world: World = request.app.state.world
        try:
            told = await handler(world, json_object(await request.body()), request)
        except LookupError as error:
            return JSONResponse({"error": f"Not found: {error}"}, HTTPStatus.NOT_FOUND)
        except actions.NotStartedError:
            return JSONResponse({"error": "It has not started."}, HTTPStatus.CONFLICT)
        except (BadRequestError, ValueError, TypeError, AttributeError) as error:
            return JSONResponse({"error": str(error)}, HTTPStatus.BAD_REQUEST)
        world.touch()
        return JSONResponse(told)

    return Route(path, answer, methods=list(methods or ("POST",)))


async def reset(world: World, asked: Asked, _request: Request) -> Any:
    """Go back to a seed; `{"apps": true}` resets apps and kills all tokens too.

    `anchor` (ISO 8601) is the moment that the demo's programme counts from, instead of now.
    """
    name = str(asked.get("seed") or world.seed_name)
    if name not in seeds.SEEDS:
        raise BadRequestError(f"No such seed: {name}. There are: {', '.join(seeds.SEEDS)}.")
    if asked.get("apps"):
        world.forget_apps()
    world.anchor = moment(asked["anchor"]) if asked.get("anchor") else None
    seeds.plant(world, name)
    return world.count()


async def add(world: World, asked: Asked, _request: Request) -> Any:
    """Add users, meetings and webinars to what is there."""
    people = [_user(world, row) for row in asked.get("users") or []]
    made = [
        _item(world, kind, row)
        for kind in ("meeting", "webinar")
        for row in asked.get(f"{kind}s") or []
    ]
    return {
        "users": [snapshot.user(user) for user in people],
        "meetings": [snapshot.item(world, one) for one in made if one.kind == "meeting"],
        "webinars": [snapshot.item(world, one) for one in made if one.kind == "webinar"],
    }


def _user(world: World, row: Asked) -> Any:
    if "email" not in row:
        raise BadRequestError("A user needs an email.")
    name = str(row.get("name") or row["email"].partition("@")[0])
    fields = {key: row[key] for key in USER_FIELDS if key in row and key != "id"}
    return build.user(world, row["email"], name, **fields)


def _item(world: World, kind: Any, row: Asked) -> Item:
    host = world.user(str(row.get("host") or "")) or world.owner
    if "start_in_s" in row:
        begin = world.clock.timestamp() + float(row["start_in_s"])
        row = row | {"start_time": snapshot.iso(begin)}
    item = new_item(world, kind, host, row)
    world.items[item.id] = item
    if row.get("started"):
        actions.start(world, item)
    return item


async def state(world: World, _asked: Asked, _request: Request) -> Any:
    """Return everything at a glance."""
    return snapshot.world(world)


async def log(world: World, _asked: Asked, _request: Request) -> Any:
    """Return the requests seen, oldest first."""
    return [asdict(line) for line in world.log]


async def joins(world: World, _asked: Asked, _request: Request) -> Any:
    """Return who came through the Meeting SDK."""
    return [asdict(join) for join in world.joins]


async def act_on_trash(world: World, _asked: Asked, request: Request) -> Any:
    """Recover a deleted item, or delete it for good."""
    item = world.items.get(request.path_params["item"])
    if item is None or not item.deleted:
        raise LookupError(request.path_params["item"])
    if request.url.path.endswith("/purge"):
        actions.purge(world, item)
        return {}
    actions.recover(world, item)
    return snapshot.item(world, item)


async def act(world: World, asked: Asked, request: Request) -> Any:
    """Do what a host or a participant does."""
    item = world.item(request.path_params["item"])
    if item is None:
        raise LookupError(request.path_params["item"])
    match request.path_params["act"]:
        case "start" | "end" | "delete" | "cut" as what:
            SIMPLE[what](world, item)
        case "update":
            actions.update(world, item, changes_of(item.kind, asked))
        case "join":
            return snapshot.person(actions.join(world, item, _newcomer(asked)))
        case "web":
            item.outcome = _outcome(asked)
        case "record" if asked.get("step") in RECORDINGS:
            actions.record(world, item, asked["step"])
        case "leave" | "admit" | "remove" | "hold" as what:
            return _with_person(world, item, what, _person(item, asked))
        case unknown:
            raise LookupError(unknown)
    return snapshot.item(world, item)


def _newcomer(asked: Asked) -> Newcomer:
    keys = ("name", "email", "customer_key", "registrant_id")
    return Newcomer(**({"name": "Guest"} | {key: str(asked[key]) for key in keys if key in asked}))


def _with_person(world: World, item: Item, what: str, person: Participant) -> Asked:
    do = {"admit": actions.admit, "remove": actions.remove, "hold": actions.hold}
    do.get(what, actions.leave)(world, item, person)
    return snapshot.person(person)


def _person(item: Item, asked: Asked) -> Participant:
    """Find someone inside by user_id, customer_key, email or name; raises LookupError."""
    for key in ("user_id", "customer_key", "email", "name"):
        if key in asked:
            wanted = str(asked[key])
            found = [who for who in item.present if str(getattr(who, key)) == wanted]
            if found:
                return found[0]
    raise LookupError("nobody inside matches")


def _outcome(asked: Asked) -> Outcome | None:
    name = asked.get("outcome") or ""
    if name in ("", "ok"):
        return None
    if name not in OUTCOMES:
        raise BadRequestError(f"No such outcome: {name}. There are: {', '.join(OUTCOMES)}.")
    return Outcome(name, int(asked.get("code") or 0), str(asked.get("message") or ""))


async def set_faults(world: World, asked: Asked, request: Request) -> Any:
    """Add a fault, or several as `faults`; DELETE takes all away."""
    if request.method == "DELETE" or asked.get("clear"):
        world.faults.clear()
    rows = asked.get("faults") or ([asked] if {"match", "status", "delay_s"} & set(asked) else [])
    world.faults.extend(faults.read(row) for row in rows)
    return {"faults": [asdict(fault) for fault in world.faults]}


async def set_clock(world: World, asked: Asked, _request: Request) -> Any:
    """Set the offset, move on by `advance_s`, or set the `rate`.

    At rate 0 the clock stands still, at 60 a minute passes in a second.
    """
    offset = float(asked.get("offset_s", world.clock.offset_s))
    offset += float(asked.get("advance_s") or 0)
    if not abs(offset) <= FARTHEST_S:
        raise BadRequestError("The clock reaches ten years either way.")
    rate = float(asked.get("rate", world.clock.rate))
    if not 0 <= rate <= FASTEST:
        raise BadRequestError(f"The clock runs 0 to {FASTEST} times as fast as real time.")
    world.clock.rate = rate
    world.clock.offset_s = offset
    return snapshot.clock(world)


async def set_limits(world: World, asked: Asked, _request: Request) -> Any:
    """Switch rate limits on or off, by plan; `kinds` picks some of second, day, host, registrant.

    `{"forget": true}` empties all counters.
    """
    rules = world.limits
    plan = str(asked.get("plan") or rules.plan)
    kinds = [str(kind) for kind in asked.get("kinds") or rules.kinds]
    if plan not in PER_SECOND:
        raise BadRequestError(f"No such plan: {plan}.")
    if not set(kinds) <= set(LIMITS):
        raise BadRequestError(f"There are these kinds: {', '.join(LIMITS)}.")
    rules.on, rules.plan, rules.kinds = bool(asked.get("on", True)), plan, kinds
    if asked.get("forget"):
        rules.counts.clear()
    return {"on": rules.on, "plan": plan, "kinds": kinds, "per_second": PER_SECOND[plan]}


async def set_webhooks(world: World, asked: Asked, _request: Request) -> Any:
    """Set an app's address (validated at once), its events and its mishaps."""
    app = world.apps[str(asked.get("client_id") or "sandboxGeneralApp00001")]
    subscription = app.subscription
    if "events" in asked:
        subscription.events = [str(name) for name in asked["events"] or ["*"]]
    subscription.delay_s = float(asked.get("delay_s", subscription.delay_s) or 0)
    subscription.duplicate = int(asked.get("duplicate", subscription.duplicate) or 0)
    subscription.drop = int(asked.get("drop", subscription.drop) or 0)
    subscription.shuffle = bool(asked.get("shuffle", subscription.shuffle))
    if "url" in asked:
        subscription.url = str(asked["url"] or "")
        await webhooks.validate(world, app)
    return asdict(subscription)


async def deliveries(world: World, _asked: Asked, _request: Request) -> Any:
    """Return the delivery log, oldest first."""
    return [asdict(delivery) for delivery in world.deliveries]


async def mails(world: World, _asked: Asked, _request: Request) -> Any:
    """Return the letters that Zoom would send, oldest first."""
    return [asdict(mail) for mail in world.mails]


ROUTES = [
    control("/sandbox/reset", reset),
    control("/sandbox/mails", mails, "GET"),
    control("/sandbox/seed", add),
    control("/sandbox/state", state, "GET"),
    control("/sandbox/log", log, "GET"),
    control("/sandbox/joins", joins, "GET"),
    control("/sandbox/deliveries", deliveries, "GET"),
    control("/sandbox/faults", set_faults, "POST", "DELETE"),
    control("/sandbox/clock", set_clock),
    control("/sandbox/limits", set_limits),
    control("/sandbox/webhooks", set_webhooks),
    control("/sandbox/{kind:str}/{item:int}/recover", act_on_trash),
    control("/sandbox/{kind:str}/{item:int}/purge", act_on_trash),
    control("/sandbox/{kind:str}/{item}/{act}", act),
]
