from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "virtualcrowd.door"
