from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "enishi.agencies"
    label = "agencies"
    verbose_name = "支援関係機関"
