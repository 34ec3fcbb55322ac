import asyncio
from collections.abc import Awaitable, Callable

MOST = 10_000  # keys; guesses at webhook addresses must not fill the memory
TRIES = 5


class Shelf[K, V]:
    """What was read once and is good until news of it comes, at most `max_age` seconds.

    However many ask at once, each key is read by one of them. A reading that news overtook is
    not kept: it is read again.
    """

    def __init__(
        self,
        load: Callable[[K], Awaitable[V]],
        *,
        max_age: float,
        clock: Callable[[], float],
    ) -> None:
        self._load = load
        self._max_age = max_age
        self._clock = clock
        self._kept: dict[K, tuple[float, V]] = {}
        self._loading: dict[K, asyncio.Task[V]] = {}
        self._overtaken: set[K] = set()

    def peek(self, key: K) -> V | None:
        """Return what is there and still good, without waiting."""
        kept = self._kept.get(key)
        return kept[1] if kept and kept[0] > self._clock() else None

    async def get(self, key: K) -> V:
        kept = self._kept.get(key)
        if kept and kept[0] > self._clock():
            return kept[1]
        loading = self._loading.get(key)
        if loading is None:
            loading = self._loading[key] = asyncio.create_task(self._fill(key))
        # Shielded: the one who asked first may go away, the others still wait.
        return await asyncio.shield(loading)

    async def _fill(self, key: K) -> V:
        try:
            for _ in range(TRIES):
                self._overtaken.discard(key)
                good_until = self._clock() + self._max_age
                value = await self._load(key)
                if key not in self._overtaken:
                    self._keep(key, good_until, value)
                    break
            return value
        finally:
            del self._loading[key]
            self._overtaken.discard(key)

    def _keep(self, key: K, good_until: float, value: V) -> None:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (good_until, value)

    def amend(self, key: K, change: Callable[[V], None]) -> None:
        """Change what is there, if it is, and read again what is just being read."""
        kept = self._kept.get(key)
        if kept:
            change(kept[1])
        if key in self._loading:
            self._overtaken.add(key)

    def drop(self, key: K) -> None:
        self._kept.pop(key, None)
        if key in self._loading:
            self._overtaken.add(key)

    def drop_all(self) -> None:
        self._kept.clear()
        self._overtaken.update(self._loading)
