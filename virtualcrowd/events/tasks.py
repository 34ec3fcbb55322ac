"""Work behind: thin tasks, ids as arguments, safe to run twice."""

from django.utils import timezone
from huey import crontab

from virtualcrowd.common.tasks import huey
from virtualcrowd.events import sending


@huey.task()
def send_links(mailing_id: int) -> None:
    """Somebody asked for personal links to be mailed."""
    sending.run(mailing_id)


@huey.periodic_task(crontab(minute="*"))
def resume_link_mailings() -> None:
    """Go on with mailings whose worker died, and begin with those that had to wait."""
    for mailing_id in sending.next_to_run(timezone.now()):
        send_links(mailing_id)
