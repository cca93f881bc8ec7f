from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "enishi.sharing"
    label = "sharing"
    verbose_name = "根拠と閲覧"
