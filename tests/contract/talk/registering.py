"""Registrants: single, many, with questions, and all refusals."""

from __future__ import annotations

from tests.contract.talk.witness import OLIVE, PERSON, REGISTERED, Witness, renamed, wrong


def registered_dates(w: Witness, kind: str, item_type: int) -> None:
    """Register for one date of three, and take it back."""
    some = f"/{kind}s/{{{kind}Id}}/registrants"
    one = f"{some}/{{registrantId}}"
    series = w.post(
        f"/users/{{userId}}/{kind}s",
        OLIVE,
        type=item_type,
        start_time="2031-04-02T10:00:00Z",
        recurrence={"type": 1, "end_times": 3},
        settings={"approval_type": 0, "registration_type": 3},
    )
    number, dates = series["id"], [date["occurrence_id"] for date in series["occurrences"]]
    chosen = {"occurrence_ids": ",".join(dates[:2])}
    first, second = (
        w.ask("POST", some, number, params=chosen, json=PERSON | {"email": f"{name}@demo.example"})
        for name in ("one", "two")
    )
    w.ask("POST", some, number, params={"occurrence_ids": "unknown"}, json=PERSON)
    page = w.get(some, number, occurrence_id=dates[0], page_size=1)
    token = page["next_page_token"]
    w.get(some, number, occurrence_id=dates[0], page_size=1, next_page_token=token)
    w.get(one, number, first["registrant_id"], occurrence_id=dates[0])
    w.delete(one, number, first["registrant_id"], occurrence_id=dates[0])
    cancel = {"action": "cancel", "registrants": [{"id": second["registrant_id"]}]}
    where = {"occurrence_id": dates[0]}
    w.ask("PUT", f"{some}/status", number, params=where, json=cancel)


def registration(w: Witness) -> None:
    for kind, number in (("meeting", REGISTERED), ("webinar", 95177023348)):
        item = w.driver.world.items[number]
        item.settings["approval_type"] = 0
        _registrants(w, kind, number)
        _refused_registrants(w, kind, number)
        item.settings["approval_type"] = 2
        _not_registering(w, kind, number)
        item.settings["approval_type"] = 0


def _registrants(w: Witness, kind: str, number: int) -> None:
    base = f"/{kind}s/{{{kind}Id}}"
    some, one, status = (
        f"{base}/registrants",
        f"{base}/registrants/{{registrantId}}",
        f"{base}/registrants/status",
    )
    questions, batch = f"{base}/registrants/questions", f"{base}/batch_registrants"
    how = "single" if kind == "meeting" else "single_dropdown"
    w.patch(
        questions,
        number,
        questions=[{"field_name": "city", "required": True}],
        custom_questions=[
            {"title": "Tea?", "type": how, "required": False, "answers": ["yes", "no"]}
        ],
    )
    w.get(questions, number)
    made = w.post(some, number, **PERSON, source_id="4816766181770")
    w.get(some, number, status="approved", page_size=1, page_number=1)
    w.get(some, number, tracking_source_id="4816766181770")
    w.get(one, number, made["registrant_id"])
    w.driver.world.items[number].settings["approval_type"] = 1
    w.post(some, number, email="bo@demo.example", first_name="Bo", city="Faro")
    for page in ("pending", "denied"):
        w.get(some, number, status=page)
    for action in ("approve", "deny", "cancel"):
        w.put(status, number, action=action, registrants=[{"email": "bo@demo.example"}])
    rows = [{"email": f"p{index}@demo.example", "first_name": f"P{index}"} for index in range(3)]
    w.post(batch, number, auto_approve=True, registrants=rows)
    w.delete(one, number, made["registrant_id"])
    w.post(some, number, **PERSON)


def _refused_registrants(w: Witness, kind: str, number: int) -> None:
    base = f"/{kind}s/{{{kind}Id}}"
    some, one = f"{base}/registrants", f"{base}/registrants/{{registrantId}}"
    item = w.driver.world.items[number]
    w.post(some, number, first_name="No address")
    w.post(some, number, email=w.driver.world.host(item).email, first_name="Host", city="Faro")
    for ask in (w.get, w.delete):
        ask(one, number, "unknown")
    w.post(f"{base}/batch_registrants", number, registrants=[])
    w.put(f"{some}/status", number, action="dance")
    before, item.type = item.type, 8 if kind == "meeting" else 9
    w.post(f"{base}/batch_registrants", number, registrants=[{}])
    item.type = before
    _full(w, some, f"{base}/batch_registrants", number)
    _over(w, [some, f"{base}/batch_registrants"], number)
    status, questions = f"{some}/status", f"{some}/questions"
    calls = [(w.get, some), (w.post, some), (w.get, questions), (w.patch, questions)]
    batch = f"{base}/batch_registrants"
    wrong(w, number, [*calls, (w.put, status), (w.post, batch)])
    for ask in (w.get, w.delete):
        template = one.replace("{registrantId}", "r1")
        keyed = Witness(w.driver, w.token)
        wrong(keyed, number, [(getattr(keyed, ask.__name__), template)])
        w.heard += [renamed(heard, ask.__name__.upper(), one) for heard in keyed.heard]


def _full(w: Witness, some: str, batch: str, number: int) -> None:
    item = w.driver.world.items[number]
    item.settings["registrants_restrict_number"] = 1
    w.post(some, number, email="late@elsewhere.example", first_name="Late", city="Faro")
    rows = [{"email": "late@elsewhere.example", "first_name": "Late"}]
    w.post(batch, number, registrants=rows)
    item.settings["approval_type"], item.settings["registrants_restrict_number"] = 1, 0
    w.post(some, number, **PERSON | {"email": "waits@elsewhere.example"})
    item.settings["approval_type"], item.settings["registrants_restrict_number"] = 0, 1
    waiting = {"registrants": [{"email": "waits@elsewhere.example"}]}
    w.put(f"{some}/status", number, action="approve", **waiting)
    item.settings["registrants_restrict_number"] = 0


def _over(w: Witness, templates: list[str], number: int) -> None:
    clock = w.driver.world.clock
    before, item = clock.offset_s, w.driver.world.items[number]
    clock.offset_s = item.start.timestamp() + 7 * 86_400 - clock.wall()
    token, w.token = w.token, w.driver.connect()["access_token"]
    for template in templates:
        w.post(template, number, email="a@b.example", first_name="A", registrants=[{}])
    clock.offset_s, w.token = before, token
    w.token = w.driver.connect()["access_token"]


def _not_registering(w: Witness, kind: str, number: int) -> None:
    base = f"/{kind}s/{{{kind}Id}}"
    some = f"{base}/registrants"
    w.post(some, number, email="a@b.example", first_name="A")
    w.post(f"{base}/batch_registrants", number, registrants=[{}])
    w.put(f"{some}/status", number, action="approve")
    for ask in (w.get, w.delete):
        ask(f"{some}/{{registrantId}}", number, "unknown")
    w.get(f"{some}/questions", number)
    w.patch(f"{some}/questions", number)
