"""People: attendees and groups."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import core
from tests.pages import text_of
from virtualcrowd.accounts.models import User
from virtualcrowd.common.models import AuditEntry, BusMessage
from virtualcrowd.events import people
from virtualcrowd.events.models import Attendee, Group

PEOPLE = "/app/demo/people"
NOW = datetime(2026, 11, 25, 10, 42, tzinfo=UTC)


@pytest.fixture
def members(demo) -> Group:
    return Group.objects.create(event=demo, name="Members")


def names(response) -> list[str]:
    return re.findall(r'<a class="vc-row-title"[^>]*>([^<]*)</a>', response.content.decode())


def paste(browser, lines: str, **more):
    return browser.post(f"{PEOPLE}/add", {"form": "many", "many-lines": lines, **more})


def revoked(attendee: Attendee) -> list[int]:
    news = BusMessage.objects.filter(topic="revoked", body__attendee=attendee.pk)
    return [row.body["version"] for row in news]


# --- the list


def test_lists_attendees_without_staff_who_look(browser, demo, ana, members, rival):
    ana.groups.add(members)
    core.attendee(demo, core.user("crew@demo.example"), is_staff=True)
    core.attendee(rival.staff_roles.get().event, core.user("other@demo.example"))

    response = browser.get(PEOPLE)

    assert names(response) == ["Ana Attendee"]
    text = text_of(response)
    assert "ana@demo.example" in text
    assert "Members" in text
    assert "never" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=harbour", ["Bo Berg"]),
        ("?q=ana+example", ["Ana Attendee"]),
        ("?show=blocked", ["Bo Berg"]),
        ("?show=never", ["Bo Berg"]),
        ("?group={group}", ["Ana Attendee"]),
        ("?q=nobody-like-that", []),
        ("?group=x&show=y&page=z", ["Ana Attendee", "Bo Berg"]),
    ],
)
def test_search_and_filters(browser, demo, ana, members, query, found):
    ana.groups.add(members)
    Attendee.objects.filter(pk=ana.pk).update(last_seen_at=NOW)
    core.attendee(
        demo, core.user("bo@demo.example"), name="Bo Berg", company="Harbour", is_blocked=True
    )

    assert names(browser.get(PEOPLE + query.format(group=members.pk))) == found


def test_pages_of_fifty_and_as_many_queries_for_fifty_as_for_one(
    browser, demo, ana, members, django_assert_max_num_queries, django_assert_num_queries
):
    ana.groups.add(members)
    with django_assert_max_num_queries(30) as one:
        browser.get(PEOPLE)
    for number in range(60):
        core.attendee(demo, core.user(), name=f"Guest {number:02}").groups.add(members)

    with django_assert_num_queries(len(one)):
        first = browser.get(PEOPLE)

    assert len(names(first)) == 50
    assert "1–50 of 61" in text_of(first)
    assert len(names(browser.get(f"{PEOPLE}?page=2"))) == 11
    assert len(names(browser.get(f"{PEOPLE}?page=99"))) == 11


def test_empty_list_says_what_to_do(browser):
    text = text_of(browser.get(PEOPLE))

    assert "Nobody is on the list yet" in text
    assert "Add attendees" in text


def test_viewer_reads_but_finds_no_buttons(vera, ana, members, signed_in):
    browser = signed_in(vera)

    for page in (PEOPLE, f"{PEOPLE}/{ana.pk}", f"{PEOPLE}/groups", f"{PEOPLE}/groups/{members.pk}"):
        main = browser.get(page).content.decode().partition("<main")[2]
        assert not re.search(
            r"Add attendees|>Edit|Save<|Remove|>Block</button|Unblock|Add group|Delete", main
        )
        assert "/people/staff" not in main


# --- adding


def test_adds_one_person_who_signs_in_by_code(browser, demo, members):
    data = {
        "form": "one",
        "one-name": "Ana Keller",
        "one-email": "Ana.Keller@Example.org",
        "one-company": "Reefs Ltd",
        "one-groups": [members.pk],
    }

    response = browser.post(f"{PEOPLE}/add", data)

    assert response.url == PEOPLE
    attendee = demo.attendees.get()
    assert (attendee.name, attendee.email) == ("Ana Keller", "ana.keller@example.org")
    assert (attendee.company, list(attendee.groups.all())) == ("Reefs Ltd", [members])
    assert not attendee.user.has_usable_password()


def test_somebody_listed_is_not_added_again(browser, demo, ana):
    data = {"form": "one", "one-name": "Another", "one-email": "ANA@demo.example"}

    response = browser.post(f"{PEOPLE}/add", data)

    assert response.status_code == 422
    assert "on the list already, as Ana Attendee." in text_of(response)
    assert demo.attendees.get().name == "Ana Attendee"


def test_pastes_many_in_every_usual_form(browser, demo, members):
    core.user("known@example.org", name="Known Already")
    lines = (
        "Name, E-mail, Organisation\n"
        "Ana Keller, ana@example.org\n"
        "\n"
        "bo@example.org\n"
        "Cleo Costa <cleo@example.org>\n"
        "Dana Dee\tdana@example.org\tHarbour\n"
        '"Eng, Ed";ed@example.org;"Ports; and more"\n'
        "KNOWN@example.org, Known\n"
        "Ana again, ANA@example.org\n"
    )

    response = paste(browser, lines, **{"many-groups": [members.pk]})

    assert response.url == PEOPLE
    listed = list(demo.attendees.order_by("email").values_list("email", "name", "company"))
    assert listed == [
        ("ana@example.org", "Ana Keller", ""),
        ("bo@example.org", "Bo", ""),
        ("cleo@example.org", "Cleo Costa", ""),
        ("dana@example.org", "Dana Dee", "Harbour"),
        ("ed@example.org", "Eng, Ed", "Ports; and more"),
        ("known@example.org", "Known", ""),
    ]
    assert User.objects.filter(email__iexact="known@example.org").count() == 1
    assert members.attendees.count() == 6
    assert AuditEntry.objects.get().target == "6 people"


def test_bad_lines_stay_to_be_mended_and_the_others_are_added(browser, demo, ana):
    lines = (
        "Good One, good@example.org\n"
        "No address here\n"
        "Twisted, not@an@address\n"
        f"{'N' * 65}, long@example.org\n"
        "Ana, ana@demo.example\n"
    )

    response = paste(browser, lines)

    assert response.status_code == 422
    text = text_of(response)
    assert "3 lines were left out" in text
    assert "Line 2, No address here : There is no e-mail address in it." in text
    assert "“not@an@address” is not an e-mail address." in text
    assert "longer than 64 characters, which is Zoom" in text
    kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", response.content.decode(), re.DOTALL)
    assert kept
    assert kept[1].split("\n")[1:] == lines.split("\n")[1:4]
    assert set(demo.attendees.values_list("email", flat=True)) == {
        "good@example.org",
        "ana@demo.example",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_takes_a_csv_file_as_spreadsheets_write_it(browser, demo, encoding):
    raw = "Name;E-mail\r\nZoë Café;zoe@example.org\r\n".encode(encoding)
    file = SimpleUploadedFile("list.csv", raw)

    browser.post(f"{PEOPLE}/add", {"form": "many", "many-file": file})

    assert demo.attendees.get().name == "Zoë Café"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"many-lines": "  \n"}, "Paste at least one line, or choose a file."),
        ({"many-lines": "a@example.org\n" * 5001}, "more than 5000 lines"),
        (
            {"many-file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04\x00\x00\xff")},
            "That is not a CSV file.",
        ),
    ],
)
def test_what_cannot_be_a_list_is_refused(browser, demo, data, words):
    response = browser.post(f"{PEOPLE}/add", {"form": "many"} | data)

    assert response.status_code == 422
    assert words in text_of(response)
    assert demo.attendees.count() == 0


def test_pasting_a_thousand_takes_a_few_queries(browser, demo, django_assert_max_num_queries):
    lines = "\n".join(f"Guest {n}, guest{n}@example.org" for n in range(1000))

    with django_assert_max_num_queries(40):
        paste(browser, lines)

    assert demo.attendees.count() == 1000


# --- one attendee


def test_change_of_name_or_groups_makes_passes_anew(browser, ana, members):
    url = f"{PEOPLE}/{ana.pk}"

    browser.post(url, {"name": ana.name, "company": "Reefs Ltd", "groups": []})
    assert revoked(ana) == []

    browser.post(url, {"name": ana.name, "company": "Reefs Ltd", "groups": [members.pk]})
    assert revoked(ana) == [2]
    assert AuditEntry.objects.first().changes == {"Groups": ["", "Members"]}

    browser.post(url, {"name": ana.name, "company": "Reefs Ltd", "groups": [members.pk]})
    assert AuditEntry.objects.count() == 2


def test_group_of_another_event_is_refused(browser, ana, rival):
    foreign = Group.objects.create(event=rival.staff_roles.get().event, name="Theirs")

    response = browser.post(
        f"{PEOPLE}/{ana.pk}", {"name": "Ana", "company": "", "groups": [foreign.pk]}
    )

    assert response.status_code == 422
    assert ana.groups.count() == 0


def test_blocking_shuts_out_at_once_and_unblocking_lets_in(browser, ana, signed_in):
    attending = signed_in(ana.user)
    assert attending.get("/e/demo/").status_code == 200

    browser.post(f"{PEOPLE}/{ana.pk}/block", {"is_blocked": "on"})
    assert attending.get("/e/demo/").status_code == 403
    assert revoked(ana) == [2]
    assert "Blocked" in text_of(browser.get(f"{PEOPLE}/{ana.pk}"))

    browser.post(f"{PEOPLE}/{ana.pk}/block", {})
    assert attending.get("/e/demo/").status_code == 200


def test_removing_shuts_out_and_the_account_stays(browser, demo, ana, signed_in):
    browser.post(f"{PEOPLE}/{ana.pk}/remove")

    assert demo.attendees.count() == 0
    assert revoked(ana) == [people.GONE]
    assert signed_in(ana.user).get("/e/demo/").status_code == 403


def test_staff_who_look_are_not_edited_as_attendees(browser, demo):
    looker = core.attendee(demo, core.user(), is_staff=True)

    assert browser.get(f"{PEOPLE}/{looker.pk}").status_code == 404


# --- groups


def test_groups_are_added_renamed_and_deleted(browser, demo, ana):
    browser.post(f"{PEOPLE}/groups", {"name": "Press"})
    group = demo.groups.get()
    ana.groups.add(group)
    assert "Press 1 members of Press 0 Edit" in text_of(browser.get(f"{PEOPLE}/groups"))

    browser.post(f"{PEOPLE}/groups/{group.pk}", {"name": "Media"})
    assert demo.groups.get().name == "Media"

    browser.post(f"{PEOPLE}/groups/{group.pk}/delete")
    assert demo.groups.count() == 0
    assert demo.attendees.count() == 1


def test_two_groups_of_one_name_are_refused(browser, demo, members):
    other = Group.objects.create(event=demo, name="Press")

    for url in (f"{PEOPLE}/groups", f"{PEOPLE}/groups/{other.pk}"):
        response = browser.post(url, {"name": "members"})
        assert response.status_code == 422
        assert "A group has this name already." in text_of(response)
    assert sorted(demo.groups.values_list("name", flat=True)) == ["Members", "Press"]


def test_group_that_guards_a_session_is_not_deleted(browser, demo, members):
    core.session(demo, title="Members’ assembly").groups.add(members)

    response = browser.post(f"{PEOPLE}/groups/{members.pk}/delete", follow=True)

    assert "“Members’ assembly” would then be open to everybody." in text_of(response)
    assert demo.groups.get() == members


def test_groups_ask_as_much_for_three_as_for_one(browser, demo, members, django_assert_num_queries,
                                                  django_assert_max_num_queries):  # fmt: skip
    with django_assert_max_num_queries(30) as one:
        browser.get(f"{PEOPLE}/groups")
    for name in ("Press", "Crew"):
        Group.objects.create(event=demo, name=name)

    with django_assert_num_queries(len(one)):
        browser.get(f"{PEOPLE}/groups")
