from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse


class CommunityConfig(AppConfig):
    name = "enishi.community"
    label = "community"
    verbose_name = "地域の資源"

    def ready(self) -> None:
        from enishi.community.actions.applying import clear_applications
        from enishi.community.actions.clearing import clear_undecided_loads
        from enishi.community.city_settings import NETWORK, REMIND, UNDECIDED, VERIFY
        from enishi.office import city_settings, drafts, hooks

        drafts.declare("community.resource", "地域の資源", _resource)
        drafts.declare(
            "community.menu", "参加メニュー", lambda one: reverse("community:menu-new", args=[one])
        )
        drafts.declare(
            "community.menu_change",
            "参加メニューの変更",
            lambda one: reverse("community:menu-edit", args=[one]),
        )
        drafts.declare("community.need", "場で見えたニーズ", lambda _one: reverse("community:need-new"))
        drafts.declare("community.exchange", "交流の場", lambda _one: reverse("community:exchange-new"))
        for one in (VERIFY, REMIND, UNDECIDED, *NETWORK):
            city_settings.declare(one)
        hooks.every_day.attach(clear_undecided_loads)
        hooks.every_day.attach(clear_applications)


def _resource(one: UUID | None) -> str:
    return reverse("community:resource-edit", args=[one]) if one else reverse("community:resource-new")
