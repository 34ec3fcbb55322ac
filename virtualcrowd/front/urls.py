from django.urls import URLPattern, path

from virtualcrowd.front import views, views_brand, views_calendar, views_help, views_name

app_name = "front"
urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/", views.home, name="home"),
    path("<slug:shortcode>/agenda", views.agenda, name="agenda"),
    path("<slug:shortcode>/agenda/<int:pk>", views.session, name="session"),
    path("<slug:shortcode>/agenda/<int:pk>.ics", views_calendar.session_ics, name="session_ics"),
    path("<slug:shortcode>/agenda/<int:pk>/card", views.card, name="card"),
    path("<slug:shortcode>/agenda/<int:pk>/help", views_help.ask, name="help"),
    path("<slug:shortcode>/agenda/<int:pk>/help/settled", views_help.settled, name="help_settled"),
    path("<slug:shortcode>/name", views_name.name, name="name"),
    path("<slug:shortcode>/brand.css", views_brand.brand_css, name="brand"),
    path("<slug:shortcode>/app.webmanifest", views_brand.manifest, name="manifest"),
    path("<slug:shortcode>/bookmark", views_calendar.mark, name="mark"),
    path("<slug:shortcode>/calendar", views_calendar.calendar, name="calendar"),
    path("<slug:shortcode>/calendar/new", views_calendar.new_address, name="new_address"),
    path("<slug:shortcode>/calendar/<slug:token>.ics", views_calendar.feed, name="feed"),
    path("<slug:shortcode>/speakers", views.speakers, name="speakers"),
    path("<slug:shortcode>/pass", views.renew_pass, name="pass"),
    path("<slug:shortcode>/sign-out", views.sign_out, name="sign_out"),
]
