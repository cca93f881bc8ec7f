from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class OfficeConfig(AppConfig):
    name = "enishi.office"
    label = "office"
    verbose_name = "執務室"

    def ready(self) -> None:
        from enishi.office import city, city_settings

        city_settings.declare(*city.SETTINGS.values())
        # Rooms upstairs have their tables by then: Django sends this after the last migration.
        post_migrate.connect(load_vocabularies, sender=self)


def load_vocabularies(plan: Any = (), **_: Any) -> None:
    from django.core.management import call_command
    from django.db import connection

    if "office_vocabularystamp" in connection.introspection.table_names():
        call_command("load_vocabularies", verbosity=0)
