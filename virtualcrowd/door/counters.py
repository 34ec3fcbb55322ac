"""What `/metrics` tells of this process, in Prometheus' text format."""

from collections import Counter

_HELP = {
    "vc_tickets_total": ("counter", "Answers to ticket requests."),
    "vc_hooks_total": ("counter", "Webhook calls by what became of them."),
    "vc_loads_total": ("counter", "Times an event's facts were read from the database."),
    "vc_news_total": ("counter", "News heard from other processes."),
    "vc_streams_dropped_total": ("counter", "Live streams that we ended."),
}


class Counters:
    """Counts since this process started, each by one word that says more."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, what: str = "", by: int = 1) -> None:
        self._counts[name, what] += by

    def get(self, name: str, what: str = "") -> int:
        return self._counts[name, what]

    def text(self, gauges: dict[str, int]) -> str:
        """Return all counts, and `gauges` as they are now."""
        lines: list[str] = []
        for name, (kind, words) in _HELP.items():
            lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
            found = sorted((what, n) for (of, what), n in self._counts.items() if of == name)
            lines += [_line(name, what, n) for what, n in found or [("", 0)]]
        for name, value in gauges.items():
            lines += [f"# TYPE {name} gauge", f"{name} {value}"]
        return "\n".join(lines) + "\n"


def _line(name: str, what: str, count: int) -> str:
    label = f'{{what="{what}"}}' if what else ""
    return f"{name}{label} {count}"
