from functools import partial
from uuid import UUID

from django.apps import AppConfig
from django.urls import reverse


class CasesConfig(AppConfig):
    name = "enishi.cases"
    label = "cases"
    verbose_name = "多機関協働"

    def ready(self) -> None:
        from enishi.agencies import hooks
        from enishi.cases.actions.succession import reasons_not_to_close_agency, release_membership
        from enishi.cases.actions.visits import clear_dropped
        from enishi.cases.queries.no_drop import cases_led
        from enishi.cases.record import SOURCES, not_asked_for
        from enishi.cases.rules.deadlines import INTERVALS
        from enishi.intake import panels
        from enishi.intake.queries.no_drop import counters
        from enishi.office import city_settings, draft_words, drafts
        from enishi.office import hooks as hooks_of_office
        from enishi.residents.rules.reference import numbered
        from enishi.sharing import hooks as hooks_of_sharing
        from enishi.sharing import record

        entry = {"text": "内容", "next_step": "次の予定", "informant": "だれから聞いたか"}
        draft_words.declare("cases.entry", entry)
        told = {"reaction": "反応", "worked": "うまくいったこと・手がかり", "caution": "次に行く人への注意"}
        draft_words.declare("cases.attempt", {"text": "したこと", **told})
        draft_words.declare("cases.advice", {"text": "相談したいこと"})
        of_case = numbered("ケース")
        drafts.declare("cases.entry", "支援経過", lambda one: reverse("cases:case", args=[one]), of_case)
        for name, label, page in (
            ("cases.assessment", "アセスメント", "cases:assessment-write"),
            ("cases.plan", "支援プラン", "cases:plan-write"),
            ("cases.monitoring", "進捗確認", "cases:plan-monitor"),
            ("cases.evaluation", "評価シート", "cases:plan-evaluate"),
        ):
            drafts.declare(name, label, partial(_address, page), of_case, by_about=True)
        drafts.declare(
            "cases.visit", "外出先の記録", lambda one: reverse("cases:visit-note", args=[one])
        )
        hooks_of_office.every_day.attach(clear_dropped)
        drafts.declare("cases.attempt", "働きかけ", lambda one: reverse("cases:attempt", args=[one]), of_case)
        drafts.declare("cases.advice", "管理者への相談", lambda one: reverse("cases:advice-ask", args=[one]), of_case)
        drafts.declare("cases.approach", "働きかけの方針", lambda one: reverse("cases:approach", args=[one]), of_case)
        panels.declare("cases:open", "多機関協働のケース", needs="lead")
        hooks.before_closing_agency.append(reasons_not_to_close_agency)
        hooks.when_membership_ends.append(release_membership)
        counters.append(cases_led)
        city_settings.declare(*INTERVALS.values())
        record.declare(*SOURCES)
        hooks_of_sharing.not_asked_for.attach(not_asked_for)


def _address(page: str, one: UUID | None) -> str:
    return reverse(page, args=[one])
