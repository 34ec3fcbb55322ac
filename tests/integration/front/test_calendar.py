from django.utils import timezone

from tests.factories import core
from virtualcrowd.agenda import live


def lines(browser, session) -> list[str]:
    answer = browser.get(f"/e/demo/agenda/{session.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{"tide-tables"}.ics"'
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def test_it_says_what_where_and_when_in_utc(browser, talk, demo):
    talk.description, talk.location = "Bring a laptop,\nplease; thanks", "Online"
    talk.save()
    url = f"http://testserver/e/demo/agenda/{talk.pk}"

    found = lines(browser, talk)

    assert found[4:] == [
        "BEGIN:VEVENT",
        f"UID:session-{talk.pk}@testserver",
        "SEQUENCE:0",
        f"DTSTAMP:{timezone.now():%Y%m%dT%H%M%SZ}",
        "DTSTART:20261125T120000Z",
        "DTEND:20261125T124500Z",
        "SUMMARY:Tide tables (Open Water 2026)",
        f"DESCRIPTION:Bring a laptop\\,\\nplease\\; thanks\\n\\n{url}",
        "LOCATION:Online",
        f"URL:{url}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_newer_copy_replaces_the_older(browser, talk, demo):
    before = lines(browser, talk)
    live.agenda_changed(demo.pk, talk.pk)
    after = lines(browser, talk)

    assert before[5] == after[5]
    assert (before[6], after[6]) == ("SEQUENCE:0", "SEQUENCE:1")


def test_a_cancelled_meeting_is_cancelled_in_the_calendar(browser, talk, fake):
    fake.shown = {"is_cancelled": True}

    assert "STATUS:CANCELLED" in lines(browser, talk)


def test_a_name_without_letters_still_makes_a_file(browser, demo, fake):
    session = core.session(demo, title="潮汐")

    answer = browser.get(f"/e/demo/agenda/{session.pk}.ics")

    assert f'filename="session-{session.pk}.ics"' in answer["Content-Disposition"]
    assert "SUMMARY:潮汐 (Open Water 2026)" in answer.content.decode()
