"""Zoom's webhooks at the door: verify raw bytes and a fresh timestamp, answer; nothing else.

What a delivery changes is `deliveries.py`'s, in a task.
https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
"""

import hmac
import re
from collections.abc import Mapping
from typing import Any

import orjson

from virtualcrowd.agenda.providers import HookAnswer, HookKey
from virtualcrowd.zoom.models import Connection

FRESH = 300  # seconds either way; Zoom names no limit, so a replay is refused by ours
TIMESTAMP = "x-zm-request-timestamp"
SIGNATURE = "x-zm-signature"
VALIDATION = "endpoint.url_validation"
KIND_LIMIT = 80
# Our own kind: a call that looks like Zoom's but is signed with another secret. Kept now and then,
# so that the Zoom page can say so; never more, as anybody may send them.
REFUSED = "signature.refused"
REFUSED_EVERY = 600.0  # seconds, of each address and process
REFUSED_BYTES = 16 * 1024
_refused_at: dict[int, float] = {}
_UNAUTHORIZED = HookAnswer(status=401)
_BAD = HookAnswer(status=400)


def load_hook(token: str) -> HookKey | None:
    """Return whose address ends in `token`; without a secret nothing can be verified."""
    found = Connection.objects.filter(hook_token=token).first()
    if found is None or not found.webhook_secret:
        return None
    return HookKey(source_id=found.pk, secret=found.webhook_secret.encode())


def judge(key: HookKey, raw: bytes, headers: Mapping[str, str], now: float) -> HookAnswer:
    """Return the answer; with a kind, the body is to be stored before it is sent.

    Unsigned, wrongly signed and stale calls get 401, so nobody learns which of them it was.
    """
    if not _is_genuine(key, raw, headers, now):
        return _stranger(key, raw, headers, now)
    body = _parsed(raw)
    kind = body.get("event")
    if not isinstance(kind, str) or not kind:
        return _BAD
    if kind == VALIDATION:
        return _validation(key, body)
    return HookAnswer(status=204, kind=kind[:KIND_LIMIT])


def _is_genuine(key: HookKey, raw: bytes, headers: Mapping[str, str], now: float) -> bool:
    stamp, told = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not _is_fresh(headers, now):
        return False
    expected = hmac.digest(key.secret, b"v0:%b:%b" % (stamp.encode(), raw), "sha256").hex()
    return hmac.compare_digest(f"v0={expected}".encode(), told.encode())


def _stranger(key: HookKey, raw: bytes, headers: Mapping[str, str], now: float) -> HookAnswer:
    """Refuse; a call that is signed, and now, is worth a note."""
    is_signed = headers.get(SIGNATURE, "").startswith("v0=") and _is_fresh(headers, now)
    was = _refused_at.get(key.source_id)
    is_due = was is None or abs(now - was) > REFUSED_EVERY
    if not (is_signed and is_due and len(raw) <= REFUSED_BYTES):
        return _UNAUTHORIZED
    _refused_at[key.source_id] = now
    return HookAnswer(status=401, kind=REFUSED)


def _is_fresh(headers: Mapping[str, str], now: float) -> bool:
    stamp = headers.get(TIMESTAMP, "")
    return re.fullmatch("[0-9]{1,12}", stamp) is not None and abs(now - int(stamp)) <= FRESH


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _validation(key: HookKey, body: dict[str, Any]) -> HookAnswer:
    """Prove that we hold the secret; asked when the address is saved and every 72 hours."""
    payload = body.get("payload")
    plain = payload.get("plainToken") if isinstance(payload, dict) else None
    if not isinstance(plain, str) or not plain:
        return _BAD
    proof = hmac.digest(key.secret, plain.encode(), "sha256").hex()
    answer = orjson.dumps({"plainToken": plain, "encryptedToken": proof})
    return HookAnswer(status=200, body=answer, kind=VALIDATION)


def stored() -> None:
    """Deliveries were committed: start the task that applies them."""
    from virtualcrowd.zoom import tasks  # noqa: PLC0415 - tasks import what they run

    tasks.apply_deliveries()
