from django.urls import URLPattern, path

from virtualcrowd.zoom.views import connect

app_name = "zoom_callback"
urlpatterns: list[URLPattern] = [path("redirect-callback/", connect.callback, name="callback")]
