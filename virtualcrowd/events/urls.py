from django.urls import URLPattern, path

from virtualcrowd.events import views

app_name = "events"
urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/in/<str:token>/", views.link, name="link"),
]
