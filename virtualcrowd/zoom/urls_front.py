from django.urls import URLPattern, path

from virtualcrowd.zoom.views import join

app_name = "zoom_front"
urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/agenda/<int:pk>/join", join.join, name="join"),
    path("<slug:shortcode>/agenda/<int:pk>/left", join.left, name="left"),
    path("<slug:shortcode>/agenda/<int:pk>/keys-refused", join.keys_refused, name="keys_refused"),
    path("<slug:shortcode>/agenda/<int:pk>/stale", join.stale, name="stale"),
]
