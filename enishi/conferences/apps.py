from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "enishi.conferences"
    label = "conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        from enishi.conferences.record import SOURCES
        from enishi.conferences.rules.windows import INTERVALS
        from enishi.office import city_settings
        from enishi.sharing import record

        city_settings.declare(*INTERVALS.values())
        record.declare(*SOURCES)
