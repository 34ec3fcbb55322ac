from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "virtualcrowd.common"

    def ready(self) -> None:
        """Register the checks of settings."""
        from virtualcrowd import checks  # noqa: F401, PLC0415 - models must be ready first
