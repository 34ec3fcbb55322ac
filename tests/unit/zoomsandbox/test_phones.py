"""Numbers to dial in by phone follow the countries and the sound of the meeting."""

import pytest

from zoomsandbox import phones
from zoomsandbox.defaults import settings_of


def test_meeting_has_numbers_of_its_countries():
    settings = settings_of("meeting") | {"global_dial_in_countries": ["PT", "DE", "XX"]}

    assert {one["country_name"] for one in phones.numbers(settings)} == {"Germany", "Portugal"}


def test_plain_meeting_and_webinar_have_some():
    for kind in ("meeting", "webinar"):
        first = phones.numbers(settings_of(kind))[0]
        assert first.keys() == {"country", "country_name", "city", "number", "type"}


@pytest.mark.parametrize("audio", ["voip", "thirdParty"])
def test_without_zooms_telephony_there_are_none(audio):
    assert phones.numbers(settings_of("meeting") | {"audio": audio}) == []
