from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "enishi.cases"
    label = "cases"
    verbose_name = "多機関協働"

    def ready(self) -> None:
        from enishi.cases.rules.deadlines import INTERVALS
        from enishi.office import city_settings

        city_settings.declare(*INTERVALS.values())
