import time

import pytest
from django.core.management import CommandError, call_command

from virtualcrowd.agenda import passes
from virtualcrowd.events.models import Attendee


@pytest.fixture
def mint(capsys, demo, settings):
    settings.DEMO = True

    def run(count=3, event="demo"):
        call_command("mint_passes", "--event", event, "--count", str(count))
        return capsys.readouterr().out.splitlines()

    return run


def test_each_line_is_the_cookie_of_another_attendee(mint, demo):
    lines = mint(3)

    assert all(line.startswith("Cookie: vc_pass=") for line in lines)
    tokens = [line.removeprefix("Cookie: vc_pass=").encode() for line in lines]
    read = [passes.verify(token, time.time()) for token in tokens]
    assert {one.event_id for one in read} == {demo.pk}
    crowd = Attendee.objects.filter(email__startswith="crowd")
    assert {one.attendee_id for one in read} == set(crowd.values_list("pk", flat=True))
    assert not any(attendee.user.has_usable_password() for attendee in crowd)


def test_crowd_grows_only_by_those_who_are_missing(mint):
    mint(2)
    assert len(mint(5)) == 5
    assert len(mint(1)) == 1

    assert Attendee.objects.filter(email__startswith="crowd").count() == 5


@pytest.mark.parametrize(
    ("asked", "words"),
    [({"count": 0}, "--count takes"), ({"event": "nowhere"}, 'no event "nowhere"')],
)
def test_what_makes_no_sense_is_said(mint, asked, words):
    with pytest.raises(CommandError, match=words):
        mint(**asked)


def test_outside_the_demo_nothing_is_minted(mint, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=1"):
        mint()
    assert not Attendee.objects.filter(email__startswith="crowd").exists()
