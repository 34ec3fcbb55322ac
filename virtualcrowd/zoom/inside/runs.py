"""When a run began and was over, as webhooks tell."""

from datetime import datetime

from virtualcrowd.zoom.envelope import Envelope
from virtualcrowd.zoom.inside.models import Run
from virtualcrowd.zoom.models import LibraryItem


def began(item: LibraryItem, envelope: Envelope) -> None:
    """Who comes from now on is heard of."""
    _note(item, envelope, started_at=envelope.told_at)


def over(item: LibraryItem, envelope: Envelope) -> None:
    """Nobody is inside any more, whoever is told of later."""
    _note(item, envelope, ended_at=envelope.told_at)


def _note(item: LibraryItem, envelope: Envelope, **times: datetime) -> None:
    if uuid := envelope.content.thing.uuid:
        known = {"event_id": item.event_id}
        Run.objects.update_or_create(item=item, uuid=uuid, defaults=known | times)
