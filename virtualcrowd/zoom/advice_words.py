from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advice:
    """A plain message with its next step."""

    title: str
    words: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class ConnectAdvice(Advice):
    """What went wrong on the way to a connection; `checks` are the things to compare in Zoom."""

    checks: tuple[str, ...] = ()
    is_warning: bool = False
