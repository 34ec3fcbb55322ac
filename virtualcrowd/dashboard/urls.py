"""The organiser's pages. The builder's are in `urls_builder`, a provider's in its own app."""

from django.urls import URLPattern, path

from virtualcrowd.dashboard import urls_builder
from virtualcrowd.dashboard.views import (
    audit,
    board,
    events,
    helpdesk,
    home,
    links,
    people,
    shelves,
    staff,
)

app_name = "dashboard"
EVENT = "<slug:shortcode>"
PEOPLE = f"{EVENT}/people"
urlpatterns: list[URLPattern] = [
    path("", events.events, name="events"),
    path("new", events.event_new, name="event_new"),
    path(f"{EVENT}/", home.home, name="home"),
    path(f"{EVENT}/settings", events.event_settings, name="event_settings"),
    path(f"{EVENT}/publish", events.publish, name="event_publish"),
    path(f"{EVENT}/integrations", shelves.plugins, name="plugins"),
    path(f"{EVENT}/libraries", shelves.libraries, name="libraries"),
    path(f"{EVENT}/readiness", board.readiness, name="readiness"),
    path(f"{EVENT}/help", helpdesk.requests, name="help"),
    path(f"{EVENT}/help/<int:pk>/answer", helpdesk.answer, name="help_answer"),
    path(f"{EVENT}/help/<int:pk>/settle", helpdesk.settle, name="help_settle"),
    path(f"{EVENT}/audit", audit.audit, name="audit"),
    path(f"{EVENT}/audit.csv", audit.download, name="audit_download"),
    path(PEOPLE, people.attendees, name="people"),
    path(f"{PEOPLE}/add", people.add, name="attendees_add"),
    path(f"{PEOPLE}/<int:pk>", people.attendee, name="attendee"),
    path(f"{PEOPLE}/<int:pk>/link", links.attendee_link, name="attendee_link"),
    path(f"{PEOPLE}/<int:pk>/link/revoke", links.attendee_link_revoke, name="attendee_link_revoke"),
    path(f"{PEOPLE}/links", links.links, name="links"),
    path(f"{PEOPLE}/links/<int:pk>", links.link_mailing, name="link_mailing"),
    path(f"{PEOPLE}/links/<int:pk>/go-on", links.go_on, name="link_mailing_go_on"),
    path(f"{PEOPLE}/links/<int:pk>/stop", links.stop, name="link_mailing_stop"),
    path(f"{PEOPLE}/<int:pk>/block", people.block, name="attendee_block"),
    path(f"{PEOPLE}/<int:pk>/remove", people.remove, name="attendee_remove"),
    path(f"{PEOPLE}/groups", people.groups, name="groups"),
    path(f"{PEOPLE}/groups/<int:pk>", people.group, name="group"),
    path(f"{PEOPLE}/groups/<int:pk>/delete", people.group_delete, name="group_delete"),
    path(f"{PEOPLE}/staff", staff.staff, name="staff"),
    path(f"{PEOPLE}/staff/<int:pk>", staff.role, name="staff_role"),
    path(f"{PEOPLE}/staff/<int:pk>/remove", staff.remove, name="staff_remove"),
    *urls_builder.urlpatterns,
]
