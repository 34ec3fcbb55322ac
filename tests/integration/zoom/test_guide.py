"""The guide: where somebody was, what is done, what to copy; and the page for the Zoom admin."""

import json
import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from virtualcrowd.common.models import AuditEntry
from virtualcrowd.events.models import Role
from virtualcrowd.zoom import deliveries, oauth, panels, scopes
from virtualcrowd.zoom.guide import links, steps, wanted
from virtualcrowd.zoom.models import Connection
from virtualcrowd.zoom.setup_models import AdminLink
from virtualcrowd.zoom.testjoin import results

GUIDE = "/app/demo/integrations/zoom/guide"


@pytest.fixture
def link(demo, olive) -> AdminLink:
    return links.create(event=demo, by=olive, days=14, now=timezone.now())


def path_of(link: AdminLink) -> str:
    return links.address(link).removeprefix("http://testserver")


def current(response) -> str:
    return re.search(r'value="(\w+)" data-keep aria-current="step"', response.text)[1]


def done(row: Connection) -> list[str]:
    return [step.key for step in steps.shown(row, "account") if step.is_done]


@pytest.mark.parametrize("step", steps.STEPS)
def test_every_step_shows_its_own_words(window, step):
    response = window.get(GUIDE, {"step": step})

    assert response.status_code == 200
    assert current(response) == step
    assert f'id="zg-title" class="vc-step-title">{steps.STEPS[step]}<' in response.text


def test_place_is_remembered_for_each_person(window, demo, signed_in):
    other = core.user("other@demo.example")
    core.staff(demo, other, Role.OWNER)

    answer = window.post(f"{GUIDE}/step", {"step": "scopes", "back": "connection"})

    assert answer["Location"] == "/app/demo/integrations/zoom#zoom-guide"
    assert current(window.get(GUIDE)) == "scopes"
    assert current(window.get("/app/demo/integrations/zoom")) == "scopes"
    assert current(signed_in(other).get(GUIDE)) == "account"


def test_place_belongs_to_one_event(window, demo, olive):
    second = core.event("second", name="Second Days")
    core.staff(second, olive, Role.OWNER)

    window.post(f"{GUIDE}/step", {"step": "paste"})

    assert current(window.get("/app/second/integrations/zoom/guide")) == "account"


def test_looking_at_a_step_does_not_move_the_place(window):
    window.get(GUIDE, {"step": "use"})

    assert current(window.get(GUIDE)) == "account"


def test_step_that_does_not_exist_changes_nothing(window):
    window.post(f"{GUIDE}/step", {"step": "nothing"})

    assert current(window.get(GUIDE, {"step": "nothing"})) == "account"


def test_step_goes_on_without_leaving_the_page(window):
    head = {"HTTP_HX_REQUEST": "true"}

    answer = window.post(f"{GUIDE}/step", {"step": "app", "back": "connection"}, **head)

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section class="card zs-guide" id="zoom-guide"')
    assert "autofocus" in answer.text


def test_done_is_what_the_connection_proves(demo, olive):
    row = Connection.objects.create(event=demo)
    assert done(row) == []

    Connection.objects.all().delete()
    row = factory.connection(demo, webhook_secret="s", webhook_validated_at=timezone.now())
    assert done(row) == ["account", "app", "addresses", "scopes", "events", "paste", "authorize"]

    told = results.Told("joined", reached="left")
    results.save(connection=row, item=factory.item(demo), told=told, by=olive, now=timezone.now())
    assert done(row) == list(steps.STEPS)


def test_what_waits_for_the_keys_is_not_done(demo):
    heard = {"webhook_secret": "s", "webhook_validated_at": timezone.now()}
    row = factory.connection(demo, status=Connection.Status.DRAFT, **heard)
    assert done(row) == ["app", "paste"]
    row.failure = "swapped"
    assert done(row) == []


def test_refused_signature_proves_no_meeting_sdk(demo, olive):
    row, item = factory.connection(demo), factory.item(demo)
    told = results.Told("failed", reason="keys")

    results.save(connection=row, item=item, told=told, by=olive, now=timezone.now())

    assert "embed" not in done(row)


def test_viewers_and_editors_see_neither_tabs_nor_stepper(stan, demo, signed_in):
    page = signed_in(stan).get("/app/demo/integrations/zoom")

    assert page.status_code == 200
    assert "zoom-guide" not in page.text
    assert "What Zoom answered</a>" not in page.text


def test_manifest_sets_what_zooms_schema_knows(demo):
    row = Connection.objects.create(event=demo)

    told = json.loads(wanted.manifest(row))

    given = told["oauth_information"]
    assert given["usage"] == "ADMIN_MANAGEMENT"
    assert given["development_redirect_uri"] == oauth.redirect_url()
    assert given["oauth_allow_list"] == [oauth.allow_list_url()]
    assert [one["scope"] for one in given["scopes"]] == scopes.asked()
    features = told["features"]
    assert features["embed"]["meeting_sdk"]["enable"] is True
    (heard,) = features["event_subscription"]["events"]
    assert heard["event_types"] == panels.WEBHOOK_EVENTS + panels.OPTIONAL_EVENTS
    assert set(heard["event_types"]) == set(deliveries.ACTS)  # asked for, so used
    assert heard["development_webhook_url"].endswith(row.hook_token)
    assert set(told) == {"display_information", "oauth_information", "features"}


def test_summary_holds_all_that_is_to_be_typed(demo):
    row = Connection.objects.create(event=demo)

    told = wanted.summary(row)

    needed = [oauth.redirect_url(), oauth.allow_list_url(), *scopes.asked(), *panels.WEBHOOK_EVENTS]
    assert [one for one in needed if one not in told] == []


def test_link_is_made_told_with_its_end_and_noted(window, demo):
    answer = window.post(f"{GUIDE}/link", {"days": 3}, follow=True)

    link = AdminLink.objects.get(event=demo)
    assert timedelta(days=2, hours=23) < link.expires_at - link.created_at <= timedelta(days=3)
    assert path_of(link) in answer.text
    assert "(Lisbon)" in answer.text
    mail = unquote(re.search(r'href="(mailto:[^"]+)"', answer.text)[1])
    assert path_of(link) in mail
    assert "(Lisbon)" in mail
    assert AuditEntry.objects.get().action == "Made a link for the Zoom admin"


def test_link_cannot_be_good_for_long(window):
    answer = window.post(f"{GUIDE}/link", {"days": 4000})

    assert answer.status_code == 422
    assert not AdminLink.objects.exists()


def test_only_so_many_links_are_open(window, demo):
    for _ in range(links.MOST):
        factory.admin_link(demo)

    answer = window.post(f"{GUIDE}/link", {"days": 3})

    assert answer.status_code == 422
    assert "Take one back first" in answer.text
    assert AdminLink.objects.count() == links.MOST


def test_admin_needs_no_sign_in_and_finds_all_that_is_to_be_done(client, link):
    page = client.get(path_of(link))

    assert page.status_code == 200
    row = Connection.objects.get()
    needed = [oauth.redirect_url(), oauth.allow_list_url(), *scopes.asked(), *panels.WEBHOOK_EVENTS]
    assert [one for one in (*needed, row.hook_token) if one not in page.text] == []
    assert "Europe/Lisbon" in page.text
    assert "Olive Organiser asks you" in page.text
    assert "The ones with <code>:write:</code> register attendees" in page.text
    link.refresh_from_db()
    assert link.opened_at


def test_admin_page_is_neither_kept_nor_found_nor_told(client, link):
    page = client.get(path_of(link))

    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in page.text
    assert "sessionid" not in page.cookies


def test_admin_page_holds_no_secret_no_key_and_nobody(client, demo, ana, link):
    secrets = {
        "sdk_client_id": "SdkId-1",
        "sdk_client_secret": "SdkSecret-1",
        "oauth_client_id": "OauthId-1",
        "oauth_client_secret": "OauthSecret-1",
        "webhook_secret": "HookSecret-1",
        "access_token": "Access-1",
        "refresh_token": "Refresh-1",
        "account_id": "AccountId-1",
        "zoom_user_email": "zoomuser@demo.example",
        "zoom_user_name": "Zoomie Owner",
    }
    factory.connection(demo, **secrets)
    item = factory.item(demo, passcode="reef42", zoom_id="82390145571", topic="Hidden topic")
    factory.embed(core.session(demo, title="Hidden session"), item)

    page = client.get(path_of(link))

    private = [*secrets.values(), "reef42", "82390145571", "Hidden topic", "Hidden session"]
    people = [ana.name, ana.email, "olive@demo.example"]
    assert page.status_code == 200
    assert [one for one in (*private, *people) if one in page.text] == []


def test_link_that_is_over_is_plainly_not_there(client, link):
    AdminLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = client.get(path_of(link))

    assert page.status_code == 404
    assert "This link is over" in page.text
    assert "Open Water" not in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_link_that_was_taken_back_is_over(client, window, link):
    window.post(f"{GUIDE}/link/{link.pk}/revoke")

    assert client.get(path_of(link)).status_code == 404
    assert path_of(link) not in window.get(GUIDE).text
    assert AuditEntry.objects.filter(action="Took back a link for the Zoom admin").count() == 1


@pytest.mark.parametrize("change", ["number", "signature", "none"])
def test_address_cannot_be_made_up(client, link, demo, change):
    other = factory.admin_link(demo)
    token = path_of(link).rpartition("/")[2]
    number, _, seal = token.partition(".")
    made_up = {"number": f"{other.pk}.{seal}", "signature": f"{number}.x{seal[1:]}", "none": number}

    page = client.get(path_of(link).replace(token, made_up[change]))

    assert page.status_code == 404
    assert "This link is over" in page.text


@pytest.mark.parametrize("address", ["", "1.made-up"])
def test_admin_page_is_not_opened_without_end(client, link, settings, address):
    settings.ZOOM_ADMIN_PAGES_PER_MINUTE = 3
    path = f"/cms/integrations/zoom/admin/{address}" if address else path_of(link)

    codes = [client.get(path).status_code for _ in range(7)]  # a new minute may begin meanwhile

    assert codes[0] == (404 if address else 200)
    assert 429 in codes


def test_page_is_only_looked_at(client, link):
    assert client.post(path_of(link)).status_code == 405
