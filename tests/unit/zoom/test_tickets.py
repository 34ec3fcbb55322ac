"""A ticket: a signature that Zoom takes, for one meeting, as a participant, for a short time."""

from dataclasses import replace

import jwt
import pytest

from virtualcrowd.agenda.passes import Pass
from virtualcrowd.zoom import tickets

NOW = 1_795_000_000.75
SECRET = "sandboxSdkSecret0000000000000001"
FACTS = tickets.TicketFacts(
    session_id=7,
    item_id=3,
    number="82390145571",
    passcode="reef42",
    kind="meeting",
    client_id="sandboxSdkApp000000001",
    client_secret=SECRET.encode(),
    hears_start=True,
)


def holder(**fields) -> Pass:
    plain = {
        "attendee_id": 11,
        "event_id": 1,
        "name": "Ana Attendee",
        "email": "ana@demo.example",
        "groups": frozenset(),
        "is_staff": False,
        "version": 1,
        "expires_at": 0,
    }
    return Pass(**plain | fields)


def claims_of(signature: str) -> dict:
    lax = {"verify_exp": False, "verify_iat": False}
    return jwt.decode(signature, SECRET, algorithms=["HS256"], options=lax)


def test_signature_is_a_jwt_that_a_library_verifies_with_the_secret():
    signature = tickets.ticket(FACTS, holder(), NOW)["sdk"]["signature"]

    assert claims_of(signature) == {
        "appKey": "sandboxSdkApp000000001",
        "mn": 82390145571,
        "role": 0,
        "iat": 1_795_000_000 - 30,
        "exp": 1_795_000_000 + 7200,
        "tokenExp": 1_795_000_000 + 7200,
    }
    assert jwt.get_unverified_header(signature) == {"alg": "HS256", "typ": "JWT"}


def test_signature_does_not_verify_with_another_secret():
    signature = tickets.ticket(FACTS, holder(), NOW)["sdk"]["signature"]

    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(signature, "another-secret-of-thirty-two-bytes", algorithms=["HS256"])


def test_ticket_fills_in_who_joins():
    ticket = tickets.ticket(FACTS, holder(), NOW)

    assert ticket["provider"] == "zoom"
    assert ticket["expires_at"] == 1_795_000_000 + 7200
    assert {key: ticket["sdk"][key] for key in ticket["sdk"] if key != "signature"} == {
        "meetingNumber": "82390145571",
        "passWord": "reef42",
        "userName": "Ana Attendee",
        "userEmail": "ana@demo.example",
        "customerKey": tickets.customer_key(11, 3),
        "tk": "",
    }


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("A" * 80, "A" * 64),
        ("  Ana\n Attendee ", "Ana Attendee"),
        ("<script>Ana</script>", "scriptAna/script"),
        ("<>", "ana"),
    ],
)
def test_name_is_one_that_zooms_client_takes(name, shown):
    assert tickets.shown_name(holder(name=name)) == shown


def test_customer_key_differs_by_attendee_and_by_meeting_and_fits_zoom():
    keys = {tickets.customer_key(a, i) for a, i in [(1, 1), (1, 2), (2, 1), (11, 2), (1, 12)]}

    assert len(keys) == 5
    assert all(len(key) == 32 and int(key, 16) for key in keys)
    assert tickets.customer_key(1, 1) == tickets.customer_key(1, 1)


def test_signatures_of_another_second_meeting_app_or_secret_differ():
    others = [
        replace(FACTS, number="82390145572"),
        replace(FACTS, client_id="sandboxSdkApp000000002"),
        replace(FACTS, client_secret=b"sandboxSdkSecret0000000000000002"),
    ]
    given = [tickets.signature(facts, int(NOW)) for facts in (FACTS, *others, FACTS)]

    assert len({*given, tickets.signature(FACTS, int(NOW) + 1)}) == 5
    assert given[0] == given[-1]


def test_facts_do_not_show_their_secrets():
    assert SECRET not in repr(FACTS)
    assert "reef42" not in repr(FACTS)
