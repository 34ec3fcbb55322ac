from datetime import UTC, datetime

import pytest

from virtualcrowd.zoom.envelope import Envelope
from virtualcrowd.zoom.payloads import Me, Meeting, Page, Token, Webinar


@pytest.mark.parametrize("number", [82390145571, "82390145571", "823 9014 5571"])
def test_number_is_digits_whatever_zoom_sends(number):
    assert Meeting.model_validate({"id": number}).id == "82390145571"


def test_texts_have_no_character_that_a_database_refuses():
    person = {"participant": {"customer_key": "a\0b"}}

    told = Envelope.model_validate({"event": "e", "payload": {"object": person}})

    assert told.content.thing.participant.customer_key == "ab"


def test_meeting_reads_what_decides_about_joining():
    meeting = Meeting.model_validate(
        {
            "id": 1,
            "start_time": "2026-11-25T10:00:00Z",
            "password": "swim42",
            "settings": {
                "meeting_authentication": True,
                "encryption_type": "e2ee",
                "alternative_hosts": "a@x.example;b@x.example",
                "waiting_room": None,
            },
        }
    )

    assert meeting.start_time == datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert meeting.settings.meeting_authentication is True
    assert meeting.settings.encryption_type == "e2ee"
    assert meeting.settings.alternative_hosts == ["a@x.example", "b@x.example"]
    assert meeting.settings.waiting_room is False


def test_webinar_separates_alternative_hosts_by_commas():
    webinar = Webinar.model_validate({"id": 1, "settings": {"alternative_hosts": "a@x, b@x"}})

    assert webinar.settings.alternative_hosts == ["a@x", "b@x"]


def test_members_that_are_missing_or_null_are_empty():
    meeting = Meeting.model_validate({"id": 1, "topic": None, "start_time": "", "duration": None})

    assert (meeting.topic, meeting.start_time, meeting.duration) == ("", None, 0)


def test_time_without_zone_is_utc():
    row = Page.model_validate({"meetings": [{"id": 1, "start_time": "2026-11-25T10:00:00"}]})

    assert row.meetings[0].start_time == datetime(2026, 11, 25, 10, tzinfo=UTC)


def test_start_link_of_the_host_is_nowhere():
    meeting = Meeting.model_validate({"id": 1, "start_url": "https://zoom.us/s/1?zak=secret"})

    assert "secret" not in repr(meeting)
    assert not hasattr(meeting, "start_url")


def test_secrets_do_not_show_in_repr():
    told = repr(Meeting.model_validate({"id": 1, "password": "swim42"}))
    told += repr(Token.model_validate({"access_token": "aaa-token", "refresh_token": "bbb-token"}))

    assert "swim42" not in told
    assert "-token'" not in told


def test_name_of_me_falls_back():
    assert Me.model_validate({"id": "u", "first_name": "Bea", "last_name": ""}).name == "Bea"
    assert Me.model_validate({"id": "u", "email": "b@x.example"}).name == "b@x.example"
