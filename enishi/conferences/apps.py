from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "enishi.conferences"
    label = "conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        from enishi.conferences.rules.windows import INTERVALS
        from enishi.office import city_settings

        city_settings.declare(*INTERVALS.values())
