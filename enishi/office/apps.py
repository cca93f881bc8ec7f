from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "enishi.office"
    label = "office"
    verbose_name = "執務室"
