"""Who comes and goes, and how many pages say are inside."""

from tests.integration.zoom.webhooks.news import apply
from virtualcrowd.zoom.inside import count


def inside(session) -> int | None:
    """What pages show, once all is counted."""
    apply()
    count.tell(session.event_id)
    session.refresh_from_db()
    return session.inside


def joined(tell, who, second, **more):
    return tell("meeting.participant_joined", second, participant_uuid=who, **more)


def left(tell, who, second, **more):
    return tell("meeting.participant_left", second, participant_uuid=who, **more)
