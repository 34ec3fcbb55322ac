import base64
import json
from contextlib import contextmanager

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.contract.driver import APP, DEBATE, OYSTER, S2S_APP, SDK_APP, query_of

pytestmark = pytest.mark.contract
REGISTERED, SIGN_IN, WAITING_ROOM, OVER = 86699132054, 80377649021, 80466211190, 94288510063
SOCKET = "/web/rwg1.zoom.us/wc/api/{}?trackAuth={}"


def verdict(told):
    return told["errorCode"], told["errorMessage"]


def join(sandbox, number=OYSTER, name="Ana", **fields):
    """Ask wc/info and return the result, which must be good."""
    told = sandbox.info(number, userName=name, passWord=sandbox.passcode(number), **fields)
    assert told["status"] is True, told
    return told["result"]


def enter(socket, name="Ana"):
    """Send the join request and return the frames up to the answer's end."""
    assert socket.receive_json()["body"]["status"] == "READY"
    encoded = base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")
    socket.send_text(json.dumps({"evt": 4301, "body": {"dn2": encoded}, "seq": 1}))
    return socket.receive_json()


@contextmanager
def inside(sandbox):
    """Ana in a meeting that has started; what she is told first has been read."""
    sandbox.act(OYSTER, "start")
    ticket = join(sandbox)["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        enter(socket)
        socket.receive_json()
        socket.receive_json()
        yield socket


@pytest.mark.parametrize("app", [APP, SDK_APP])
def test_both_apps_may_sign(sandbox, app):
    sandbox.act(OYSTER, "start")
    signature = sandbox.signature(OYSTER, app)
    told = sandbox.info(OYSTER, signature, passWord=sandbox.passcode(OYSTER))
    assert verdict(told) == (0, "")
    assert told["result"]["sign"] == signature
    assert told["result"]["rsRes"]["status"] is True


@pytest.mark.parametrize(
    ("claims", "app", "words"),
    [
        ({}, (APP[0], "x" * 32), "Invalid signature."),
        ({"appKey": "nobody"}, APP, "The api key is wrong."),
        ({}, S2S_APP, "The api key is wrong."),
        ({"mn": "83155201974"}, APP, "The meeting number is wrong."),
        ({"role": 1}, APP, "The role is not applicable."),
        ({"exp": 1, "tokenExp": 1}, APP, "The signature has expired."),
        ({"iat": None}, APP, "Invalid signature."),
    ],
)
def test_bad_signatures(sandbox, claims, app, words):
    sandbox.act(OYSTER, "start")
    told = sandbox.info(OYSTER, sandbox.signature(OYSTER, app, **claims))
    assert verdict(told) == (200, words)
    assert told["result"] is None


def test_signature_that_is_no_jwt(sandbox):
    assert verdict(sandbox.info(OYSTER, "nonsense")) == (200, "Invalid signature.")


@pytest.mark.parametrize("life_s", [60, 49 * 3600])
def test_life_of_a_signature_has_bounds(sandbox, life_s):
    base = sandbox.world.clock.timestamp()
    claims = {"iat": int(base), "exp": int(base) + life_s, "tokenExp": int(base) + life_s}
    told = sandbox.info(OYSTER, sandbox.signature(OYSTER, **claims))
    assert verdict(told) == (200, "Invalid signature.")


def test_signature_ages_with_the_clock(sandbox):
    sandbox.post("clock", offset_s=3 * 3600)
    assert verdict(sandbox.info(OYSTER)) == (200, "The signature has expired.")


def test_embed_switched_off(sandbox):
    sandbox.world.apps[APP[0]].embed = False
    assert verdict(sandbox.info(OYSTER)) == (200, "Invalid signature.")


def test_wrong_and_right_passcode(sandbox):
    assert sandbox.info(OYSTER, passWord="nope")["errorCode"] == 3004
    assert sandbox.info(OYSTER)["errorCode"] == 3004
    assert sandbox.info(OYSTER, passWord="reef%34%32")["errorCode"] == 0


@pytest.mark.parametrize(
    ("number", "code"),
    [(12345678901, 3001), (SIGN_IN, 3100), (OVER, 3001), (93644172290, 3001)],
)
def test_items_that_cannot_be_joined(sandbox, number, code):
    item = sandbox.world.items.get(number)
    told = sandbox.info(number, passWord=item.passcode if item else "")
    assert told["errorCode"] == code


def test_deleted_meeting(sandbox):
    sandbox.act(OYSTER, "delete")
    assert sandbox.info(OYSTER)["errorCode"] == 3001


def test_registration_needs_the_personal_token(sandbox, token):
    without = sandbox.info(REGISTERED, passWord=sandbox.passcode(REGISTERED))
    assert without["errorCode"] == 3099
    path = f"/meetings/{REGISTERED}/registrants"
    asked = {"email": "ana@demo.example", "first_name": "Ana"}
    link = sandbox.api("POST", path, token, json=asked).json()["join_url"]
    join(sandbox, REGISTERED, tk=query_of(link)["tk"])


def test_not_started_lets_the_client_wait(sandbox):
    result = join(sandbox)
    assert result["rsRes"]["errorCode"] == 3008
    assert result["enableLongPollingCheckStart"] is True
    polled = sandbox.client.post(f"/web/zoom.us/wc/rs?mn={OYSTER}", json={}).json()
    assert (polled["status"], polled["errorCode"]) == (False, 3008)
    sandbox.act(OYSTER, "start")
    polled = sandbox.client.post(f"/web/zoom.us/wc/rs?mn={OYSTER}&lp=1", json={}).json()
    assert polled["status"] is True


def test_jsonp_answer(sandbox):
    query = {"meetingNumber": str(OYSTER), "signature": "x", "callback": "zoomsdkjsonpcallback1"}
    told = sandbox.client.get("/web/zoom.us/api/v1/wc/info", params=query)
    assert told.headers["content-type"].startswith("application/javascript")
    assert told.text.startswith("zoomsdkjsonpcallback1({")


def test_jsonp_takes_no_code_as_callback(sandbox):
    query = {"meetingNumber": str(OYSTER), "signature": "x", "callback": "alert(1);x"}
    told = sandbox.client.get("/web/zoom.us/api/v1/wc/info", params=query)
    assert told.json()["status"] is False


def test_cors(sandbox):
    headers = {
        "origin": "http://localhost:8000",
        "access-control-request-headers": "content-type,x-requested-with",
    }
    told = sandbox.client.options("/web/zoom.us/wc/rs?mn=1", headers=headers)
    assert told.status_code == 204
    assert told.headers["access-control-allow-origin"] == "http://localhost:8000"
    assert told.headers["access-control-allow-headers"] == "content-type,x-requested-with"
    assert told.headers["cross-origin-resource-policy"] == "cross-origin"


def test_socket_lets_in_and_tells_the_roster(sandbox):
    sandbox.act(OYSTER, "start")
    key = base64.b64encode(b"a" * 32).decode()
    ticket = join(sandbox, customerKey=key)["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        result = enter(socket)
        assert (result["evt"], result["body"]["res"]) == (4098, 0)
        roster = socket.receive_json()
        roles = {entry["role"] for entry in roster["body"]["add"]}
        assert (roster["evt"], roles) == (7937, {0, 1})
        inside = sandbox.client.get("/sandbox/joins").json()[-1]
        assert (inside["state"], inside["customer_key"]) == ("joined", "a" * 32)
        assert sandbox.world.items[OYSTER].present[0].customer_key == "a" * 32
    assert sandbox.world.items[OYSTER].present == []


def test_heartbeat_and_leave(sandbox):
    with inside(sandbox) as socket:
        socket.send_text('{"evt": 0, "seq": 7}')
        assert socket.receive_json() == {"evt": 0, "seq": 7}
        socket.send_text("not json")
        socket.send_text('{"evt": 4103, "seq": 8}')
        assert socket.receive_json()["evt"] == 4104
        assert sandbox.world.items[OYSTER].present == []


def test_end_and_removal_reach_the_client(sandbox):
    for act, reason in (("remove", 7), ("end", 8)):
        with inside(sandbox) as socket:
            sandbox.act(OYSTER, act, name="Ana")
            assert socket.receive_json() == {"evt": 7939, "body": {"reason": reason}, "seq": 0}


def test_line_that_breaks_takes_the_person_out(sandbox):
    with inside(sandbox) as socket:
        sandbox.act(OYSTER, "cut")
        with pytest.raises(WebSocketDisconnect) as broken:
            socket.receive_json()
    assert broken.value.code == 1011
    assert sandbox.world.items[OYSTER].present == []


def test_client_comes_back_with_its_ticket(sandbox):
    sandbox.act(OYSTER, "start")
    ticket = join(sandbox)["track_auth"]
    path = "/web/zoom.us/wc/refresh_tokens"
    told = sandbox.client.post(path, data={"auth": ticket, "meetingNumber": str(OYSTER)}).json()
    assert told["status"] is True
    renewed = json.loads(told["result"])
    assert (renewed["auth"], renewed["trackAuth"]) == (ticket, ticket)
    assert json.loads(renewed["encryptedRWC"])
    assert sandbox.client.post(path, data={"auth": "unknown"}).json()["status"] is False


def test_others_are_announced(sandbox):
    with inside(sandbox) as socket:
        bea = sandbox.act(OYSTER, "join", name="Bea").json()
        assert socket.receive_json()["body"]["add"][0]["id"] == bea["user_id"]
        sandbox.act(OYSTER, "leave", name="Bea")
        assert socket.receive_json()["body"]["remove"] == [{"id": bea["user_id"]}]


def test_waiting_room(sandbox):
    sandbox.act(WAITING_ROOM, "start")
    ticket = join(sandbox, WAITING_ROOM)["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(WAITING_ROOM, ticket)) as socket:
        enter(socket)
        assert socket.receive_json()["body"]["add"][0]["bHold"] is True
        assert socket.receive_json()["body"]["bHold"] is True
        sandbox.act(WAITING_ROOM, "admit", name="Ana")
        assert socket.receive_json()["body"] == {"bHold": False, "bInitial": False}
        assert socket.receive_json()["body"] == {"reason": 5, "subReason": 1}
        assert not sandbox.world.items[WAITING_ROOM].present[0].waiting
        assert sandbox.client.get("/sandbox/joins").json()[-1]["state"] == "waiting"
        socket.send_text(json.dumps({"evt": 4370, "seq": 2}))
        assert (socket.receive_json()["evt"], socket.receive_json()["evt"]) == (4098, 7937)
        assert sandbox.client.get("/sandbox/joins").json()[-1]["state"] == "joined"


def test_apps_of_another_account_are_refused_at_the_door(sandbox):
    sandbox.act(OYSTER, "start")
    foreign = ("sandboxForeignApp00001", "sandboxForeignSecret000000000001")
    fields = {"passWord": sandbox.passcode(OYSTER)}
    told = sandbox.info(OYSTER, sandbox.signature(OYSTER, foreign), **fields)
    ticket = told["result"]["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        assert enter(socket)["body"]["res"] == 6601
    told = sandbox.info(OYSTER, sandbox.signature(OYSTER, foreign), zak="z", **fields)
    ticket = told["result"]["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        assert enter(socket)["body"]["res"] == 0


def test_production_pair_signs_too_and_a_deactivated_app_does_not(sandbox):
    live = ("sandboxGeneralProd0001", "sandboxGeneralProdSecret00000001")
    fields = {"passWord": sandbox.passcode(OYSTER)}
    assert sandbox.info(OYSTER, sandbox.signature(OYSTER, live), **fields)["status"] is True
    sandbox.world.app(live[0]).enabled = False
    told = sandbox.info(OYSTER, sandbox.signature(OYSTER, live), **fields)
    assert told["errorMessage"] == "The api key is wrong."


@pytest.mark.parametrize(
    ("outcome", "result"),
    [("locked", 12), ("full", 9), ("ended", 6), ("removed", 103039), ("not_started", 3008)],
)
def test_steered_refusals(sandbox, outcome, result):
    sandbox.act(OYSTER, "start")
    sandbox.act(OYSTER, "web", outcome=outcome)
    ticket = join(sandbox)["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        assert enter(socket)["body"]["res"] == result
    sandbox.act(OYSTER, "web", outcome="ok")
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        assert enter(socket)["body"]["res"] == 0


def test_nobody_enters_before_the_host(sandbox):
    ticket = join(sandbox)["track_auth"]
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, ticket)) as socket:
        assert enter(socket)["body"]["res"] == 3008
    assert not sandbox.world.items[OYSTER].is_started


def test_join_before_host_starts_the_meeting(sandbox):
    sandbox.world.items[OYSTER].settings["join_before_host"] = True
    result = join(sandbox)
    assert result["rsRes"]["status"] is True
    with sandbox.client.websocket_connect(SOCKET.format(OYSTER, result["auth"])) as socket:
        assert enter(socket)["body"]["res"] == 0
    assert sandbox.world.items[OYSTER].is_started


def test_steered_answers(sandbox):
    sandbox.act(DEBATE, "web", outcome="info_error", code=403, message="later")
    assert verdict(sandbox.info(DEBATE, passWord=sandbox.passcode(DEBATE))) == (403, "later")
    sandbox.act(DEBATE, "web", outcome="ping_fail")
    assert sandbox.client.get(f"/web/rwc1.zoom.us/wc/ping/{DEBATE}").status_code == 500
    assert sandbox.client.get(f"/web/rwc1.zoom.us/wc/ping/{OYSTER}").status_code == 200
    assert sandbox.act(DEBATE, "web", outcome="nonsense").status_code == 400
