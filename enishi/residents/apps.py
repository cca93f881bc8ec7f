from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "enishi.residents"
    label = "residents"
    verbose_name = "住民"

    def ready(self) -> None:
        from enishi.residents.record import SOURCES
        from enishi.sharing import record

        record.declare(*SOURCES)
