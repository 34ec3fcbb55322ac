"""Where every address leads. Hot addresses (ticket, live, hooks) are answered by `door` first."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

from virtualcrowd.accounts.views import choose_language, email, start
from virtualcrowd.common.languages import words

handler403 = "virtualcrowd.common.views.forbidden"
handler404 = "virtualcrowd.common.views.not_found"
handler429 = "virtualcrowd.accounts.views.too_many"
handler500 = "virtualcrowd.common.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", start, name="start"),
    path("language/", choose_language, name="set_language"),
    path("words/<slug:part>/<slug:language>.js", words, name="words"),
    path("accounts/email/", email, name="email"),
    path("accounts/", include("allauth.urls")),
    path("app/", include("virtualcrowd.zoom.urls_dashboard")),
    path("app/", include("virtualcrowd.dashboard.urls")),
    path("cms/integrations/zoom/", include("virtualcrowd.zoom.urls_callback")),
    path("e/", include("virtualcrowd.events.urls")),
    path("e/", include("virtualcrowd.zoom.urls_front")),
    path("e/", include("virtualcrowd.zoom.native.urls")),
    path("e/", include("virtualcrowd.front.urls")),
    re_path(r"^media/(?P<path>.+\.webp)$", serve, {"document_root": settings.MEDIA_ROOT}),
]
