"""What Zoom's window showed: only the organiser can know, so we ask, with drawings of ours."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Showing:
    """A window of Zoom's: the drawing `zoom/windows/<picture>.svg`, and what it means."""

    picture: str
    label: str
    cause: str


SHOWN = [
    Showing("redirect", "Invalid redirect (4,700)", "redirect_mismatch"),
    Showing("client", "Invalid client_id (4,702)", "unknown_client"),
    Showing("admin", "An account admin is required", "not_admin"),
    Showing("approval", "You cannot authorize the app, or: needs approval", "needs_approval"),
    Showing("company", "The app is not published or not of this account", "other_company"),
    Showing("disabled", "The app is disabled (4,717)", "app_disabled"),
    Showing("scope", "Invalid scope", "invalid_scope"),
    Showing("failure", "A failure of Zoom, or an empty page", "zoom_down"),
    Showing("consent", "Sign-in or consent: I closed it", "closed_myself"),
    Showing("other", "Something else", "window_other"),
]
CAUSES = {showing.picture: showing.cause for showing in SHOWN}
