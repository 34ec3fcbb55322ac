from django.urls import URLPattern, path

from virtualcrowd.zoom.board import views as board
from virtualcrowd.zoom.views import admin_page, connect

app_name = "zoom_callback"
urlpatterns: list[URLPattern] = [
    path("redirect-callback/", connect.callback, name="callback"),
    path("isolation", board.isolation, name="isolation"),
    path("admin/<str:token>", admin_page.page, name="admin"),
]
