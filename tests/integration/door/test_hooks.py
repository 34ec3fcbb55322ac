import threading

import pytest
from django.db import OperationalError

from tests.waiting import until
from virtualcrowd.agenda.providers import HookKey
from virtualcrowd.common import bus
from virtualcrowd.common.models import Delivery
from virtualcrowd.door import hooks, rows


@pytest.fixture
def call(door, fake, demo):
    fake.tokens["tok"] = HookKey(source_id=7, secret=b"good")

    def post(*body: bytes, where: str = "fake/tok", x_fake: str = "good"):
        return door.post(f"/hooks/{where}", *body, x_fake=x_fake)

    return post


def test_webhook_is_stored_before_it_is_answered_and_then_told(call, fake):
    answer = call(b'{"event":', b'"started"}')

    (delivery,) = Delivery.objects.all()
    assert (answer.status, answer.body) == (204, b"")
    assert (delivery.provider, delivery.source_id, delivery.kind) == ("fake", 7, "fake.happened")
    assert bytes(delivery.body) == b'{"event":"started"}'
    assert (delivery.applied_at, delivery.error) == (None, "")
    assert fake.in_transaction_when_told == [False]


def test_webhook_that_comes_again_is_stored_once(call):
    answers = [call(b"one"), call(b"one"), call(b"two")]

    assert [a.status for a in answers] == [204, 204, 204]
    assert Delivery.objects.count() == 2


def test_same_body_for_another_connection_is_another_delivery(call, fake, demo):
    fake.tokens["other"] = HookKey(source_id=8, secret=b"good")

    call(b"one")
    call(b"one", where="fake/other")

    assert set(Delivery.objects.values_list("source_id", flat=True)) == {7, 8}


def test_webhook_that_is_not_signed_is_refused_and_not_stored(call):
    assert call(b"one", x_fake="bad").status == 401
    assert not Delivery.objects.exists()


def test_webhook_that_is_cut_off_is_not_judged(door, call):
    answer = door.post("/hooks/fake/tok", b"one", x_fake="good", content_length="4")

    assert (answer.status, answer.json) == (400, {"error": "cut_off"})
    assert not Delivery.objects.exists()


def test_webhook_that_only_asks_is_answered_and_not_stored(call):
    answer = call(b"ping")

    assert (answer.status, answer.json) == (200, {"pong": True})
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("where", ["fake/nobody", "other/tok"])
def test_webhook_to_an_address_that_is_nobodys_is_not_found(call, where):
    assert call(b"one", where=where).status == 404


def test_webhook_that_is_too_large_is_refused(call):
    assert call(b"x" * hooks.MOST_BYTES).status == 204
    assert call(b"x" * hooks.MOST_BYTES, b"x").status == 413
    assert Delivery.objects.count() == 1


def test_webhook_by_get_is_not_allowed(door, demo):
    assert door.get("/hooks/fake/tok").status == 405


def test_new_secret_counts_at_once(call, fake, demo):
    assert call(b"one").status == 204
    fake.tokens["tok"] = HookKey(source_id=7, secret=b"new")
    assert call(b"two").status == 204  # kept for a minute, unless told

    bus.publish("facts", {}, event_id=demo.pk)

    until(lambda: call(b"three").status == 401)
    assert call(b"three", x_fake="new").status == 204


def test_webhook_that_cannot_be_stored_is_not_answered_as_if_it_were(call, monkeypatch):
    def fail(*_):
        raise OperationalError("disk full")

    monkeypatch.setattr(rows, "_insert", fail)

    assert call(b"one").status == 503
    monkeypatch.undo()
    assert call(b"one").status == 204


def test_webhook_is_stored_even_if_nobody_can_be_told(call, fake, monkeypatch):
    def fail():
        raise ConnectionError("no queue")

    monkeypatch.setattr(fake, "hooks_stored", fail)

    assert call(b"one").status == 204
    assert Delivery.objects.count() == 1


def test_webhooks_that_come_together_are_committed_together(call, fake):
    threads = [threading.Thread(target=call, args=[b"%d" % n]) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Delivery.objects.count() == 40
    assert len(fake.in_transaction_when_told) < 40


@pytest.mark.parametrize("token", ["a" * 65, "\0", "é", "tok ", ""])
def test_address_that_can_be_nobodys_is_not_looked_up(call, door, token):
    assert call(b"one", where=f"fake/{token}").status == 404

    assert door.app.memory.hook_keys.peek(("fake", token)) is None
    assert ("fake", token) not in door.app.memory.hook_keys._kept


def test_secret_of_a_webhook_address_is_not_shown():
    assert "good" not in repr(HookKey(source_id=7, secret=b"good"))
