"""People inside, told by the stand-in of Zoom over HTTP: signed, through the door, to the page."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone

from tests.factories import core
from tests.factories import zoom as factory
from tests.fakes.rsgi import Driver
from tests.waiting import until
from virtualcrowd.agenda.models import LiveState, Session
from virtualcrowd.common.models import BusMessage, Delivery
from virtualcrowd.door.router import Router
from virtualcrowd.zoom import panels
from virtualcrowd.zoom.inside import count
from virtualcrowd.zoom.inside.models import Stay
from virtualcrowd.zoom.models import Connection

SECRET = "sandboxWebhookTok00001"


@pytest.fixture
def door(transactional_db) -> Iterator[Driver]:
    with Driver(Router(clock=lambda: timezone.now().timestamp())) as driver:
        yield driver


@pytest.fixture
def address(door: Driver) -> Iterator[str]:
    """Where the stand-in reaches the door."""

    class Gate(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            given = {name.lower().replace("-", "_"): text for name, text in self.headers.items()}
            answer = door.post(self.path, body, **given)
            self.send_response(answer.status)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Gate) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def meeting(zoom, connected: Connection, address: str) -> str:
    """A meeting at Zoom, of whose people Zoom tells us."""
    Connection.objects.update(webhook_secret=SECRET, account_id="sandboxAccount00000001")
    url = f"{address}/hooks/zoom/{connected.hook_token}"
    zoom.tell("/webhooks", url=url, events=[*panels.WEBHOOK_EVENTS, *panels.OPTIONAL_EVENTS])
    made = zoom.tell("/seed", meetings=[{"topic": "Seagrass", "start_in_s": 60, "duration": 45}])
    return f"/meetings/{made['meetings'][0]['id']}"


@pytest.fixture
def session(demo, meeting) -> Session:
    session = core.session(demo, starts_at=timezone.now() + timedelta(minutes=1))
    factory.embed(session, factory.item(demo, zoom_id=meeting.rpartition("/")[2]))
    return session


def heard(many: int) -> None:
    """Wait until so many webhooks were applied."""
    until(lambda: Delivery.objects.exclude(applied_at=None).count() >= many)


def inside(session: Session) -> int | None:
    count.tell(session.event_id)
    session.refresh_from_db()
    return session.inside


def test_two_come_one_goes_and_the_end_clears(zoom, meeting, session, ana, signed_in):
    zoom.tell(f"{meeting}/start")
    zoom.tell(f"{meeting}/join", name="Ana", customer_key="k1")
    zoom.tell(f"{meeting}/join", name="Bea", customer_key="k2")
    heard(4)  # with the validation of the address
    assert inside(session) == 2
    page = signed_in(ana.user).get(f"/e/demo/agenda/{session.pk}").text
    assert "2 people are inside" in page

    zoom.tell(f"{meeting}/leave", name="Bea")
    heard(5)
    assert inside(session) == 1

    zoom.tell(f"{meeting}/end")
    until(lambda: Session.objects.get(pk=session.pk).live_state == LiveState.ENDED)
    heard(7)
    assert inside(session) is None
    assert not Delivery.objects.filter(applied_at=None).exists()


def test_duplicates_and_wrong_order_change_nothing(zoom, meeting, session):
    zoom.tell("/webhooks", duplicate=1, shuffle=True)
    zoom.tell(f"{meeting}/start")
    for name in "abc":
        zoom.tell(f"{meeting}/join", name=name, customer_key=f"key-{name}")
    zoom.tell(f"{meeting}/leave", name="a")
    zoom.tell(f"{meeting}/join", name="a", customer_key="key-a")
    zoom.tell(f"{meeting}/leave", name="b")

    heard(1 + 1 + 3 + 1 + 1 + 1)
    assert inside(session) == 2


def test_test_joins_and_the_waiting_room_do_not_count(zoom, meeting, session):
    zoom.tell(f"{meeting}/start")
    zoom.tell(f"{meeting}/join", name="Olive", customer_key="test-join-0123")
    zoom.tell(f"{meeting}/join", name="Ana", customer_key="k1")
    zoom.tell(f"{meeting}/hold", name="Ana")
    heard(5)
    assert inside(session) is None

    zoom.tell(f"{meeting}/admit", name="Ana")
    heard(6)
    assert inside(session) == 1


def test_crowd_makes_few_messages(zoom, meeting, session):
    zoom.tell(f"{meeting}/start")
    for number in range(60):
        zoom.tell(f"{meeting}/join", name=f"p{number}", customer_key=f"key-{number}")
    heard(62)

    assert inside(session) == 60
    # The first at once, one for each ten seconds in between, and the one asked for just now.
    assert BusMessage.objects.filter(topic="inside").count() <= 6


def test_who_comes_by_zooms_own_app_counts_as_one(zoom, meeting, session):
    zoom.tell(f"{meeting}/start")
    zoom.tell(f"{meeting}/join", name="Gus")  # there is no key of ours
    heard(3)

    assert inside(session) == 1
    assert Stay.objects.get().person == Stay.objects.get().who
