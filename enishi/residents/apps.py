from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "enishi.residents"
    label = "residents"
    verbose_name = "住民"
