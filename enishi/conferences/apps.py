from django.apps import AppConfig
from django.urls import reverse

WORDS = {
    "conferences.told": {"text": "内容"},
    "conferences.request": {"necessity": "必要な理由", "not_from_person": "本人から得られない理由"},
}
"""Of which forms which fields hold words of whoever writes."""


class ConferencesConfig(AppConfig):
    name = "enishi.conferences"
    label = "conferences"
    verbose_name = "会議"

    def ready(self) -> None:
        from enishi.agencies import hooks as hooks_of_agencies
        from enishi.cases import panels
        from enishi.cases.hooks import figures_of_a_month
        from enishi.conferences import hooks
        from enishi.conferences.actions.handing_over import (
            reasons_not_to_close_agency,
            release_membership,
            tell_of_gone,
        )
        from enishi.conferences.actions.planning import adopt_plan
        from enishi.conferences.queries.counting import meetings_of_a_month
        from enishi.conferences.record import SOURCES, agreed_rooms
        from enishi.conferences.rules.windows import INTERVALS
        from enishi.office import city_settings, draft_words, drafts
        from enishi.residents.rules.reference import numbered
        from enishi.sharing import hooks as hooks_of_sharing
        from enishi.sharing import record

        for name, label, page in (
            ("conferences.told", "会議での発言・情報", "conferences:item"),
            ("conferences.sheet", "会議の準備シート", "conferences:sheet"),
            ("conferences.brief", "会議キットのまとめ", "conferences:brief"),
            ("conferences.minutes", "会議録", "conferences:minutes"),
            ("conferences.request", "情報提供依頼", "conferences:request-new"),
        ):
            draft_words.declare(name, WORDS.get(name, {}))
            drafts.declare(name, label, lambda one, page=page: reverse(page, args=[one]), numbered("議題"))  # type: ignore[misc]
        panels.declare("leading", "conferences:for-case", "会議にかける", needs="lead")
        panels.declare("plan", "conferences:for-case", "会議にかける", needs="lead")
        hooks.adopt_plan.attach(adopt_plan)
        hooks_of_agencies.before_closing_agency.append(reasons_not_to_close_agency)
        hooks_of_agencies.when_membership_ends.append(release_membership)
        figures_of_a_month.attach(meetings_of_a_month)
        city_settings.declare(*INTERVALS.values())
        record.declare(*SOURCES)
        hooks_of_sharing.agreed_rooms.attach(agreed_rooms)
        hooks_of_sharing.disclosure_asked.attach(tell_of_gone)
