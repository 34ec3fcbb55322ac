from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_delete


class ZoomConfig(AppConfig):
    name = "virtualcrowd.zoom"

    def import_models(self) -> None:
        """Models live where their subject is: the integration, imports, pages, hosts."""
        super().import_models()
        import_module("virtualcrowd.zoom.import_models")
        import_module("virtualcrowd.zoom.setup_models")
        import_module("virtualcrowd.zoom.clash.models")
        import_module("virtualcrowd.zoom.inside.models")

    def ready(self) -> None:
        from virtualcrowd.zoom.inside.forgetting import forget  # noqa: PLC0415 - models first

        pre_delete.connect(forget, sender="events.Attendee")
