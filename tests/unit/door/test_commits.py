import asyncio

import pytest

from virtualcrowd.door import commits
from virtualcrowd.door.commits import GroupCommit, NotStored


class Threads:
    async def run(self, work):
        await asyncio.sleep(0)
        return work()


class Table:
    def __init__(self, *failures):
        self.batches = []
        self.filled = asyncio.Event()
        self.failures = list(failures)

    def store(self, rows):
        if self.failures and self.failures.pop(0):
            raise OSError("disk full")
        self.batches.append(list(rows))
        self.filled.set()


def group(table, *, most=500, every=0.0):
    return GroupCommit(table.store, Threads(), every=every, most=most)


def test_rows_that_come_together_are_stored_together_but_not_too_many():
    table = Table()

    async def main():
        rows = group(table, most=3)
        await asyncio.gather(*(rows.stored(n) for n in range(5)))

    asyncio.run(main())
    assert table.batches == [[0, 1, 2], [3, 4]]


def test_who_waits_hears_that_it_was_not_stored():
    table = Table(True)

    async def main():
        rows = group(table)
        with pytest.raises(NotStored):
            await rows.stored("a")
        await rows.stored("b")

    asyncio.run(main())
    assert table.batches == [["b"]]


def test_rows_that_nobody_waits_for_are_tried_again(monkeypatch):
    monkeypatch.setattr(commits, "AGAIN", 0)
    table = Table(True, True)

    async def main():
        rows = group(table)
        rows.put("a")
        rows.put("b")
        await table.filled.wait()

    asyncio.run(main())
    assert table.batches == [["a", "b"]]


def test_stop_stores_what_is_left_or_gives_up():
    async def main(table):
        rows = group(table)
        rows.put("a")
        await rows.stop()
        return rows.lost

    table, broken = Table(), Table(True)
    assert (asyncio.run(main(table)), table.batches) == (0, [["a"]])
    assert (asyncio.run(main(broken)), broken.batches) == (1, [])


def test_stop_does_not_wait_for_more_rows():
    table = Table()

    async def main():
        rows = group(table, every=3600.0)
        rows.put("a")
        await asyncio.sleep(0)
        await asyncio.wait_for(rows.stop(), 5)

    asyncio.run(main())
    assert table.batches == [["a"]]


def test_memory_for_rows_is_bounded(monkeypatch):
    monkeypatch.setattr(commits, "AGAIN", 0)
    monkeypatch.setattr(commits, "KEEP", 2)
    table = Table(True)

    async def main():
        rows = group(table)
        for n in range(5):
            rows.put(n)
        await table.filled.wait()
        return rows.lost

    assert asyncio.run(main()) == 3
    assert table.batches == [[0, 1]]


def test_who_stopped_waiting_does_no_harm():
    table = Table()

    async def main():
        rows = group(table)
        gone = asyncio.create_task(rows.stored("gone"))
        await asyncio.sleep(0)
        gone.cancel()
        await rows.stored("here")

    asyncio.run(main())
    assert table.batches == [["gone", "here"]]
