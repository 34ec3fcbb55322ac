from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The example event, and the command that runs everything in one foreground."""

    name = "virtualcrowd.demo"

    def ready(self) -> None:
        from virtualcrowd.demo import checks  # noqa: F401, PLC0415 - registers; models are there now
