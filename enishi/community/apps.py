from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "enishi.community"
    label = "community"
    verbose_name = "地域の資源"
