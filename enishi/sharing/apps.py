from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "enishi.sharing"
    label = "sharing"
    verbose_name = "根拠と閲覧"

    def ready(self) -> None:
        from enishi.office import city_settings
        from enishi.sharing.rules.periods import PERIODS

        city_settings.declare(*PERIODS.values())
