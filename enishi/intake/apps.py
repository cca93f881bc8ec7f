from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "enishi.intake"
    label = "intake"
    verbose_name = "相談受付"
