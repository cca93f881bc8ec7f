from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "enishi.demo"
    label = "demo"
    verbose_name = "見本の市"
