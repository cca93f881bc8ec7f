from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "enishi.community"
    label = "community"
    verbose_name = "地域の資源"

    def ready(self) -> None:
        from enishi.community.actions.applying import clear_applications
        from enishi.community.actions.clearing import clear_undecided_loads
        from enishi.community.city_settings import NETWORK, REMIND, UNDECIDED, VERIFY
        from enishi.office import city_settings, hooks

        for one in (VERIFY, REMIND, UNDECIDED, *NETWORK):
            city_settings.declare(one)
        hooks.every_day.attach(clear_undecided_loads)
        hooks.every_day.attach(clear_applications)
