from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import DatabaseError

from virtualcrowd.accounts.models import User
from virtualcrowd.demo import seed


@register()
def demo_accounts(**_: Any) -> list[CheckMessage]:
    """A database that began as a demo lets everybody in: its passwords are public."""
    if settings.DEMO:
        return []
    try:
        found = list(User.objects.filter(email__in=seed.ACCOUNTS, is_active=True).order_by("email"))
    except DatabaseError:
        return []  # not migrated yet, or not there: other checks and pages tell
    known = [user.email for user in found if user.check_password(seed.PASSWORD)]
    if not known:
        return []
    hint = "Begin with another VAR_DIR or DATABASE_URL, or give them passwords of their own."
    text = f"Accounts of the demo, with their public password: {', '.join(known)}."
    return [Error(text, hint=hint, id="virtualcrowd.E007")]
