"""What was held: past meetings, reports, recordings, and a year later."""

from __future__ import annotations

from urllib.parse import quote

from tests.contract.talk.witness import HABITATS, NOBODY, OLIVE, REGISTERED, UNKNOWN, Witness

BEHIND_PLAN = (
    "/past_meetings/{meetingId}",
    "/past_meetings/{meetingId}/participants",
    "/past_webinars/{webinarId}/participants",
    "/report/users/{userId}/meetings",
    "/report/daily",
    "/report/meetings/{meetingId}",
    "/report/meetings/{meetingId}/participants",
    "/report/webinars/{webinarId}",
    "/report/webinars/{webinarId}/participants",
)


def runs(w: Witness) -> None:
    webinar = w.driver.world.items[95177023348]
    number = REGISTERED
    w.driver.world.items[number].settings["auto_recording"] = "cloud"
    ana = w.driver.world.items[number].registrants[-1]
    for item in (number, webinar.id):
        w.driver.act(item, "start")
        w.driver.act(item, "join", name="Ana", email=ana.email, registrant_id=ana.id)
        w.driver.act(item, "join", name="Key", customer_key="k" * 35)
        w.driver.post("clock", advance_s=1800)
        w.driver.act(item, "end")
    w.token = w.driver.connect()["access_token"]
    _past(w, number, webinar.id)
    _reports(w, number, webinar.id)
    _recordings(w, number)
    w.driver.world.account.plan = "Basic"
    for template in BEHIND_PLAN:
        who = OLIVE if "userId" in template else number
        w.get(template, *[who] * template.count("{"))
    w.driver.world.account.plan = "Business"
    _year_later(w, number, webinar.id)


def _past(w: Witness, meeting: int, webinar: int) -> None:
    run = w.driver.world.items[meeting].runs[-1].uuid
    for reference in (meeting, UNKNOWN, webinar):
        w.get("/past_meetings/{meetingId}", reference)
        w.get("/past_meetings/{meetingId}/instances", reference)
    w.get(
        "/past_meetings/{meetingId}/instances",
        meeting,
        **{"from": "2031-01-01", "to": "2031-12-31"},
    )
    twice = quote(run, safe="")
    w.get("/past_meetings/{meetingId}/participants", twice, include_fields="registrant_id")
    w.get("/past_meetings/{meetingId}/participants", UNKNOWN)
    first = w.get("/past_meetings/{meetingId}/participants", meeting, page_size=1)
    w.get("/past_meetings/{meetingId}/participants", meeting, page_size=1,
          next_page_token=first["next_page_token"])  # fmt: skip
    for reference in (webinar, UNKNOWN):
        w.get("/past_webinars/{webinarId}/instances", reference)
        w.get("/past_webinars/{webinarId}/participants", reference, page_size=1)
        w.get("/past_webinars/{webinarId}/absentees", reference)
    everybody = "/past_webinars/{webinarId}/participants"
    w.get(everybody, webinar, include_fields="registrant_id")
    page = w.get("/past_webinars/{webinarId}/absentees", webinar, page_size=1)
    w.get("/past_webinars/{webinarId}/absentees", webinar, page_size=1,
          next_page_token=page["next_page_token"])  # fmt: skip
    w.get("/past_webinars/{webinarId}/participants", webinar, next_page_token="nonsense")
    w.get("/past_webinars/{webinarId}/absentees", webinar, occurrence_id="unknown")
    settings = w.driver.world.items[webinar].settings
    settings["approval_type"] = 2
    w.get("/past_webinars/{webinarId}/absentees", webinar)
    settings["approval_type"] = 0


def _reports(w: Witness, meeting: int, webinar: int) -> None:
    w.get("/report/daily", year=2031, month=3)
    w.get("/report/daily", year=2030, month=3)
    days = {"from": "2031-03-01", "to": "2031-03-30"}
    own = "/report/users/{userId}/meetings"
    for kind in ("past", "pastOne", "pastJoined"):
        w.get(own, HABITATS, **days, type=kind, page_size=1)
    w.get(own, NOBODY, **days)
    w.get(own, HABITATS, **days, next_page_token="nonsense")
    for kind, number in (("meeting", meeting), ("webinar", webinar)):
        one = f"/report/{kind}s/{{{kind}Id}}"
        for reference in (number, UNKNOWN):
            w.get(one, reference)
            w.get(f"{one}/participants", reference, page_size=300, include_fields="registrant_id")
        page = w.get(f"{one}/participants", number, page_size=1)
        w.get(f"{one}/participants", number, page_size=1, next_page_token=page["next_page_token"])


def _recordings(w: Witness, number: int) -> None:
    some, own = "/meetings/{meetingId}/recordings", "/users/{userId}/recordings"
    body = w.get(some, number, include_fields="download_access_token", ttl=600)
    days = {"from": "2031-03-01", "to": "2031-03-30"}
    w.get(own, HABITATS, **days, page_size=1)
    w.get(own, HABITATS, next_page_token="nonsense", **days)
    w.get(own, HABITATS, meeting_id=number, **days)
    w.get(own, NOBODY)
    w.get(f"{some}/settings", number)
    w.patch(f"{some}/settings", number, viewer_download=False, password="secret12")
    one, back = f"{some}/{{recordingId}}", f"{some}/{{recordingId}}/status"
    file = body["recording_files"][0]["id"]
    w.delete(one, number, file, action="trash")
    w.get(own, HABITATS, trash="true", **days)
    w.put(back, number, file, action="recover")
    w.delete(some, number, action="trash")
    w.put("/meetings/{meetingUUID}/recordings/status", number, action="recover")
    for ask, template in ((w.get, some), (w.delete, some), (w.get, f"{some}/settings")):
        ask(template, UNKNOWN)
    w.delete(one, number, "unknown")
    w.put(back, number, "unknown", action="recover")
    w.put("/meetings/{meetingUUID}/recordings/status", UNKNOWN, action="recover")
    w.delete(some, number, action="delete")


def _year_later(w: Witness, meeting: int, webinar: int) -> None:
    w.driver.post("clock", advance_s=400 * 86_400)
    w.token = w.driver.connect()["access_token"]
    for path in ("/past_meetings/{meetingId}", "/report/meetings/{meetingId}"):
        w.get(path, meeting)
        w.get(f"{path}/participants", meeting)
    path = "/report/webinars/{webinarId}"
    w.get(path, webinar)
    w.get(f"{path}/participants", webinar)
