from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "enishi.website"
    label = "website"
    verbose_name = "玄関"
