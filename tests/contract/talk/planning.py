"""Meetings and webinars, once and again."""

from __future__ import annotations

from typing import Any

from tests.contract.talk.registering import registered_dates
from tests.contract.talk.witness import (
    HABITATS,
    NO_MEETINGS,
    NOBODY,
    OLIVE,
    PERSON,
    PORTS,
    UNKNOWN,
    UNTIL,
    VOLUNTEER,
    WHOLE,
    Witness,
    renamed,
    wrong,
)


def meetings(w: Witness) -> None:
    made, listed = "/users/{userId}/meetings", "/users/{userId}/meetings"
    one = "/meetings/{meetingId}"
    body = w.post(
        made,
        PORTS,
        topic="Whole",
        agenda="All that can be said",
        start_time="2031-04-01T10:00:00",
        timezone="Europe/Lisbon",
        duration=45,
        password="abc123",
        tracking_fields=[{"field": "Second", "value": "Coast"}],
        settings=WHOLE,
    )
    w.get(one, body["id"])
    w.get(one, body["uuid"])
    w.patch(one, body["id"], topic="Changed", settings={"alternative_hosts": HABITATS})
    w.patch(one, body["id"], schedule_for=NOBODY, settings={"enforce_login_domains": "a, b"})
    w.post(made, PORTS, settings={"enforce_login_domains": "a,b"})
    w.post(made, PORTS, settings={"alternative_hosts": VOLUNTEER})
    w.post(made, NO_MEETINGS)
    w.post(made, NOBODY)
    w.post(made, PORTS, topic="x" * 201)
    for kind in ("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"):
        w.get(listed, PORTS, type=kind, page_size=1, page_number=1)
    w.get(listed, "me", **{"from": "2031-03-01", "to": "2031-05-01"}, timezone="Europe/Lisbon")
    first = w.get(listed, "me", page_size=1)
    w.get(listed, "me", page_size=1, next_page_token=first["next_page_token"])
    for who in (NOBODY, NO_MEETINGS):
        w.get(listed, who)
    coming = "/users/{userId}/upcoming_meetings"
    w.get(coming, HABITATS)
    invite, text = "/meetings/{meetingId}/invite_links", "/meetings/{meetingId}/invitation"
    token = "/meetings/{meetingId}/token"
    w.post(invite, body["id"], attendees=[{"name": "Ana"}], ttl=60)
    w.get(text, body["id"])
    w.get(token, body["id"], type="closed_caption_token")
    wrong(w, body["id"], [(w.get, one), (w.patch, one), (w.delete, one), (w.post, invite),
                           (w.get, text), (w.get, token)])  # fmt: skip
    w.post(made, PORTS, settings={"use_pmi": True})
    status = "/meetings/{meetingId}/status"
    wrong(w, body["id"], [(w.put, status)])
    w.driver.act(body["id"], "start")
    w.put(status, body["id"], action="end")
    w.put(status, 96811502247, action="end")
    w.put(status, UNKNOWN, action="end")
    w.delete(one, body["id"], schedule_for_reminder="true", cancel_meeting_reminder="true")
    w.put(status, body["id"], action="recover")
    w.get(one, w.driver.world.user(PORTS).pmi)
    w.delete(one, w.driver.world.user(PORTS).pmi)


def recurring(w: Witness) -> None:
    one, made = "/meetings/{meetingId}", "/users/{userId}/meetings"
    rules: list[dict[str, Any]] = [
        {"type": 1, "repeat_interval": 2, "end_times": 4},
        {"type": 2, "repeat_interval": 1, "weekly_days": "2,4", "end_times": 5},
        {"type": 3, "repeat_interval": 1, "monthly_day": 23, "end_times": 3},
        {"type": 3, "monthly_week": -1, "monthly_week_day": 6, "end_date_time": UNTIL},
    ]
    for rule in rules:
        body = w.post(made, OLIVE, type=8, start_time="2031-04-01T10:00:00Z", recurrence=rule)
    date = body["occurrences"][1]["occurrence_id"]
    w.get(one, body["id"], occurrence_id=date, show_previous_occurrences="true")
    w.ask("PATCH", one, body["id"], params={"occurrence_id": date}, json={"duration": 20})
    w.delete(one, body["id"], occurrence_id=date)
    w.delete(one, body["id"], occurrence_id="unknown")
    w.post(made, OLIVE, type=8, recurrence={"type": 9})
    w.post(made, OLIVE, type=3)
    w.get("/users/{userId}/meetings", OLIVE, type="upcoming")
    for kind, item_type in (("meeting", 8), ("webinar", 9)):
        registered_dates(w, kind, item_type)


def webinars(w: Witness) -> None:
    made, one = "/users/{userId}/webinars", "/webinars/{webinarId}"
    wanted = WHOLE | {"alternative_hosts": HABITATS}
    body = w.post(made, OLIVE, topic="Talk", start_time="2031-04-02T10:00:00Z", settings=wanted)
    number = body["id"]
    w.get(one, number, show_previous_occurrences="true")
    w.patch(one, number, topic="Talk, moved", tracking_fields=[{"field": "Second", "value": "x"}])
    again = {"type": 1, "end_times": 3}
    series = w.post(made, OLIVE, type=9, start_time="2031-04-02T10:00:00Z", recurrence=again)
    date = series["occurrences"][0]["occurrence_id"]
    w.get(one, series["id"], occurrence_id=date)
    w.ask("PATCH", one, series["id"], params={"occurrence_id": date}, json={"duration": 20})
    w.delete(one, series["id"], occurrence_id=date)
    w.delete(one, series["id"], occurrence_id="unknown")
    for kind in ("scheduled", "upcoming"):
        w.get(made, OLIVE, type=kind, page_size=2, page_number=1)
    for who in (VOLUNTEER, NOBODY):
        w.get(made, who)
        w.post(made, who)
    w.post(made, OLIVE, schedule_for=NOBODY)
    w.post(made, OLIVE, schedule_for=PORTS)
    panel, member = (
        "/webinars/{webinarId}/panelists",
        "/webinars/{webinarId}/panelists/{panelistId}",
    )
    tags = {"name_tag_name": "Cy", "name_tag_pronouns": "they", "name_tag_description": "Chair"}
    w.post(panel, number, panelists=[{"email": "cy@demo.example", "name": "Cy", **tags}])
    for index in range(4):
        many = [{"email": f"s{index}x{n}@demo.example", "name": "S"} for n in range(30)]
        w.post(panel, number, panelists=many)
    someone = w.get(panel, number)["panelists"][0]
    w.post("/webinars/{webinarId}/registrants", number, email=someone["email"], first_name="Cy")
    w.delete(member, number, someone["id"])
    w.delete(panel, number)
    sources, invite = "/webinars/{webinarId}/tracking_sources", "/webinars/{webinarId}/invite_links"
    w.post("/webinars/{webinarId}/registrants", number, **PERSON, source_id="4816766181770")
    w.get(sources, number)
    w.post(invite, number, attendees=[{"name": "Ana"}])
    w.get("/webinars/{webinarId}/token", number, type="closed_caption_token")
    status = "/webinars/{webinarId}/status"
    w.driver.act(number, "start")
    w.put(status, number, action="end")
    calls = [(w.get, one), (w.patch, one), (w.delete, one), (w.get, panel), (w.post, panel)]
    calls += [(w.delete, panel), (w.get, sources), (w.post, invite), (w.put, status)]
    wrong(w, number, [*calls, (w.get, "/webinars/{webinarId}/token")])
    keyed = Witness(w.driver, w.token)
    wrong(keyed, number, [(keyed.delete, member.replace("{panelistId}", "p1"))])
    w.heard += [renamed(heard, "DELETE", member) for heard in keyed.heard]
    w.delete(one, number, cancel_webinar_reminder="true")
