from django.urls import URLPattern, path

from virtualcrowd.zoom.clash import views as clash
from virtualcrowd.zoom.views import connect, imports, library

app_name = "zoom"
HOME = "<slug:shortcode>/integrations/zoom"
LIBRARY = "<slug:shortcode>/libraries/zoom"
urlpatterns: list[URLPattern] = [
    path(HOME, connect.page, name="connection"),
    path(f"{HOME}/save", connect.save, name="save"),
    path(f"{HOME}/authorize", connect.authorize, name="authorize"),
    path(f"{HOME}/swap", connect.swap, name="swap"),
    path(f"{HOME}/closed", connect.closed, name="closed"),
    path(f"{HOME}/test", connect.test, name="test"),
    path(f"{HOME}/disconnect", connect.disconnect, name="disconnect"),
    path(f"{HOME}/webhook", connect.webhook, name="webhook"),
    path(LIBRARY, library.items, name="library"),
    path(f"{LIBRARY}/refresh", library.refresh, name="refresh"),
    path(f"{LIBRARY}/import", imports.pick, name="import"),
    path(f"{LIBRARY}/import/<int:pk>", imports.job, name="import_job"),
    path(f"{LIBRARY}/import/<int:pk>/resume", imports.resume, name="import_resume"),
    path(f"{LIBRARY}/clashes", clash.clashes, name="clashes"),
    path(f"{LIBRARY}/<int:pk>", library.item, name="item"),
    path(f"{LIBRARY}/<int:pk>/remove", library.remove, name="remove"),
]
