"""Which task is running: set around every task, read by whoever asks Zoom something."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("zoom_job", default="")

# The tasks of `zoom.tasks` in words; a page has no task.
WORDS = {
    "": "A page",
    "poll_status": "Status check",
    "refresh_item": "Update of one item",
    "import_run": "Import",
    "resume_imports": "Import",
    "sync_due": "Regular update",
    "sync_event": "Refresh now",
    "apply_deliveries": "Live updates",
    "sweep_deliveries": "Live updates",
    "refresh_tokens": "Renewal of the authorization",
    "look_at_hosts": "Look at hosts",
    "look_at_due_hosts": "Look at hosts",
    "look_at_connections": "Look at the connection",
}


def in_words(name: str) -> str:
    """Return a task's name for people; one without words is shown as it is called."""
    return WORDS.get(name, name.replace("_", " ").capitalize())
