from importlib import import_module

from django.apps import AppConfig


class ZoomConfig(AppConfig):
    name = "virtualcrowd.zoom"

    def import_models(self) -> None:
        """Models live where their subject is: the integration, imports, pages, hosts."""
        super().import_models()
        import_module("virtualcrowd.zoom.import_models")
        import_module("virtualcrowd.zoom.setup_models")
        import_module("virtualcrowd.zoom.clash.models")
        import_module("virtualcrowd.zoom.inside.models")
