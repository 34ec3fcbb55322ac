"""Lists of hosts: types, rows, pages."""

import pytest

from tests.contract.driver import BASIC_HOST, OYSTER

pytestmark = pytest.mark.contract
SEED_PAGES = 224


def rows(sandbox, token, path, name, **query):
    """Read all pages."""
    found, page_token, pages = [], None, 0
    while page_token != "":
        asked = query | ({"next_page_token": page_token} if page_token else {})
        told = sandbox.api("GET", path, token, params=asked).json()
        found += told[name]
        page_token, pages = told["next_page_token"], pages + 1
    return found, pages


def test_list_rows_hide_what_only_details_show(sandbox, token):
    path = "/users/habitats@demo.example/meetings"
    row = sandbox.api("GET", path, token).json()["meetings"][0]
    assert not {"settings", "password", "status", "start_url"} & set(row)
    detail = sandbox.api("GET", f"/meetings/{row['id']}", token).json()
    assert {"settings", "password", "status", "start_url", "host_email"} <= set(detail)
    assert isinstance(row["id"], int)


def test_list_types(sandbox, token):
    def topics(kind):
        path = "/users/habitats@demo.example/meetings"
        told = sandbox.api("GET", path, token, params={"type": kind}).json()
        return [row["topic"] for row in told["meetings"]]

    assert "Oyster reefs as breakwaters" in topics("upcoming")
    assert topics("live") == []
    sandbox.act(OYSTER, "start")
    assert topics("live") == ["Oyster reefs as breakwaters"]
    sandbox.act(OYSTER, "end")
    sandbox.post("clock", offset_s=4 * 86400)
    access = sandbox.connect()["access_token"]
    told = sandbox.api("GET", "/users/habitats@demo.example/meetings?type=upcoming", access)
    assert told.json()["meetings"] == []
    told = sandbox.api(
        "GET", "/users/habitats@demo.example/meetings?type=previous_meetings", access
    )
    assert len(told.json()["meetings"]) == 5


def test_recurring_meetings_in_upcoming(sandbox, token):
    told = sandbox.api("GET", "/users/me/meetings?type=upcoming", token).json()["meetings"]
    stand_up = [row for row in told if row["topic"].startswith("Morning stand-up")]
    assert len({row["start_time"] for row in stand_up}) == len(stand_up) >= 2
    green_room = next(row for row in told if row["topic"] == "Speaker green room")
    assert green_room["type"] == 3
    assert "start_time" not in green_room


def test_webinars_previous_and_upcoming(sandbox, token):
    every = sandbox.api("GET", "/users/me/webinars", token).json()["webinars"]
    coming = sandbox.api("GET", "/users/me/webinars?type=upcoming", token).json()["webinars"]
    past = {row["topic"] for row in every} - {row["topic"] for row in coming}
    assert past == {
        "What the tide remembers",
        "Rehearsal: opening day",
        "Open Water 2025: closing keynote",
    }


def test_paging(sandbox):
    sandbox.post("reset", seed="big")
    access = sandbox.connect()["access_token"]
    first = sandbox.api("GET", "/users/me/meetings", access).json()
    assert (first["page_size"], len(first["meetings"])) == (30, 30)
    assert (first["total_records"], first["page_count"]) == (SEED_PAGES, 8)
    found, pages = rows(sandbox, access, "/users/me/meetings", "meetings")
    assert (len({row["id"] for row in found}), pages) == (SEED_PAGES, 8)
    found, pages = rows(sandbox, access, "/users/me/meetings", "meetings", page_size=999)
    assert (len(found), pages) == (SEED_PAGES, 1)
    hosts, pages = rows(sandbox, access, "/users", "users", page_size=300)
    assert (len(hosts), pages) == (200, 1)


def test_page_number(sandbox):
    sandbox.post("reset", seed="big")
    access = sandbox.connect()["access_token"]
    third = sandbox.api("GET", "/users/me/meetings?page_number=3&page_size=10", access).json()
    assert third["page_number"] == 3
    assert third["meetings"][0]["topic"].split()[2].startswith("021")


def test_page_token_dies_after_fifteen_minutes_and_fits_only_its_list(sandbox):
    sandbox.post("reset", seed="big")
    access = sandbox.connect()["access_token"]
    first = sandbox.api("GET", "/users/me/meetings", access).json()
    query = {"next_page_token": first["next_page_token"]}
    other = sandbox.api("GET", "/users/me/webinars", access, params=query)
    assert (other.status_code, other.json()["code"]) == (400, 300)
    sandbox.post("clock", offset_s=14 * 60)
    assert sandbox.api("GET", "/users/me/meetings", access, params=query).status_code == 200
    sandbox.post("clock", offset_s=16 * 60)
    told = sandbox.api("GET", "/users/me/meetings", access, params=query)
    assert told.json()["message"] == "The next page token is invalid or expired."


def test_six_months_ahead_and_a_range_of_days(sandbox, token):
    starts = {"Near": 30, "Far": 200}
    for topic, days in starts.items():
        row = {"topic": topic, "host": BASIC_HOST, "start_in_s": days * 86_400}
        sandbox.post("seed", meetings=[row])

    def topics(**query):
        told = sandbox.api("GET", f"/users/{BASIC_HOST}/meetings", token, params=query).json()
        return [row["topic"] for row in told["meetings"] if row["topic"] in starts]

    assert topics(type="upcoming") == ["Near"]
    assert topics(type="scheduled") == ["Near", "Far"]
    far = sandbox.api("GET", f"/users/{BASIC_HOST}/meetings", token, params={"page_size": 300})
    start = next(row["start_time"] for row in far.json()["meetings"] if row["topic"] == "Far")
    assert topics(**{"from": start[:10], "to": start[:10]}) == ["Far"]


def test_upcoming_meetings_of_a_day_also_where_one_is_invited(sandbox, token):
    settings = {"meeting_invitees": [{"email": BASIC_HOST}]}
    rows = [
        {"topic": "Soon", "start_in_s": 3600, "settings": settings},
        {"topic": "Later", "start_in_s": 2 * 86_400, "settings": settings},
    ]
    sandbox.post("seed", meetings=rows)
    told = sandbox.api("GET", f"/users/{BASIC_HOST}/upcoming_meetings", token).json()["meetings"]
    assert [row["is_host"] for row in told if row["topic"] == "Soon"] == [False]
    assert "Later" not in [row["topic"] for row in told]
