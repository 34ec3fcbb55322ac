from datetime import UTC, datetime
from itertools import combinations

from zoomsandbox import seeds
from zoomsandbox.seeds import demo
from zoomsandbox.seeds.demo import quarter_hour
from zoomsandbox.world import World

ANCHOR = datetime(2026, 11, 25, 10, 45, tzinfo=UTC)


def planted(name="demo"):
    world = World()
    world.anchor = ANCHOR
    seeds.plant(world, name)
    return world


def test_quarter_hour():
    assert quarter_hour(datetime(2026, 11, 25, 10, 59, 31, tzinfo=UTC)) == ANCHOR


def test_demo_is_the_same_each_time():
    first, second = planted(), planted()
    assert list(first.items) == list(second.items)
    assert [user.id for user in first.users.values()] == list(second.users)
    assert [item.uuid for item in first.items.values()] == [
        item.uuid for item in second.items.values()
    ]


def test_demo_has_every_kind_of_item_that_an_import_must_tell_apart():
    items = planted().items.values()
    assert {item.type for item in items} == {2, 3, 5, 8}
    kinds = {item.kind for item in items if item.settings["meeting_authentication"]}
    assert kinds == {"meeting", "webinar"}
    assert sum(item.settings.get("encryption_type") == "e2ee" for item in items) == 1
    assert sum(item.wants_registration for item in items) == 1
    assert sum(item.settings.get("waiting_room", False) for item in items) == 1
    assert sum(not item.readable for item in items) == 1


def test_demo_numbers_have_eleven_digits_and_passcodes_six():
    for item in planted().items.values():
        assert len(str(item.id)) == 11
        assert len(item.passcode) in (0, 6)


def test_recurring_items_have_their_dates():
    crew = next(item for item in planted().items.values() if item.type == 8)
    assert len(crew.occurrences) == 3
    assert len({date.id for date in crew.occurrences}) == 3


def test_demo_has_stand_ins_of_the_account_for_some_hosts_and_none_for_others():
    hosts = {row.host for row in demo.PROGRAMME}
    rows = [row for row in demo.PROGRAMME if "alternative_hosts" in row.extra.get("settings", {})]
    for row in rows:
        stand_in = row.extra["settings"]["alternative_hosts"].removesuffix("@demo.example")
        assert stand_in in hosts - {row.host, "volunteer"}  # Zoom wants licensed others
    assert 0 < len(rows) < len(demo.PROGRAMME) - len(rows)


def test_demo_has_one_host_clash_between_sessions_to_come():
    """A first look at readiness teaches best with one; the page of host clashes has the rule."""
    timed = [row for row in demo.PROGRAMME if "type" not in row.extra and row.starts > -demo.DAY]
    apart = 15
    pairs = {
        (one.topic, two.topic)
        for one, two in combinations(sorted(timed, key=lambda row: row.starts), 2)
        if one.host == two.host and two.starts < one.starts + one.minutes + apart
    }
    assert pairs == {("Oyster reefs as breakwaters", "Dredging without the damage")}
