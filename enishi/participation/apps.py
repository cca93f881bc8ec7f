from django.apps import AppConfig
from django.urls import reverse


class ParticipationConfig(AppConfig):
    name = "enishi.participation"
    label = "participation"
    verbose_name = "参加支援"

    def ready(self) -> None:
        from enishi.agencies.actions import cards
        from enishi.cases import hooks, panels
        from enishi.community import hooks as project
        from enishi.office import drafts
        from enishi.office.hooks import every_day
        from enishi.participation.actions.asking import CARD, PLACEMENTS, host_answered
        from enishi.participation.actions.project import lapse_commissions
        from enishi.participation.queries.asking import hosts_asked
        from enishi.participation.queries.counting import follow_ups_of_a_month
        from enishi.participation.queries.page import reasons_not_to_end
        from enishi.participation.record import SOURCES
        from enishi.residents.rules.reference import numbered
        from enishi.sharing import record

        drafts.declare(
            "participation.profile",
            "参加の希望",
            lambda one: reverse("participation:profile", args=[one]),
            numbered("ケース"),
        )
        drafts.declare(
            "participation.project",
            "プロジェクトへの依頼",
            lambda one: reverse("participation:project", args=[one]),
            numbered("ケース"),
        )
        panels.declare("case", "participation:page", "参加支援", needs="answer")
        hooks.figures_of_a_month.attach(follow_ups_of_a_month)
        hooks.reasons_not_to_end.attach(reasons_not_to_end)
        project.hosts_asked.attach(hosts_asked)
        record.declare(*SOURCES)
        cards.declare(CARD, host_answered, lambda _: PLACEMENTS)
        every_day.attach(lapse_commissions)
