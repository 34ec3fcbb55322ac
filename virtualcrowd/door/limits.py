from collections.abc import Hashable


class PerMinute[K: Hashable]:
    """At most `most` a minute for each key, counted from the full minute.

    Each process counts for itself: with two of them somebody may get twice as many.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._minute = 0
        self._counts: dict[K, int] = {}

    def wait(self, key: K, now: float) -> int:
        """Count one for `key`; return 0 if it is within the limit, else seconds to wait."""
        minute = int(now // 60)
        if minute != self._minute:
            self._minute = minute
            self._counts = {}
        count = self._counts.get(key, 0) + 1
        self._counts[key] = count
        return 0 if count <= self._most else int((minute + 1) * 60 - now) + 1
