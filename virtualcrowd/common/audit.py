from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from virtualcrowd.common.models import AuditEntry

if TYPE_CHECKING:
    from django.db.models import Model

type Changes = dict[str, tuple[Any, Any]]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return what is no longer as it was, as `record` takes it."""
    return {key: (before[key], after[key]) for key in before if before[key] != after[key]}


def record(  # noqa: PLR0913 - an entry has this many columns, and each caller names them
    *,
    event: Any,
    by: Any,
    action: str,
    target: "Model | str" = "",
    place: str = "",
    changes: Changes | None = None,
    failed: bool = False,
) -> AuditEntry:
    """Write down that `by` did `action`; `by=None` is the system, a string an outside party.

    `changes` is {field: (before, after)} in words for people; secrets never go in here.
    """
    user = by if hasattr(by, "pk") else None
    return AuditEntry.objects.create(
        event=event,
        actor=user,
        actor_name=str(by or "VirtualCrowd"),
        action=action,
        target=str(target)[:300],
        place=place,
        changes={key: [str(a), str(b)] for key, (a, b) in (changes or {}).items() if a != b},
        failed=failed,
    )


def search(*, event: Any, words: str) -> QuerySet[AuditEntry]:
    """Return the event's entries in which every word occurs, newest first."""
    found = AuditEntry.objects.filter(event=event).select_related("actor")
    for word in words.split():
        found = found.filter(
            Q(actor_name__icontains=word)
            | Q(action__icontains=word)
            | Q(target__icontains=word)
            | Q(place__icontains=word)
        )
    return found
