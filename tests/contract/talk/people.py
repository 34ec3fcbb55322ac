"""Users, scheduling privilege, and what belongs to the account."""

from __future__ import annotations

from tests.contract.driver import OYSTER
from tests.contract.talk.witness import HABITATS, NOBODY, OLIVE, PENDING, PORTS, VOLUNTEER, Witness


def users(w: Witness) -> None:
    w.get("/users", page_size=2, status="active", include_fields="host_key")
    w.get("/users", role_id="0", page_number=1)
    w.get("/users", status="inactive")
    w.get("/users", next_page_token="nonsense")
    w.get("/users/summary")
    w.get("/users/email", email=OLIVE)
    w.get("/users/email")
    w.get("/users/me/zak")
    for who in ("me", HABITATS, NOBODY, PENDING):
        w.get("/users/{userId}", who)
    for option in ("", "meeting_authentication", "recording_authentication", "meeting_security"):
        w.get("/users/{userId}/settings", HABITATS, **({"option": option} if option else {}))
    w.get("/users/{userId}/settings", NOBODY)
    w.get("/users/{userId}/settings", PENDING)
    for kind in ("token", "zak"):
        w.get("/users/{userId}/token", "me", type=kind, ttl=60)
    w.get("/users/{userId}/token", "me", type="onbehalf", meeting_id=OYSTER)
    w.get("/users/{userId}/token", NOBODY)
    for who in ("me", VOLUNTEER, NOBODY):
        w.get("/users/{userId}/permissions", who)


def scheduling(w: Witness) -> None:
    helpers = "/users/{userId}/assistants"
    w.post(helpers, HABITATS, assistants=[{"email": OLIVE}])
    w.post(helpers, HABITATS, assistants=[{"email": OLIVE}])
    w.post(helpers, HABITATS, assistants=[{"email": HABITATS}])
    w.post(helpers, HABITATS, assistants=[{"email": VOLUNTEER}])
    w.post(helpers, NOBODY, assistants=[{"email": OLIVE}])
    w.get(helpers, HABITATS)
    w.get(helpers, NOBODY)
    w.get("/users/{userId}/schedulers", OLIVE)
    w.get("/users/{userId}/schedulers", NOBODY)
    made = "/users/{userId}/meetings"
    w.post(made, OLIVE, topic="For habitats", schedule_for=HABITATS)
    w.post(made, OLIVE, topic="For nobody", schedule_for=NOBODY)
    w.post(made, OLIVE, topic="For ports", schedule_for=PORTS)
    w.post(made, OLIVE, topic="Now", type=1, schedule_for=HABITATS)
    for who in (OLIVE, NOBODY):
        w.delete("/users/{userId}/assistants/{assistantId}", HABITATS, who)
        w.delete("/users/{userId}/schedulers/{schedulerId}", OLIVE, HABITATS)
    w.delete("/users/{userId}/schedulers/{schedulerId}", NOBODY, HABITATS)
    for template in (helpers, "/users/{userId}/schedulers"):
        w.delete(template, HABITATS)
        w.delete(template, NOBODY)


def account(w: Witness) -> None:
    made = w.post("/tracking_fields", field="Track", recommended_values=["Coast"], visible=True)
    w.post("/tracking_fields", field="Second", required=True)
    w.get("/tracking_fields")
    one = "/tracking_fields/{fieldId}"
    w.get(one, made["id"])
    w.patch(one, made["id"], field="Second")
    w.patch(one, made["id"], field="Renamed")
    for ask in (w.get, w.patch, w.delete):
        ask(one, "unknown")
    w.delete(one, made["id"])
    w.get("/accounts/{accountId}/plans/usage", "me")
