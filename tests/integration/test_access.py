"""Who gets into which page of the dashboard: one table of all of them.

The addresses are walked, so that one which is not in the table fails the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import core, zoom
from virtualcrowd.agenda.models import HelpRequest
from virtualcrowd.events.models import Group, LinkMailing, Role
from virtualcrowd.zoom.import_models import ImportJob

V, E, O = Role.VIEWER, Role.EDITOR, Role.OWNER  # noqa: E741 - they make the table readable


@dataclass(frozen=True)
class Row:
    """Which role may look (`get`) and which may change (`post`); None: there is no such thing."""

    name: str
    get: Role | None
    post: Role | None
    of: str = ""  # whose id the address carries


TABLE = [
    Row("dashboard:home", V, None),
    Row("dashboard:event_settings", V, E),
    Row("dashboard:event_publish", None, E),
    Row("dashboard:plugins", V, None),
    Row("dashboard:libraries", V, None),
    Row("dashboard:readiness", V, None),
    Row("dashboard:audit", V, None),
    Row("dashboard:audit_download", V, None),
    Row("dashboard:people", V, None),
    Row("dashboard:attendees_add", E, E),
    Row("dashboard:attendee", V, E, "attendee"),
    Row("dashboard:attendee_block", None, E, "attendee"),
    Row("dashboard:attendee_remove", None, E, "attendee"),
    Row("dashboard:attendee_link", None, E, "attendee"),
    Row("dashboard:attendee_link_revoke", None, E, "attendee"),
    Row("dashboard:links", E, E),
    Row("dashboard:link_mailing", V, None, "mailing"),
    Row("dashboard:link_mailing_go_on", None, E, "mailing"),
    Row("dashboard:link_mailing_stop", None, E, "mailing"),
    Row("dashboard:groups", V, E),
    Row("dashboard:group", V, E, "group"),
    Row("dashboard:group_delete", None, E, "group"),
    Row("dashboard:staff", O, O),
    Row("dashboard:staff_role", None, O, "member"),
    Row("dashboard:staff_remove", None, O, "member"),
    Row("dashboard:agenda", V, None),
    Row("dashboard:help", V, None),
    Row("dashboard:help_answer", None, E, "call"),
    Row("dashboard:help_settle", None, E, "call"),
    Row("dashboard:branding", V, E),
    Row("dashboard:brand_preview", V, None),
    Row("dashboard:joining", V, E),
    Row("dashboard:session_new", E, E),
    Row("dashboard:sheet", V, E),
    Row("dashboard:sheet_download", V, None),
    Row("dashboard:embed_many", V, E),
    Row("dashboard:tracks", V, E),
    Row("dashboard:session", V, E, "session"),
    Row("dashboard:session_speakers", V, E, "session"),
    Row("dashboard:session_embed", V, E, "session"),
    Row("dashboard:session_embed_preview", V, None, "session"),
    Row("dashboard:session_plan_b", E, E, "session"),
    Row("dashboard:session_plan_b_undo", None, E, "session"),
    Row("dashboard:session_other", V, E, "session"),
    Row("dashboard:session_publish", None, E, "session"),
    Row("dashboard:session_move", E, E, "session"),
    Row("dashboard:session_delete", E, E, "session"),
    Row("zoom:connection", V, None),
    Row("zoom:save", None, O),
    Row("zoom:authorize", None, O),
    Row("zoom:mend", None, O),
    Row("zoom:closed", None, O),
    Row("zoom:shown", None, O),
    Row("zoom:test", None, O),
    Row("zoom:disconnect", None, O),
    Row("zoom:webhook", None, O),
    Row("zoom:guide", O, None),
    Row("zoom:guide_step", None, O),
    Row("zoom:admin_link", None, O),
    Row("zoom:admin_link_revoke", None, O, "admin_link"),
    Row("zoom:test_join", O, None),
    Row("zoom:test_join_left", O, None),
    Row("zoom:test_join_client", O, None, "item"),
    Row("zoom:test_join_ticket", None, O, "item"),
    Row("zoom:test_join_result", None, O, "item"),
    Row("zoom:answered", O, None),
    Row("zoom:library", V, None),
    Row("zoom:refresh", None, E),
    Row("zoom:import", E, E),
    Row("zoom:import_job", V, None, "job"),
    Row("zoom:import_number", None, E),
    Row("zoom:import_resume", None, E, "job"),
    Row("zoom:import_cancel", None, E, "job"),
    Row("zoom:clashes", V, E),
    Row("zoom:item", V, E, "item"),
    Row("zoom:series", V, E, "item"),
    Row("zoom:settle", None, E, "item"),
    Row("zoom:remove", None, E, "item"),
]
OUTSIDE_AN_EVENT = {"dashboard:events", "dashboard:event_new"}
rows = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)


def named_below(prefix: str) -> Iterator[str]:
    for entry in get_resolver().url_patterns:
        if str(entry.pattern) == prefix:
            yield from _names(entry)


def _names(entry: URLResolver | URLPattern, space: str = "") -> Iterator[str]:
    if isinstance(entry, URLPattern):
        yield f"{space}{entry.name}"
        return
    inside = f"{entry.namespace}:" if entry.namespace else space
    for one in entry.url_patterns:
        yield from _names(one, inside)


@pytest.fixture
def ids(demo, ana, stan, olive) -> dict[str, int]:
    """One of everything that an address may name, all of the event "demo"."""
    return {
        "attendee": ana.pk,
        "group": Group.objects.create(event=demo, name="Members").pk,
        "member": demo.staff.get(user=stan).pk,
        "session": core.session(demo).pk,
        "item": zoom.item(demo).pk,
        "call": HelpRequest.objects.create(session=core.session(demo), attendee=ana).pk,
        "mailing": LinkMailing.objects.create(event=demo, key=uuid4(), language="de").pk,
        "job": ImportJob.objects.create(event=demo).pk,
        "admin_link": zoom.admin_link(demo).pk,
    }


def address(row: Row, ids: dict[str, int], shortcode: str = "demo") -> str:
    return reverse(row.name, args=[shortcode, ids[row.of]] if row.of else [shortcode])


def asked(client: Client, row: Row, url: str) -> dict[str, int]:
    """Method → status of each thing that the page can be asked for."""
    found = {}
    if row.get:
        found["get"] = client.get(url).status_code
    if row.post:
        found["post"] = client.post(url).status_code
    return found


def expected(row: Row, status: int) -> dict[str, int]:
    return {m: status for m, role in (("get", row.get), ("post", row.post)) if role}


def test_every_address_is_in_the_table():
    assert sorted(named_below("app/")) == sorted([*(r.name for r in TABLE), *OUTSIDE_AN_EVENT])


@rows
def test_nobody_signed_in_is_sent_to_sign_in(client, ids, row):
    url = address(row, ids)

    for method in expected(row, 302):
        response = getattr(client, method)(url)
        assert response.status_code == 302
        assert response.url == f"/accounts/login/?next={url}"


@rows
def test_rival_finds_nothing(rival, ids, signed_in, row):
    assert asked(signed_in(rival), row, address(row, ids)) == expected(row, 404)


@rows
def test_attendee_is_told_that_the_dashboard_is_not_theirs(ana, ids, signed_in, row):
    assert asked(signed_in(ana.user), row, address(row, ids)) == expected(row, 403)


@rows
def test_viewer_looks_and_changes_nothing(vera, ids, signed_in, row):
    url, browser = address(row, ids), signed_in(vera)

    if row.get:
        assert browser.get(url).status_code == (200 if row.get == V else 403)
    if row.post:
        assert browser.post(url).status_code == 403


@rows
def test_editor_is_kept_from_what_is_the_owners(stan, ids, signed_in, row):
    url, browser = address(row, ids), signed_in(stan)

    if row.get == O:
        assert browser.get(url).status_code == 403
    if row.post == O:
        assert browser.post(url).status_code == 403


@pytest.mark.parametrize("row", [row for row in TABLE if row.of], ids=lambda row: row.name)
def test_anothers_id_in_ones_own_event_is_not_found(rival, ids, signed_in, row):
    assert asked(signed_in(rival), row, address(row, ids, "rival")) == expected(row, 404)


def test_pages_outside_an_event_ask_to_sign_in(client):
    for name in OUTSIDE_AN_EVENT:
        assert client.get(reverse(name)).url == f"/accounts/login/?next={reverse(name)}"


def test_only_who_may_makes_events(olive, signed_in):
    browser = signed_in(olive)

    assert browser.get("/app/new").status_code == 403
    assert browser.post("/app/new", {"name": "Sneaky"}).status_code == 403


def test_superuser_works_on_every_event(demo, signed_in):
    root = core.user("root@demo.example", is_superuser=True)

    assert signed_in(root).get("/app/demo/people/staff").status_code == 200
