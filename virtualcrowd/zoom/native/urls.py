from django.urls import URLPattern, path

from virtualcrowd.zoom.native import views

app_name = "zoom_app"
urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/agenda/<int:pk>/app", views.open_app, name="open"),
    path("<slug:shortcode>/agenda/<int:pk>/phone", views.by_phone, name="phone"),
]
