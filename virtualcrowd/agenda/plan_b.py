"""Plan B: another way into a session, for everybody and at once, and the way back.

Another meeting takes the place of the session's own; a link or a message stands in front of it.
Open pages hear of it as of any change: nobody has to reload.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction

from virtualcrowd.accounts.models import User
from virtualcrowd.agenda import live, providers, sessions
from virtualcrowd.agenda.models import LiveState, PlanB, Session
from virtualcrowd.common import audit

PLACE = "Agenda, Plan B"
FIELDS = ("plan_b", "plan_b_url", "plan_b_words", "plan_b_before")
# The one port on which browsers expect https.
HTTPS = 443


class BadAddress(Exception):
    """Attendees cannot be sent there; the argument is a sentence for the organiser."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everybody goes instead. `provider` and `value` name a meeting, as a choice does."""

    kind: PlanB
    provider: str = ""
    value: str = ""
    url: str = ""
    words: str = ""


def checked(url: str) -> str:
    """Return the address that attendees may be sent to.

    Raises:
        BadAddress: not https, no host that the internet knows, or it carries a name and password.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise BadAddress("That is not a web address.") from None
    host = parts.hostname or ""
    if parts.scheme != "https":
        raise BadAddress("Use an address that begins with https://, as browsers trust no other.")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("The address carries a user name or password. Take it out.")
    is_name = "." in host and not host.replace(".", "").isdecimal() and ":" not in host
    if not is_name or host.endswith((".local", ".localhost", ".internal")):
        raise BadAddress("Attendees cannot reach that address from the internet.")
    if port not in (None, HTTPS) or any(sign <= " " for sign in url.strip()):
        raise BadAddress("That is not a web address that every attendee can open.")
    return url.strip()


@transaction.atomic
def switch(*, session: Session, plan: Plan, by: User) -> None:
    """Send everybody another way.

    Raises:
        AttachRefused: the meeting cannot be joined; nothing has changed then.
        BadAddress: likewise, of the address.
    """
    row = _locked(session)
    was = _logged(row)
    before = row.plan_b_before if row.plan_b else _behind(row)
    if plan.kind == PlanB.MEETING:
        _attach(row, plan.provider, plan.value, by)
    row.plan_b, row.plan_b_words, row.plan_b_before = plan.kind, plan.words, before
    row.plan_b_url = checked(plan.url) if plan.kind == PlanB.LINK else ""
    row.save(update_fields=FIELDS)
    _record(row, "Switched a session to plan B", was, by)


@transaction.atomic
def undo(*, session: Session, by: User) -> None:
    """Lead everybody back to what was behind the session before plan B.

    Raises:
        AttachRefused: its meeting cannot be joined any more; nothing has changed then.
    """
    row = _locked(session)
    if not row.plan_b:
        return
    was = _logged(row)
    before = row.plan_b_before
    if before != _behind(row):
        _attach(row, before.get("provider", ""), before.get("value", ""), by)
    forget(row)
    _record(row, "Took plan B back", was, by)


def forget(session: Session) -> None:
    """Let what is behind the session now be its plan A; says nothing to anybody."""
    session.plan_b, session.plan_b_url, session.plan_b_words = PlanB.NONE, "", ""
    session.plan_b_before = {}
    session.save(update_fields=FIELDS)


def way_in(session: Session) -> str:
    """Return in words where the session leads now."""
    if session.plan_b == PlanB.LINK:
        return session.plan_b_url
    if session.plan_b == PlanB.MESSAGE:
        return f"“{session.plan_b_words}”"
    found = providers.embedded([session]).get(session.pk)
    return f"{found.title} ({found.number})" if found else "nothing to join"


def _logged(session: Session) -> str:
    """As `way_in`, for the audit log: what follows the path of a link may be a passcode."""
    if session.plan_b != PlanB.LINK:
        return way_in(session)
    parts = urlsplit(session.plan_b_url)
    plain = f"{parts.scheme}://{parts.netloc}{parts.path}"
    return plain if plain == session.plan_b_url else f"{plain}?…"


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("event")
    return rows.get(pk=session.pk)


def _behind(session: Session) -> dict[str, str]:
    found = providers.embedded([session]).get(session.pk)
    value = (found.way_back or found.value) if found else ""
    return {"provider": session.provider, "value": value} if found else {}


def _attach(session: Session, slug: str, value: str, by: User) -> None:
    old, new = providers.provider_of(session), providers.all_providers().get(slug)
    if new is None and value:
        raise providers.AttachRefused("Choose from the list.")
    if old and old is not new:
        old.attach(session=session, value="", by=by)
    if new:
        new.attach(session=session, value=value, by=by)


def _record(session: Session, action: str, was: str, by: User) -> None:
    audit.record(
        event=session.event,
        by=by,
        action=action,
        target=session,
        place=PLACE,
        changes={"Way in": (was, _logged(session))},
    )
    sessions.tell(session)
    # Who waits in the lobby is taken along if the other host is there already.
    if session.live_state == LiveState.LIVE and not session.is_elsewhere:
        live.bump(session.event_id, {"session": session.pk, "state": LiveState.LIVE.value})
