import asyncio

import pytest

from virtualcrowd.door import shelf
from virtualcrowd.door.shelf import Shelf


class Source:
    """What a shelf reads from; each reading waits until it is let through."""

    def __init__(self):
        self.now = 100.0
        self.value = "first"
        self.readings = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.shelf = Shelf(self.read, max_age=60, clock=lambda: self.now)

    async def read(self, key):
        self.readings += 1
        value = self.value
        await self.gate.wait()
        if isinstance(value, Exception):
            raise value
        return value


def run(test):
    """Run a coroutine function with a Source made in its loop."""

    async def main():
        await test(Source())

    asyncio.run(main())


def test_value_is_read_once_until_it_is_old():
    async def test(source):
        assert [await source.shelf.get("k"), await source.shelf.get("k")] == ["first", "first"]
        assert (source.readings, source.shelf.peek("k")) == (1, "first")

        source.now += 60
        source.value = "second"

        assert source.shelf.peek("k") is None
        assert await source.shelf.get("k") == "second"

    run(test)


def test_many_who_ask_at_once_cause_one_reading():
    async def test(source):
        source.gate.clear()
        asking = [asyncio.create_task(source.shelf.get("k")) for _ in range(50)]
        await asyncio.sleep(0)
        asking[0].cancel()  # who asked first goes away
        await asyncio.sleep(0)
        source.gate.set()

        found = await asyncio.gather(*asking, return_exceptions=True)

        assert found[1:] == ["first"] * 49
        assert source.readings == 1

    run(test)


def test_news_during_a_reading_has_it_read_again():
    async def test(source):
        source.gate.clear()
        asking = asyncio.create_task(source.shelf.get("k"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        source.value = "second"
        source.shelf.drop("k")
        source.gate.set()

        assert await asking == "second"
        assert source.shelf.peek("k") == "second"

    run(test)


def test_news_that_never_ends_does_not_keep_anybody_waiting():
    async def test(source):
        async def overtaken(key):
            source.readings += 1
            source.shelf.drop(key)
            return "old"

        source.shelf._load = overtaken

        assert await source.shelf.get("k") == "old"
        assert (source.readings, source.shelf.peek("k")) == (shelf.TRIES, None)

    run(test)


def test_reading_that_fails_is_tried_by_the_next_who_asks():
    async def test(source):
        source.value = OSError()
        with pytest.raises(OSError):  # noqa: PT011 - ours
            await source.shelf.get("k")
        source.value = "well"

        assert await source.shelf.get("k") == "well"

    run(test)


def test_amend_changes_what_is_there_and_overtakes_a_reading():
    async def test(source):
        source.value = ["a"]
        await source.shelf.get("k")
        source.shelf.amend("k", lambda value: value.append("b"))
        source.shelf.amend("other", lambda value: value.append("b"))
        assert source.shelf.peek("k") == ["a", "b"]

        source.shelf.drop_all()
        source.gate.clear()
        asking = asyncio.create_task(source.shelf.get("k"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        source.value = ["new"]
        source.shelf.amend("k", lambda value: value.append("c"))
        source.gate.set()
        assert await asking == ["new"]

    run(test)


def test_guesses_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(shelf, "MOST", 10)

    async def test(source):
        for guess in range(25):
            await source.shelf.get(guess)

        assert len(source.shelf._kept) <= 10

    run(test)
