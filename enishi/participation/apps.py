from django.apps import AppConfig
from django.urls import reverse


class ParticipationConfig(AppConfig):
    name = "enishi.participation"
    label = "participation"
    verbose_name = "参加支援"

    def ready(self) -> None:
        from enishi.cases import panels
        from enishi.office import drafts
        from enishi.participation.record import SOURCES
        from enishi.sharing import record

        drafts.declare(
            "participation.profile", "参加の希望", lambda one: reverse("participation:profile", args=[one])
        )
        panels.declare("case", "participation:page", "参加支援", needs="answer")
        record.declare(*SOURCES)
