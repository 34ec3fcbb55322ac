from virtualcrowd.door.limits import PerMinute


def test_limit_counts_each_for_itself_and_begins_anew_each_minute():
    limit = PerMinute(2)

    assert [limit.wait("ana", 60.0) for _ in range(3)] == [0, 0, 61]
    assert limit.wait("ben", 61.0) == 0
    assert limit.wait("ana", 119.5) == 1
    assert limit.wait("ana", 120.0) == 0
