from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "enishi.agencies"
    label = "agencies"
    verbose_name = "支援関係機関"

    def ready(self) -> None:
        from enishi.agencies.actions.clearing import UNDECIDED, clear_undecided
        from enishi.office import city_settings, hooks

        city_settings.declare(UNDECIDED)
        hooks.every_day.attach(clear_undecided)
