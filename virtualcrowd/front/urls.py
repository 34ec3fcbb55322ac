from django.urls import URLPattern, path

from virtualcrowd.front import views

app_name = "front"
urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/", views.home, name="home"),
    path("<slug:shortcode>/agenda", views.agenda, name="agenda"),
    path("<slug:shortcode>/agenda/<int:pk>", views.session, name="session"),
    path("<slug:shortcode>/agenda/<int:pk>.ics", views.session_ics, name="session_ics"),
    path("<slug:shortcode>/agenda/<int:pk>/card", views.card, name="card"),
    path("<slug:shortcode>/speakers", views.speakers, name="speakers"),
    path("<slug:shortcode>/pass", views.renew_pass, name="pass"),
    path("<slug:shortcode>/sign-out", views.sign_out, name="sign_out"),
]
