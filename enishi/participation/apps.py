from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "enishi.participation"
    label = "participation"
    verbose_name = "参加支援"

    def ready(self) -> None:
        from enishi.participation.record import SOURCES
        from enishi.sharing import record

        record.declare(*SOURCES)
