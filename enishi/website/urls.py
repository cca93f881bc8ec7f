"""Addresses of the house's own pages."""

app_name = "website"
urlpatterns: list = []
