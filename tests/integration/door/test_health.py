import gc
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import core
from tests.fakes.rsgi import Driver
from virtualcrowd.common.models import Heartbeat
from virtualcrowd.door import health
from virtualcrowd.door.router import Router


def test_alive_asks_nothing(door):
    answer = door.get("/healthz")

    assert (answer.status, answer.body) == (200, b"ok\n")


def test_ready_when_the_worker_lives(door):
    Heartbeat.objects.create(name="worker", at=timezone.now())

    answer = door.get("/readyz")

    assert (answer.status, answer.json) == (
        200,
        {"database": True, "migrations": True, "worker": True},
    )


def test_not_ready_when_the_worker_is_silent(door, clock):
    assert door.get("/readyz").status == 503
    Heartbeat.objects.create(name="worker", at=timezone.now() - timedelta(minutes=4))
    clock.now += health.KNOWN_FOR + 1

    answer = door.get("/readyz")

    assert (answer.status, answer.json["worker"]) == (503, False)


def test_not_ready_when_migrations_wait(door, monkeypatch):
    monkeypatch.setattr(health, "_waiting_migrations", lambda: True)
    Heartbeat.objects.create(name="worker", at=timezone.now())

    answer = door.get("/readyz")

    assert (answer.status, answer.json) == (
        503,
        {"database": True, "migrations": False, "worker": False},
    )


def test_metrics_count_what_was_answered(door, ask, demo, ana, talk):
    waiting = core.session(demo, provider="fake")
    ask(ana, talk)
    ask(ana, waiting)

    lines = door.get("/metrics").body.decode().splitlines()

    assert 'vc_tickets_total{what="given"} 1' in lines
    assert 'vc_tickets_total{what="not_started"} 1' in lines
    assert "vc_streams_open 0" in lines
    assert "vc_hooks_total 0" in lines


@pytest.mark.parametrize("path", ["/", "/e/demo/", "/e/demo/agenda/1", "/hooks/", "/healthz/"])
def test_door_alone_answers_nothing_else(door, path):
    answer = door.get(path)

    assert (answer.status, answer.json) == (404, {"error": "not_found"})


def test_methods_that_make_no_sense_are_refused(door):
    assert door.post("/healthz").status == 405
    assert door.open("HEAD", "/healthz").whole().status == 200


def test_what_is_loaded_for_good_is_no_work_for_the_collector(transactional_db):
    gc.unfreeze()

    with Driver(Router()):
        assert gc.get_freeze_count()
