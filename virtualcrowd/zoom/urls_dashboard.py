from django.urls import URLPattern, path

from virtualcrowd.zoom.clash import views as clash
from virtualcrowd.zoom.views import (
    answered,
    connect,
    doctor,
    guide,
    imports,
    library,
    series,
    test_join,
)

app_name = "zoom"
HOME = "<slug:shortcode>/integrations/zoom"
LIBRARY = "<slug:shortcode>/libraries/zoom"
urlpatterns: list[URLPattern] = [
    path(HOME, connect.page, name="connection"),
    path(f"{HOME}/save", connect.save, name="save"),
    path(f"{HOME}/authorize", connect.authorize, name="authorize"),
    path(f"{HOME}/mend", doctor.mend, name="mend"),
    path(f"{HOME}/closed", doctor.closed, name="closed"),
    path(f"{HOME}/shown", doctor.shown, name="shown"),
    path(f"{HOME}/test", doctor.test, name="test"),
    path(f"{HOME}/disconnect", doctor.disconnect, name="disconnect"),
    path(f"{HOME}/webhook", connect.webhook, name="webhook"),
    path(f"{HOME}/guide", guide.page, name="guide"),
    path(f"{HOME}/guide/step", guide.step, name="guide_step"),
    path(f"{HOME}/guide/link", guide.link, name="admin_link"),
    path(f"{HOME}/guide/link/<int:pk>/revoke", guide.revoke, name="admin_link_revoke"),
    path(f"{HOME}/test-join", test_join.page, name="test_join"),
    path(f"{HOME}/test-join/left", test_join.left, name="test_join_left"),
    path(f"{HOME}/test-join/<int:pk>", test_join.client, name="test_join_client"),
    path(f"{HOME}/test-join/<int:pk>/ticket", test_join.ticket, name="test_join_ticket"),
    path(f"{HOME}/test-join/<int:pk>/result", test_join.result, name="test_join_result"),
    path(f"{HOME}/answered", answered.page, name="answered"),
    path(LIBRARY, library.items, name="library"),
    path(f"{LIBRARY}/refresh", library.refresh, name="refresh"),
    path(f"{LIBRARY}/import", imports.pick, name="import"),
    path(f"{LIBRARY}/import/<int:pk>", imports.job, name="import_job"),
    path(f"{LIBRARY}/import/number", imports.number, name="import_number"),
    path(f"{LIBRARY}/import/<int:pk>/resume", imports.resume, name="import_resume"),
    path(f"{LIBRARY}/import/<int:pk>/cancel", imports.cancel, name="import_cancel"),
    path(f"{LIBRARY}/clashes", clash.clashes, name="clashes"),
    path(f"{LIBRARY}/<int:pk>", library.item, name="item"),
    path(f"{LIBRARY}/<int:pk>/dates", series.mapper, name="series"),
    path(f"{LIBRARY}/<int:pk>/settle", library.settle, name="settle"),
    path(f"{LIBRARY}/<int:pk>/remove", library.remove, name="remove"),
]
