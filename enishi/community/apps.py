from collections.abc import Callable
from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse

FORMS = (
    ("community.need", "場で見えたニーズ", "community:need-new"),
    ("community.exchange", "交流の場", "community:exchange-new"),
    ("community.activity", "活動", "community:activity-new"),
    ("community.activity_change", "活動の変更", "community:activity-edit"),
    ("community.happening", "催し・研修", "community:happening-new"),
    ("community.happening_change", "催し・研修の変更", "community:happening-edit"),
    ("community.capability", "機関のできること", "community:capability-new"),
    ("community.capability_change", "機関のできることの変更", "community:capability-edit"),
)
NETWORK_FORMS = (
    ("network.member", "会員の登録", "network:member-new"),
    ("network.member_change", "会員の変更", "network:member-edit"),
    ("network.hand", "手挙げ", "network:hand-new"),
    ("network.design", "メニュー案", "network:draft-new"),
    ("network.trial", "試行の結果", "network:trial-end"),
    ("network.evaluation", "試行の評価", "network:commission-evaluate"),
    ("network.meeting", "プロジェクトの会議", "network:meeting-new"),
    ("network.meeting_change", "プロジェクトの会議の訂正", "network:meeting-edit"),
)


class CommunityConfig(AppConfig):
    name = "enishi.community"
    label = "community"
    verbose_name = "地域の資源"

    def ready(self) -> None:
        from enishi.agencies.actions import cards, open_forms
        from enishi.community.actions import applying, asking
        from enishi.community.actions.clearing import clear_undecided_loads
        from enishi.community.city_settings import NETWORK, REMIND, UNDECIDED, VERIFY
        from enishi.community.rules import join_form
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
        for name, label, address in (*FORMS, *NETWORK_FORMS):
            drafts.declare(name, label, _at(address))
        for one in (VERIFY, REMIND, UNDECIDED, *NETWORK):
            city_settings.declare(one)
        hooks.every_day.attach(clear_undecided_loads)
        hooks.every_day.attach(applying.clear_applications)
        cards.declare(asking.CARD, asking.member_answered, asking.answer_page)
        cards.declare(applying.CONFIRMATION, applying.confirmed_by_mail)
        open_forms.declare(
            join_form.NAME,
            open_forms.OpenForm(
                join_form.asks(),
                join_form.EITHER,
                applying.form_now,
                applying.limits_now,
                applying.entry_arrived,
            ),
        )


def _resource(one: UUID | None) -> str:
    return reverse("community:resource-edit", args=[one]) if one else reverse("community:resource-new")


def _at(name: str) -> Callable[[UUID | None], str]:
    return lambda one: reverse(name, args=[one] if one else [])
