"""What an organiser sees who picks meetings to import."""

from django.utils import timezone

from virtualcrowd.zoom import picker


def drawn(connection, tab="meetings", **more):
    return picker.draw(connection, tab=tab, now=timezone.now(), **more)


def row(shown, zoom_id):
    return next(one for one in shown.rows if one.listed.zoom_id == zoom_id)
