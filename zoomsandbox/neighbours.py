"""Another company's Zoom account, beside the one that all else is about.

Its people may authorize published apps, and its apps may be pasted where one's own belong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from zoomsandbox.apps import FOREIGN_ACCOUNT
from zoomsandbox.ids import stable_id
from zoomsandbox.models import Account, User

FOUNDED = datetime(2023, 5, 8, 9, 0, tzinfo=UTC)


@dataclass
class Neighbours:
    """An account and its people by id."""

    account: Account
    users: dict[str, User] = field(default_factory=dict)


def tidewater() -> Neighbours:
    """Return the neighbours as each seed has them: an owner and a member."""
    people = [
        _user("fay@elsewhere.example", "Fay", "Foreigner", role="Owner"),
        _user("finn@elsewhere.example", "Finn", "Foreigner", role="Member"),
    ]
    account = Account(id=FOREIGN_ACCOUNT, name="Tidewater Partners", plan="Pro", number=8_442_907)
    return Neighbours(account, {user.id: user for user in people})


def _user(email: str, first: str, last: str, *, role: str) -> User:
    made = User(
        id=stable_id(f"user/{email}"),
        email=email,
        first_name=first,
        last_name=last,
        created_at=FOUNDED,
        pmi=6_000_000_000 + len(email),
    )
    made.role = "Owner" if role == "Owner" else "Member"
    return made
