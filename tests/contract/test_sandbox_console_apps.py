"""The Apps pages of the console, as a developer and an account's admin use them."""

import pytest

from tests.contract.driver import APP, REDIRECT, S2S_APP, SDK_APP, query_of

pytestmark = pytest.mark.contract
PAGE = f"/console/apps/{APP[0]}"
APPROVAL_APP = "sandboxApprovalApp0001"


def test_list_shows_type_and_state(sandbox):
    page = sandbox.client.get("/console/apps").text
    for text in (
        "VirtualCrowd for Atlantic Coast Forum",
        "Server-to-Server OAuth",
        "Meeting SDK only",
        "User-managed",
        "Deactivated",
        "Approval required",
        "Apps of another Zoom account",
    ):
        assert text in page
    assert f'href="{PAGE}"' in page


def test_page_shows_credentials_and_addresses(sandbox):
    page = sandbox.client.get(PAGE).text
    for text in (*APP, "sandboxGeneralProd0001", "sandboxWebhookTok00001", "Add App Now"):
        assert text in page
    assert "meeting:read:list_meetings:admin" in page
    assert "Account ID" not in page


def test_pages_of_other_types_have_only_what_they_know(sandbox):
    server = sandbox.client.get(f"/console/apps/{S2S_APP[0]}").text
    assert "sandboxAccount00000001" in server
    assert "OAuth Redirect URL" not in server
    sdk = sandbox.client.get(f"/console/apps/{SDK_APP[0]}").text
    assert "Meeting SDK: this Client ID" in sdk
    assert 'name="scopes"' not in sdk


def test_unknown_app_is_not_found(sandbox):
    assert sandbox.client.get("/console/apps/nobody").status_code == 404
    assert sandbox.client.post("/console/apps/nobody", data={}).status_code == 404
    assert sandbox.client.post("/console/apps/nobody/delete").status_code == 404


def test_saving_changes_the_app(sandbox):
    where = sandbox.press(
        PAGE,
        redirect_url="https://events.example/cb/",
        allow_list="https://events.example/",
        strict_mode="on",
        scopes="user:read:user:admin",
        published="yes",
    )
    assert "Saved." in sandbox.client.get(where).text
    app = sandbox.world.apps[APP[0]]
    assert (app.embed, app.strict_mode, app.published) == (False, True, True)
    assert app.secret == APP[1]
    query = {"client_id": APP[0], "redirect_uri": REDIRECT}
    assert sandbox.client.get("/oauth/authorize", params=query).status_code == 400
    query["redirect_uri"] = "https://events.example/cb/"
    assert sandbox.client.get("/oauth/authorize", params=query).status_code == 200


def test_wrong_address_is_explained_and_what_was_typed_stays(sandbox):
    typed = {"redirect_url": "http://events.example/cb/", "name": "Half done", "strict_mode": "on"}
    answer = sandbox.client.post(PAGE, data=typed)
    assert answer.status_code == 422
    assert "It must begin with https://; http:// is for localhost." in answer.text
    assert 'value="http://events.example/cb/" aria-invalid="true"' in answer.text
    assert 'value="Half done"' in answer.text
    assert 'name="strict_mode" checked' in answer.text
    assert 'name="embed" checked' not in answer.text
    assert sandbox.world.apps[APP[0]].name == "VirtualCrowd for Atlantic Coast Forum"


def test_build_regenerate_deactivate_delete(sandbox):
    where = sandbox.press("/console/apps", name="<i>Mine</i>", kind="s2s")
    assert "&lt;i&gt;Mine&lt;/i&gt;" in sandbox.client.get(where).text
    app = sandbox.world.app(where.rpartition("/")[2])
    before = app.secret
    sandbox.press(f"{where}/rotate", what="secret")
    assert app.secret != before
    sandbox.press(f"{where}/switch")
    assert app.enabled is False
    assert "token calls answer 4717" in sandbox.client.get(where).text
    sandbox.press(f"{where}/delete")
    assert sandbox.client.get(where).status_code == 404


def test_new_app_has_no_scopes_but_finds_those_to_copy(sandbox):
    where = sandbox.press("/console/apps", name="Mine", kind="general")
    page = sandbox.client.get(where).text
    assert 'Scopes <span class="count">0</span>' in page
    assert "meeting:read:list_meetings:admin" in page
    sandbox.press(where, management="user")
    page = sandbox.client.get(where).text
    assert "meeting:read:list_meetings\n" in page
    assert "meeting:read:list_meetings:admin" not in page


def test_an_app_needs_a_name(sandbox):
    answer = sandbox.client.post("/console/apps", data={"name": " ", "kind": "sdk"})
    assert answer.status_code == 422
    assert "Give the app a name." in answer.text
    assert '<option value="sdk" selected>' in answer.text
    assert sandbox.client.post(f"{PAGE}/rotate", data={"what": "kind"}).status_code == 404


def test_who_added_it_can_remove_it(sandbox):
    told = sandbox.connect()
    page = sandbox.client.get(PAGE).text
    assert "Olive Host, olive.host@demo.example" in page
    user = sandbox.world.user("olive.host@demo.example")
    sandbox.press(f"{PAGE}/remove", user=user.id)
    assert sandbox.api("GET", "/users/me", told["access_token"]).status_code == 401
    assert "Nobody yet." in sandbox.client.get(PAGE).text


def test_admin_approves_what_a_user_requested(sandbox):
    sandbox.decide("request", client_id=APPROVAL_APP)
    where = f"/console/apps/{APPROVAL_APP}"
    assert "Approval requested" in sandbox.client.get(where).text
    sandbox.press(where, approval="approved")
    assert "code" in query_of(sandbox.decide(client_id=APPROVAL_APP).headers["location"])
