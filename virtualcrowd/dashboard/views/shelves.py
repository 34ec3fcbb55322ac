"""Plugins and Libraries: a tile for each provider, drawn from what it tells of itself."""

from django.http import HttpResponse
from django.shortcuts import render

from virtualcrowd.agenda.providers import all_providers
from virtualcrowd.events.access import StaffRequest, staff_required


@staff_required()
def plugins(request: StaffRequest) -> HttpResponse:
    return _shelf(request, "dashboard/plugins.html", "plugins")


@staff_required()
def libraries(request: StaffRequest) -> HttpResponse:
    return _shelf(request, "dashboard/libraries.html", "lib")


def _shelf(request: StaffRequest, template: str, nav: str) -> HttpResponse:
    tiles = [provider.tile(request.event) for provider in all_providers().values()]
    return render(request, template, {"tiles": tiles, "nav": nav})
