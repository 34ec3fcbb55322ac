from importlib import import_module

from django.apps import AppConfig


class ZoomConfig(AppConfig):
    name = "virtualcrowd.zoom"

    def import_models(self) -> None:
        """Models live in two modules: of the integration, and of the pages around it."""
        super().import_models()
        import_module("virtualcrowd.zoom.setup_models")
