"""Builder → Agenda; part of the namespace "dashboard"."""

from django.urls import URLPattern, path

from virtualcrowd.dashboard.views import brand, builder, plan_b, session, sheet, speakers

AGENDA = "<slug:shortcode>/builder/agenda"
SESSION = f"{AGENDA}/<int:pk>"

urlpatterns: list[URLPattern] = [
    path("<slug:shortcode>/builder/branding", brand.brand, name="branding"),
    path("<slug:shortcode>/builder/branding.css", brand.brand_preview, name="brand_preview"),
    path("<slug:shortcode>/builder/joining", brand.joining, name="joining"),
    path(AGENDA, builder.agenda, name="agenda"),
    path(f"{AGENDA}/new", builder.session_new, name="session_new"),
    path(f"{AGENDA}/table", sheet.sheet, name="sheet"),
    path(f"{AGENDA}/table/download", sheet.download, name="sheet_download"),
    path(f"{AGENDA}/embed-many", sheet.embed_many, name="embed_many"),
    path(f"{AGENDA}/tracks", builder.tracks, name="tracks"),
    path(SESSION, session.details, name="session"),
    path(f"{SESSION}/speakers", speakers.speakers, name="session_speakers"),
    path(f"{SESSION}/embed", session.embed, name="session_embed"),
    path(f"{SESSION}/embed/preview", session.embed_preview, name="session_embed_preview"),
    path(f"{SESSION}/plan-b", plan_b.plan_b, name="session_plan_b"),
    path(f"{SESSION}/plan-b/undo", plan_b.undo, name="session_plan_b_undo"),
    path(f"{SESSION}/other", session.other, name="session_other"),
    path(f"{SESSION}/publish", session.publish, name="session_publish"),
    path(f"{SESSION}/move", session.move, name="session_move"),
    path(f"{SESSION}/delete", session.delete, name="session_delete"),
]
